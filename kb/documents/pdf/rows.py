"""Fragments of one printed line, how they are joined to it, and whether a sentence runs on to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.documents.pdf.objects import OUTSIDE
from kb.units.cutting.joining import FIRST, HYPHEN, mend
from kb.units.cutting.rows import finished, runs_of, starts_low

SAME_EDGE = 2.0  # points
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text with its place in points; `marks` are [start, end) in `text` of raised small characters,
    `content` the marked content that most of it stands in. A region in its place among fragments has its
    lines in `inside`, and the look of the first."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    marks: tuple[tuple[int, int], ...] = ()
    content: int = OUTSIDE
    inside: tuple[PlacedLine, ...] = ()

    @property
    def top(self) -> float:
        return max([self.y + 0.75 * self.size, *(line.fragment.top for line in self.inside)])

    @property
    def bottom(self) -> float:
        return min([self.y - 0.22 * self.size, *(line.fragment.bottom for line in self.inside)])


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in reading order with its zone, region and tag, as in `kb.model.Line`; `element` is the place
    of its element in the document's structure."""

    fragment: Fragment
    zone: str | None = None
    region: int | None = None
    tag: str | None = None
    element: str | None = None

    @property
    def text(self) -> str:
        return self.fragment.text


def heaviest(weighed: Iterable[tuple[Number, int]]) -> Number:
    """Of values with their letters, the one that most letters have."""
    letters: Counter[Number] = Counter()
    for value, weight in weighed:
        letters[value] += weight
    return max(letters, key=lambda value: (letters[value], value))


def join(parts: Sequence[Fragment], separators: Sequence[str]) -> Fragment:
    """One fragment of several on a row; `separators` stand between them."""
    text, marks = parts[0].text, list(parts[0].marks)
    for separator, part in zip(separators, parts[1:], strict=True):
        text += separator
        marks += [(start + len(text), end + len(text)) for start, end in part.marks]
        text += part.text
    heavy = sum(len(p.text) for p in parts if p.bold) * 2 > sum(len(p.text) for p in parts)
    longest = max(parts, key=lambda p: len(p.text))
    x0, x1 = min(p.x0 for p in parts), max(p.x1 for p in parts)
    return Fragment(text, x0, x1, longest.y, longest.size, heavy, tuple(marks), longest.content)


def baselines(found: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments by the line they stand on, from the top down and left to right."""
    falling = sorted(found, key=lambda f: (-f.y, f.x0))
    rows = runs_of(falling, lambda row, f: row[0].y - f.y < 0.3 * f.size)
    return [sorted(row, key=lambda f: f.x0) for row in rows]


def aligned(f: Fragment, g: Fragment) -> bool:
    """Do they share their left edge, their right one or their middle?"""
    left, right = f.x0 - g.x0, f.x1 - g.x1
    return min(abs(left), abs(right), abs(left + right) / 2) < SAME_EDGE


def cell(parts: Sequence[Fragment], known: Mapping[str, int]) -> Fragment | None:
    """The lines of a cell as one: words broken between them whole again, as `known` words tell."""
    if not parts:
        return None
    whole, *others = (f for row in baselines(parts) for f in row)
    top = whole.y
    for part in others:
        broken, first = HYPHEN.search(whole.text), FIRST.match(part.text)
        if broken and first:
            text, _ = mend(whole.text, broken, part.text, first.group(), known)
            start = len(text) - len(part.text)
            marks = (*whole.marks, *((start + a, start + b) for a, b in part.marks))
            whole = replace(join([whole, part], [""]), text=text, marks=marks)
        else:
            whole = join([whole, part], [" "])
    return replace(whole, y=top)


def row_of_cells(cells: Sequence[Fragment | None]) -> Fragment:
    """A row of a table as one line at the height of its first line, cells parted by tabs."""
    filled = [(place, part) for place, part in enumerate(cells) if part is not None]
    tabs = ["\t" * (after - before) for (before, _), (after, _) in zip(filled, filled[1:], strict=False)]
    return replace(join([part for _, part in filled], tabs), y=max(part.y for _, part in filled))


def row_line(row: Sequence[Fragment], starts: Sequence[float]) -> Fragment:
    """The fragments of one baseline as one line; `starts` are the left edges of all fragments around."""
    row = sorted(row, key=lambda f: f.x0)
    return join(row, [_separator(a, b, starts) for a, b in zip(row, row[1:], strict=False)])


def _separator(before: Fragment, after: Fragment, starts: Sequence[float]) -> str:
    """A space between words that justification drove apart and after a bullet, else a tab."""
    gap = after.x0 - before.x1
    shared = sum(abs(x - after.x0) < SAME_EDGE for x in starts)
    if len(before.text) <= 2 and not before.text.isalnum():
        return " "
    return " " if gap < 2.2 * after.size and shared < 3 else "\t"


def runs_on(before: str, after: str) -> int:
    """1 where `after` goes on with the sentence of `before`, -1 where that is ended, 0 for a new sentence."""
    if not starts_low(after.lstrip()):
        return 0
    return -1 if finished(before) else 1
