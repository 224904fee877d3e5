"""Parts of a page that are read apart from the running text: boxes, tables, the labels of drawings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from kb.documents.pdf.aligned import aligned_tables
from kb.documents.pdf.content import Shape
from kb.documents.pdf.figures import drawings, labels
from kb.documents.pdf.rows import Fragment, baselines, cell, join, row_of_cells
from kb.documents.pdf.rules import Frame, Rule, frames, ladders, rules

PROSE_ROWS = 6  # rows in one cell beyond which it is a text, not a cell
LARGEST = 0.6  # of the page: a larger frame is the page's own
PROSE_WIDTH, PROSE_TEXT = 0.6, 40  # of the rules' width, and characters: longer is no cell
CAPTION = re.compile(r"(?:tabel|figur|diagram)\s+\d", re.IGNORECASE)
LONG_CELL = 32  # characters: half the cells of a table are shorter
BOX_HEIGHT = 260.0  # points between the two rules of a box without sides at most


@dataclass(frozen=True, slots=True)
class Region:
    """Fragments that belong together; `kind` is "box" (in any order), "table" or "figure" (lines,
    top to bottom). `taken` are the page's own fragments that went into it."""

    kind: str
    fragments: tuple[Fragment, ...]
    taken: tuple[Fragment, ...]


def regions(
    size: tuple[float, float], shapes: Sequence[Shape], body: Sequence[Fragment], known: Mapping[str, int]
) -> list[Region]:
    """The regions of a page of `size` (width, height), outermost first; none overlaps another.

    `known` counts the document's words, by which words broken in a cell are mended.
    """
    across, down = rules(shapes)
    found: list[Region] = []
    free = list(body)
    for frame in frames(across, down):
        found += _region(frame, size, free, body, known)
        free = without(body, found)
    found += [_table(lines, taken) for lines, taken in aligned_tables(free)]
    free = without(body, found)
    for frame in ladders(across):
        found += _region(frame, size, free, body, known)
        free = without(body, found)
    areas = [_area(region.taken) for region in found]
    for bounds in drawings(size, shapes, areas):
        texts = labels(bounds, free)
        if texts:
            found.append(Region("figure", tuple(joinbaselines(texts)), tuple(texts)))
            free = without(free, found[-1:])
    return found


def without(found: Sequence[Fragment], taken: Sequence[Region]) -> list[Fragment]:
    """The fragments that went into no region."""
    gone = {id(f) for region in taken for f in region.taken}
    return [f for f in found if id(f) not in gone]


def _area(found: Sequence[Fragment]) -> Shape:
    return Shape(
        min(f.x0 for f in found),
        min(f.bottom for f in found),
        max(f.x1 for f in found),
        max(f.top for f in found),
    )


def joinbaselines(found: Sequence[Fragment]) -> list[Fragment]:
    """Fragments as lines, what shares a baseline parted by tabs."""
    return [join(row, ["\t"] * (len(row) - 1)) for row in baselines(found)]


def _region(
    frame: Frame,
    size: tuple[float, float],
    free: Sequence[Fragment],
    body: Sequence[Fragment],
    known: Mapping[str, int],
) -> list[Region]:
    inside = [f for f in free if _within(f, frame.bounds)]
    s = frame.bounds
    large = (s.x1 - s.x0) * (s.y1 - s.y0) > LARGEST * size[0] * size[1]
    rows = baselines(inside)
    if len(rows) < 2:
        return []
    if not frame.down:
        return _between_rules(frame, inside, rows, body)
    whole = len(inside) > 0.9 * len(body)  # of the page
    if not frame.is_grid:
        return [] if whole or large else [Region("box", tuple(inside), tuple(inside))]
    cells = _cells(frame, inside)
    texts = [text for row in cells for text in row if text]
    if len(texts) == 1 or any(len(baselines(text)) > PROSE_ROWS for text in texts):
        return [] if whole else [Region("box", tuple(text), tuple(text)) for text in texts]
    if sum(sum(map(bool, row)) > 1 for row in cells) < 2:
        return []
    lines = [row_of_cells([cell(texts, known) for texts in row]) for row in cells if any(row)]
    return [_table(lines, inside)]


def _between_rules(
    frame: Frame, inside: list[Fragment], rows: list[list[Fragment]], body: Sequence[Fragment]
) -> list[Region]:
    """Between rules without sides: a table where most rows have cells, a box that begins unlike the body."""
    parted = sum(len(row) > 1 for row in rows)
    if parted and median(len(f.text) for row in rows if len(row) > 1 for f in row) > LONG_CELL:
        return []  # columns of text between headings that are underlined
    head = _head_row(frame.bounds, rows, body)
    stretches = _without_prose(frame.bounds, rows)
    if len(stretches) > 1 and parted > 3:
        ruled = [part for part in stretches if _is_ruled(frame, part)]
        if head and ruled and ruled[0] is stretches[0]:
            ruled[0] = [head, *ruled[0]]
        return [_table(_cell_lines(part), sum(part, [])) for part in ruled]
    if parted * 2 >= len(rows) and len(frame.across) >= 2:
        return [_table(_cell_lines(([head] if head else []) + rows), [*head, *inside])]
    usual = median(f.size for f in body)
    found: list[Region] = []
    at = 0
    while at + 1 < len(frame.across):
        above, below = frame.across[at], frame.across[at + 1]
        between = tuple(f for f in inside if below.at < f.y < above.at)
        boxed = above.at - below.at < BOX_HEIGHT and _is_box(between, usual)
        found += [Region("box", between, between)] if boxed else []
        at += 2 if boxed else 1
    return found


