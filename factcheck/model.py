"""The shared language: the values that every step of the two flows takes and gives. Imports no other module.

Offsets are half-open spans of Unicode code points, ``[start, end)``, into the final text of one page. Dates of the
world (a statement, a paper) are ISO-8601 and may be partial, such as "2018-12"; "" is unknown. Times of the tool are UTC.

It is one file of more than 300 lines on purpose: every word of the project has one meaning, and they are read side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Stance(StrEnum):
    """What one passage says about one claim, as the model reads it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"


class VerdictLabel(StrEnum):
    """A person's conclusion on one claim; no program sets it."""

    SUPPORTED = "Supported"
    CONTRADICTED = "Contradicted"
    MIXED = "Mixed"
    NOT_ENOUGH_EVIDENCE = "Not enough evidence"


class Decision(StrEnum):
    """What a person decides on one piece of evidence."""

    AGREE = "agree"
    CORRECT = "correct"
    NOT_RELEVANT = "not relevant"


class ReadAs(StrEnum):
    """How the text of a page was obtained."""

    TEXT_LAYER = "text layer"  # of a PDF
    TEXT = "text"  # of a file that is text throughout
    OCR = "OCR"  # of a picture
    UNREAD = "unread"


@dataclass(frozen=True)
class Case:
    """One investigation: its claims, its documents, its reviewers."""

    slug: str
    title: str
    question: str = ""
    summary: str = ""
    double_review: bool = (
        False  # two people review each claim, neither seeing the other's decisions until both are done
    )


@dataclass(frozen=True)
class Claim:
    """One checkable public statement; ``text`` is verbatim where ``wording`` is "quote"."""

    id: str  # unique within its case
    text: str
    speaker: str = ""
    role: str = ""
    organisation: str = ""
    party: str = ""  # whose side speaks: company, agency, critic, press
    date: str = ""
    venue: str = ""
    source: str = ""
    source_url: str = ""
    wording: str = ""  # "quote", "paraphrase", or "" where nobody said
    context: str = ""  # one sentence that says who speaks of what
    note: str = ""
    place: str = ""  # where it stands in a statement that is kept, as `claims/place.py` spells it
    original: str = ""  # the words at that place, from which ``text`` was taken


@dataclass(frozen=True)
class Provenance:
    """Where a document comes from, as far as the person who brought it knows."""

    title: str = ""
    kind: str = ""  # FOIA release, contract, court filing, ...
    weight: str = ""  # admission, finding, allegation, primary, report
    issuer: str = ""
    document_date: str = ""
    published_date: str = ""
    obtained_by: str = ""
    obtained_how: str = ""
    obtained_date: str = ""
    request_number: str = ""
    source_url: str = ""
    is_digest: bool = False  # our own words about a paper, not the paper
    note: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page as a reader sees it, turned and cropped: points (1/72 inch) from its top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Word:
    """A word of a page's final text, ``page.text[start:end]``, and where it stands on the page."""

    start: int
    end: int
    box: Box
    confidence: float | None = None  # of OCR, 0 to 1; None for a text layer


REDACTED = "[redacted]"
"""What stands in the text of a page in place of a redaction."""


@dataclass(frozen=True)
class Redaction:
    """A blacked or whited out area of a page."""

    box: Box
    kind: str  # "black", "white"
    codes: tuple[str, ...] = ()  # exemption codes on or beside it, such as "(b)(6)"
    is_bad: bool = False  # the text under it can still be read; kept out of `Page.text`


@dataclass(frozen=True)
class Page:
    """One page of a document, its text cleaned once and final."""

    number: int  # 1-based
    text: str
    read_as: ReadAs
    width: float | None = None  # points, 1/72 inch
    height: float | None = None
    unread_reason: str = ""
    confidence: float | None = None  # mean over the words of OCR, 0 to 1; None where no OCR was used
    reader: str = ""  # what read the page, and why, where it was not the document's reader: an engine of OCR
    bates: str = ""  # the Bates number stamped on the page, such as "ABC0001234"
    bates_as_read: str = ""  # what was read in its place, where its neighbours showed a slip of OCR
    redactions: tuple[Redaction, ...] = ()
    body_start: int = 0  # what runs along the head of the pages stands before it in the text
    body_end: int | None = None  # and what runs along the foot after it; None: the body is all the rest
    words: Sequence[Word] = field(default=(), repr=False)  # in text order; empty on a page loaded from the store

    @property
    def is_read(self) -> bool:
        """Whether the page has text to search."""
        return self.read_as is not ReadAs.UNREAD


