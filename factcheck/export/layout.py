"""The words of the formats that read as a document: what stands above a claim and below a quotation. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factcheck.certainty import SURE_FROM, say_alone, say_percent, say_reader, say_unclear
from factcheck.dates import describe_date
from factcheck.export.content import ClaimPart, Export
from factcheck.export.table import Row
from factcheck.model import Stance

SUPPORTING, CONTRADICTING = "Supporting", "Contradicting"
NEUTRAL, ASIDE = "Says neither", "Set aside as not relevant"
NOTHING = "Nothing found."
NO_VERDICT = "No verdict yet"
UNCHECKED = "Not checked yet."
SECOND = "Second opinion by a language model, which changes nothing:"
UNCLEAR = f"Unclear: no stance has {say_percent(SURE_FROM)}."


def title_of(export: Export) -> str:
    """The heading of the whole document."""
    return export.case.title or export.case.slug


def claim_heading(part: ClaimPart) -> str:
    """The id of a claim with its verdict."""
    return f"{part.claim['claim_id']}: {part.claim['verdict'] or NO_VERDICT}"


def claim_facts(part: ClaimPart) -> str:
    """Who said it, when, where, and where it can be read."""
    row = part.claim
    said = (
        row["speaker"],
        row["role"],
        row["organisation"],
        describe_date(str(row["date"])),
        row["venue"],
        row["source"],
    )
    return ", ".join(str(one) for one in said if one)


def verdict_facts(part: ClaimPart) -> str:
    """Who set the verdict, and when."""
    row = part.claim
    return ", ".join(str(one) for one in (row["verdict_by"], row["verdict_at"]) if one)


def evidence_facts(row: Row) -> Iterator[str]:
    """The lines below a quotation: whose stance it is and why, where it stands, where it comes from, what was noted."""
    yield _as_read(row) if row["stance_set_by"] == "model" else _decided(row)
    yield f"Reasons: {row['reasons']}" if row["reasons"] else ""
    yield str(row["citation"])
    obtained = [
        row["obtained_by"],
        row["obtained_how"],
        describe_date(str(row["obtained_date"])),
        row["request_number"],
    ]
    kind = [row["kind"], row["weight"], "a digest in our own words" if row["is_digest"] == "yes" else ""]
    lines = (", ".join(map(str, filter(None, kind))), "; ".join(map(str, filter(None, obtained))))
    yield ". ".join(line if number == 0 else f"Obtained: {line}" for number, line in enumerate(lines) if line)
    if row["review_note"]:
        yield f"Note: {row['review_note']}"
    yield f"Read by {row['stance_model']}" if row["stance_model"] else ""
    yield second_opinion(row)


def second_opinion(row: Row) -> str:
    """What the second reader says of a passage; "" where none was heard."""
    if not row["second_reader"]:
        return ""
    quote = flow(str(row["second_quote"]))
    return f"{SECOND} {row['second_reader']}: {row['second_stance']}, “{quote}”. {row['second_why']}"


def short_facts(row: Row) -> tuple[str, ...]:
    """What stands of a passage that speaks for neither side: its nearest sentence, where it is, a second opinion."""
    unclear = UNCLEAR if row["is_unclear"] == "yes" and row["stance_set_by"] == "model" else ""
    return tuple(filter(None, (str(row["rationale"]), unclear, str(row["citation"]), second_opinion(row))))


def flow(text: str) -> str:
    r"""A quotation as it reads: where the paper breaks a line the words go on, its blank lines stay.

    >>> flow("one\ntwo\n \nthree")
    'one two\n\nthree'
    """
    return _BREAK.sub(lambda match: "\n\n" if match[0].count("\n") > 1 else " ", text)


def place_of(row: Row) -> str:
    """The number of a piece of evidence and the page, for the caption of its figure."""
    return f"Evidence {row['evidence_id']}: {row['document']}, page {row['page']}. The passage is boxed."


def _as_read(row: Row) -> str:
    """What reads the stance that no person set, and how sure it is."""
    probability = row[f"probability_{row['model_stance']}"] if row["model_stance"] in _READ else None
    alone = row["probability_model_alone"]
    sure = f", {say_percent(float(str(probability)))}" if probability is not None else ""
    model = f"; {say_alone(float(str(alone)))}" if alone is not None else ""
    unclear = f": {say_unclear(Stance(str(row['model_stance'])))}" if row["is_unclear"] == "yes" else ""
    return f"{say_reader(alone is not None).capitalize()}{unclear}{sure}{model}; not reviewed"


def _decided(row: Row) -> str:
    decision = {"agree": "agreed with the model", "correct": f"the model read: {row['model_stance']}"}
    how = decision.get(str(row["decision"]), "")
    return ", ".join(str(one) for one in (row["stance_set_by"], how, row["reviewed_at"]) if one)


_BREAK = re.compile(r"[ \t]*\n\s*")
_READ = ("supports", "contradicts", "neutral")
