"""Fragments of a page -> printed lines in reading order.

Columns are found by their gutter: a left edge that several fragments share, with a free strip before it,
between two sides that both look like running text. What crosses the strip (a heading over both columns)
ends the pair of columns; each part is ordered again by the same rule. Where the sides look like cells,
they stay on one line, parted by tabs. Regions are read whole, where they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kb.documents.pdf.flow import continues, spanned_by_flow
from kb.documents.pdf.regions import Region
from kb.documents.pdf.rows import Fragment, PlacedLine, row_line
from kb.documents.pdf.sides import are_columns, is_aside

GUTTER = 0.6  # of the size: a narrower strip parts no columns
SAME_EDGE = 2.0  # points
MAX_ITEMS = 3_000  # a page with more is a map or a drawing and is read row by row


@dataclass(frozen=True, slots=True)
class Item:
    """A fragment, or a region with its lines already in order (`inside`)."""

    x0: float
    x1: float
    top: float
    bottom: float
    y: float
    size: float
    text: str
    bold: bool
    fragment: Fragment | None = None
    inside: tuple[PlacedLine, ...] = ()


def order(fragments: Sequence[Fragment], regions: Sequence[Region] = ()) -> list[PlacedLine]:
    """The lines of a page from its free fragments and its regions."""
    items = [_item(fragment) for fragment in fragments]
    for number, region in enumerate(regions, 1):
        boxed = region.kind == "box"
        lines = (
            [p.fragment for p in _ordered([_item(f) for f in region.fragments])]
            if boxed
            else region.fragments
        )
        items.append(_block([PlacedLine(line, region.kind, number) for line in lines]))
    return _ordered(items)


def _item(f: Fragment) -> Item:
    return Item(f.x0, f.x1, f.top, f.bottom, f.y, f.size, f.text, f.bold, f)


def _block(placed: list[PlacedLine]) -> Item:
    lines = [line.fragment for line in placed]
    return Item(
        x0=min(f.x0 for f in lines),
        x1=max(f.x1 for f in lines),
        top=max(f.top for f in lines),
        bottom=min(f.bottom for f in lines),
        y=lines[0].y,
        size=lines[0].size,
        text=lines[0].text,
        bold=lines[0].bold,
        inside=tuple(placed),
    )


def _ordered(items: list[Item]) -> list[PlacedLine]:
    if 3 < len(items) <= MAX_ITEMS:
        parts = _columns(items)
        if parts:
            return [placed for part in parts for placed in part]
    return _lines(items)


def _columns(items: list[Item]) -> list[list[PlacedLine]] | None:
    """The part above, the columns and the part below, each in order; None without columns."""
    ranked = sorted(items, key=lambda i: (-i.y, i.x0))
    best: tuple[int, float] | None = None
    chosen: tuple[float, int, int] | None = None
    for edge in _left_edges(ranked):
        for first, last in _runs(ranked, edge):
            left, right = _sides(ranked[first:last], edge)
            worth = (last - first, -edge)
            if (best is None or worth > best) and are_columns(left, right):
                best, chosen = worth, (edge, first, last)
    if chosen is None:
        return None
    edge, first, last = chosen
    last = first + _without_trailing_heading(ranked[first:last], edge)
    left, right = _sides(ranked[first:last], edge)
    divider = _divider(left, right)
    if divider is not None:
        last = first + sum(i.y > divider.y for i in ranked[first:last])
        left, right = _sides(ranked[first:last], edge)
    above, below = ranked[:first], ranked[last:]
    aside = is_aside(left, right)
    if aside is not None:
        main, side = (right, left) if aside == "left" else (left, right)
        flowing = [_ordered(part) for part in (above, main, below)]
        headed = bool(below) and _is_heading(below[0], median(i.size for i in main))
        flowing.insert(2 if headed else 3, _apart(side, "side"))  # beside one section, not the next
        return flowing
    parts = _flow(left, right, below, edge)
    return [_ordered(above), *(_ordered(part) for part in parts[0]), _apart(parts[1], "box")]


def _flow(
    left: list[Item], right: list[Item], below: list[Item], edge: float
) -> tuple[list[list[Item]], list[Item]]:
    """Two columns and what follows them, part by part, and what spans the columns and is set apart.

    Where both columns run on past what spans them (a pull quote, a picture's text), the text goes down
    each column first.
    """
    spanning = [i for i in below if i.x0 < edge - 1 and i.x1 > edge - GUTTER * i.size]
    later = [i for i in below if i not in spanning]
    left2, right2 = _sides(later, edge)
    if spanning and left2 and right2 and spanned_by_flow(*(_text(p) for p in (left, right, left2, right2))):
        return [left + left2, right + right2], spanning
    return [left, right, below], []


def _apart(items: list[Item], zone: str) -> list[PlacedLine]:
    return [line if line.zone else PlacedLine(line.fragment, zone) for line in _ordered(items)]


def _text(items: list[Item]) -> tuple[str, str]:
    """The first and the last line of a column."""
    free = [i for i in items if i.fragment] or items
    return free[0].text, free[-1].text


def _sides(run: Sequence[Item], edge: float) -> tuple[list[Item], list[Item]]:
    return [i for i in run if i.x0 < edge - 1], [i for i in run if i.x0 >= edge - 1]


def _left_edges(items: list[Item]) -> list[float]:
    """x, other than the leftmost, at which two lines or more begin, or one that the last line runs on to."""
    edges: list[float] = []
    leftmost = min(i.x0 for i in items)
    group: list[Item] = []
    for item in [*sorted(items, key=lambda i: i.x0), None]:
        if group and (item is None or item.x0 - group[0].x0 > SAME_EDGE):
            several = len(group) > 1 or group[0].inside or continues(items[-1].text, group[0].text)
            if several and group[0].x0 > leftmost + 20:
                edges.append(group[0].x0)
            group = []
        if item is not None:
            group.append(item)
    return edges


def _runs(items: list[Item], edge: float) -> list[tuple[int, int]]:
    """Stretches [first, last) of items, from the top down, none of which crosses the strip."""
    runs, first = [], 0
    for place, item in enumerate(items):
        if item.x0 < edge - 1 and item.x1 > edge - GUTTER * item.size:
            if place > first:
                runs.append((first, place))
            first = place + 1
    if first < len(items):
        runs.append((first, len(items)))
    return runs


def _divider(left: list[Item], right: list[Item]) -> Item | None:
    """A heading too short to reach the other column that still ends both: that column pauses beside it."""
    usual = _usual_size([*left, *right])
    leading = _leading(right)
    for item in sorted(left, key=lambda i: -i.y):
        if item.size < 1.1 * usual and not item.bold:
            continue
        above = [i.bottom for i in right if i.y > item.y]
        below = [i.top for i in right if i.y <= item.y]
        if not above or not below or min(above) < item.top or max(below) > item.bottom:
            continue
        first = _first_below(right, item)
        under = [i for i in left if i.y < item.y]
        ends = [a for a, b in zip(under, under[1:], strict=False) if b.bold or b.size >= 1.1 * usual]
        fed = any(continues(end.text, first) for end in [*ends, *under[-1:]])
        apart = fed or not continues(_last_above(right, item), first)
        if min(above) - max(below) > 1.4 * leading and apart:
            return item
    return None


def _without_trailing_heading(run: list[Item], edge: float) -> int:
    """How many items of a pair of columns are its own: a heading below both belongs to what follows."""
    usual = _usual_size(run)
    end = len(run)
    while end > 1 and _is_heading(run[end - 1], usual):
        left, right = _sides(run[: end - 1], edge)
        own = left if run[end - 1].x0 < edge - 1 else right
        if not left or not right or all(_is_heading(i, usual) for i in own):
            break
        end -= 1
    return end


def _usual_size(items: list[Item]) -> float:
    """The size that most letters are set in."""
    letters: Counter[float] = Counter()
    for item in items:
        letters[item.size] += len(item.text)
    return max(letters, key=lambda size: (letters[size], size))


def _is_heading(item: Item, usual: float) -> bool:
    return not item.inside and (item.size > 1.1 * usual or (item.bold and item.size > 0.95 * usual))


def _leading(items: list[Item]) -> float:
    steps = [a.y - b.y for a, b in zip(items, items[1:], strict=False) if a.y - b.y > 1]
    return median(steps) if steps else 12.0


def _last_above(items: list[Item], mark: Item) -> str:
    return [i for i in items if i.y > mark.y][-1].text


def _first_below(items: list[Item], mark: Item) -> str:
    return next(i for i in items if i.y <= mark.y).text


def _lines(items: list[Item]) -> list[PlacedLine]:
    """Row by row: fragments on one baseline become one line, cells are parted by tabs."""
    placed: list[PlacedLine] = []
    row: list[Fragment] = []
    starts = [i.x0 for i in items if i.fragment]
    for item in sorted(items, key=lambda i: (-i.y, i.x0)):
        fragment = item.fragment
        if row and (fragment is None or row[0].y - fragment.y > 0.3 * min(fragment.size, row[0].size)):
            placed.append(PlacedLine(row_line(row, starts)))
            row = []
        if fragment is None:
            placed.extend(item.inside)
        else:
            row.append(fragment)
    if row:
        placed.append(PlacedLine(row_line(row, starts)))
    return placed
