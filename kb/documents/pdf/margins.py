"""What is no running text: running heads and feet, numbers of lines, footnotes, quotations in large type."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kb.documents.pdf.rows import Fragment, PlacedLine, aligned, baselines
from kb.documents.pdf.rules import Rule
from kb.units.cutting.rows import runs_of

MARGIN = 0.14  # of the page's height, at the top and at the bottom
OUTER = 0.09
ROWS = 3.0  # sizes: rows of a table are not further apart
NUMBERS = 15.0  # points in which the numbers of lines begin
NOTES = 0.4  # of the height: footnotes stand below
OPENING = re.compile(r"(\d{1,3}|\*{1,3}|[†‡])[.)]?\s*[^\W\d]")
NUMBER = re.compile(r"\d+")
PAGE = re.compile(r"\b(?:side|page|s\.)\s*\d+", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d]{2}")
Margins = tuple[tuple[Fragment, ...], tuple[Fragment, ...]]
SMALLER = 0.93  # of the body's size: footnotes are set smaller
LARGER = 1.12  # times the body's size: display type
DISPLAY = re.compile(r"[”“»\"„].{12}", re.DOTALL)
QUOTED = re.compile(r"[.!?]\s?[”“«\"]$")
COLUMN = 90.0  # points between the left edges of two columns of notes at least
MOST_PAIRS = 1_000_000  # of small and large lines to compare; a page with more is a drawing
INDENT = 15.0  # points


class Candidate(NamedTuple):
    """What stands in a margin, small or apart from the body; `key` is its text and its height, which are
    what several pages may share. The text goes without digits, but not in the type of headings: "Bilag 1"
    and "Bilag 2" are two."""

    fragment: Fragment
    zone: str
    key: tuple[str, int]


def find_margins(pages: Sequence[tuple[float, Sequence[Fragment]]], body: float) -> list[Margins]:
    """The head and foot fragments of each (height, fragments) page; `body` is the usual size.

    A fragment is a head or foot when its text, digits aside, stands at its height on two pages or more,
    smaller than the body or apart from it (a heading may well begin several pages). So is what shares its
    baseline, what stands apart at a height where three pages have such a head, and small type at one height
    in the outer margin of two pages.
    """
    found = [_candidates(height, fragments, body) for height, fragments in pages]
    counts = Counter(key for page in found for key in {c.key for c in page})
    heights = Counter(y for page in found for y in {c.key[1] for c in page if counts[c.key] >= 2})
    small: Counter[int] = Counter()
    for page, (height, _) in zip(found, pages, strict=True):
        outer = (c for c in page if not OUTER < c.fragment.y / height < 1 - OUTER)
        small.update({c.key[1] for c in outer if c.fragment.size < 0.9 * body})
    heights.update({y: 3 for y, count in small.items() if count >= 2})
    margins = []
    for page in found:
        rows = {c.key[1] for c in page if counts[c.key] >= 2}
        known = [c for c in page if heights[c.key[1]] >= 3 or rows & set(range(c.key[1] - 1, c.key[1] + 2))]
        heads, feet = (tuple(c.fragment for c in known if c.zone == zone) for zone in ("head", "foot"))
        margins.append((heads, feet))
    return margins


def line_numbers(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The numbers left of the lines of a page: nearly every line has one, or every fifth, say."""
    left = min((f.x0 for f in fragments), default=0.0)
    found = sorted((f for f in fragments if f.text.isdecimal() and f.x0 < left + NUMBERS), key=lambda f: -f.y)
    beside = Counter(f.y for f in fragments)
    if 2 * sum(beside[f.y] > 2 for f in found) > len(found):
        return []  # a table counts its rows
    steps = Counter(int(b.text) - int(a.text) for a, b in zip(found, found[1:], strict=False))
    step, times = max(steps.items(), key=lambda item: item[1], default=(0, 0))
    inner = min((f.x0 for f in fragments if f not in found), default=0.0)
    outside = step == 1 or times > 1 and all(f.x1 < inner for f in found)
    share = 0.8 if step == 1 else 0.5
    return found if outside and step * times > share * len(baselines(fragments)) else []


def _candidates(height: float, fragments: Sequence[Fragment], body: float) -> list[Candidate]:
    ys = {f.y for f in fragments}
    inner = _notes(height, fragments) | _reaching_in(height, fragments)
    found = []
    for f in fragments:
        if id(f) in inner:
            continue
        zone = "head" if f.y > (1 - MARGIN) * height else "foot" if f.y < MARGIN * height else ""
        if zone and (f.size < 0.97 * body or _is_apart(f, ys, zone)):
            text = f.text if _is_display(f, body) else NUMBER.sub("#", f.text)
            key = (text.casefold(), round(f.y / 3))
            found.append(Candidate(f, zone, key))
    return found