@dataclass(frozen=True)
class HowRead:
    """How one page was read, without its text."""

    number: int  # 1-based
    read_as: ReadAs
    reader: str = ""  # as in `Page`
    confidence: float | None = None  # as in `Page`
    unread_reason: str = ""


@dataclass(frozen=True)
class ReadDocument:
    """What reading one file gave."""

    media_type: str
    title: str  # the file's own title, or ""
    pages: tuple[Page, ...]
    reader: str  # library and version that read it


@dataclass(frozen=True)
class Document:
    """One file as received, identified by the SHA-256 of its bytes, as one case holds it."""

    sha256: str
    file: str  # name as received, without folders
    media_type: str
    size: int  # bytes
    n_pages: int
    n_unread_pages: int
    n_passages: int
    reader: str
    provenance: Provenance

    @property
    def title(self) -> str:
        """The title a person gave or the file carries, else the file's name."""
        return self.provenance.title or self.file


@dataclass(frozen=True)
class Span:
    """A half-open span of one page's text, with that text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Passage:
    """A span of one page: ``page.text[start:end] == text``."""

    id: str
    document_sha256: str
    page: int
    start: int
    end: int
    text: str
    bates: str = ""  # the Bates number of its page; "" on a passage not loaded from the store
    redactions: tuple[Redaction, ...] = ()  # of its page; none on a passage not loaded from the store


class SearchBy(StrEnum):
    """What a person's search goes by."""

    MEANING = "meaning"  # and words, as a check does
    WORDS = "words"  # alone
    PHRASE = "phrase"  # word for word


@dataclass(frozen=True)
class Hit:
    """A retrieved passage; nothing is judged yet."""

    passage: Passage
    similarity: float  # cosine of the embeddings, -1 to 1
    relevance: float  # blend of dense and lexical, each normalised over the candidates, 0 to 1


@dataclass(frozen=True)
class Probabilities:
    """The model's probabilities of the three stances, which sum to 1."""

    supports: float
    contradicts: float
    neutral: float

    @property
    def strength(self) -> float:
        """The higher of supports and contradicts."""
        return max(self.supports, self.contradicts)


@dataclass(frozen=True)
class StanceReading:
    """What the model, corrected by rules, reads out of one passage about one claim, and in which words."""

    stance: Stance
    probabilities: Probabilities
    rationale: Span  # offsets into the page, as those of the passage
    reasons: tuple[str, ...] = ()
    read_by: str = ""  # the stance model; "" where an older version did not note it
    by_model: Probabilities | None = None  # what the model alone gives; None where no rule corrected it


@dataclass(frozen=True)
class SecondOpinion:
    """What the second reader, a language model on a server, says of one passage: shown apart, and it changes nothing."""

    stance: Stance
    quote: Span  # verbatim words of the passage, in the page's offsets
    why: str  # in the reader's own words
    reader: str  # which model, at which address, and whether passages left this machine


@dataclass(frozen=True)
class SecondReading:
    """What became of asking the second reader for one check."""

    reader: str
    asked: int  # passages
    heard: int  # whose answer quotes the passage verbatim
    ignored: dict[str, int] = field(default_factory=dict)  # answers by why they were ignored
    failures: tuple[str, ...] = ()  # where no answer came, and why
    left: int = 0  # passages that nobody asked about, because there were more than it reads or it could not be reached


@dataclass(frozen=True)
class Evidence:
    """A claim, a passage, and what the passage is read to say of the claim."""

    hit: Hit
    document: Document
    reading: StanceReading
    id: int | None = None  # once stored
    copy_of: str = ""  # id of the passage, in a copy of the same paper, that says the same and stands for this one
    second: SecondOpinion | None = None  # None where no second reader was heard

    @property
    def passage(self) -> Passage:
        """The passage that is the evidence."""
        return self.hit.passage


@dataclass(frozen=True)
class Searched:
    """How much was searched for a claim, and how much could not be."""

    documents: int
    pages: int
    passages: int
    unread_pages: int = 0
    failed_files: int = 0
    ocr_pages: int = 0
    doubtful_pages: int = 0  # of those that OCR read
    top_k: int = 0  # passages asked for, copies not counted; 0 where an older version did not note it


@dataclass(frozen=True)
class Checked:
    """One claim checked against the documents of a case; evidence best first."""

    case: str
    claim: Claim
    searched: Searched
    models: dict[str, str]
    evidence: tuple[Evidence, ...]
    checked_at: str = ""
    hypothesis: str = ""  # the claim as the stance model read it
    second: SecondReading | None = None  # None where no second reader is set up


