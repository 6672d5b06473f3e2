"""Text that knows where each of its characters came from, through any number of replacements. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Piece = tuple[str, int]
"""Text that replaces a match, and where in the text before its first character came from; the next came from the next
place, as far as the match goes."""
Rewrite = Callable[[re.Match[str]], Sequence[Piece]]


@dataclass(frozen=True)
class Traced:
    """A text and, for each of its characters, the index of the character of the first text that it came from.

    The indices never fall. They are None where nobody asks for them, which is faster.
    """

    text: str
    origins: NDArray[np.int32] | None = None

    @classmethod
    def begin(cls, text: str) -> Traced:
        """A text at its beginning, every character its own origin."""
        return cls(text, np.arange(len(text), dtype=np.int32))

    def sub(self, pattern: re.Pattern[str], replacement: str | Rewrite) -> Traced:
        """Replace every match, as ``re.sub`` does; a plain replacement comes from the match as a whole."""
        pieces: list[str] = []
        origins: list[NDArray[np.int32]] = []
        at = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = ((replacement, start),) if isinstance(replacement, str) else replacement(match)
            pieces.append(self.text[at:start])
            pieces += [text for text, _ in new]
            if self.origins is not None:
                origins.append(self.origins[at:start])
                origins += [self.origins[_places(text, origin, end)] for text, origin in new if text]
            at = end
        if not at and not pieces:
            return self
        pieces.append(self.text[at:])
        if self.origins is None:
            return Traced("".join(pieces))
        return Traced("".join(pieces), np.concatenate([*origins, self.origins[at:]]))

    def translate(self, table: dict[int, str]) -> Traced:
        """Replace single characters by single characters."""
        return Traced(self.text.translate(table), self.origins)

    def strip(self) -> Traced:
        """Drop white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        return Traced(text, None if self.origins is None else self.origins[start : start + len(text)])


def _places(text: str, origin: int, end: int) -> NDArray[np.int64]:
    return np.minimum(np.arange(origin, origin + len(text)), end - 1)
