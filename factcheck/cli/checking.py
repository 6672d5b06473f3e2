"""``factcheck check``: a claim, or every claim of a case, against the documents of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    StanceModelOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
    show_progress,
)
from factcheck.settings import DEFAULT_TOP_K

if TYPE_CHECKING:
    from factcheck.model import Checked, Evidence, StanceReading
    from factcheck.store.evidence import ClaimRecord
    from factcheck.summary import Summary

_QUOTED = 240  # characters of a rationale in the terminal


def check(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str | None, typer.Option(help="Id of a claim of the case; the check is stored.")] = None,
    text: Annotated[str | None, typer.Option(help="A statement to check without storing anything.")] = None,
    top_k: Annotated[int, typer.Option(min=1, max=1000, help="Passages to read for stance.")] = DEFAULT_TOP_K,
    stance_model: StanceModelOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a claim against the documents: which passages support it, which contradict it."""
    from factcheck import pipeline
    from factcheck.claims.importing import make_claim
    from factcheck.store.cases import load_case
    from factcheck.store.duplicates import load_groups
    from factcheck.store.evidence import load_records

    if claim is not None and text is not None:
        raise typer.BadParameter("give --claim or --text, not both")
    opened, readers = open_workspace(context, workspace), open_readers(stance_model=stance_model)
    with opened.reading() as db:
        load_case(db, case)
        groups = load_groups(db, case)
    with show_progress(quiet=as_json) as on_progress:
        if text is not None:
            readers.open_index(opened, case, on_progress)
            made = make_claim(text=text)
            checked = [pipeline.check(opened, case, made, readers, top_k, on_progress=on_progress)[0]]
        elif claim is not None:
            readers.open_index(opened, case, on_progress)
            checked = [pipeline.check_and_store(opened, case, claim, readers, top_k, on_progress)]
        else:
            checked = pipeline.check_case(opened, case, readers, top_k, on_progress=on_progress)
    with opened.reading() as db:  # what people decided counts before what was read now
        records = {} if text is not None else load_records(db, case, None if claim is None else [claim])
    sums = [_sum_up(one, groups, records.get(one.claim.id)) for one in checked]
    if as_json:
        described = [describe(one, summary) for one, summary in zip(checked, sums, strict=True)]
        print_json(described[0] if claim is not None or text is not None else described)
        return
    for one, summary in zip(checked, sums, strict=True):
        _print(one, summary)


def _sum_up(checked: Checked, groups: Mapping[str, int], record: ClaimRecord | None) -> Summary:
    """The evidence of a claim counted: with what people decided on it, where the claim is one of the case."""
    from factcheck.summary import summarise

    if record is None or record.checked is None:
        return summarise(checked.evidence, groups=groups)
    return summarise(record.checked.evidence, record.reviews, groups, record.disputes)


def describe(checked: Checked, summary: Summary) -> dict[str, Any]:
    """A check as other programs read it.

    ``start`` and ``end``, of the passage and of the rationale, are offsets into the text of the page, in code points,
    half-open. ``summary`` counts independent sources on each side.
    """
    from dataclasses import asdict

    return {
        "case": checked.case,
        "claim": asdict(checked.claim),
        "hypothesis": checked.hypothesis,
        "searched": asdict(checked.searched),
        "models": checked.models,
        "summary": asdict(summary),
        "second_reader": asdict(checked.second) if checked.second else None,
        "evidence": [_describe_evidence(evidence) for evidence in checked.evidence],
    }


def _describe_evidence(evidence: Evidence) -> dict[str, Any]:
    from dataclasses import asdict

    from factcheck.certainty import is_unclear

    passage, document, reading = evidence.passage, evidence.document, evidence.reading
    return {
        "evidence_id": evidence.id,
        "passage_id": passage.id,
        "document": {"sha256": document.sha256, "title": document.title, "file": document.file},
        "page": passage.page,
        "bates": passage.bates,
        "redactions": len(passage.redactions),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "rationale": asdict(reading.rationale),
        "similarity": evidence.hit.similarity,
        "relevance": evidence.hit.relevance,
        "stance": reading.stance.value,
        "probabilities": asdict(reading.probabilities),
        "by_model": asdict(reading.by_model) if reading.by_model else None,
        "is_unclear": is_unclear(reading),
        "reasons": list(reading.reasons),
        "read_by": reading.read_by,
        "second_opinion": asdict(evidence.second) if evidence.second else None,
    }


def _print(checked: Checked, summary: Summary) -> None:
    from factcheck.model import Stance
    from factcheck.opinions import describe_asking, describe_opinion
    from factcheck.summary import describe_summary

    searched = checked.searched
    say(f"\n{checked.claim.id}  {checked.claim.text}")
    say(
        f"searched {searched.documents} documents, {searched.pages} pages, {searched.passages} passages; "
        f"{searched.unread_pages} pages unread, {searched.failed_files} files not read"
        + (
            f"; {searched.ocr_pages} pages by OCR, {searched.doubtful_pages} of them doubtful"
            if searched.ocr_pages
            else ""
        )
    )
    for stance in (Stance.SUPPORTS, Stance.CONTRADICTS):
        found = [evidence for evidence in checked.evidence if evidence.reading.stance is stance]
        say(f"  {stance.value}: {len(found) or 'nothing found'}")
        for evidence in found:
            quote = " ".join(evidence.reading.rationale.text.split())
            quote = quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "…"
            number = f"#{evidence.id} " if evidence.id else ""
            place = ", ".join(part for part in (f"page {evidence.passage.page}", evidence.passage.bates) if part)
            say(f"    {number}{evidence.document.title}, {place}, {_say_certainty(evidence.reading)}: “{quote}”")
            if evidence.reading.reasons:
                say(f"      {'; '.join(evidence.reading.reasons)}")
            if evidence.second:
                say(f"      {describe_opinion(evidence.second)}")
    say(f"  in sum: {'. '.join(describe_summary(summary))}.")
    say(f"  read by {checked.models.get('stance', '')}")
    if checked.second:
        say(f"  {describe_asking(checked.second)}")
    say("  The model can be wrong; a person sets the verdict.")


def _say_certainty(reading: StanceReading) -> str:
    from factcheck.certainty import alone_of, is_unclear, probability_of, say_alone, say_percent

    alone = alone_of(reading)
    by_rule = f" by rule, {say_alone(alone)}" if alone is not None else ""
    unclear = ", unclear" if is_unclear(reading) else ""
    return f"{say_percent(probability_of(reading))}{by_rule}{unclear}"
