"""Codes that say why something was blacked out: the exemptions of the FOIA and the Privacy Act, and labels on boxes. Pure."""

from __future__ import annotations

import re

_SUBLETTER = r"(?:\s?\(\s?[A-Fa-f]\s?\)|[A-Fa-f](?![A-Za-z]))?"
_EXEMPTION = re.compile(
    rf"\(?\b(?P<letter>[bBkKjJdD])\s?\)?\s?\(\s?(?P<number>[1-9])\s?\)(?P<sub>{_SUBLETTER})"
    rf"|\b(?P<short>[bk])(?P<digit>[1-9])(?P<part>[A-F]?)(?:\s?-\d)?\b"
)
"""Such as "(b)(6)", "(b) (7)(C)", "B(4)", and the FBI's "b7C" and "b6 -1"."""

LABELS = (
    (re.compile(r"harm ?to ?ongoing ?matter|\bHOM\b", re.IGNORECASE), "HOM"),
    (re.compile(r"[Ii]nvestigative ?[Tt]echniques?|\bIT\b"), "Investigative Technique"),
    (re.compile(r"personal ?privacy|\bPP\b|\bPII\b|\bprivacy\b", re.IGNORECASE), "Privacy"),
    (re.compile(r"grand ?jury|\bGJ\b", re.IGNORECASE), "Grand Jury"),
    (re.compile(r"attorney[- ]?client|work ?product|\bACP\b|\bprivileged?\b", re.IGNORECASE), "Privileged"),
    (re.compile(r"non-?\s?responsive|outside (?:the )?scope|\bN/?R\b", re.IGNORECASE), "Not responsive"),
    (re.compile(r"\bredact(?:ed|ion)\b", re.IGNORECASE), ""),
    (re.compile(r"\bsealed\b|under seal", re.IGNORECASE), "Sealed"),
    (re.compile(r"\bclassified\b", re.IGNORECASE), "Classified"),
)
"""Words that stand on a box; "" says only that it is a redaction."""

_HAS_SUBLETTERS = "7"
_NUMBERS = {"b": "123456789", "k": "1234567", "j": "12", "d": "5"}
_MENTION = re.compile(
    r"(?:exempt\w*|§+|u\.?\s?s\.?\s?c|\bsections?|subsections?|paragraphs?|pursuant to|under|foia|rules?|\bact|item"
    r"|with|see|claus\w+|\bof|\band|\bor)[\s.,()\d;a-z]{0,12}$",
    re.IGNORECASE,
)


def find_codes(text: str) -> tuple[str, ...]:
    """The exemption codes in a text, in one spelling each, in order, none twice.

    >>> find_codes("(b) (6), b7C; (b)(3):8 U.S.C. 1367")
    ('(b)(6)', '(b)(7)(C)', '(b)(3)')
    """
    return tuple(dict.fromkeys(code for match in _EXEMPTION.finditer(text) if (code := _spell(match))))


def find_labels(text: str) -> tuple[str, ...]:
    """The codes and labels that stand on a black or white box; a label without a code is an empty word."""
    labels = tuple(name for pattern, name in LABELS if pattern.search(text))
    return tuple(dict.fromkeys((*find_codes(text), *labels)))


def strip_labels(text: str) -> str:
    """What is left of a text without its codes and labels."""
    for pattern in (_EXEMPTION, *(pattern for pattern, _ in LABELS)):
        text = pattern.sub("", text)
    return text


def find_standing_codes(line: str) -> list[tuple[int, int]]:
    """The spans of codes in a line that stand there for something taken out, and are not spoken of.

    >>> find_standing_codes("Contact: (b)(6), (b)(7)(C) at")
    [(9, 26)]
    >>> find_standing_codes("withheld under Exemption (b)(6)")
    []
    """
    spans: list[list[int]] = []
    for match in _EXEMPTION.finditer(line):
        if not _spell(match) or line[match.end() : match.end() + 1].isalnum():
            continue
        if spans and not line[spans[-1][1] : match.start()].strip(" ,;:/&-"):
            spans[-1][1] = match.end()
        elif not _MENTION.search(line[: match.start()]) and not _is_glued(line, match.start()):
            spans.append([match.start(), match.end()])
    return [(start, end) for start, end in spans]


def _is_glued(line: str, start: int) -> bool:
    """Whether a code goes on with what stands before it, as in "Rule 12(b)(6)"."""
    return start > 0 and (line[start - 1].isalnum() or line[start - 1] in ")]")


def _spell(match: re.Match[str]) -> str:
    """One spelling for all; "" for what is no exemption of these laws."""
    letter = (match["letter"] or match["short"]).lower()
    number = match["number"] or match["digit"]
    part = re.sub("[^A-Fa-f]", "", match["sub"] or match["part"] or "").upper()
    if number not in _NUMBERS[letter] or (part and number != _HAS_SUBLETTERS):
        return "" if number not in _NUMBERS[letter] else f"({letter})({number})"
    return f"({letter})({number})" + (f"({part})" if part else "")
