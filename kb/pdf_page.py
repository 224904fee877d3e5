"""Pages as read -> pages in reading order: direction, heads and feet, boxes, labels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.pdf_content import Shape, Word
from kb.pdf_lines import Fragment, fragments
from kb.pdf_margins import find_margins, printed_labels
from kb.pdf_order import order


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page upright: `turned` are fragments of other directions, `trouble` why it was left out."""

    number: int
    width: float
    height: float
    fragments: tuple[Fragment, ...] = ()
    turned: tuple[Fragment, ...] = ()
    shapes: tuple[Shape, ...] = ()
    images: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its zone: "head", "foot", "box", "turned", or None for the body."""

    fragment: Fragment
    zone: str | None


def raw_page(record: dict[str, Any]) -> RawPage:
    """A record of the reader process, its most frequent direction turned upright."""
    if "words" not in record:
        return RawPage(record["page"], 0.0, 0.0, trouble=record.get("trouble"))
    words = [Word(*word) for word in record["words"]]
    letters: Counter[int] = Counter()
    for word in words:
        letters[word.angle] += len(word.text)
    angle = max(letters, key=lambda a: (letters[a], -a)) if letters else 0
    x0, y0, x1, y1 = turn(record["box"], angle)
    main = [w for w in words if w.angle == angle and x0 - 1 <= w.x0 <= x1 + 1 and y0 - 1 <= w.y <= y1 + 1]
    others = sorted({w.angle for w in words} - {angle})
    return RawPage(
        record["page"], x1 - x0, y1 - y0, tuple(_moved(fragments(main), x0, y0)),
        tuple(f for other in others for f in fragments([w for w in words if w.angle == other])),
        tuple(_moved_shape(turn(shape, angle), x0, y0) for shape in record["shapes"]),
        record["images"], record.get("trouble"),
    )  # fmt: skip


def turn(bounds: Sequence[float], angle: int) -> tuple[float, float, float, float]:
    """Bounds (x0, y0, x1, y1) in a frame turned by `angle` degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    a, b, c, d = bounds
    points = [(x * cos + y * sin, y * cos - x * sin) for x, y in ((a, b), (c, d), (a, d), (c, b))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _moved(found: Iterable[Fragment], x: float, y: float) -> Iterable[Fragment]:
    for f in found:
        yield Fragment(f.text, f.x0 - x, f.x1 - x, f.y - y, f.size, f.bold, f.marks)


def _moved_shape(bounds: tuple[float, float, float, float], x: float, y: float) -> Shape:
    return Shape(bounds[0] - x, bounds[1] - y, bounds[2] - x, bounds[3] - y)


def arrange(
    pages: Sequence[RawPage], labels: Sequence[str] | None
) -> list[tuple[RawPage, str | None, list[PlacedLine]]]:
    """Every page with its label and its lines in reading order, heads first and feet last."""
    margins = find_margins([(page.height, page.fragments) for page in pages])
    numbers = [page.number for page in pages]
    printed = printed_labels(list(zip(numbers, (heads + feet for heads, feet in margins), strict=True)))
    arranged = []
    for page, (heads, feet), seen in zip(pages, margins, printed, strict=True):
        label = labels[page.number - 1] if labels and page.number <= len(labels) else seen
        arranged.append((page, label or None, _place(page, heads, feet)))
    return arranged


def _place(page: RawPage, heads: Sequence[Fragment], feet: Sequence[Fragment]) -> list[PlacedLine]:
    apart = {id(f) for f in (*heads, *feet)}
    body = [f for f in page.fragments if id(f) not in apart]
    boxes = _boxes(page, body)
    boxed = {id(f) for box in boxes for f in box}
    placed = [PlacedLine(f, "head") for f, _ in order(heads, ())]
    free = [f for f in body if id(f) not in boxed]
    placed += [PlacedLine(line, "box" if inside else None) for line, inside in order(free, boxes)]
    placed += [PlacedLine(f, "turned") for f in page.turned]
    return placed + [PlacedLine(f, "foot") for f, _ in order(feet, ())]


def _boxes(page: RawPage, body: Sequence[Fragment]) -> list[tuple[Fragment, ...]]:
    """The fragments in each outermost drawn box of two lines or more; a page's frame is none."""
    boxes: list[tuple[Fragment, ...]] = []
    taken: set[int] = set()
    for shape in sorted(page.shapes, key=lambda s: -(s.x1 - s.x0) * (s.y1 - s.y0)):
        width, height = shape.x1 - shape.x0, shape.y1 - shape.y0
        if width < 60 or height < 18 or width * height > 0.6 * page.width * page.height:
            continue
        inside = [f for f in body if id(f) not in taken and _within(f, shape)]
        if len({round(f.y) for f in inside}) < 2 or len(inside) > 0.8 * len(body):
            continue
        taken.update(id(f) for f in inside)
        boxes.append(tuple(inside))
    return boxes


def _within(f: Fragment, s: Shape) -> bool:
    return s.x0 - 2 <= f.x0 and f.x1 <= s.x1 + 2 and s.y0 - 2 <= f.y <= s.y1 + 2