def _without_prose(bounds: Shape, rows: list[list[Fragment]]) -> list[list[list[Fragment]]]:
    """The rows in stretches between captions and lines of running text, which no table holds: rules of
    one width may belong to several tables."""
    out: list[list[list[Fragment]]] = [[]]
    for row in rows:
        text, width = row[0].text, row[0].x1 - row[0].x0
        long = width > PROSE_WIDTH * (bounds.x1 - bounds.x0) and len(text) > PROSE_TEXT
        if len(row) == 1 and (long or CAPTION.match(text)):
            out.append([])
        elif len(row) > 1 or out[-1] or len(out) == 1:
            out[-1].append(row)
    return [stretch for stretch in out if stretch]


def _is_ruled(frame: Frame, rows: list[list[Fragment]]) -> bool:
    """Whether two rows or more have cells and a rule stands among them or right beside them."""
    near = rows[0][0].size
    top, bottom = rows[0][0].top + near, rows[-1][0].bottom - near
    return sum(len(row) > 1 for row in rows) > 1 and any(bottom < rule.at < top for rule in frame.across)


def _cell_lines(rows: Sequence[Sequence[Fragment]]) -> list[Fragment]:
    return [row_of_cells(row) for row in rows]


def _head_row(bounds: Shape, rows: Sequence[Sequence[Fragment]], body: Sequence[Fragment]) -> list[Fragment]:
    """The row right above the first rule, where it has cells as the table has; else nothing."""
    size = rows[0][0].size
    near = [
        f
        for f in body
        if 0 < f.y - bounds.y1 < 1.6 * size and bounds.x0 - 2 <= f.x0 and f.x1 <= bounds.x1 + 2
    ]
    return sorted(near, key=lambda f: f.x0) if len(near) > 1 and len(baselines(near)) == 1 else []


def _is_box(between: Sequence[Fragment], usual: float) -> bool:
    """Two lines or more that begin in another type than the body's."""
    if len(baselines(between)) < 2:
        return False
    first = max(between, key=lambda f: f.y)
    return abs(first.size - usual) > 0.5 or first.bold


def _table(lines: list[Fragment], taken: list[Fragment]) -> Region:
    return Region("table", tuple(lines), tuple(taken))


def _within(f: Fragment, s: Shape) -> bool:
    """Does it begin in the area and end there, or nearly so?"""
    over = max(2.0, 0.12 * (f.x1 - f.x0))
    return s.x0 - 2 <= f.x0 and f.x1 <= s.x1 + over and s.y0 - 2 <= f.y <= s.y1 + 2


def _cells(frame: Frame, inside: Sequence[Fragment]) -> list[list[list[Fragment]]]:
    """Rows of cells, each cell its fragments from the top down.

    Between two rules across, what the rules down part; a frame without inner rules across has its rows
    by baseline. Columns without any text, between the two sides of a shaded cell's edge, are left out.
    """
    bands: list[list[Fragment]] = []
    for above, below in zip(frame.across, frame.across[1:], strict=False):
        bands.append([f for f in inside if below.at - 1 <= f.y < above.at - 1])
    bands = [band for band in bands if band]
    ruled = len(bands) >= 3  # a rule below every row, so that a cell may have several lines
    rows = [row for band in bands for row in _band(band, frame.down, ruled)]
    if len({len(row) for row in rows}) > 1:
        return rows
    used = [any(row[column] for row in rows) for column in range(len(rows[0]) if rows else 0)]
    return [[text for text, kept in zip(row, used, strict=True) if kept] for row in rows]


def _band(band: list[Fragment], down: Sequence[Rule], ruled: bool) -> list[list[list[Fragment]]]:
    """What stands between two rules: one row of the table, or a row for each baseline."""
    inner = [rule.at for rule in down[1:-1]]
    columns: list[list[Fragment]] = [[] for _ in range(len(inner) + 1)]
    for f in band:
        columns[sum(at <= (f.x0 + f.x1) / 2 for at in inner)].append(f)
    columns = [sorted(column, key=lambda f: (-f.y, f.x0)) for column in columns]
    if ruled or len(baselines(band)) == 1:
        return [columns]
    return [[[f] for f in row] for row in baselines(band)]
