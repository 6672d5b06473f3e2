"""Read a picture by RapidOCR, with the models that lie in its package; their paths are given, so that none is fetched."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import cv2
import numpy as np

from factcheck.documents.ocr.engines import EngineMissing, Found, Grey, OcrFailed, Reading

LEAST_CONFIDENCE = 0.3  # of a line; RapidOCR sees "text" in many a smudge
_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}


class RapidOcr:
    """RapidOCR on onnxruntime, one thread a page; several pages may be read at a time."""

    def __init__(self) -> None:
        """Check that the package and its models are there; they are loaded at the first page.

        Raises:
            EngineMissing: they are not.
        """
        try:
            folder = files("rapidocr") / "models"
            self._models = {part: str(folder / name) for part, name in _MODELS.items()}
            is_there = all((folder / name).is_file() for name in _MODELS.values())
        except ModuleNotFoundError:
            is_there = False
        if not is_there:
            raise EngineMissing(
                "No OCR is installed. Install Tesseract (Debian: apt install tesseract-ocr), or RapidOCR (pip install rapidocr)"
            )
        self.name = f"RapidOCR {version('rapidocr')}"
        self._lock = threading.Lock()
        self._engine: Any = None

    def read(self, picture: Grey, dpi: float, seconds: float) -> Reading:
        """Read a picture that stands upright, line by line from the top."""
        try:
            result = self._load()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
        except Exception as error:  # onnxruntime and OpenCV let errors of many kinds through
            raise OcrFailed(f"RapidOCR stopped: {error}") from error
        if result.boxes is None or not len(result.boxes):
            return Reading(())
        quads = np.array(result.boxes, np.float64)
        letters = result.word_results if len(result.word_results) == len(quads) else [()] * len(quads)
        read = zip(quads, result.txts, result.scores, letters, strict=True)
        return Reading(tuple(_find_words([_Line(*one) for one in read], picture)))

    def guess_turn(self, picture: Grey, dpi: float, seconds: float) -> int | None:
        """Unknown: RapidOCR turns single lines, never the page."""
        return None

    def _load(self) -> Any:
        with self._lock:
            if self._engine is None:
                from rapidocr import RapidOCR

                self._engine = RapidOCR(
                    params={f"{part}.model_path": path for part, path in self._models.items()}
                    | {
                        "Global.log_level": "error",
                        "Global.use_cls": False,
                        "Global.return_word_box": True,
                        "Global.return_single_char_box": True,
                        "Global.text_score": LEAST_CONFIDENCE,
                        "Global.max_side_len": 2600,
                        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    }
                )
            return self._engine


class _Line:
    """A line as RapidOCR gives it: its text, and about where each letter stands."""

    def __init__(self, quad: Any, text: str, confidence: float, letters: Sequence[Any]) -> None:
        self.x0, self.y0 = (max(0, int(edge)) for edge in quad.min(axis=0))
        self.x1, self.y1 = (int(edge) + 1 for edge in quad.max(axis=0))
        self.words, self.confidence = text.split(), float(confidence)
        centres = [float(np.mean([corner[0] for corner in place])) for _, _, place in letters]
        n_letters = sum(map(len, self.words))
        if len(centres) != n_letters:  # no place for some letter: spread them evenly
            centres = list(np.linspace(self.x0, self.x1, n_letters))
        self.centres = centres

    def middles_of_spaces(self) -> list[float]:
        """About where each space between two words stands, pixels from the left."""
        ends = np.cumsum([len(word) for word in self.words])[:-1]
        return [(self.centres[end - 1] + self.centres[end]) / 2 for end in ends]


def _find_words(lines: Sequence[_Line], picture: Grey) -> list[Found]:
    """Cut the lines into words at the white gaps next to where RapidOCR has the spaces; each word boxed by its ink."""
    dark = np.asarray(cv2.threshold(picture, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8)
    found = []
    paragraph, below = 0, None
    for number, line in enumerate(lines):
        height = line.y1 - line.y0
        if below is not None and line.y0 - below > 0.5 * height:
            paragraph += 1
        below = line.y1
        ink = dark[line.y0 : line.y1, line.x0 : line.x1]
        cuts = [_snap(ink, middle - line.x0, height) for middle in line.middles_of_spaces()]
        for word, left, right in zip(line.words, [0, *cuts], [*cuts, ink.shape[1]], strict=True):
            x0, y0, x1, y1 = _bound(ink[:, left:right])
            box = (line.x0 + left + x0, line.y0 + y0, line.x0 + left + x1, line.y0 + y1)
            found.append(Found(word, box, line.confidence, number, paragraph))
    return found


def _snap(ink: Grey, middle: float, height: int) -> int:
    """The middle of the widest gap in a line's ink within one line height around a place; the place where there is none."""
    first, last = max(0, int(middle - height / 2)), min(ink.shape[1], int(middle + height / 2) + 1)
    is_white = np.concatenate([[False], ~ink[:, first:last].any(axis=0), [False]])
    edges = np.flatnonzero(np.diff(is_white.astype(np.int8)))
    gaps = edges.reshape(-1, 2)
    if not len(gaps):
        return int(min(max(middle, 0), ink.shape[1]))
    start, end = gaps[np.argmax(gaps[:, 1] - gaps[:, 0])]
    return first + int(start + end) // 2


def _bound(ink: Grey) -> tuple[int, int, int, int]:
    """The least box around the ink, x0, y0, x1, y1; the whole where there is none."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return 0, 0, max(1, ink.shape[1]), max(1, ink.shape[0])
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
