"""How a claim was checked, so that another can do it again: models, thresholds, queries, what was searched and what was not.

`describe_method` tells it, `repeat_check` does it again and compares.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck import __version__, coverage
from factcheck.certainty import SURE_FROM
from factcheck.claims.standalone import search_words
from factcheck.errors import BadInput
from factcheck.evidence import RELEVANCE_SHARE
from factcheck.model import Checked, Document, Evidence, Failure, HowRead, Searched
from factcheck.pipeline import MOST_COPIES, check
from factcheck.readers import SECOND_READER, Readers
from factcheck.search.retrieval import CANDIDATES, DENSE_SHARE
from factcheck.settings import DEFAULT_TOP_K
from factcheck.stance.correcting import RULE_SHARE
from factcheck.stance.model import MAX_TOKENS
from factcheck.stance.reading import MIN_STRENGTH, PAIR_MARGIN
from factcheck.stance.rules.names import find_names
from factcheck.stance.rules.numbers import find_numbers
from factcheck.stance.rules.period_forms import find_periods
from factcheck.store.cases import load_case
from factcheck.store.documents import load_documents
from factcheck.store.evidence import load_record
from factcheck.store.failures import load_failures
from factcheck.store.how_read import load_how_read
from factcheck.store.recording import load_evidence_rows
from factcheck.store.workspace import Workspace

TOLERANCE = 1e-4
"""How far similarity, relevance and probabilities may lie from those stored: another processor rounds otherwise."""


@dataclass(frozen=True)
class Threshold:
    """A number that the result depends on, and what it does."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True)
class Unread:
    """A page that was not searched, and why."""

    document: Document
    page: int
    reason: str


@dataclass(frozen=True)
class Method:
    """All that a check of one claim rests on."""

    checked: Checked
    tool: str
    commands: tuple[str, ...]  # to be run in the folder that holds the workspace
    dense_query: str  # what was embedded, and what the stance model read the passages against
    lexical_query: str
    top_k: int
    thresholds: tuple[Threshold, ...]
    calibration: str
    silent: tuple[Document, ...]  # searched, and no passage of them among those read for stance
    unread: tuple[Unread, ...]
    doubtful: tuple[Unread, ...]
    failures: tuple[Failure, ...]
    not_found: tuple[str, ...]  # names, figures and dates of the claim that stand in no passage that was read
    is_stale: bool = False  # documents came or went since


@dataclass(frozen=True)
class Repeated:
    """A check done again beside the stored one."""

    stored: tuple[str, ...]  # passages, best first
    found: tuple[str, ...]
    differences: tuple[str, ...]  # in words; none where both are the same

    @property
    def is_same(self) -> bool:
        """Whether the same passages came in the same order, with the same stances."""
        return not self.differences


def describe_method(workspace: Workspace, case: str, claim_id: str) -> Method:
    """Tell how the stored check of a claim was made.

    Raises:
        NotFound: there is no such case or claim.
        BadInput: the claim has not been checked yet.
    """
    checked = _load_checked(workspace, case, claim_id)
    with workspace.reading() as db:
        documents = load_documents(db, case)
        how_read = load_how_read(db, case)
        failures = load_failures(db, case)
    read_in = {one.document.sha256 for one in checked.evidence}
    unread, doubtful = _list_pages(documents, how_read)
    return Method(
        checked=checked,
        tool=f"factcheck {__version__}",
        commands=_commands(checked),
        dense_query=checked.hypothesis,
        lexical_query=search_words(checked.claim),
        top_k=checked.searched.top_k or DEFAULT_TOP_K,
        thresholds=THRESHOLDS,
        calibration=CALIBRATION,
        silent=tuple(one for one in documents if one.sha256 not in read_in),
        unread=unread,
        doubtful=doubtful,
        failures=tuple(failures),
        not_found=_find_missing(checked),
        is_stale=_has_changed(checked.searched, documents),
    )


def repeat_check(workspace: Workspace, case: str, claim_id: str, readers: Readers) -> Repeated:
    """Do a stored check again, storing nothing, and compare what comes out.

    Raises:
        NotFound: there is no such case or claim.
        BadInput: the claim has not been checked yet.
    """
    stored = _load_checked(workspace, case, claim_id)
    top_k = stored.searched.top_k or DEFAULT_TOP_K
    found, _ = check(workspace, case, stored.claim, readers, top_k, with_second=False)  # it changes no hit
    with workspace.reading() as db:
        rows = load_evidence_rows(db, case, claim_id)
    ranked = [
        one for one in stored.evidence if rows[one.passage.id]["rank"] is not None
    ]  # else kept for its review alone
    return Repeated(
        tuple(one.passage.id for one in ranked),
        tuple(one.passage.id for one in found.evidence),
        tuple(_compare(stored, found, ranked)),
    )


