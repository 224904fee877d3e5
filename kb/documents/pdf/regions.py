"""Parts of a page that are read apart from the running text: boxes, tables, the labels of drawings."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from kb.documents.pdf.objects import Shape, bounds_of
from kb.documents.pdf.rows import Fragment, baselines, cell, join, row_of_cells
from kb.documents.pdf.rules import Frame, Rule, drawings, frames, rules
from kb.units.cutting.rows import runs_of, starts_low

PROSE_ROWS = 6  # rows in one cell beyond which it is a text, not a cell
LEFT, RIGHT, BELOW, ABOVE = 45.0, 20.0, 18.0, 14.0  # points around a drawing in which its labels stand
LABEL = 45  # letters in a label at most
BOX_HEIGHT = 260.0  # points between two rules of a table or a box without sides at most
LEAST_ROWS = 3  # of three columns or more; one row more of two
GUTTER = 0.5  # of the size: a strip between columns that no row's text enters
WRAPPED = 1.6  # sizes: lines of one cell are not further apart
FAR = 3.5  # sizes: rows further apart are not of one table
LONG_CELL = 32  # letters: cells are shorter at the mean
MOST_LOW = 0.12  # of the cells may begin in lower case; lines of running text mostly do
NUMBER = re.compile(r"\d{1,4}")
MARKER = re.compile(r"\W*(?:\d{1,3}|[a-zæøå]|[ivx]+)?\W*", re.IGNORECASE)
Cells = list[list[Fragment]]  # by column
Strip = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """Fragments that belong together; `kind` is "box" (in any order), "table" or "figure" (lines,
    top to bottom). `taken` are the page's own fragments that went into it."""

    kind: str
    fragments: tuple[Fragment, ...]
    taken: tuple[Fragment, ...]


def regions(
    size: tuple[float, float],
    shapes: Sequence[Shape],
    body: Sequence[Fragment],
    known: Mapping[str, int],
    told: Container[int] = (),
) -> list[Region]:
    """The regions of a page of `size` (width, height), outermost first; none overlaps another.

    `known` counts the document's words, by which words broken in a cell are mended; what stands in the
    marked contents `told` is a heading, an item or a note by the file's own words, and in no table or figure.
    """
    across, down = rules(shapes)
    found: list[Region] = []
    free = list(body)
    for frame in frames(across, down):
        made = _region(frame, free, body, known)
        found += [r for r in made if r.kind == "box" or not any(f.content in told for f in r.taken)]
        free = without(body, found)
    plain = [f for f in free if f.content not in told]
    if len(plain) == len(free):  # else the file tells its tables too
        found += _between_rules(across, free, known)
        free = without(body, found)
        found += aligned_tables(free, known)
        plain = without(body, found)
    areas = [bounds_of((f.x0, f.bottom, f.x1, f.top) for f in region.taken) for region in found]
    for bounds in drawings(size, shapes, areas):
        if texts := _labels(bounds, plain):
            lines = [join(row, ["\t"] * (len(row) - 1)) for row in baselines(texts)]
            found.append(Region("figure", tuple(lines), tuple(texts)))
            plain = without(plain, found[-1:])
    return found


def without(found: Sequence[Fragment], taken: Sequence[Region]) -> list[Fragment]:
    """The fragments that went into no region."""
    gone = {id(f) for region in taken for f in region.taken}
    return [f for f in found if id(f) not in gone]


def _region(
    frame: Frame, free: Sequence[Fragment], body: Sequence[Fragment], known: Mapping[str, int]
) -> list[Region]:
    inside = [f for f in free if _within(f, frame.bounds)]
    if len(baselines(inside)) < 2:
        return []
    whole = len(inside) > 0.9 * len(body)  # of the page
    if len(frame.across) == len(frame.down) == 2:  # framed, not parted inside
        return [] if whole else [Region("box", tuple(inside), tuple(inside))]
    cells = _cells(frame, inside)
    texts = [text for row in cells for text in row if text]
    if len(texts) == 1 or any(len(baselines(text)) > PROSE_ROWS for text in texts):
        return [] if whole else [Region("box", tuple(text), tuple(text)) for text in texts]
    if sum(sum(map(bool, row)) > 1 for row in cells) < 2:
        return []
    if len(cells) > len(frame.across) and median(len(f.text) for f in inside) > LONG_CELL:
        return []  # columns of text in a frame: no rule parts their rows
    lines = [row_of_cells([cell(texts, known) for texts in row]) for row in cells if any(row)]
    return [Region("table", tuple(lines), tuple(inside))]


