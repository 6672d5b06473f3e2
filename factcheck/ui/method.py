"""How one claim was checked, so that another can do it again, and what was not searched."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.certainty import SURE_FROM, say_percent
from factcheck.method import Method, Repeated, Unread, describe_method, repeat_check
from factcheck.opinions import describe_asking
from factcheck.stance.calibration import CALIBRATION_DIAGRAM, MeasuredOn, load_calibration
from factcheck.stance.reading import MIN_STRENGTH
from factcheck.ui import quote, session, words
from factcheck.ui.models import models

_SHARES = (0.2, 0.5, 0.8)  # of the pairs, the most certain first
_DIAGRAM = (
    "Left: how sure the model was, and how often it was right; on the diagonal both agree. Right: how often it was right where "
    "only its surest readings count."
)
_SHOWN = 40  # lines of a list; the command tells all


def show() -> None:
    """Show the method of the claim that the address names."""
    workspace = session.open_workspace()
    case = session.current_case(workspace).slug
    claim_id = st.query_params.get("claim", "")
    if not claim_id:
        st.info("Which claim? Open one, and there “How it was checked, and what was not found”.")
        return
    with session.errors_shown():
        method = describe_method(workspace, case, claim_id)
        _show_head(case, method)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _show_again(method)
            if st.button("Do it again now and compare", key="method_run", icon=":material/replay:"):
                with st.spinner("Checking…"):
                    _say_repeated(repeat_check(workspace, case, claim_id, models().readers))
            _show_queries(method)
            _show_not_found(method)
        with right:
            _show_models(method)
        _show_thresholds(method)


def _show_head(case: str, method: Method) -> None:
    claim = method.checked.claim
    quote.show(
        quote.text("How this claim was checked", kind="page-title", tag="h1"),
        quote.text(f"{claim.id}: {claim.text}", kind="context"),
        quote.line(words.say_searched(method.checked.searched), f"checked {words.say_time(method.checked.checked_at)}"),
    )
    st.page_link(
        session.CLAIM,
        label=f"Back to {quote.label(claim.id)}",
        icon=":material/arrow_back:",
        query_params={"case": case, "claim": claim.id},
    )
    if method.is_stale:
        st.warning(
            "Documents came or went since this check; doing it again finds something else. Check the claim again."
        )


def _show_again(method: Method) -> None:
    quote.show(
        quote.text("The same again", kind="column", tag="h2"),
        quote.text(
            "Run where the workspace is; with the same models it gives the same passages in the same order, and says so. It "
            "stores nothing.",
            kind="small",
        ),
    )
    for command in method.commands:
        st.code(command, language=None, wrap_lines=True)


def _say_repeated(repeated: Repeated) -> None:
    if repeated.is_same:
        st.success(f"The same {words.count(len(repeated.found), 'passage')} in the same order, read alike.")
        return
    st.warning(f"{words.count(len(repeated.differences), 'difference')} from what is stored.")
    quote.show(quote.items(list(repeated.differences[:_SHOWN])))


def _show_queries(method: Method) -> None:
    quote.show(
        quote.text("What was asked", kind="column", tag="h2"),
        quote.table(
            ("Search", "Words"),
            [
                ("by meaning, and read against", method.dense_query),
                ("by words", method.lexical_query),
                ("passages asked for", f"{method.top_k}, copies of one paper counted once"),
            ],
        ),
    )


def _show_not_found(method: Method) -> None:
    quote.show(quote.text("What was not found, or not read", kind="column", tag="h2"))
    missing = ", ".join(f"“{one}”" for one in method.not_found)
    quote.show(
        quote.text(
            f"Of the claim's names, figures and dates, no passage that was read has these letters: {missing}."
            if missing
            else "Every name, figure and date of the claim stands in some passage that was read.",
        )
    )
    silent = [one.title for one in method.silent]
    _show_list(f"Searched, but no passage of them is among those read for stance ({len(silent)})", silent)
    _show_list(f"Pages that could not be read, and were not searched ({len(method.unread)})", _pages(method.unread))
    _show_list(f"Pages that OCR read unsurely ({len(method.doubtful)})", _pages(method.doubtful))
    failed = [words.say_failure(one) for one in method.failures]
    _show_list(f"Files that could not be taken in ({len(failed)})", failed)


def _pages(pages: Sequence[Unread]) -> list[str]:
    return [f"{one.document.title}, page {one.page}: {one.reason}" for one in pages]


def _show_list(title: str, lines: Sequence[str]) -> None:
    more = [f"and {len(lines) - _SHOWN} more: the command without --run tells all"] if len(lines) > _SHOWN else []
    quote.show(quote.text(title, kind="small"), quote.items([*lines[:_SHOWN], *more]))


def _show_models(method: Method) -> None:
    quote.show(
        quote.text("With which models", kind="column", tag="h2"),
        quote.table(
            ("Part", "Name and fingerprint, or version"), [("tool", method.tool), *method.checked.models.items()]
        ),
        quote.text(describe_asking(method.checked.second) if method.checked.second else "", kind="small"),
        quote.text("Calibration", kind="column", tag="h2"),
        quote.text(method.calibration),
    )
    _show_measured(method.checked.models.get("stance", ""))


def _show_measured(model: str) -> None:
    """How often the model was right where it was so sure, as measured; nothing of a model that was not measured."""
    known = load_calibration()
    if known is None or known.model != model:
        quote.show(
            quote.text("How sure this model may be taken to be was not measured; `evaluate stance` does.", kind="small")
        )
        return
    if CALIBRATION_DIAGRAM.exists():
        st.image(str(CALIBRATION_DIAGRAM), width="stretch")  # never wider than the page
        quote.show(quote.text(_DIAGRAM, kind="small"))
    rows = [
        (f"{one.name.replace('_', ' ')} ({one.n})", f"{one.accuracy:.2f}", f"{one.ece:.3f}",
         ", ".join(f"{right:.2f}" for right in _at(one)))
        for one in known.files
    ]  # fmt: skip
    shares = ", ".join(f"{share:.0%}" for share in _SHARES)
    quote.show(
        quote.table(("Pairs of (number)", "Right", "Error", f"Right in the surest {shares}"), rows),
        quote.text("Error: the expected calibration error, how far the percentage is off on average.", kind="small"),
        quote.text(
            f"A side is said from {say_percent(MIN_STRENGTH)} on, where it is the most probable of the three. What has less "
            f"than {say_percent(SURE_FROM)}, a side or none, is called “Unclear”, with the side that it leans to.",
            kind="small",
        ),
    )


def _at(one: MeasuredOn) -> list[float]:
    """Accuracy on the most certain pairs, for each of the shares."""
    return [min(one.accuracy_at, key=lambda told, share=share: abs(told[0] - share))[1] for share in _SHARES]  # type: ignore[misc]


def _show_thresholds(method: Method) -> None:
    rows = [(one.name, f"{one.value:g}", one.meaning) for one in method.thresholds]
    quote.show(
        quote.text("Thresholds", kind="column", tag="h2"),
        quote.table(("Name", "Value", "What it does"), rows),
    )


if __name__ == "__main__":
    show()