@dataclass(frozen=True)
class Review:
    """A person's decision on one piece of evidence; reviews are only ever added."""

    evidence_id: int
    decision: Decision
    stance: Stance | None  # what the person says the passage says; None when not relevant
    reviewer: str
    reviewed_at: str
    note: str = ""
    settles: bool = False  # it settles what two reviewers decided otherwise


@dataclass(frozen=True)
class Verdict:
    """A person's conclusion on one claim, with the reasons; the newest counts, none is erased."""

    claim_id: str
    label: VerdictLabel
    justification: str
    reviewer: str
    decided_at: str
    settles: bool = False  # as in `Review`


@dataclass(frozen=True)
class Failure:
    """A file, or a page of one, that could not be taken in."""

    path: str  # with the names of the archives or messages that it lay in
    reason: str
    remedy: str
    page: int | None = None
    sha256: str = ""  # of its bytes, where they are kept for a second try


@dataclass(frozen=True)
class Ingested:
    """What became of one file: ``status`` is "new" or "known"."""

    path: str
    sha256: str
    title: str
    status: str
    pages: int
    passages: int
    unread_pages: int


@dataclass(frozen=True)
class IngestReport:
    """What became of every file of one ingest."""

    documents: tuple[Ingested, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Progress:
    """Where long work stands: the part at work, and how far it is."""

    step: str  # what is being done, in words
    done: int
    total: int
    detail: str = ""


OnProgress = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """Stand in where nobody watches."""


class Lesson(StrEnum):
    """What a passage teaches that can be taken for more, or for less, than it says."""

    CONTRACT = "a contract is not use"
    DIVISION = "a division is not the agency"
    ALLEGATION = "an allegation is not a finding"
    TIME = "later is not then"
    WORD = "a party's word is not proof"
    PLAN = "a plan is not a deed"
    KNOWLEDGE = "what was done is not who knew"
    PART = "a part is not the whole"
    MATTER = "near is not the same"
    OPINION = "an opinion cannot be tested"
    TWO_PAPERS = "it takes a second paper"


@dataclass(frozen=True)
class Gold:
    """What a person judged beforehand: this passage of this document has this stance to this claim."""

    claim_id: str
    source_id: str
    file: str
    quote: str
    stance: Stance
    reason: str
    facts: str = ""
    lesson: Lesson | None = None


@dataclass(frozen=True)
class GoldVerdict:
    """The verdict that the author of a case suggests for one claim, and why."""

    label: VerdictLabel
    reason: str
    nuance: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened, as a case tells it."""

    date: str
    event: str
    source: str = ""


@dataclass(frozen=True)
class CaseFolder:
    """A case as it lies in ``corpus/``: read, not yet loaded."""

    case: Case
    claims: tuple[Claim, ...]
    sources: dict[str, Provenance] = field(default_factory=dict)  # by file, relative to the folder
    gold: tuple[Gold, ...] = ()
    protected: tuple[str, ...] = ()  # strings that protected exports withhold
    verdicts: dict[str, GoldVerdict] = field(default_factory=dict)  # by claim
    timeline: tuple[TimelineEntry, ...] = ()
    fairness: tuple[str, ...] = ()
    further_reading: tuple[tuple[str, str], ...] = ()  # title, address


@dataclass(frozen=True)
class StudentMark:
    """Words of a page that a student takes to support or to contradict a claim."""

    document_sha256: str
    page: int
    start: int
    end: int
    stance: Stance  # never neutral
    text: str = ""  # ``page.text[start:end]``
    id: int | None = None  # once stored


@dataclass(frozen=True)
class StudentAnswer:
    """A student's verdict on a claim: a draft until it is submitted, and never changed after."""

    label: VerdictLabel | None = None
    justification: str = ""
    submitted_at: str = ""


@dataclass(frozen=True)
class Hint:
    """Where a passage that the author judged stands, told a step at a time; never what it says of the claim."""

    document_sha256: str
    page: int
    start: int
    end: int
    step: int  # 1: the document, 2: the page too, 3: the words too


@dataclass(frozen=True)
class StudentWork:
    """What one student has done on one claim of a case study."""

    answer: StudentAnswer = StudentAnswer()
    marks: tuple[StudentMark, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def is_submitted(self) -> bool:
        """Whether the answers may be shown."""
        return bool(self.answer.submitted_at)