def _between_rules(
    across: Sequence[Rule], free: Sequence[Fragment], known: Mapping[str, int]
) -> list[Region]:
    """Tables and boxes without sides, between rules of one width below one another."""

    def goes_on(chain: list[Rule], rule: Rule) -> bool:
        last = chain[-1]
        same = abs(last.start - rule.start) + abs(last.end - rule.end) < 4
        return same and last.at - rule.at <= BOX_HEIGHT

    found: list[Region] = []
    ordered = sorted(across, key=lambda r: (round(r.start / 4), round(r.end / 4), -r.at))
    for chain in runs_of(ordered, goes_on):
        found += _ruled(chain, without(free, found), known)
    return found


def _ruled(chain: Sequence[Rule], free: Sequence[Fragment], known: Mapping[str, int]) -> list[Region]:
    """Rows of cells between the rules; else boxes, of lines that begin in another type than the page's."""
    if len(chain) < 2 or not free:
        return []
    bounds = Shape(chain[0].start, chain[-1].at, chain[0].end, chain[0].at)
    inside = [f for f in free if _within(f, bounds)]
    near = [f for f in free if _within(f, bounds._replace(y0=bounds.y1 + 1, y1=bounds.y1 + 1.3 * f.size))]
    if len(near) > 1 and len(baselines(near)) == 1:
        return []  # shaded rows of a table that begins above
    rows, tables = baselines(inside), aligned_tables(inside, known, 2)
    single = [row[0].text for row in rows if len(row) == 1]
    if tables and 2 * len(single) <= len(rows) and not any(map(starts_low, single)):
        tables = [Region("table", tuple(map(row_of_cells, rows)), tuple(inside))]
    if tables:
        return tables
    usual = median(f.size for f in free)
    found: list[Region] = []
    lowest: Rule | None = None
    for above, below in zip(chain, chain[1:], strict=False):
        between = tuple(f for f in inside if below.at < f.y < above.at)
        first = max(between, key=lambda f: f.y, default=None)
        other = first is not None and (abs(first.size - usual) > 0.5 or first.bold)
        if above is not lowest and other and len(baselines(between)) > 1:
            found.append(Region("box", between, between))
            lowest = below
    return found


def _within(f: Fragment, s: Shape) -> bool:
    """Does it begin in the area and end there, or nearly so?"""
    over = max(2.0, 0.12 * (f.x1 - f.x0))
    return s.x0 - 2 <= f.x0 and f.x1 <= s.x1 + over and s.y0 - 2 <= f.y <= s.y1 + 2


def _cells(frame: Frame, inside: Sequence[Fragment]) -> list[Cells]:
    """Rows of cells, each cell its fragments from the top down.

    Between two rules across, what the rules down part; a frame without inner rules across has its rows
    by baseline. Columns without any text, between the two sides of a shaded cell's edge, are left out.
    """
    bands: list[list[Fragment]] = []
    for above, below in zip(frame.across, frame.across[1:], strict=False):
        bands.append([f for f in inside if below.at - 1 <= f.y < above.at - 1])
    bands = [band for band in bands if band]
    ruled = len(bands) >= 3  # a rule below every row, so that a cell may have several lines
    strips = [(rule.at, rule.at) for rule in frame.down[1:-1]]
    rows: list[Cells] = []
    for lines in map(baselines, bands):
        whole = ruled or len(lines) == 1
        columns = _by_column([f for line in lines for f in line], strips)
        rows += [columns] if whole else [[[f] for f in line] for line in lines]
    if len({len(row) for row in rows}) > 1:
        return rows
    used = [any(row[column] for row in rows) for column in range(len(rows[0]) if rows else 0)]
    return [[text for text, kept in zip(row, used, strict=True) if kept] for row in rows]


def _labels(bounds: Shape, free: Sequence[Fragment]) -> list[Fragment]:
    """The short texts in and around a drawing; none where running text stands over the shapes."""
    inside = [
        f
        for f in free
        if bounds.x0 - LEFT <= f.x0
        and f.x1 <= bounds.x1 + RIGHT
        and bounds.y0 - BELOW <= f.y <= bounds.y1 + ABOVE
    ]
    short = [f for f in inside if len(f.text) <= LABEL]
    return short if len(short) >= 0.8 * len(inside) else []


