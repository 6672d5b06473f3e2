"""What leaves: the evidence of some claims, gathered and checked once, for whichever format writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pandas as pd

from factcheck.export.columns import COLUMNS, FRACTIONS, TEXTS, WHOLE_NUMBERS
from factcheck.export.figures import Figure, Figures
from factcheck.export.protection import WITHHELD, Protection, load_protection
from factcheck.export.table import Row, evidence_table
from factcheck.model import Case, Stance, VerdictLabel
from factcheck.settings import NOBODY, Publisher
from factcheck.store.blind import open_claims
from factcheck.store.cases import load_case
from factcheck.store.workspace import Workspace

NOT_RELEVANT = "not relevant"

_NOTICES = (
    "Every quotation was compared with the text of its page when this file was made; marked in it is the part that "
    "carries the stance.",
    "Stances are read by a model, and corrected where a rule on figures, dates or names is sure, until a person sets them; "
    "both can be wrong. Verdicts are set by persons only.",
)
_PROTECTED_NOTICE = (
    f"Sources are protected: who obtained a document and how, names of files and of reviewers were left out, and where "
    f"other protected words stood, in quotations too, stands {WITHHELD}. The offsets of quotations are those of the page."
)
_BLIND_NOTICE = (
    "Two people review each claim of this case, and neither sees the other's decisions until both are done. Of {}, this file "
    "holds only what the person decided who made it."
)
_READ_BY = "Stance model: {}."
_SECOND_BY = (
    "Second opinions are by a language model, {}. It had to quote the passage verbatim; they change nothing and nobody checked "
    "their reasons."
)
_FIGURES = "A page image is shown where the file has pages that can be drawn; texts, HTML, DOCX and digests have none."
_FIGURES_NOTICE = (
    "A page image shows what stands on the page. It was searched by the words that were read on it; stamps, handwriting and "
    "other marks that were not read as words could not be."
)
_SET_BY: tuple[Row, ...] = (
    {},
    {"stance_set_by": "model"},
    {"stance_set_by": "model", "probability_model_alone": None, "is_unclear": "yes"},
)
"""Whose stance a row of the specimen gives: a person's, a rule's, the model's; each is said in words of its own."""


@dataclass(frozen=True)
class Export:
    """The evidence of some claims of a case, as every format gets it."""

    case: Case
    table: pd.DataFrame  # the columns of `columns.COLUMNS`
    notices: tuple[str, ...] = ()  # what a reader must know
    protection: Protection | None = None
    figures: Figures | None = None  # None where none are wanted
    publisher: Publisher = NOBODY


@dataclass(frozen=True)
class ClaimPart:
    """One claim with its evidence by side, each side best first."""

    claim: Row  # the columns of the claim and its verdict
    supporting: tuple[Row, ...]
    contradicting: tuple[Row, ...]
    neutral: tuple[Row, ...]
    aside: tuple[Row, ...]


def gather_export(
    workspace: Workspace,
    case: str,
    claim_ids: Sequence[str] | None = None,
    *,
    is_protected: bool = False,
    with_figures: bool = True,
    publisher: Publisher | None = None,
) -> Export:
    """Gather what is to leave, every quotation cut again from its page.

    Args:
        workspace: where the case is.
        case: its slug.
        claim_ids: which claims; None for all.
        is_protected: whether what is protected is withheld.
        with_figures: whether formats that can show page images do.
        publisher: for ClaimReview.

    Raises:
        NotFound: there is no such case or claim.
        QuoteMismatch: a quote is not verbatim on its page.
    """
    protection = load_protection(workspace, case) if is_protected else None
    with workspace.reading() as db:
        described = load_case(db, case)
        still_open = sorted(open_claims(db, case) & set(claim_ids or open_claims(db, case)))
    notices = _NOTICES + ((_FIGURES,) if with_figures else ())
    if still_open:
        notices += (_BLIND_NOTICE.format(", ".join(still_open)),)
    if protection is not None:
        notices += (_PROTECTED_NOTICE, *((_FIGURES_NOTICE,) if with_figures else ()))
        described = replace(
            described, title=protection.withhold(described.title), question=protection.withhold(described.question)
        )
    table = evidence_table(workspace, case, claim_ids, protection)
    return Export(
        case=described,
        table=table,
        notices=notices + _name_models(table),
        protection=protection,
        figures=Figures(workspace, case, protection) if with_figures else None,
        publisher=publisher or NOBODY,
    )


def _name_models(table: pd.DataFrame) -> tuple[str, ...]:
    """Which models read what is in a table."""
    roles = (("stance_model", _READ_BY), ("second_reader", _SECOND_BY))
    named = ((said, sorted({str(name) for name in table[column]} - {""})) for column, said in roles)
    return tuple(said.format("; ".join(names)) for said, names in named if names)


def rows_of(table: pd.DataFrame) -> Iterator[Row]:
    """The rows of a table as plain values; a missing number is None."""
    names = list(table.columns)
    columns = [table[name].tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield {
            name: None if value is pd.NA or value != value else value for name, value in zip(names, values, strict=True)
        }


def claims_of(export: Export) -> Iterator[ClaimPart]:
    """The claims in the order of the table, each with its evidence by the stance that counts."""
    gathered: dict[object, list[Row]] = {}
    for row in rows_of(export.table):
        gathered.setdefault(row["claim_id"], []).append(row)
    for rows in gathered.values():
        sides = [tuple(row for row in rows if row["stance"] == side) for side in (*Stance, NOT_RELEVANT)]
        yield ClaimPart(rows[0], *sides)


def mark_quote(row: Row) -> tuple[str, str, str]:
    """The quote of a row in three parts, the rationale in the middle; nothing is marked where it cannot be found."""
    quote, rationale = str(row["quote"]), str(row["rationale"])
    at = int(str(row["rationale_start"])) - int(str(row["start"]))
    if not rationale or quote[at : at + len(rationale)] != rationale:
        at = quote.find(rationale) if rationale else -1  # words before it were withheld, so it has moved
    if at < 0:
        return quote, "", ""
    return quote[:at], rationale, quote[at + len(rationale) :]


def draw_figure(export: Export, row: Row) -> Figure | str:
    """The figure of a row, or in words why there is none; "" where no figures are wanted."""
    return export.figures.draw(row) if export.figures else ""


def specimen() -> Export:
    """An export of a made-up case whose texts are all "x": what a format writes of itself, whatever the case holds."""
    plain: Row = {
        **dict.fromkeys(TEXTS, "x"), **dict.fromkeys(FRACTIONS, 0.5), **dict.fromkeys(WHOLE_NUMBERS, 1),
        "start": 0, "rationale_start": 0, "source_url": "https://x.x", "verdict_at": "2000-01-01", "date": "2000",
        "decision": "agree correct not relevant", "read_as": "text layer OCR unread", "is_digest": "yes no",
        "is_unclear": "yes no", "wording": "quote paraphrase",
    }  # fmt: skip
    rows = [
        plain
        | {"claim_id": f"x{number}", "verdict": verdict.value, "stance": stance, "model_stance": stance}
        | _SET_BY[number % len(_SET_BY)]
        for number, (verdict, stance) in enumerate(product(VerdictLabel, (*Stance, NOT_RELEVANT)))
    ]
    return Export(
        case=Case("x", "x", "x"),
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        notices=(*_NOTICES, _FIGURES, _PROTECTED_NOTICE, _FIGURES_NOTICE, _READ_BY, _SECOND_BY),
        publisher=Publisher("x", "https://x.x", "https://x.x"),
    )
