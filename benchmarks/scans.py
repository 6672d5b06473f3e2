"""Measure OCR: wrong letters, places of words and pages a second, on scans that are made here.

Run ``python benchmarks/scans.py [FOLDER]``: reads 36 damaged scans by each engine and writes ``benchmarks/ocr.md``. With a
FOLDER of PDF files, each is read by `read_document` and what became of its pages is listed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from made_scans import DAMAGES, Scan, make_scan, make_scans, page_texts
from rapidfuzz.distance import Levenshtein

from factcheck.coverage import cover
from factcheck.documents import read_document
from factcheck.documents.geometry import intersection_over_union
from factcheck.documents.ocr import Engine, open_engine, read_picture
from factcheck.documents.raw import RawPage
from factcheck.errors import UnreadableDocument
from factcheck.model import Box, HowRead
from factcheck.settings import OcrSettings

RESULTS = Path(__file__).parent / "ocr.md"
CORES = 2


@dataclass(frozen=True)
class Measured:
    """What one engine made of one scan."""

    scan: Scan
    error_rate: float  # wrong, missing and additional letters over the letters of the page
    confidence: float
    overlaps: tuple[float, ...]  # of each word found, intersection over union with its known place


def measure(scans: Sequence[Scan], engine: Engine) -> tuple[list[Measured], float]:
    """Read scans, several at a time; with the pages a second."""
    started = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        pages = list(pool.map(lambda scan: _read(scan, engine), scans))
    speed = len(scans) / (time.perf_counter() - started)
    return [_compare(scan, page) for scan, page in zip(scans, pages, strict=True)], speed


def report(title: str, measured: Sequence[Measured], speed: float) -> str:
    """The table of one engine."""
    lines = [f"## {title}", "", f"{len(measured)} scans, {speed:.2f} pages a second on {CORES} cores.", ""]
    lines += ["| scans | n | mean | median | worst | places (mean IoU) | confidence |", "|---|--:|--:|--:|--:|--:|--:|"]
    kinds: list[tuple[str, Callable[[Scan], bool]]] = [("all", lambda _: True)]
    kinds += [(f"{dpi} dpi", lambda scan, dpi=dpi: scan.dpi == dpi) for dpi in (150, 200, 300)]  # type: ignore[misc]
    kinds += [(damage, lambda scan, of=damage: scan.damage == of) for damage in DAMAGES]  # type: ignore[misc]
    kinds += [("turned", lambda scan: scan.turn != 0), ("upright", lambda scan: scan.turn == 0)]
    for name, is_meant in kinds:
        chosen = [one for one in measured if is_meant(one.scan)]
        lines.append(f"| {name} | {len(chosen)} | {_say(chosen)} |")
    overlaps = sorted(share for one in measured for share in one.overlaps)
    low = sum(share < 0.8 for share in overlaps) / len(overlaps)
    worst_page = min(statistics.mean(one.overlaps) for one in measured)
    lines += [
        "",
        f"Places of {len(overlaps):,} words: {low:.1%} below 0.8; the worst page has a mean of {worst_page:.3f}.",
    ]
    worst = max(measured, key=lambda one: one.error_rate)
    lines += [f"Worst scan: {worst.scan.name} ({worst.error_rate:.2%}).", ""]
    return "\n".join(lines)


def report_places(engine: Engine) -> str:
    """Places of words on clean pages that lie straight, askew and turned."""
    text = next(page_texts())
    lines = ["| page | IoU mean | 5th percentile | least |", "|---|--:|--:|--:|"]
    for name, skew, turn in (("straight", 0.0, 0), ("askew by 2°", 2.0, 0), ("turned by 90°", 0.0, 90),
                             ("turned by 180°, askew by -1.5°", -1.5, 180)):  # fmt: skip
        scan = make_scan(text, skew=skew, turn=turn)
        shares = sorted(_compare(scan, _read(scan, engine)).overlaps)
        lines.append(f"| {name} | {statistics.mean(shares):.3f} | {shares[len(shares) // 20]:.2f} | {shares[0]:.2f} |")
    return "\n".join([*lines, ""])


def report_folder(folder: Path) -> str:
    """What became of each file of a folder."""
    lines = [f"## Files of {folder.name}", "", "| file | pages | read | confidence | seconds | to note |",
             "|---|--:|---|--:|--:|---|"]  # fmt: skip
    for path in sorted(folder.rglob("*.pdf")):
        started = time.perf_counter()
        try:
            pages = read_document(path).pages
        except UnreadableDocument as error:
            lines.append(f"| {path.name} | | refused | | | {error.reason} |")
            continue
        took = time.perf_counter() - started
        how = [HowRead(page.number, page.read_as, page.reader, page.confidence, page.unread_reason) for page in pages]
        whole = cover(how)
        ways = ", ".join(f"{number} {way}" for way, number in whole.ways.items())
        sure = "" if whole.confidence is None else f"{whole.confidence:.2f}"
        notes = {page.unread_reason for page in whole.unread} | {one for one in whole.readers if "because" in one}
        lines.append(f"| {path.name} | {whole.pages} | {ways} | {sure} | {took:.1f} | {'; '.join(sorted(notes))} |")
        print(lines[-1], flush=True)
    return "\n".join([*lines, ""])


def _read(scan: Scan, engine: Engine) -> RawPage:
    height, width = scan.picture.shape
    return read_picture(scan.picture, width * 72 / scan.dpi, height * 72 / scan.dpi, engine, 600)


def _compare(scan: Scan, page: RawPage) -> Measured:
    found, known = " ".join(page.text.split()), " ".join(scan.text.split())
    words = [page.text[start:end] for start, end in zip(page.words.starts, page.words.ends, strict=True)]
    pairs = SequenceMatcher(None, words, [word.text for word in scan.words], autojunk=False).get_matching_blocks()
    boxes = page.words.boxes.tolist()
    overlaps = tuple(
        intersection_over_union([Box(*boxes[one + at])], [scan.words[other + at].box])
        for one, other, length in pairs
        for at in range(length)
    )
    sure = float(page.words.confidences.mean()) if page.words.confidences is not None and len(page.words) else 0.0
    return Measured(scan, Levenshtein.distance(found, known) / len(known), sure, overlaps)


def _say(measured: Iterable[Measured]) -> str:
    chosen = list(measured)
    rates = [one.error_rate for one in chosen]
    places = statistics.mean(share for one in chosen for share in one.overlaps)
    sure = statistics.mean(one.confidence for one in chosen)
    spread = f"{statistics.mean(rates):.2%} | {statistics.median(rates):.2%} | {max(rates):.2%}"
    return f"{spread} | {places:.3f} | {sure:.2f}"


def main() -> None:
    """Measure both engines, and a folder where one is given; write the results."""
    scans = list(make_scans())
    parts = [
        "# OCR, measured",
        "",
        "`python benchmarks/scans.py`: prose of the case studies in five fonts at 11 points, scanned at 150 to 300 dpi,",
        "askew by up to 3°, every fourth page turned, damaged in five ways or not at all. Letter error rate: wrong, missing",
        "and additional letters over the letters of the page, white space as one space.",
        "",
    ]
    for name in ("tesseract", "rapidocr"):
        engine = open_engine(OcrSettings(engine=name))
        parts += [report(engine.name, *measure(scans, engine)), report_places(engine)]
        print(parts[-2], parts[-1], flush=True)
    parts += [report_folder(Path(folder)) for folder in sys.argv[1:]]
    RESULTS.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
