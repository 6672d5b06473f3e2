"""What a student may mark and submit: words of a page, a stance to them, and a verdict that the marks bear. Rules only."""

from __future__ import annotations

import re

from factcheck.errors import BadInput, NotPermitted
from factcheck.model import Page, Span, Stance, StudentAnswer, StudentMark, StudentWork, VerdictLabel

_ALIKE = ("'‘’‚‛`´", '"“”„‟«»', "-‐‑‒–—−")  # signs that keyboards and papers write differently
_MARKS_NEEDED = {
    VerdictLabel.SUPPORTED: (Stance.SUPPORTS,),
    VerdictLabel.CONTRADICTED: (Stance.CONTRADICTS,),
    VerdictLabel.MIXED: (Stance.SUPPORTS, Stance.CONTRADICTS),
}


def locate_quotation(text: str, words: str) -> Span:
    r"""Find typed or pasted words on a page; line breaks and the shapes of quotation marks and dashes may differ.

    Raises:
        BadInput: the words are not there, or stand there more than once.

    >>> locate_quotation("He said: “We do\nnot know.”", '"We do not know."').text
    '“We do\nnot know.”'
    """
    pieces = words.split()
    if not pieces:
        raise BadInput("Choose a sentence, or type words of this page exactly as they stand there.")
    found = list(re.finditer(r"\s+".join(_as_pattern(piece) for piece in pieces), text))
    if not found:
        raise BadInput("These words do not stand on this page. Copy them from it exactly, without “…”.")
    if len(found) > 1:
        raise BadInput(
            f"These words stand {len(found)} times on this page. Take more words, so that the place is clear."
        )
    return Span(found[0].start(), found[0].end(), found[0].group())


def _as_pattern(piece: str) -> str:
    return "".join(next((f"[{re.escape(kind)}]" for kind in _ALIKE if sign in kind), re.escape(sign)) for sign in piece)


def make_mark(document_sha256: str, page: Page, start: int, end: int, stance: Stance) -> StudentMark:
    """A mark on ``page.text[start:end]``.

    Raises:
        BadInput: the span lies outside the page, or the stance is neutral: what says nothing need not be marked.
    """
    if not 0 <= start < end <= len(page.text):
        raise BadInput("This place is not on the page.")
    if stance is Stance.NEUTRAL:
        raise BadInput("Mark what supports or contradicts the claim; what leaves it open stays unmarked.")
    return StudentMark(document_sha256, page.number, start, end, stance, page.text[start:end])


def check_open(work: StudentWork) -> None:
    """Let work go on.

    Raises:
        NotPermitted: the verdict is submitted; what was done before the answers were shown stays as it was.
    """
    if work.is_submitted:
        raise NotPermitted("The verdict on this claim is submitted; marks and verdict stay as they were.")


def check_submission(work: StudentWork) -> StudentAnswer:
    """The answer, if it may be submitted as it is.

    Raises:
        NotPermitted: it is submitted already, has no verdict or no justification, or no mark bears it.
    """
    check_open(work)
    label, stances = work.answer.label, {mark.stance for mark in work.marks}
    if label is None:
        raise NotPermitted("Choose a verdict first.")
    if not work.answer.justification.strip():
        raise NotPermitted("Write down why: a verdict without reasons teaches nobody.")
    missing = [stance for stance in _MARKS_NEEDED.get(label, ()) if stance not in stances]
    if missing:
        needs = " and one that ".join(missing)
        raise NotPermitted(f"“{label}” needs at least one marked passage that {needs} the claim.")
    return work.answer
