"""What is no part of the running text: footnotes, and quotations in larger type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.documents.pdf.rows import Fragment, PlacedLine
from kb.documents.pdf.rules import Rule

SMALLER = 0.93  # of the body's size: footnotes are set smaller
NOTE = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡])[.)]?\s*[^\W\d]")
LARGER = 1.12  # times the body's size: display type
DISPLAY = re.compile(r"[”“»\"„].{12}", re.DOTALL)
QUOTED = re.compile(r"[.!?]\s?[”“«\"]$")
COLUMN = 90.0  # points between the left edges of two columns of notes at least
MOST_PAIRS = 1_000_000  # of small and large lines to compare; a page with more is a drawing
INDENT = 15.0  # points


def footnotes(
    free: Sequence[Fragment], body: float, across: Sequence[Rule], size: tuple[float, float]
) -> list[list[Fragment]]:
    """The smaller lines at the foot of each column, from the first that stands below a short rule, or
    begins with a mark in the lower half of the page; a list for each column."""
    small = [f for f in free if f.size <= SMALLER * body]
    large = [f for f in free if f.size > SMALLER * body]
    if len(small) * len(large) > MOST_PAIRS:
        return []
    low = [f for f in small if not any(g.y < f.y and g.x0 < f.x1 and f.x0 < g.x1 for g in large)]
    short = [r for r in across if 25 < r.end - r.start < 0.5 * size[0]]
    starts = [f for f in low if _begins_notes(f, short, f.y < 0.5 * size[1])]
    edges: list[float] = []
    for x in sorted(f.x0 for f in starts):
        if not edges or x - edges[-1] > COLUMN:
            edges.append(x)
    columns: list[list[Fragment]] = [[] for _ in edges]
    for f in low:
        place = _column(f, edges)
        if place >= 0 and any(_column(s, edges) == place and s.y + 1 >= f.y for s in starts):
            columns[place].append(f)
    return [column for column in columns if column]


def _column(f: Fragment, edges: Sequence[float]) -> int:
    """Which column a line belongs to; the first line of a note may be indented."""
    return sum(edge <= f.x0 + INDENT for edge in edges) - 1


def _begins_notes(f: Fragment, short: Sequence[Rule], low: bool) -> bool:
    marked = NOTE.match(f.text) is not None and sum(c.isalpha() for c in f.text) * 2 > len(f.text)
    ruled = any(0 < r.at - f.y < 2.2 * f.size and abs(r.start - f.x0) < 12 for r in short)
    return ruled or (marked and low)


def set_apart(page: Sequence[PlacedLine], body: float) -> list[PlacedLine]:
    """The page with quotations in larger type as boxes, and its regions counted from 1."""
    return _numbered(_displayed(page, body))


def _displayed(page: Sequence[PlacedLine], body: float) -> list[PlacedLine]:
    """Quotations in larger type, which are no headings, as boxes."""
    out = list(page)
    first = 0
    while first < len(out):
        size = out[first].fragment.size
        last = first + 1
        if out[first].zone is None and size > LARGER * body:
            while last < len(out) and out[last].zone is None and abs(out[last].fragment.size - size) < 0.5:
                last += 1
            text = " ".join(line.text for line in out[first:last])
            if DISPLAY.match(text) and (not out[first].fragment.bold or QUOTED.search(text)):
                last += last < len(out) and _attributes(out[last], body)
                out[first:last] = [replace(line, zone="box") for line in out[first:last]]
        first = last
    return out


def _attributes(line: PlacedLine, body: float) -> bool:
    """Does it say, in small type, whose words stand above?"""
    return line.zone is None and line.fragment.size < SMALLER * body and len(line.text) < 70


def _numbered(page: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Regions counted from 1 down the page; what shares zone and region is one."""
    count, out = 0, []
    last: tuple[str | None, int | None] = (None, None)
    for line in page:
        own = (line.zone, line.region)
        count += own != last and line.zone is not None
        last = own
        out.append(replace(line, region=count if line.zone else None))
    return out