def _reaching_in(height: float, fragments: Sequence[Fragment]) -> set[int]:
    """The ids of lines that go on, in one type, from the page's text into its margins, and of rows above
    or below others in the same columns."""
    found: set[int] = set()
    down = baselines(fragments)
    for lines in (down, down[::-1]):
        inner: list[Fragment] = []
        goes_in = True
        for line in lines:
            if MARGIN * height < line[0].y < (1 - MARGIN) * height:
                inner, goes_in = line, True
                continue
            if not inner:
                continue
            same = [f for f in line if abs(f.size - inner[0].size) < 0.3]
            if same:
                step = abs(same[0].y - inner[0].y) / same[0].size
                alike = sum(any(aligned(f, g) for g in inner) for f in same)
                goes_in = (step < 2 and goes_in) or (step < ROWS and alike > 1)
                found |= {id(f) for f in same if goes_in}
            goes_in, inner = goes_in and bool(same), same or line
    return found


def _is_display(f: Fragment, body: float) -> bool:
    """Words in the type of a heading, with more than a page's number."""
    larger = f.size > 1.05 * body or (f.bold and f.size > 0.97 * body)
    return larger and WORDS.search(PAGE.sub("", f.text)) is not None


def _notes(height: float, fragments: Sequence[Fragment]) -> set[int]:
    """The ids of footnotes' lines: one begins with a mark that is raised in a line above, others follow it.

    A note may well be printed at the same place of several pages.
    """
    low = sorted((f for f in fragments if f.y < NOTES * height), key=lambda f: -f.y)
    marks = {f.text[a:b].strip("()") for f in fragments for a, b in f.marks if a > 0}
    found: set[int] = set()
    above: Fragment | None = None
    for f in low:
        opening = OPENING.match(f.text)
        opens = opening is not None and opening.group(1) in marks
        follows = above is not None and f.size == above.size and above.y - f.y < 1.6 * f.size
        above = f if opens or follows else None
        if above:
            found.add(id(f))
    return found


def _is_apart(f: Fragment, ys: Iterable[float], zone: str) -> bool:
    """Is the next baseline of `ys` towards the body more than two sizes away?"""
    steps = (f.y - y if zone == "head" else y - f.y for y in ys)
    return not any(0.5 * f.size < step <= 2 * f.size for step in steps)


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
    edges = [xs[0] for xs in runs_of(sorted(f.x0 for f in starts), lambda xs, x: x - xs[0] <= COLUMN)]
    columns: list[list[Fragment]] = [[] for _ in edges]
    for f in low:
        place = _column(f, edges)
        if place >= 0 and any(_column(s, edges) == place and s.y + 1 >= f.y for s in starts):
            columns[place].append(f)
    return columns


def _column(f: Fragment, edges: Sequence[float]) -> int:
    """Which column a line belongs to; the first line of a note may be indented."""
    return sum(edge <= f.x0 + INDENT for edge in edges) - 1


def _begins_notes(f: Fragment, short: Sequence[Rule], low: bool) -> bool:
    marked = OPENING.match(f.text) is not None and sum(c.isalpha() for c in f.text) * 2 > len(f.text)
    ruled = any(0 < r.at - f.y < 2.2 * f.size and abs(r.start - f.x0) < 12 for r in short)
    return ruled or (marked and low)


def set_apart(page: Sequence[PlacedLine], body: float) -> list[PlacedLine]:
    """The page with quotations in larger type, which are no headings, as boxes, and its regions counted."""

    def goes_on(run: list[PlacedLine], line: PlacedLine) -> bool:
        size = run[0].fragment.size
        free = run[0].zone is None and line.zone is None
        return free and size > LARGER * body and abs(line.fragment.size - size) < 0.5

    out: list[PlacedLine] = []
    quoted = False
    for run in runs_of(page, goes_on):
        first, text = run[0].fragment, " ".join(line.text for line in run)
        if first.size > LARGER * body:
            boxed = DISPLAY.match(text) is not None and (not first.bold or QUOTED.search(text) is not None)
        else:  # whose words stand above
            boxed = quoted and first.size < SMALLER * body and len(text) < 70
        boxed &= run[0].zone is None
        quoted = boxed and first.size > LARGER * body
        out += [replace(line, zone="box") for line in run] if boxed else run
    return _numbered(out)


def _numbered(page: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Regions counted from 1 down the page; what shares zone and region is one."""
    count, out = 0, []
    for group in runs_of(page, lambda g, line: (g[0].zone, g[0].region) == (line.zone, line.region)):
        count += group[0].zone is not None
        out += [replace(line, region=count if line.zone else None) for line in group]
    return out
