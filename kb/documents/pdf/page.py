"""Pages as read -> pages in reading order: direction, heads and feet, boxes, labels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.documents.pdf.apart import footnotes, lift
from kb.documents.pdf.content import Shape, Word
from kb.documents.pdf.lines import drawn_bullets, fragments
from kb.documents.pdf.margins import MARGIN, find_margins, printed_labels
from kb.documents.pdf.order import order
from kb.documents.pdf.regions import regions
from kb.documents.pdf.rows import Fragment, PlacedLine
from kb.documents.pdf.rules import MAX_RULES, rules


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
    upright = [w for w in words if w.angle == angle]
    main = [w for w in upright if x0 - 1 <= w.x0 <= x1 + 1 and y0 - 1 <= w.y <= y1 + 1]
    if len(main) * 5 < len(upright) * 4:  # such a page's bounds are wrong
        main = upright
    shapes = [Shape(*turn(shape, angle)) for shape in record["shapes"]]
    main += drawn_bullets(main, shapes)
    walls = rules(shapes)[1]
    found = fragments(main, walls if len(walls) <= MAX_RULES else ())
    others = sorted({w.angle for w in words} - {angle})
    return RawPage(
        record["page"], x1 - x0, y1 - y0, tuple(_moved(found, x0, y0)),
        tuple(f for other in others for f in fragments([w for w in words if w.angle == other])),
        tuple(_moved_shape(shape, x0, y0) for shape in shapes),
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
    """Every page with its label and its lines in reading order, heads first, footnotes and feet last."""
    body = _body_size(pages)
    margins = find_margins([(page.height, page.fragments) for page in pages], body)
    printed = printed_labels([(p.number, [*m[0], *m[1]]) for p, m in zip(pages, margins, strict=True)])
    placed = [_place(page, body, *margin) for page, margin in zip(pages, margins, strict=True)]
    own = [_at(labels, page.number - 1) or seen for page, seen in zip(pages, printed, strict=True)]
    return list(zip(pages, own, lift(placed, body), strict=True))


def _at(labels: Sequence[str] | None, place: int) -> str | None:
    return labels[place] if labels and place < len(labels) else None


def _body_size(pages: Sequence[RawPage]) -> float:
    """The size that most letters of the document are set in, its outer margins aside."""
    letters: Counter[float] = Counter()
    for page in pages:
        for f in page.fragments:
            inner = MARGIN * page.height < f.y < (1 - MARGIN) * page.height
            letters[round(f.size, 1)] += len(f.text) * (10 if inner else 1)
    return max(letters, key=lambda size: (letters[size], size)) if letters else 10.0


def _place(
    page: RawPage, body: float, heads: Sequence[Fragment], feet: Sequence[Fragment]
) -> list[PlacedLine]:
    apart = {id(f) for f in (*heads, *feet)}
    text = [f for f in page.fragments if id(f) not in apart]
    found = regions((page.width, page.height), page.shapes, text)
    taken = {id(f) for region in found for f in region.taken}
    free = [f for f in text if id(f) not in taken]
    notes = footnotes(free, body, rules(page.shapes)[0], (page.width, page.height))
    below = {id(f) for column in notes for f in column}
    placed = [PlacedLine(line.fragment, "head") for line in order(heads)]
    placed += order([f for f in free if id(f) not in below], found)
    placed += [PlacedLine(line.fragment, "note") for column in notes for line in order(column)]
    placed += [PlacedLine(f, "turned") for f in page.turned]
    return placed + [PlacedLine(line.fragment, "foot") for line in order(feet)]
