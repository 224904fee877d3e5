"""Parts of a page that are read apart from the running text: boxes, tables, the labels of drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.documents.pdf.aligned import aligned_tables
from kb.documents.pdf.content import Shape
from kb.documents.pdf.figures import drawings, labels
from kb.documents.pdf.rows import Fragment, baselines, cell, join, row_of_cells
from kb.documents.pdf.rules import Frame, Rule, frames, rules

PROSE_ROWS = 6  # rows in one cell beyond which it is a text, not a cell
LARGEST = 0.6  # of the page: a larger frame is the page's own


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
