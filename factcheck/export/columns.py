"""The columns of the evidence table, in their order, and what each means. A new one is added at the end of its group."""

from __future__ import annotations

from collections.abc import Mapping

COLUMN_MEANINGS: Mapping[str, str] = {
    # the claim
    "case": "Short name of the case.",
    "claim_id": "Id of the claim within its case.",
    "claim": "The statement: verbatim where `wording` is quote.",
    "speaker": "Who said it.",
    "organisation": "For whom the speaker spoke.",
    "date": "When it was said: ISO 8601, may be partial, such as 2018-12.",
    "venue": "Where it was said.",
    "source": "Where the statement can be read, in words.",
    "source_url": "Where the statement can be read, as an address.",
    "role": "The speaker's function.",
    "wording": "quote, paraphrase, or empty where nobody said.",
    "source_place": "Where it was taken out of a statement: SHA-256 of the file, page, characters; empty where it was typed.",
    "source_words": "The words at that place, verbatim.",
    # the verdict: a person's
    "verdict": "A person's conclusion: Supported, Contradicted, Mixed, Not enough evidence; empty while none is set.",
    "justification": "Why, in that person's words.",
    "verdict_by": "Who set the verdict.",
    "verdict_at": "When: UTC, ISO 8601.",
    # what one passage says
    "rank": "Place of the passage in the evidence on its claim; 1 is best. Empty where the claim has no evidence.",
    "stance": "supports, contradicts or neutral, a person's where one decided, else the model's; or not relevant.",
    "stance_set_by": "Who decided the stance; model where no person did.",
    "quote": "The passage, verbatim as it stands on the page.",
    "rationale": "The shortest part of the quote that carries the stance, verbatim.",
    # the document
    "document": "Title of the document.",
    "issuer": "Who issued it.",
    "kind": "What it is: FOIA release, contract, court filing …",
    "weight": "What it can prove: admission, finding, allegation, primary, report.",
    "is_digest": "yes where the text is our own words about a paper, not the paper.",
    "document_date": "Date of the document: ISO 8601, may be partial.",
    "obtained_by": "Who obtained it.",
    "obtained_how": "How it was obtained.",
    "obtained_date": "When it was obtained.",
    "request_number": "Number of the request for it.",
    # the place
    "page": "Page of the file, counted from 1.",
    "start": "Where the quote begins in the text of the page, in code points.",
    "end": "Where the quote ends: half-open.",
    "file": "Name of the file as received.",
    "sha256": "SHA-256 of the file as received.",
    "document_url": "Where the document can be had.",
    "rationale_start": "Where the rationale begins in the text of the page, in code points.",
    "rationale_end": "Where the rationale ends: half-open.",
    "bates": "Bates number stamped on the page; empty where none was found.",
    "link": "Address of the page where the source has one, else of the document.",
    "citation": "Short citation: title, issuer, date, page, Bates number, hash, link.",
    "read_as": "How the text of the page was obtained: text layer, text, OCR.",
    "also_in": "Copies of the paper that say the same, no further source: file, page, Bates number, hash.",
    # what the model read
    "model_stance": "The stance that the model reads, corrected where a rule on figures, dates or names is sure.",
    "probability_supports": "Probability that the passage supports the claim, 0 to 1: the model's, or a rule's.",
    "probability_contradicts": "Probability that it contradicts the claim.",
    "probability_neutral": "Probability that it says neither.",
    "similarity": "Cosine of the embeddings of claim and passage, -1 to 1.",
    "reasons": "What speaks for the passage and what a reader must bear in mind, in words.",
    "stance_model": "Which stance model read it.",
    "embedding_model": "Which encoder retrieved it.",
    "second_reader": "Which language model gave a second opinion, at which address; empty where none did.",
    "second_stance": "The stance that this one reads; it changes nothing.",
    "second_quote": "The words of the passage that it quotes, verbatim.",
    "second_why": "Why, in its own words, which nobody checked.",
    "probability_model_alone": "What the model alone gives to model_stance where a rule corrected it; empty where none did.",
    "is_unclear": "yes where less than half is given to model_stance: then it is unclear, and only leans.",
    # what people did
    "reviewer": "Who reviewed the passage last.",
    "decision": "That person's decision: agree, correct, not relevant.",
    "reviewed_at": "When: UTC, ISO 8601.",
    "review_note": "Why, in that person's words.",
    "evidence_id": "Number of the piece of evidence in the workspace.",
    "checked_at": "When the claim was last checked: UTC, ISO 8601.",
    "withheld": "yes where a protected export took words out of this row; they are replaced by [withheld].",
}
"""What every column means, by name, in the order of the table; none ever changes its meaning."""

COLUMNS = tuple(COLUMN_MEANINGS)

WHOLE_NUMBERS = ("rank", "page", "start", "end", "rationale_start", "rationale_end", "evidence_id")
FRACTIONS = (
    "probability_supports", "probability_contradicts", "probability_neutral", "similarity", "probability_model_alone",
)  # fmt: skip
TEXTS = tuple(name for name in COLUMNS if name not in WHOLE_NUMBERS + FRACTIONS)
