"""Tables that nothing is drawn around: rows of short cells that stand in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.documents.pdf.rows import LOW, Fragment, baselines, join, row_of_cells

LEAST_ROWS = 3  # of three columns or more; one row more of two
GUTTER = 0.5  # of the size: a strip between columns that no row's text enters
FAR = 3.5  # sizes: rows further apart are not of one table
LONG_CELL = 32  # letters: cells are shorter at the mean
MOST_LOW = 0.12  # of the cells may begin in lower case; lines of running text mostly do
BULLET = re.compile(r"[^\w\s(„”\"+–-]|[–-]$|\d{1,2}[.)]$")
NUMBER = re.compile(r"\d{1,4}")

Cells = list[Fragment | None]
Strip = tuple[float, float]


def aligned_tables(free: Sequence[Fragment]) -> list[tuple[list[Fragment], list[Fragment]]]:
    """(lines, their fragments) of each table, a line for each row with tabs between its cells."""
    found = []
    rows = baselines(free)
    first = 0
    while first < len(rows):
        last, strips = _run(rows, first)
        table = [_cells(row, strips) for row in rows[first:last]]
        if last - first >= LEAST_ROWS + (len(strips) < 2) and _is_table(table):
            found.append(([row_of_cells(row) for row in table], [f for row in rows[first:last] for f in row]))
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
        if len(row) < 2 or not left or above[0].y - row[0].y > FAR * row[0].size:
            break
        strips, last = left, last + 1
    return last, strips


def _gaps(row: Sequence[Fragment]) -> list[Strip]:
    return [(a.x1, b.x0) for a, b in zip(row, row[1:], strict=False) if b.x0 - a.x1 > GUTTER * b.size]


def _meet(strips: Sequence[Strip], gaps: Sequence[Strip], row: Sequence[Fragment]) -> list[Strip]:
    """What of the strips a further row leaves free; beside its first and last text all is free."""
    gaps = [(-1e9, row[0].x0), *gaps, (row[-1].x1, 1e9)]
    both = [(max(a, c), min(b, d)) for a, b in strips for c, d in gaps]
    return [(a, b) for a, b in both if b - a > GUTTER * row[0].size]


def _cells(row: Sequence[Fragment], strips: Sequence[Strip]) -> Cells:
    """The row's fragments by column; two in one column become one cell."""
    columns: list[list[Fragment]] = [[] for _ in range(len(strips) + 1)]
    for f in row:
        columns[sum(f.x0 > (a + b) / 2 for a, b in strips)].append(f)
    return [join(found, [" "] * (len(found) - 1)) if found else None for found in columns]


def _is_table(table: Sequence[Cells]) -> bool:
    """Short cells that neither run on from line to line nor begin with bullets, and no list of contents."""
    texts = [f.text for row in table for f in row if f]
    if sum(len(text) for text in texts) > LONG_CELL * len(texts):
        return False
    if sum(LOW.match(text) is not None for text in texts) > MOST_LOW * len(texts):
        return False
    firsts = [next(f for f in row if f).text for row in table]
    lasts = [row[-1].text if row[-1] else "" for row in table]
    if 4 * sum(BULLET.match(text) is not None for text in firsts) > len(firsts):
        return False
    pages = [int(text) for text in lasts if NUMBER.fullmatch(text)]
    return len(table[0]) > 2 or len(pages) < len(lasts) - 1 or pages != sorted(pages)