def aligned_tables(
    free: Sequence[Fragment], known: Mapping[str, int], least: int = LEAST_ROWS
) -> list[Region]:
    """The tables without rules, a line for each row with tabs between its cells."""
    found: list[Region] = []
    rows = baselines(free)
    first = 0
    while first < len(rows):
        last, strips = _run(rows, first)
        groups = runs_of(rows[first:last], lambda _, row: _hangs(row, strips))  # noqa: B023
        table = [_by_column([f for row in group for f in row], strips) for group in groups]
        if len(table) >= least + (len(strips) < 2 and least > 2) and _is_table(table):
            lines = (row_of_cells([cell(texts, known) for texts in row]) for row in table)
            taken = (f for row in rows[first:last] for f in row)
            found.append(Region("table", tuple(lines), tuple(taken)))
            first = last
        else:
            first += 1
    return found


def _run(rows: Sequence[Sequence[Fragment]], first: int) -> tuple[int, list[Strip]]:
    """The end of the rows of several fragments from `first` on that leave the same strips free."""
    strips = _gaps(rows[first])
    last = first + 1
    while strips and last < len(rows):
        row, above = rows[last], rows[last - 1]
        left = _meet(strips, _gaps(row), row)
        far = FAR if len(row) > 1 else WRAPPED
        if not left or above[0].y - row[0].y > far * row[0].size:
            break
        below = any(abs(row[0].x0 - f.x0) < 2 for line in rows[first:last] for f in line)
        if len(row) < 2 and not (below and _hangs(row, left)):
            break
        strips, last = left, last + 1
    return last, strips


def _hangs(row: Sequence[Fragment], strips: Sequence[Strip]) -> bool:
    """Does a line go on with the cells of the row above it?"""
    inner, low = row[0].x0 > strips[0][0], any(starts_low(f.text) for f in row)
    return (inner and low) or (len(row) == 1 and (inner or low))


def _gaps(row: Sequence[Fragment]) -> list[Strip]:
    return [(a.x1, b.x0) for a, b in zip(row, row[1:], strict=False) if b.x0 - a.x1 > GUTTER * b.size]


def _meet(strips: Sequence[Strip], gaps: Sequence[Strip], row: Sequence[Fragment]) -> list[Strip]:
    """What of the strips a further row leaves free; beside its first and last text all is free."""
    gaps = [(-1e9, row[0].x0), *gaps, (row[-1].x1, 1e9)]
    both = [(max(a, c), min(b, d)) for a, b in strips for c, d in gaps]
    return [(a, b) for a, b in both if b - a > GUTTER * row[0].size]


def _by_column(row: Sequence[Fragment], strips: Sequence[Strip]) -> Cells:
    """The fragments of a row by column."""
    columns: list[list[Fragment]] = [[] for _ in range(len(strips) + 1)]
    for f in row:
        columns[sum(f.x0 + f.x1 > a + b for a, b in strips)].append(f)
    return columns


def _is_table(table: Sequence[Cells]) -> bool:
    """Short cells that neither run on from line to line nor begin with bullets, and no list of contents."""
    texts = [found[0].text for row in table for found in row if found]
    if sum(map(starts_low, texts)) > MOST_LOW * len(texts):
        return False
    firsts, lasts = ([row[place][0].text if row[place] else "" for row in table] for place in (0, -1))
    pages = [int(text) for text in lasts if NUMBER.fullmatch(text)]
    listed = len(pages) >= len(lasts) - 1 and pages == sorted(pages)
    return len(table[0]) > 2 or not (listed or all(map(MARKER.fullmatch, firsts)) or _are_headed(table))


def _are_headed(table: Sequence[Cells]) -> bool:
    """Are they paragraphs beside or below their headings, in other type?"""
    firsts, others = ({(f.size, f.bold) for row in table[1:] for f in row[place]} for place in (0, 1))
    wrapped = any(len(found) > 1 for row in table for found in row)
    return wrapped and (firsts.isdisjoint(others) or (len(firsts) > 1 and len(others) > 1))
