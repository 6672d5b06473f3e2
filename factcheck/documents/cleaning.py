"""Clean the text of a page, once, before any offset into it exists.

Cleaning is a list of named pure steps, ``str -> str``, applied in order. Lines stay lines, since a row of a table is
one; passages deal with the line breaks. Nothing here reads a file, and no text is cleaned a second time afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})

# Bullets of the fonts Symbol and Wingdings arrive as private code points that no other font can show.
SYMBOL_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc", "•"))

# First halves of compounds, for papers too short to show the compound or its halves elsewhere ("long-\nterm").
COMPOUND_FIRST_HALVES = frozenset(
    "above after cross ex five four full half high ill large long low mid non off one part self seven short"  # noqa: SIM905
    " single six small ten third three two well year".split()
)

_NEWLINE = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_PDFIUM_HYPHEN = re.compile("[\ufffe\x02]")  # PDFium's mark for a hyphen at a line's end, the line break left out
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\uffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_DOT_LEADERS = re.compile(r"(?:\. ?){6,}")  # four dots are an ellipsis in a legal quotation
_MIDDLE_DOTS = re.compile(r"·(?: ?·)++|^·(?=\d)", re.MULTILINE)  # court reporters set the spaces of transcripts so
_LINE_END_SPACE = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")
# Quantifiers with a second plus never go back over what they took: a file of one endless word must not cost minutes.
_WORD = re.compile(r"(?<![\w-])(?<!-\n)[^\W\d_]++(?:-[^\W\d_]++)*+(?![\w-])")
_LAST_WORD = re.compile(r"[^\W\d_]++\Z")
_FIRST_WORDS = re.compile(r"([^\W\d_]++)(?:-[^\W\d_]++)*+")
_BROKEN_WORD = re.compile(r"(?<=[^\W_])-\n([^\W_][^\s-]*+(?:-(?!\n)[^\s-]*+)*+)([ \n]?)")
_LONGEST_WORD = 40  # characters looked at before a line-end hyphen


def remove_surrogates(text: str) -> str:
    """Drop half characters, which no encoding can write."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def unify_newlines(text: str) -> str:
    r"""Write every kind of line end as ``\n``."""
    return _NEWLINE.sub("\n", text)


def restore_line_end_hyphens(text: str) -> str:
    r"""Write PDFium's mark for a hyphen at a line's end, and a soft hyphen there, as ``-\n``."""
    return _PDFIUM_HYPHEN.sub("-\n", text).replace("\xad\n", "-\n")


def remove_invisible(text: str) -> str:
    """Drop soft hyphens, zero-width and direction marks, and code points that are no characters."""
    return _INVISIBLE.sub("", text)


def remove_controls(text: str) -> str:
    """Drop control characters, NUL among them; tab and newline stay."""
    return _CONTROL.sub("", text)


def spell_ligatures(text: str) -> str:
    """Spell the ligatures of f and s out, so that a search for "office" finds "oﬃce".

    >>> spell_ligatures("the oﬃce ﬁled")
    'the office filed'
    """
    return text.translate(LIGATURES)


def show_bullets(text: str) -> str:
    """Write the private bullets of symbol fonts as "•"."""
    return text.translate(SYMBOL_BULLETS)


def shorten_leaders(text: str) -> str:
    """Write the dots that lead to a page number as one ellipsis, and the dotted blanks of transcripts as spaces.

    >>> shorten_leaders("Background . . . . . . . 49")
    'Background … 49'
    """
    return _MIDDLE_DOTS.sub(" ", _DOT_LEADERS.sub("… ", text))


def collapse_spaces(text: str) -> str:
    """Make one plain space of any run of spaces, tabs and non-breaking spaces; none at the ends of a line."""
    return _LINE_END_SPACE.sub("\n", _SPACES.sub(" ", text)).strip()


def collapse_blank_lines(text: str) -> str:
    """Leave one blank line where there were more."""
    return _BLANK_LINES.sub("\n\n", text)


def compose(text: str) -> str:
    """Normalise to NFC, so that é is one character wherever it came from."""
    return unicodedata.normalize("NFC", text)


BEFORE_HYPHENS: tuple[Callable[[str], str], ...] = (
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
AFTER_HYPHENS: tuple[Callable[[str], str], ...] = (collapse_blank_lines, compose)


def clean_text(text: str, vocabulary: AbstractSet[str] = frozenset()) -> str:
    """Return the final text of a page.

    Args:
        text: the page as its reader gave it.
        vocabulary: the words of the whole document, as `collect_words` gives them; they tell "informa-" + "tion" from
            "long-" + "term" at the end of a line.
    """
    for step in BEFORE_HYPHENS:
        text = step(text)
    text = join_hyphens(text, vocabulary)
    for step in AFTER_HYPHENS:
        text = step(text)
    return text


def join_hyphens(text: str, vocabulary: AbstractSet[str] = frozenset()) -> str:
    r"""Mend words broken at a line's end; the rest of the word moves up to its line.

    The hyphen goes only where a lower-case letter stands on both sides of it, and the word as a whole occurs elsewhere
    in the document, or neither the compound nor both its halves do. Between other letters and digits the hyphen stays
    and only the line break goes; a hyphen beside a space is left alone.

    >>> join_hyphens("the informa-\ntion in the long-\nterm plan of 2015-\n16")
    'the information\nin the long-term\nplan of 2015-16'
    """
    return _BROKEN_WORD.sub(lambda match: _mend(match, vocabulary), text)


def collect_words(texts: Iterable[str]) -> frozenset[str]:
    """Collect the words and compounds of a document, lower-case, leaving out halves of words broken at a line's end."""
    lines = (restore_line_end_hyphens(unify_newlines(text)) for text in texts)
    return frozenset(word.lower() for text in lines for word in _WORD.findall(text))


def _mend(match: re.Match[str], vocabulary: AbstractSet[str]) -> str:
    """Write what follows a line-end hyphen, after the hyphen where it belongs to the word, and the line break last."""
    before, rest = match.string[max(0, match.start() - _LONGEST_WORD) : match.start()], match[1]
    joins = before[-1].islower() and rest[0].islower() and not _is_compound(before, rest, vocabulary)
    return ("" if joins else "-") + rest + ("\n" if match[2] else "")


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
