"""The proof of a protected export: the finished file is opened and searched for every protected string."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from factcheck.errors import FactcheckError
from factcheck.export.protection import Protection
from factcheck.export.unpacking import read_texts

_MOST_NAMED = 5  # places in one message


class ProtectedFound(FactcheckError):
    """A finished file that holds a protected string; it must not leave."""


@dataclass(frozen=True)
class Found:
    """A protected string and the part of the file in which it stands."""

    string: str
    where: str


@dataclass(frozen=True)
class Proof:
    """What was searched for and in how much; nothing was found."""

    strings: int  # searched for
    texts: int  # searched: parts of the file, each in every form that its escapes allow
    own_words: tuple[str, ...] = ()  # protected strings that are words of the format itself, so not searched for
    too_short: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The proof in words."""
        said = f"{self.strings} protected strings were searched for in {self.texts} texts of the file; none occurs."
        if self.own_words:
            said += f" Not searched for, because the file format itself uses the word: {', '.join(self.own_words)}."
        if self.too_short:
            said += f" Too short to be searched for: {', '.join(self.too_short)}."
        return said


def prove(data: bytes, name: str, protection: Protection, own_words: Iterable[str] = ()) -> Proof:
    """Search a finished file, packed parts included, for every protected string.

    Args:
        data: the file's bytes.
        name: its name, for the message.
        protection: what must not occur.
        own_words: protected strings that the same kind of file holds when nothing of a case is in it, as `find_in` says.

    Raises:
        ProtectedFound: one occurs; the message says which and where.
    """
    texts = list(read_texts(data, name))
    skipped = set(own_words)
    found = [one for one in _search(texts, protection) if one.string not in skipped]
    if found:
        places = "; ".join(
            f"“{one.string}” ({protection.strings[one.string]}) in {one.where}" for one in found[:_MOST_NAMED]
        )
        more = f" and {len(found) - _MOST_NAMED} more places" if len(found) > _MOST_NAMED else ""
        raise ProtectedFound(f"The export would give away what is protected: {places}{more}. Nothing was exported.")
    searched = [one for one in protection.provable if one not in skipped]
    return Proof(len(searched), len(texts), tuple(sorted(skipped)), protection.too_short)


def find_in(data: bytes, name: str, protection: Protection) -> tuple[str, ...]:
    """The protected strings that occur in a file, sorted."""
    return tuple(sorted({one.string for one in _search(read_texts(data, name), protection)}))


def _search(texts: Iterable[tuple[str, str]], protection: Protection) -> list[Found]:
    return list(dict.fromkeys(Found(string, where) for where, text in texts for string in protection.find(text)))
