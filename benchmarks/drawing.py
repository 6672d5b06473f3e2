"""Two small diagrams as SVG, light on dark and dark on light alike: no library, so that a changed figure is a changed line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SIDE, LEFT, TOP, GAP, KEY = 260, 46, 30, 70, 190  # pixels
_COLOURS = ("#1f77b4", "#d95f02", "#2a9d5c", "#9b59b6", "#7f7f7f")
_STROKES = ("", "6 3", "2 3", "8 3 2 3", "1 2")  # so that colour is not the only sign

Points = Sequence[tuple[float, float]]


def draw_calibration(reliability: Mapping[str, Points], coverage: Mapping[str, Points]) -> str:
    """A reliability diagram and a coverage-accuracy curve side by side.

    Args:
        reliability: by name, certainty and accuracy of each bin, 0 to 1; the diagonal is perfect.
        coverage: by name, share of the pairs that are answered and accuracy on them, 0 to 1.
    """
    second = LEFT + SIDE + GAP
    width, height = second + SIDE + KEY, TOP + SIDE + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11" role="img">',
        "<title>Reliability diagram and coverage-accuracy curve of the shipped stance model</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_frame(LEFT, "Reliability", "certainty of the reading", "share that is right"),
        _line(LEFT, [(0, 0), (1, 1)], "#aaaaaa", "3 3"),
        *_frame(second, "Coverage and accuracy", "share of the pairs that are answered", "share that is right"),
    ]
    names = list(dict.fromkeys([*reliability, *coverage]))
    for number, name in enumerate(names):
        look = _COLOURS[number % len(_COLOURS)], _STROKES[number % len(_STROKES)]
        parts += [
            _line(LEFT, reliability.get(name, ()), *look, dots=True),
            _line(second, coverage.get(name, ()), *look),
        ]
        y, x = TOP + 12 + 18 * number, second + SIDE + 16
        parts.append(f'<path d="M{x} {y - 4}h24" fill="none" stroke="{look[0]}" stroke-width="2" {_dashes(look[1])}/>')
        parts.append(f'<text x="{x + 30}" y="{y}" fill="#222222">{name}</text>')
    return "\n".join([*filter(None, parts), "</svg>"]) + "\n"


def _frame(left: int, title: str, across: str, upward: str) -> list[str]:
    bottom, middle = TOP + SIDE, left + SIDE // 2
    marks = []
    for tenth in (0, 25, 50, 75, 100):
        x, y = left + SIDE * tenth / 100, bottom - SIDE * tenth / 100
        marks.append(f'<text x="{x:.0f}" y="{bottom + 14}" text-anchor="middle" fill="#444444">{tenth} %</text>')
        marks.append(f'<text x="{left - 5}" y="{y + 4:.0f}" text-anchor="end" fill="#444444">{tenth} %</text>')
        marks.append(f'<path d="M{left} {y:.1f}h{SIDE}" stroke="#e5e5e5"/>')
    return [
        f'<text x="{left}" y="{TOP - 12}" font-weight="bold" fill="#222222">{title}</text>',
        *marks,
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888888"/>',
        f'<text x="{middle}" y="{bottom + 34}" text-anchor="middle" fill="#222222">{across}</text>',
        f'<text transform="translate({left - 36} {TOP + SIDE // 2}) rotate(-90)" text-anchor="middle" '
        f'fill="#222222">{upward}</text>',
    ]


def _line(left: int, points: Points, colour: str, dashes: str, dots: bool = False) -> str:
    if not points:
        return ""
    at = [(left + SIDE * x, TOP + SIDE * (1 - y)) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at) if dots else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" {_dashes(dashes)}/>{circles}'


def _dashes(pattern: str) -> str:
    return f'stroke-dasharray="{pattern}"' if pattern else ""
