"""What interrupts the running text: footnotes, and boxes, quotes or labels in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.documents.pdf.rows import ENDED, LOW, Fragment, PlacedLine, continues
from kb.documents.pdf.rules import Rule

SMALLER = 0.93  # of the body's size: footnotes are set smaller
NOTE = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡])[.)]?\s*[^\W\d]")
LARGER = 1.12  # times the body's size: display type
DISPLAY = re.compile(r"[”“»\"„].{12}", re.DOTALL)
QUOTED = re.compile(r"[.!?]\s?[”“«\"]$")
COLUMN = 90.0  # points between the left edges of two columns of notes at least
MOST_PAIRS = 1_000_000  # of small and large lines to compare; a page with more is a drawing
INDENT = 15.0  # points
LONGEST = 30  # lines that may be lifted out of a sentence


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


def lift(pages: Sequence[Sequence[PlacedLine]], body: float) -> list[list[PlacedLine]]:
    """Move what stands inside a sentence behind its paragraph, on its page.

    Where the paragraph goes over the page's end, what interrupts it goes before its first line.
    """
    lifted = [_displayed(page, body) for page in pages]
    for number, page in enumerate(lifted):
        after = _first_plain(lifted[number + 1], body) if number + 1 < len(lifted) else None
        before = _last_plain(lifted[number - 1], body) if number else None
        lifted[number] = _lift_page(page, body, before, after)
    return [_numbered(page) for page in lifted]


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


def _lift_page(
    page: list[PlacedLine], body: float, before: PlacedLine | None, after: PlacedLine | None
) -> list[PlacedLine]:
    head = [line for line in page if line.zone == "head"]
    tail = [line for line in page if line.zone in ("note", "turned", "foot")]
    middle = [line for line in page if line.zone not in ("head", "note", "turned", "foot")]
    for first, last in _interruptions(middle, body, before, after):
        moved = [_set_apart(line) for line in middle[first:last]]
        rest = middle[:first] + middle[last:]
        place = _paragraph_end(rest, first) if first < len(rest) else None
        if place is None:
            place = _paragraph_start(rest, first, body)
        middle = rest[:place] + moved + rest[place:]
    return head + middle + tail


def _set_apart(line: PlacedLine) -> PlacedLine:
    """What is lifted out becomes a box, but for headings."""
    return line if line.zone or line.fragment.bold else replace(line, zone="box")


def _interruptions(
    lines: list[PlacedLine], body: float, before: PlacedLine | None, after: PlacedLine | None
) -> list[tuple[int, int]]:
    """Stretches [first, last) of set-apart lines between two lines of one sentence, last stretch first."""
    found = []
    first = 0
    while first < len(lines):
        if _plain(lines[first], body):
            first += 1
            continue
        last = first
        while last < len(lines) and not _plain(lines[last], body):
            last += 1
        above = lines[first - 1] if first else before
        below = lines[last] if last < len(lines) else after
        if above and below and last - first <= LONGEST and continues(above.text, below.text):
            found.append((first, last))
        first = last
    return found[::-1]


def _plain(line: PlacedLine, body: float) -> bool:
    """Body text: of the body's size and in no zone."""
    return line.zone is None and abs(line.fragment.size - body) <= 0.08 * body


def _first_plain(page: Sequence[PlacedLine], body: float) -> PlacedLine | None:
    return next((line for line in page if _plain(line, body)), None)


def _last_plain(page: Sequence[PlacedLine], body: float) -> PlacedLine | None:
    return next((line for line in reversed(page) if _plain(line, body)), None)


def _paragraph_end(lines: list[PlacedLine], start: int) -> int | None:
    """The place behind the paragraph that goes on at `start`; None when the page ends inside it."""
    for i in range(start, len(lines)):
        if not ENDED.search(lines[i].text.rstrip()):
            continue
        if i + 1 == len(lines) or _parted(lines[i].fragment, lines[i + 1].fragment):
            return i + 1
    return None


def _paragraph_start(lines: list[PlacedLine], end: int, body: float) -> int:
    """The place before the paragraph whose last line on the page is `end` - 1."""
    for i in range(min(end, len(lines)) - 1, 0, -1):
        above = lines[i - 1]
        ended = ENDED.search(above.text.rstrip()) and _parted(above.fragment, lines[i].fragment)
        if ended or not _plain(above, body) or above.fragment.bold:
            return i
    return 0


def _parted(above: Fragment, below: Fragment) -> bool:
    """Does a paragraph begin at `below`: white space, another column, an indent, a line ended early?"""
    if LOW.match(below.text):
        return False
    size = max(above.size, below.size)
    gap = above.y - below.y
    return gap < 0 or gap > 1.6 * size or below.x0 > above.x0 + 0.8 * size or above.x1 < below.x1 - 2 * size
