"""Clean the text of a page, once, before any offset into it exists.

Cleaning is a list of named pure steps, ``Traced -> Traced``, applied in order, so that every character of the final text
can say where on the page it came from. Lines stay lines, since a row of a table is one; passages deal with the line
breaks. Nothing here reads a file, and no text is cleaned a second time afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from itertools import pairwise

from factcheck.documents.tracing import Piece, Traced

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

# Bullets of the fonts Symbol and Wingdings arrive as private code points that no other font can show.
SYMBOL_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc", "•"))

# First halves of compounds, for papers too short to show the compound or its halves elsewhere ("long-\nterm").
COMPOUND_FIRST_HALVES = frozenset(
    "above after cross ex five four full half high ill large long low mid non off one part self seven short"  # noqa: SIM905
    " single six small ten third three two well year".split()
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_NEWLINE = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_PDFIUM_HYPHEN = re.compile("[\ufffe\x02]")  # PDFium's mark for a hyphen at a line's end, the line break left out
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\uffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SOFT_HYPHEN = re.compile("\xad\n")
_SPACE = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES = re.compile(f"(?! (?:[^{_SPACE}]|\\Z))[{_SPACE}]+")  # not the plain single space, which stays what it is
_UNCOMPOSED = re.compile(r"[^\s]?[^\x00-\x7f\s]+")  # no character of ASCII is ever added to the one before it
_DOT_LEADERS = re.compile(r"(?:\. ?){6,}")  # four dots are an ellipsis in a legal quotation
_MIDDLE_DOTS = re.compile(r"·(?: ?·)++|^·(?=\d)", re.MULTILINE)  # court reporters set the spaces of transcripts so
_LINE_END_SPACE = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")
# Quantifiers with a second plus never go back over what they took: a file of one endless word must not cost minutes.
_WORD = re.compile(r"(?<![\w-])(?<!-\n)[^\W\d_]++(?:-[^\W\d_]++)*+(?![\w-])")
_LAST_WORD = re.compile(r"[^\W\d_]++\Z")
_FIRST_WORDS = re.compile(r"([^\W\d_]++)(?:-[^\W\d_]++)*+")
_BROKEN_WORD = re.compile(r"(?<=[^\W_])-\n([^\W_][^\s-]*+(?:-(?![ \n])[^\s-]*+)*+)([ \n]?)")
_LONGEST_WORD = 40  # characters looked at before a line-end hyphen


def remove_surrogates(traced: Traced) -> Traced:
    """Drop half characters, which no encoding can write."""
    return traced.sub(_SURROGATE, "")


def unify_newlines(traced: Traced) -> Traced:
    r"""Write every kind of line end as ``\n``."""
    return traced.sub(_NEWLINE, "\n")


def restore_line_end_hyphens(traced: Traced) -> Traced:
    r"""Write PDFium's mark for a hyphen at a line's end, and a soft hyphen there, as ``-\n``."""
    return traced.sub(_PDFIUM_HYPHEN, "-\n").sub(_SOFT_HYPHEN, "-\n")


def remove_invisible(traced: Traced) -> Traced:
    """Drop soft hyphens, zero-width and direction marks, and code points that are no characters."""
    return traced.sub(_INVISIBLE, "")


def remove_controls(traced: Traced) -> Traced:
    """Drop control characters, NUL among them; tab and newline stay."""
    return traced.sub(_CONTROL, "")


def spell_ligatures(traced: Traced) -> Traced:
    """Spell the ligatures of f and s out, so that a search for "office" finds "oﬃce".

    >>> spell_ligatures(Traced("the oﬃce ﬁled")).text
    'the office filed'
    """
    return traced.sub(_LIGATURE, lambda match: [(LIGATURES[match[0]], match.start())])


def show_bullets(traced: Traced) -> Traced:
    """Write the private bullets of symbol fonts as "•"."""
    return traced.translate(SYMBOL_BULLETS)


def shorten_leaders(traced: Traced) -> Traced:
    """Write the dots that lead to a page number as one ellipsis, and the dotted blanks of transcripts as spaces.

    >>> shorten_leaders(Traced("Background . . . . . . . 49")).text
    'Background … 49'
    """
    return traced.sub(_DOT_LEADERS, "… ").sub(_MIDDLE_DOTS, " ")


def collapse_spaces(traced: Traced) -> Traced:
    """Make one plain space of any run of spaces, tabs and non-breaking spaces; none at the ends of a line."""
    return traced.sub(_SPACES, " ").sub(_LINE_END_SPACE, "\n").strip()


def collapse_blank_lines(traced: Traced) -> Traced:
    """Leave one blank line where there were more."""
    return traced.sub(_BLANK_LINES, "\n\n")


def compose(traced: Traced) -> Traced:
    """Normalise to NFC, so that é is one character wherever it came from."""
    if unicodedata.is_normalized("NFC", traced.text):
        return traced
    return traced.sub(_UNCOMPOSED, _compose_run)


def _compose_run(match: re.Match[str]) -> list[Piece]:
    """Compose a run of characters letter by letter, where that gives the same as composing the run."""
    run, at = match[0], match.start()
    starts = [place for place, character in enumerate(run) if not place or not unicodedata.combining(character)]
    letters = [run[start:end] for start, end in pairwise([*starts, len(run)])]
    pieces = [(unicodedata.normalize("NFC", one), at + start) for one, start in zip(letters, starts, strict=True)]
    whole = unicodedata.normalize("NFC", run)
    return pieces if "".join(text for text, _ in pieces) == whole else [(whole, at)]


BEFORE_HYPHENS: tuple[Callable[[Traced], Traced], ...] = (
    remove_surrogates,
    unify_newlines,
    restore_line_end_hyphens,
    remove_invisible,
    remove_controls,
    spell_ligatures,
    show_bullets,
    shorten_leaders,
    compose,
    collapse_spaces,
)
AFTER_HYPHENS: tuple[Callable[[Traced], Traced], ...] = (collapse_blank_lines, compose)


def clean_text(text: str, vocabulary: AbstractSet[str] = frozenset()) -> str:
    """Return the final text of a page; for those who need no places."""
    return clean(Traced(text), vocabulary).text


def clean(traced: Traced, vocabulary: AbstractSet[str] = frozenset()) -> Traced:
    """Return the final text of a page, traced if the text given is.

    Args:
        traced: the page as its reader gave it.
        vocabulary: the words of the whole document, as `collect_words` gives them; they tell "informa-" + "tion" from
            "long-" + "term" at the end of a line.
    """
    for step in BEFORE_HYPHENS:
        traced = step(traced)
    traced = join_hyphens(traced, vocabulary)
    for step in AFTER_HYPHENS:
        traced = step(traced)
    return traced


def join_hyphens(traced: Traced, vocabulary: AbstractSet[str] = frozenset()) -> Traced:
    r"""Mend words broken at a line's end; the rest of the word moves up to its line.

    The hyphen goes only where a lower-case letter stands on both sides of it, and the word as a whole occurs elsewhere
    in the document, or neither the compound nor both its halves do. Between other letters and digits the hyphen stays
    and only the line break goes; a hyphen beside a space is left alone.

    >>> join_hyphens(Traced("the informa-\ntion in the long-\nterm plan of 2015-\n16")).text
    'the information\nin the long-term\nplan of 2015-16'
    """
    return traced.sub(_BROKEN_WORD, lambda match: _mend(match, vocabulary))


def collect_words(texts: Iterable[str]) -> frozenset[str]:
    """Collect the words and compounds of a document, lower-case, leaving out halves of words broken at a line's end."""
    lines = (restore_line_end_hyphens(unify_newlines(Traced(text))) for text in texts)
    return frozenset(word.lower() for traced in lines for word in _WORD.findall(traced.text))


def _mend(match: re.Match[str], vocabulary: AbstractSet[str]) -> list[Piece]:
    """Write what follows a line-end hyphen, after the hyphen where it belongs to the word, and the line break last."""
    before, rest = match.string[max(0, match.start() - _LONGEST_WORD) : match.start()], match[1]
    joins = before[-1].islower() and rest[0].islower() and not _is_compound(before, rest, vocabulary)
    hyphen, line_end = "" if joins else "-", "\n" if match[2] else ""
    return [(hyphen, match.start()), (rest, match.start(1)), (line_end, match.start(2))]


def _is_compound(before: str, rest: str, vocabulary: AbstractSet[str]) -> bool:
    """Tell whether the hyphen between two halves belongs to the word: by the document, else by the first half."""
    halves = _LAST_WORD.search(before), _FIRST_WORDS.match(rest)
    if halves[0] is None or halves[1] is None:
        return False
    first, compound, second = halves[0][0].lower(), halves[1][0].lower(), halves[1][1].lower()
    if first + second in vocabulary:
        return False
    if f"{first}-{compound}" in vocabulary or first in COMPOUND_FIRST_HALVES:
        return True
    return first in vocabulary and second in vocabulary
