"""Read a picture by Tesseract, the program: a crash or a page without end costs that page only."""

from __future__ import annotations

import csv
import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from factcheck.documents.ocr.engines import EngineMissing, Found, Grey, OcrFailed, OcrTooSlow, Reading

SURE_OF_TURN = 2.0  # Tesseract's own measure; right on all 36 scans of benchmarks/scans.py, the least sure of them 3.8
_WINDOWS_PLACE = Path(r"C:\Program Files\Tesseract-OCR\tesseract.exe")  # its installer leaves the PATH alone
_WORD_LEVEL = "5"
_TURN = re.compile(r"^Rotate: (\d+)$.*?^Orientation confidence: ([\d.]+)$", re.MULTILINE | re.DOTALL)


@functools.cache
def find_tesseract() -> str | None:
    """The path of the program; None where it is not installed."""
    return shutil.which("tesseract") or (str(_WINDOWS_PLACE) if _WINDOWS_PLACE.is_file() else None)


class Tesseract:
    """Tesseract 4 or newer; each page is a process of its own, on one thread."""

    def __init__(self, languages: Sequence[str] = ("eng",)) -> None:
        """Find the program and check its languages.

        Raises:
            EngineMissing: it is not installed, cannot be run, or lacks a language.
        """
        path = find_tesseract()
        if path is None:
            raise EngineMissing("Tesseract is not installed. Install it (Debian: apt install tesseract-ocr)")
        self._path = path
        try:
            version = self._run(["--version"], b"", 30).split()[1].removeprefix("v")
            installed = self._run(["--list-langs"], b"", 30).split("\n")[1:]
        except (OcrFailed, OcrTooSlow, IndexError) as error:
            raise EngineMissing(f"Tesseract at {path} cannot be run: {error}. Install it anew") from error
        if missing := [language for language in languages if language not in installed]:
            name = missing[0].replace("_", "-")
            raise EngineMissing(
                f"Tesseract has no language {missing[0]!r}. Install it (Debian: apt install tesseract-ocr-{name}), "
                "or change FACTCHECK_OCR_LANGUAGES"
            )
        self._languages = "+".join(languages)
        self._knows_turns = "osd" in installed
        self.name = f"Tesseract {version} ({self._languages})"

    def read(self, picture: Grey, dpi: float, seconds: float) -> Reading:
        """Read a picture that stands upright, in the order of Tesseract's layout."""
        options = ["-", "-", "--dpi", str(round(dpi)), "-l", self._languages, "--psm", "3", "tsv"]
        return Reading(tuple(_parse(self._run(options, _as_pgm(picture), seconds))))

    def guess_turn(self, picture: Grey, dpi: float, seconds: float) -> int | None:
        """Ask Tesseract for the orientation; None on a page with few letters."""
        if not self._knows_turns:
            return None
        try:
            said = self._run(["-", "-", "--dpi", str(round(dpi)), "--psm", "0"], _as_pgm(picture), seconds)
        except OcrFailed:  # "Too few characters"
            return None
        match = _TURN.search(said)
        return int(match[1]) if match and float(match[2]) >= SURE_OF_TURN else None

    def _run(self, options: Sequence[str], picture: bytes, seconds: float) -> str:
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}  # pages side by side are faster than threads in a page
        try:
            done = subprocess.run(
                [self._path, *options], input=picture, capture_output=True, timeout=max(1, seconds), env=environment
            )
        except subprocess.TimeoutExpired as error:
            raise OcrTooSlow from error
        except OSError as error:
            raise OcrFailed(f"Tesseract cannot be run ({error.strerror})") from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
            raise OcrFailed(f"Tesseract stopped: {lines[-1] or done.returncode}")
        return done.stdout.decode("utf-8", "replace")


def _as_pgm(picture: Grey) -> bytes:
    """The picture in the plainest format that Tesseract reads."""
    height, width = picture.shape
    return b"P5 %d %d 255\n" % (width, height) + picture.tobytes()


def _parse(table: str) -> list[Found]:
    """Read the words of Tesseract's table, a row each."""
    found = []
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip() if row["level"] == _WORD_LEVEL else ""
        if text:
            left, top = int(row["left"]), int(row["top"])
            box = (left, top, left + int(row["width"]), top + int(row["height"]))
            paragraph = int(row["block_num"]) * 100_000 + int(row["par_num"]) * 1000
            sure = min(1.0, max(0.0, float(row["conf"]) / 100))
            found.append(Found(text, box, sure, paragraph + int(row["line_num"]), paragraph))
    return found
