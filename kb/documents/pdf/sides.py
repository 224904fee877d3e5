"""Are two sides of a strip columns of text, text with something beside it, or cells of a table?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kb.documents.pdf.rows import Fragment

NARROW = 0.62  # of the main text's width: what is narrower may stand beside it


@dataclass(frozen=True, slots=True)
class Side:
    """Rows; letters a row; the shares of rows that reach the right edge and of rows without words; the
    distance of rows in sizes."""

    rows: int
    letters: float
    full: float
    numeric: float
    leading: float
    width: float
    size: float

    @property
    def prose(self) -> bool:
        return self.rows >= 3 and self.letters >= 16 and self.full >= 0.45 and self.numeric < 0.3


def side(items: Sequence[Fragment]) -> Side:
    rows: list[list[Fragment]] = []
    for item in items:
        if rows and abs(rows[-1][0].y - item.y) < 0.3 * item.size and not item.inside:
            rows[-1].append(item)
        else:
            rows.append([item])
    left, right = min(i.x0 for i in items), max(i.x1 for i in items)
    texts = ["".join(i.text for i in row) for row in rows]
    reach = left + 0.75 * (right - left)
    steps = [above[0].y - below[0].y for above, below in zip(rows, rows[1:], strict=False)]
    size = median(i.size for i in items)
    return Side(
        rows=len(rows) + sum(len(i.inside) for i in items),
        letters=sum(map(len, texts)) / len(rows),
        full=sum(max(i.x1 for i in row) >= reach for row in rows) / len(rows),
        numeric=sum(sum(c.isalpha() for c in t) * 2 < len(t) for t in texts) / len(rows),
        leading=median(steps) / size if steps else 0.0,
        width=right - left,
        size=size,
    )


def are_columns(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Running text on both sides, or on one with a box or short lines on the other."""
    if not left or not right:
        return False
    one, two = side(left), side(right)
    return (one.prose and two.prose) or _beside(left, right, one, two) is not None


def _beside(left: Sequence[Fragment], right: Sequence[Fragment], one: Side, two: Side) -> str | None:
    main, other, items = (one, two, right) if one.prose else (two, one, left)
    boxed = all(item.inside for item in items)
    near = other.rows >= 2 and other.numeric < 0.5 and 0 < other.leading < 1.7
    if main.prose and main.rows >= 4 and (boxed or near):
        return "right" if one.prose else "left"
    return None


def is_aside(left: Sequence[Fragment], right: Sequence[Fragment]) -> str | None:
    """Which of two accepted sides ("left" or "right") stands beside the other and is no part of its text:
    a box, or something narrow that is no prose or set in another size."""
    one, two = side(left), side(right)
    prose = one.prose and two.prose
    name = ("left" if one.width < two.width else "right") if prose else _beside(left, right, one, two)
    other, main, items = (one, two, left) if name == "left" else (two, one, right)
    if all(item.inside for item in items):
        return name
    unlike = not prose or abs(other.size - main.size) > 0.4
    return name if other.width < NARROW * main.width and unlike else None
