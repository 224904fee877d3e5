"""Fragments of a page -> printed lines in reading order.

Columns are found by their gutter: a left edge that several fragments share, with a free strip before it,
between two sides that both look like running text. What crosses the strip (a heading over both columns)
ends the pair of columns; each part is ordered again by the same rule. Where the sides look like cells,
they stay on one line, parted by tabs. Drawn boxes are read whole, where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kb.pdf_lines import Fragment, join

GUTTER = 0.6  # of the size: a narrower strip parts no columns
SAME_EDGE = 2.0  # points
MAX_ITEMS = 3_000  # a page with more is a map or a drawing and is read row by row


@dataclass(frozen=True, slots=True)
class Item:
    """A fragment, or a drawn box with its lines already in order."""

    x0: float
    x1: float
    top: float
    bottom: float
    y: float
    size: float
    fragment: Fragment | None = None
    inside: tuple[Fragment, ...] = ()


Placed = tuple[Fragment, bool]  # a line, and whether it stands in a drawn box


def order(fragments: Sequence[Fragment], boxes: Sequence[tuple[Fragment, ...]]) -> list[Placed]:
    """The lines of a page: `boxes` are the fragments that stand in a drawn box, box by box."""
    items = [_item(fragment) for fragment in fragments]
    for inside in boxes:
        lines = [line for line, _ in _ordered([_item(f) for f in inside])]
        if lines:
            items.append(_box(lines))
    return _ordered(items)


def _item(f: Fragment) -> Item:
    return Item(f.x0, f.x1, f.top, f.bottom, f.y, f.size, fragment=f)


def _box(lines: list[Fragment]) -> Item:
    top, bottom = max(f.top for f in lines), min(f.bottom for f in lines)
    return Item(
        min(f.x0 for f in lines), max(f.x1 for f in lines), top, bottom, lines[0].y, lines[0].size,
        inside=tuple(lines),
    )  # fmt: skip


def _ordered(items: list[Item]) -> list[Placed]:
    if len(items) > 3 and len(items) <= MAX_ITEMS:
        parts = _columns(items)
        if parts:
            return [placed for part in parts for placed in _ordered(part)]
    return _lines(items)


# Columns


def _columns(items: list[Item]) -> list[list[Item]] | None:
    """The part above, the left column, the right one and the part below; None without columns."""
    ranked = sorted(items, key=lambda i: (-i.y, i.x0))
    best: tuple[int, float] | None = None
    parts: list[list[Item]] | None = None
    for edge in _left_edges(ranked):
        for first, last in _runs(ranked, edge):
            run = ranked[first:last]
            left, right = [i for i in run if i.x0 < edge - 1], [i for i in run if i.x0 >= edge - 1]
            if not _are_columns(left, right):
                continue
            worth = (len(run), -edge)
            if best is None or worth > best:
                best = worth
                parts = [ranked[:first], left, right, ranked[last:]]
    return [part for part in parts if part] if parts else None


def _left_edges(items: list[Item]) -> list[float]:
    """x at which two items or more begin, other than the leftmost."""
    edges: list[float] = []
    starts = sorted(i.x0 for i in items)
    group: list[float] = []
    for x in [*starts, float("inf")]:
        if group and x - group[0] > SAME_EDGE:
            if len(group) >= 2 and group[0] > starts[0] + 20:
                edges.append(group[0])
            group = []
        group.append(x)
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


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a strip looks like: rows, letters a row, rows that reach the right edge."""

    rows: int
    letters: float
    full: float
    numeric: float
    leading: float

    @property
    def prose(self) -> bool:
        return self.rows >= 3 and self.letters >= 16 and self.full >= 0.45 and self.numeric < 0.3


def _side(items: list[Item]) -> Side:
    rows: list[list[Item]] = []
    for item in items:
        if rows and abs(rows[-1][0].y - item.y) < 0.3 * item.size and not item.inside:
            rows[-1].append(item)
        else:
            rows.append([item])
    left, right = min(i.x0 for i in items), max(i.x1 for i in items)
    texts = ["".join(i.fragment.text for i in row if i.fragment) or "box " * 10 for row in rows]
    reach = left + 0.75 * (right - left)
    steps = [above[0].y - below[0].y for above, below in zip(rows, rows[1:], strict=False)]
    return Side(
        rows=len(rows) + sum(len(i.inside) for i in items),
        letters=sum(map(len, texts)) / len(rows),
        full=sum(max(i.x1 for i in row) >= reach for row in rows) / len(rows),
        numeric=sum(sum(c.isalpha() for c in t) * 2 < len(t) for t in texts) / len(rows),
        leading=median(steps) / median(i.size for i in items) if steps else 0.0,
    )


def _are_columns(left: list[Item], right: list[Item]) -> bool:
    if not left or not right:
        return False
    one, two = _side(left), _side(right)
    if one.prose and two.prose:
        return True
    main, other, items = (one, two, right) if one.prose else (two, one, left)
    boxed = all(item.inside for item in items)
    aside = other.rows >= 2 and other.numeric < 0.5 and 0 < other.leading < 1.7
    return main.prose and main.rows >= 5 and (boxed or aside)


# Lines


def _lines(items: list[Item]) -> list[Placed]:
    """Row by row: fragments on one baseline become one line, cells are parted by tabs."""
    placed: list[Placed] = []
    row: list[Fragment] = []
    starts = [i.x0 for i in items if i.fragment]
    for item in sorted(items, key=lambda i: (-i.y, i.x0)):
        fragment = item.fragment
        if row and (fragment is None or row[0].y - fragment.y > 0.3 * min(fragment.size, row[0].size)):
            placed.append((_row(row, starts), False))
            row = []
        if fragment is None:
            placed.extend((line, True) for line in item.inside)
        else:
            row.append(fragment)
    if row:
        placed.append((_row(row, starts), False))
    return placed


def _row(row: list[Fragment], starts: list[float]) -> Fragment:
    row = sorted(row, key=lambda f: f.x0)
    if _is_stretched(row):
        return join(row, [" "] * (len(row) - 1))
    separators = [_separator(a, b, starts) for a, b in zip(row, row[1:], strict=False)]
    return join(row, separators)


def _is_stretched(row: list[Fragment]) -> bool:
    """A justified line of few words: one word a fragment, all gaps the same."""
    gaps = [after.x0 - before.x1 for before, after in zip(row, row[1:], strict=False)]
    if len(gaps) < 2 or any(" " in fragment.text for fragment in row):
        return False
    return max(gaps) - min(gaps) < 0.08 * max(gaps) and max(gaps) < 5 * row[0].size


def _separator(before: Fragment, after: Fragment, starts: list[float]) -> str:
    """A space between words that justification drove apart and after a bullet, else a tab."""
    gap = after.x0 - before.x1
    shared = sum(abs(x - after.x0) < SAME_EDGE for x in starts)
    if len(before.text) <= 2 and not before.text.isalnum():
        return " "
    return " " if gap < 2.2 * after.size and shared < 3 else "\t"
