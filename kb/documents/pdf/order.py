"""Fragments of a page -> printed lines in reading order.

Columns are found by their gutter: a left edge that several fragments share, with a free strip before it,
between two sides that both look like running text. What crosses the strip (a heading over both columns)
ends the pair of columns; each part is ordered again by the same rule. Where the sides look like cells,
they stay on one line, parted by tabs. Regions are read whole, where they stand.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from kb.documents.pdf.regions import Region
from kb.documents.pdf.rows import SAME_EDGE, Fragment, PlacedLine, heaviest, join, row_line, runs_on
from kb.units.cutting.rows import runs_of

WORDS = re.compile(r"[^\W\d_]{3}")
GUTTER = 0.6  # of the size: a narrower strip parts no columns
DISPLAY = 1.3  # times the main text's size: a title beside it, which comes before it
MAX_ITEMS = 3_000  # a page with more is a map or a drawing and is read row by row
NARROW = 0.62  # of the main text's width: what is narrower may stand beside it


def order(fragments: Sequence[Fragment], regions: Sequence[Region] = ()) -> list[PlacedLine]:
    """The lines of a page from its free fragments and its regions."""
    items = list(fragments)
    for number, region in enumerate(regions, 1):
        found = region.fragments
        if region.kind == "box":
            found = tuple(placed.fragment for placed in _ordered(list(found)))
        lines = tuple(PlacedLine(line, region.kind, number) for line in found)
        x0, x1 = min(f.x0 for f in found), max(f.x1 for f in found)
        items.append(replace(found[0], x0=x0, x1=x1, inside=lines))
    return _ordered(items)


def _ordered(items: list[Fragment]) -> list[PlacedLine]:
    if 3 < len(items) <= MAX_ITEMS:
        parts = _columns(items)
        if parts:
            return [placed for part in parts for placed in part]
    return _lines(items)


def _columns(items: list[Fragment]) -> list[list[PlacedLine]] | None:
    """The part above, the columns and the part below, each in order; None without columns."""
    ranked = sorted(items, key=lambda i: (-i.y, i.x0))
    stretches = (
        (first - last, edge, first) for edge in _left_edges(ranked) for first, last in _runs(ranked, edge)
    )
    for less, edge, first in sorted(stretches):  # the longest first
        last = first - less
        if _arrangement(*_sides(ranked[first:last], edge)):
            break
    else:
        return None
    last = first + _without_trailing_heading(ranked[first:last], edge)
    left, right = _sides(ranked[first:last], edge)
    divider = _divider(left, right)
    if divider is not None:
        last = first + sum(i.y > divider.y for i in ranked[first:last])
        left, right = _sides(ranked[first:last], edge)
    above, below = ranked[:first], ranked[last:]
    aside = _arrangement(left, right)
    if aside in ("left", "right"):
        main, side = (right, left) if aside == "left" else (left, right)
        usual = median(i.size for i in main)
        flowing = [_ordered(part) for part in (above, main, below)]
        if min(i.size for i in side) > DISPLAY * usual:
            return [flowing[0], _ordered(side), *flowing[1:]]
        headed = bool(below) and _is_heading(below[0], usual)
        flowing.insert(2 if headed else 3, _apart(side, "side"))  # beside one section, not the next
        return flowing
    parts, spanning = _flow(left, right, below, edge)
    return [_ordered(above), *map(_ordered, parts), _apart(spanning, "box")]


def _flow(
    left: list[Fragment], right: list[Fragment], below: list[Fragment], edge: float
) -> tuple[list[list[Fragment]], list[Fragment]]:
    """Two columns and what follows them, part by part, and what spans the columns and is set apart.

    Where both columns run on past what spans them (a pull quote, a picture's text), the text goes down
    each column first: the sentences' junctions tell, down each side and across, above before below.
    """
    spanning = [i for i in below if _crosses(i, edge)]
    left2, right2 = _sides([i for i in below if i not in spanning], edge)
    if spanning and left2 and right2:
        down, across = (
            sum(runs_on(x[-1].text, y[0].text) for x, y in zip(way, way[1:], strict=False))
            for way in ((left, left2, right, right2), (left, right, left2, right2))
        )
        if down > across:
            return [left + left2, right + right2], spanning
    return [left, right, below], []


def _apart(items: list[Fragment], zone: str) -> list[PlacedLine]:
    return [line if line.zone else PlacedLine(line.fragment, zone) for line in _ordered(items)]


def _sides(run: Sequence[Fragment], edge: float) -> tuple[list[Fragment], list[Fragment]]:
    return [i for i in run if i.x0 < edge - 1], [i for i in run if i.x0 >= edge - 1]


def _left_edges(items: list[Fragment]) -> list[float]:
    """x, other than the leftmost, at which two lines or more begin, or a region."""
    rising = sorted(items, key=lambda i: i.x0)
    groups = runs_of(rising, lambda group, item: item.x0 - group[0].x0 <= SAME_EDGE)
    leftmost = groups[0][0].x0
    return [g[0].x0 for g in groups if (len(g) > 1 or g[0].inside) and g[0].x0 > leftmost + 20]


def _runs(items: list[Fragment], edge: float) -> list[tuple[int, int]]:
    """Stretches [first, last) of items, from the top down, none of which crosses the strip."""
    crossing = [-1, *(place for place, item in enumerate(items) if _crosses(item, edge)), len(items)]
    return [
        (above + 1, below) for above, below in zip(crossing, crossing[1:], strict=False) if below > above + 1
    ]


def _crosses(item: Fragment, edge: float) -> bool:
    return item.x0 < edge - 1 and item.x1 > edge - GUTTER * item.size


def _divider(left: list[Fragment], right: list[Fragment]) -> Fragment | None:
    """A heading too short to reach the other column that still ends both: that column pauses beside it."""
    usual = heaviest((i.size, len(i.text)) for i in (*left, *right))
    steps = [a.y - b.y for a, b in zip(right, right[1:], strict=False) if a.y - b.y > 1]
    pause = 1.4 * (median(steps) if steps else 12.0)
    for item in sorted(left, key=lambda i: -i.y)[1:]:  # above the topmost of a column nothing ends
        if item.size < 1.1 * usual and not item.bold:
            continue
        above, below = [i for i in right if i.y > item.y], [i for i in right if i.y <= item.y]
        if not below or all(_is_heading(i, usual) for i in above):
            continue
        lowest, highest = min(i.bottom for i in above), max(i.top for i in below)
        if lowest < item.top or highest > item.bottom or lowest - highest <= pause:
            continue
        return item
    return None


def _without_trailing_heading(run: list[Fragment], edge: float) -> int:
    """How many items of a pair of columns are its own: a heading below both belongs to what follows."""
    usual = heaviest((i.size, len(i.text)) for i in run)
    end = len(run)
    while _is_heading(run[end - 1], usual):
        left, right = _sides(run[: end - 1], edge)
        own = left if run[end - 1].x0 < edge - 1 else right
        if all(_is_heading(i, usual) for i in own):
            break
        end -= 1
    return end


def _is_heading(item: Fragment, usual: float) -> bool:
    return not item.inside and (item.size > 1.1 * usual or (item.bold and item.size > 0.95 * usual))


def _lines(items: list[Fragment]) -> list[PlacedLine]:
    """Row by row: fragments on one baseline become one line, cells are parted by tabs."""
    starts = [i.x0 for i in items if not i.inside]
    heads = _side_heads(items)
    free = [i for i in items if not any(i in head for head in heads)]
    free += [replace(join(h, [" "] * (len(h) - 1)), y=h[0].y + 0.4 * h[0].size) for h in heads]

    def goes_on(row: list[Fragment], item: Fragment) -> bool:
        level = row[0].y - item.y <= 0.3 * min(item.size, row[0].size)
        return level and not item.inside and not row[0].inside

    rows = runs_of(sorted(free, key=lambda i: (-i.y, i.x0)), goes_on)
    return [line for row in rows for line in row[0].inside or [PlacedLine(row_line(row, starts))]]


def _side_heads(items: Sequence[Fragment]) -> list[list[Fragment]]:
    """Headings in the margin left of the text they head, each as its lines."""
    free = [i for i in items if not i.inside]
    edge, times = max(Counter(round(i.x0) for i in free).items(), key=lambda e: e[1], default=(0, 0))
    usual = median(i.size for i in free) if free else 0.0
    heads: list[list[Fragment]] = []
    for item in sorted(free, key=lambda i: -i.y):
        beside = any(abs(i.y - item.y) < 0.3 * usual and abs(i.x0 - edge) < SAME_EDGE for i in free)
        other = item.bold or abs(item.size - usual) > 0.04 * usual
        if times < 0.4 * len(free) or item.x1 > edge - 2 or not other or not WORDS.search(item.text):
            continue
        if heads and heads[-1][-1].y - item.y < 1.6 * usual:
            heads[-1].append(item)
        elif beside:
            heads.append([item])
    return heads


@dataclass(frozen=True, slots=True)
class Side:
    """Rows; whether they read as running text; the share of them without words; leading in sizes."""

    rows: int
    prose: bool
    numeric: float
    leading: float
    width: float
    size: float


def side(items: Sequence[Fragment]) -> Side:
    rows = runs_of(items, lambda row, i: abs(row[0].y - i.y) < 0.3 * i.size and not i.inside)
    left, right = min(i.x0 for i in items), max(i.x1 for i in items)
    texts = ["".join(i.text for i in row) for row in rows]
    steps = [above[0].y - below[0].y for above, below in zip(rows, rows[1:], strict=False)]
    size = median(i.size for i in items)
    count = len(rows) + sum(len(i.inside) for i in items)
    letters = sum(map(len, texts)) / len(rows)
    reach = left + 0.75 * (right - left)
    full = sum(max(i.x1 for i in row) >= reach for row in rows) / len(rows)
    numeric = sum(sum(c.isalpha() for c in t) * 2 < len(t) for t in texts) / len(rows)
    return Side(
        rows=count,
        prose=count >= 3 and letters >= 16 and full >= 0.45 and numeric < 0.3,
        numeric=numeric,
        leading=median(steps) / size if steps else 0.0,
        width=right - left,
        size=size,
    )


def _arrangement(left: Sequence[Fragment], right: Sequence[Fragment]) -> str | None:
    """What two sides are: "columns" of one text, or "left" or "right" where that side stands beside the other
    and is no part of its text: a box, or something narrow that is no prose or set in another size. None where
    neither is running text, or one is and the other neither a box nor short lines."""
    if not left or not right:
        return None
    one, two = side(left), side(right)
    prose = one.prose and two.prose
    name = ("left" if one.width < two.width else "right") if prose else _beside(left, right, one, two)
    if name is None:
        return None
    other, main, items = (one, two, left) if name == "left" else (two, one, right)
    unlike = not prose or abs(other.size - main.size) > 0.4
    apart = other.width < NARROW * main.width and unlike
    return name if apart or all(item.inside for item in items) else "columns"


def _beside(left: Sequence[Fragment], right: Sequence[Fragment], one: Side, two: Side) -> str | None:
    main, other, items = (one, two, right) if one.prose else (two, one, left)
    boxed = all(item.inside for item in items)
    near = other.rows >= 2 and other.numeric < 0.5 and 0 < other.leading < 1.7
    if main.prose and main.rows >= 4 and (boxed or near):
        return "right" if one.prose else "left"
    return None