def _load_checked(workspace: Workspace, case: str, claim_id: str) -> Checked:
    with workspace.reading() as db:
        load_case(db, case)
        record = load_record(db, case, claim_id)
    if record.checked is None:
        raise BadInput(f"{claim_id} has not been checked yet. Run: factcheck check --case {case} --claim {claim_id}")
    return record.checked


def _commands(checked: Checked) -> tuple[str, ...]:
    what = f"--case {shlex.quote(checked.case)} --claim {shlex.quote(checked.claim.id)}"
    return (f"factcheck method {what} --run",)


def _list_pages(
    documents: Sequence[Document], how_read: Mapping[str, Sequence[HowRead]]
) -> tuple[tuple[Unread, ...], tuple[Unread, ...]]:
    unread, doubtful = [], []
    for document in documents:
        for page in how_read.get(document.sha256, ()):
            if page.unread_reason:
                unread.append(Unread(document, page.number, page.unread_reason))
            elif coverage.is_doubtful(page):
                doubtful.append(Unread(document, page.number, f"OCR {(page.confidence or 0) * 100:.0f} % sure"))
    return tuple(unread), tuple(doubtful)


def _find_missing(checked: Checked) -> tuple[str, ...]:
    """Names, figures and dates of the claim that stand literally in none of the passages that were read."""
    claim = checked.hypothesis
    asked = [*find_names(claim), *(one.text for one in find_numbers(claim)), *(one.text for one in find_periods(claim))]
    passages = [" ".join(one.passage.text.casefold().split()) for one in checked.evidence]
    return tuple(word for word in dict.fromkeys(asked) if not any(word.casefold() in passage for passage in passages))


def _has_changed(searched: Searched, documents: Sequence[Document]) -> bool:
    now = (len(documents), sum(one.n_pages for one in documents), sum(one.n_passages for one in documents))
    return now != (searched.documents, searched.pages, searched.passages)


def _compare(stored: Checked, found: Checked, ranked: Sequence[Evidence]) -> list[str]:
    """What differs, in words; the second reader is not asked again, and changes nothing that is compared."""
    differences = [
        f"{part}: {stored.models.get(part, 'none')} then, {name} now"
        for part, name in found.models.items()
        if part != SECOND_READER and stored.models.get(part) != name
    ]
    if stored.hypothesis != found.hypothesis:
        differences.append(f"read as “{stored.hypothesis}” then, “{found.hypothesis}” now")
    then, now = [one.passage.id for one in ranked], [one.passage.id for one in found.evidence]
    differences += [f"{one}: found then, not now" for one in then if one not in now]
    differences += [f"{one}: found now, not then" for one in now if one not in then]
    if set(then) == set(now) and then != now:
        differences.append("the same passages, in another order")
    before = {one.passage.id: one for one in ranked}
    for one in found.evidence:
        if one.passage.id in before and not _reads_alike(before[one.passage.id], one):
            differences.append(f"{one.passage.id}: read otherwise")
    return differences


def _reads_alike(one: Evidence, other: Evidence) -> bool:
    if one.reading.stance is not other.reading.stance or one.reading.rationale != other.reading.rationale:
        return False
    return all(abs(a - b) <= TOLERANCE for a, b in zip(_figures(one), _figures(other), strict=True))


def _figures(one: Evidence) -> tuple[float, ...]:
    read = one.reading.probabilities
    return one.hit.similarity, one.hit.relevance, read.supports, read.contradicts, read.neutral


THRESHOLDS = (
    Threshold("candidates", CANDIDATES, "passages that each of the two searches puts forward"),
    Threshold("share of meaning", DENSE_SHARE, "weight of the search by meaning against the search by words, both normalised"),
    Threshold("copies", MOST_COPIES, "times as many passages are looked through, so that copies push nothing out"),
    Threshold("stance from", MIN_STRENGTH, "calibrated probability from which the most probable side is said"),
    Threshold("unclear below", SURE_FROM, "probability below which what is read is called unclear"),
    Threshold("two sentences", PAIR_MARGIN, "how much stronger two sentences must be than one to be the rationale"),
    Threshold("rule", RULE_SHARE, "probability that a rule on figures, dates or names gives to what it is sure of"),
    Threshold("order", RELEVANCE_SHARE, "weight of relevance against strength of stance in the order of the evidence"),
    Threshold("tokens", MAX_TOKENS, "of a passage or a sentence with the claim that the stance model reads"),
    Threshold("doubtful", coverage.DOUBTFUL, "mean confidence of OCR below which a page is doubtful"),
)  # fmt: skip
CALIBRATION = (
    "The logits of the stance model are divided by the temperature in its config.json before they become probabilities: that "
    "of the shipped model was chosen on pairs kept for development; a model of another maker has none unless one was written "
    "there. A probability is of the model's reading of one passage, not of the claim's truth."
)
