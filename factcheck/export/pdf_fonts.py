"""Letters for the PDF: which fonts of this machine show which signs, and how a sign is shown that none of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FOLDERS = (
    Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"),
    Path("/System/Library/Fonts/Supplemental"), Path("C:/Windows/Fonts"),
)  # fmt: skip
_FAMILIES = (  # regular and bold; the first that is found writes, the others stand in for signs that it lacks
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("Arial Unicode.ttf", "Arial Unicode.ttf"),
    ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf"),
    ("wqy-zenhei.ttc", "wqy-zenhei.ttc"),
    ("msyh.ttc", "msyhbd.ttc"),
)
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LAST_COPIED = 0xFFFF
_WITH_REPORTLAB = ("Vera.ttf", "VeraBd.ttf")  # Western letters only


class Letters:
    """The fonts of one PDF, and the signs met that none of them can show."""

    def __init__(self) -> None:
        """Find and register the fonts of this machine."""
        self._families = _register()
        self.missing: dict[str, None] = {}
        self.has_leftward = (
            False  # whether letters were met that are read from right to left, which reportlab does not do
        )

    @property
    def regular(self) -> str:
        """The name of the font that writes."""
        return self._families[0][0]

    @property
    def bold(self) -> str:
        """The name of its bold face."""
        return self._families[0][1]

    def mark_up(self, text: str, is_bold: bool = False) -> str:
        """A text as markup of a reportlab paragraph: escaped, each sign in a font that has it, else as its code point."""
        face = 1 if is_bold else 0
        self.has_leftward = self.has_leftward or bool(_LEFTWARD.search(text))
        first = self._families[0][face]
        if _signs(first).issuperset(text):
            return escape(text).replace("\n", "<br/>")
        pieces = []
        for family, run in groupby(text, key=lambda sign: self._font_of(sign, face)):
            piece = "".join(run)
            if family is None:
                self.missing |= dict.fromkeys(piece)
                piece, family = "".join(f"[U+{ord(sign):04X}]" for sign in piece), first
            shown = escape(piece).replace("\n", "<br/>")
            pieces.append(shown if family == first else f'<font name="{family}">{shown}</font>')
        return "".join(pieces)

    def _font_of(self, sign: str, face: int) -> str | None:
        if sign == "\n":
            return self._families[0][face]
        return next((family[face] for family in self._families if sign in _signs(family[face])), None)


@lru_cache
def _register() -> tuple[tuple[str, str], ...]:
    """Register every family that is there; reportlab's own letters are the last resort."""
    own = Path(reportlab.__file__).parent / "fonts"
    found = [pair for names in _FAMILIES if (pair := _register_pair([_find(name) for name in names]))]
    if pair := _register_pair([own / name for name in _WITH_REPORTLAB]):
        found.append(pair)
    return tuple(found)


def _register_pair(paths: list[Path | None]) -> tuple[str, str] | None:
    names: list[str] = []
    for path in paths:
        if path is None:
            return None
        name = f"{path.stem}-{'bold' if len(names) else 'regular'}" if paths[0] == paths[1] else path.stem
        try:
            pdfmetrics.registerFont(TTFont(name, str(path), asciiReadable=True))
        except (TTFError, OSError):
            return None
        names.append(name)
    return names[0], names[1]


@lru_cache
def _signs(font: str) -> frozenset[str]:
    """The signs that a font has glyphs for, a line break among them.

    Those beyond U+FFFF count as missing: reportlab would draw them, but whoever copies them out gets other signs.
    """
    face = pdfmetrics.getFont(font).face
    known = (chr(code) for code, glyph in face.charToGlyph.items() if glyph and code <= _LAST_COPIED)
    return frozenset([*known, "\n", "\t"])


@lru_cache
def _files() -> dict[str, Path]:
    return {path.name: path for folder in _FOLDERS for path in _walk(folder)}


def _walk(folder: Path) -> Iterator[Path]:
    return folder.rglob("*.tt[fc]") if folder.is_dir() else iter(())


def _find(name: str) -> Path | None:
    return _files().get(name)
