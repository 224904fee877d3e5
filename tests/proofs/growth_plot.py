"""The growth as a plot: milliseconds over units, both on logarithmic scales, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.proofs.growth_measure import Report
from tests.proofs.growth_report import LINES, figure

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 60, 270, 20, 50
LABEL = 16.0  # between two labels

Line = tuple[str, Sequence[float], str]  # label, milliseconds by size, colour


@dataclass(frozen=True, slots=True)
class Axes:
    """The powers of ten that the axes span."""

    left: float
    right: float
    low: int
    high: int

    def x(self, size: float) -> float:
        """Where a number of units stands."""
        return LEFT + (math.log10(size) - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT)

    def y(self, took: float) -> float:
        """Where a time stands."""
        share = (math.log10(took) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def as_plot(reports: Sequence[Report]) -> str:
    """Each line of the report; dashed: the square root of the units."""
    sizes = [report["units"] for report in reports]
    drawn = [(label, [figure(report, path) for report in reports], colour) for label, path, colour in LINES]
    root = [drawn[0][1][0] * math.sqrt(size / sizes[0]) for size in sizes]
    lines: list[Line] = [("square root of the units", root, "#999999"), *drawn]
    every = [took for _, times, _ in lines for took in times]
    left = math.log10(sizes[0])
    axes = Axes(
        left,
        max(math.log10(sizes[-1]), left + 1),
        math.floor(math.log10(min(every))),
        math.ceil(math.log10(max(every))),
    )
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Processor time of a query by the number of units</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_grid(axes, sizes),
        *(_line(axes, sizes, line, dashed=number == 0) for number, line in enumerate(lines)),
        *_labels(axes, lines),
        "</svg>",
    ]
    return "\n".join(pieces) + "\n"


def _grid(axes: Axes, sizes: Sequence[int]) -> list[str]:
    pieces = []
    for power in range(axes.low, axes.high + 1):
        at = axes.y(10.0**power)
        pieces.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        pieces.append(_text(LEFT - 6, at + 4, f"{10.0**power:g} ms", 'text-anchor="end"'))
    middle = 'text-anchor="middle"'
    pieces += [_text(axes.x(size), HEIGHT - 28, f"{size:,}", middle) for size in sizes]
    return [*pieces, _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "units", middle)]


def _line(axes: Axes, sizes: Sequence[int], line: Line, dashed: bool) -> str:
    _, times, colour = line
    points = " ".join(
        f"{axes.x(size):.1f},{axes.y(took):.1f}" for size, took in zip(sizes, times, strict=True)
    )
    style = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{points}" fill="none" stroke-width="2" stroke="{colour}"{style}/>'


def _labels(axes: Axes, lines: Sequence[Line]) -> list[str]:
    """At the ends of the lines, from the highest down, moved down where two would overlap."""
    pieces = []
    last = 0.0
    for label, times, colour in sorted(lines, key=lambda line: -line[1][-1]):
        last = max(axes.y(times[-1]) + 4, last + LABEL)
        pieces.append(_text(WIDTH - RIGHT + 8, last, label, f'fill="{colour}"'))
    return pieces


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
