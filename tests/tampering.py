"""Random single-byte changes, by seed: where they fall, and what they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Flip:
    """One byte of one file, made another."""

    file: str  # relative to the folder
    at: int
    change: int  # the byte is xor-ed with it

    def apply(self, folder: Path) -> None:
        with (folder / self.file).open("r+b") as file:
            file.seek(self.at)
            old = file.read(1)[0]
            file.seek(self.at)
            file.write(bytes([old ^ self.change]))


def flips(folder: Path, count: int, seed: int) -> Iterator[Flip]:
    """Half of them fall on any byte of the folder alike, half on one file after the other, so that small ones have a share."""
    files = {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
    files = {name: size for name, size in files.items() if size}
    chance = random.Random(seed)
    for number in range(count):
        names = list(files)
        name = chance.choices(names, list(files.values()))[0] if number % 2 else names[number // 2 % len(names)]
        yield Flip(name, chance.randrange(files[name]), chance.randrange(1, 256))
