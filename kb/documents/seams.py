"""Where a text layer's lines were put together wrongly: columns and boxes run into one another.

A line in lower case behind the end of a sentence goes on with a sentence that stands elsewhere. Where that
one stands open is told, if it can be, by its column's width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from kb.documents.pdf.rows import LOW
from kb.units.cutting.paragraphs import ABBREVIATION

REACH = 60  # lines between the halves of a sentence
ALIKE = 0.75  # of the other's width: lines of one column
LEAST = 3  # lines of running text; fewer may be a heading
SENTENCE = re.compile(r"[.!?][”\"’'»)\]]*$")
BROKEN = re.compile(r"\w[-\u00ad\u2010]$")
CAPITAL = re.compile(r"[”\"(]?[A-ZÆØÅ]")


def seams(lines: Sequence[str]) -> list[tuple[int, int]]:
    """(first, end) in `lines` of what stands inside a sentence, and (n, n) where a line n goes on with a
    sentence that cannot be told."""
    found: list[tuple[int, int]] = []
    last = 0
    for place in range(1, len(lines)):
        if not LOW.match(lines[place]) or not SENTENCE.search(lines[place - 1]):
            continue
        if ABBREVIATION.search(lines[place - 1]) and not _narrows(lines, last, place):
            continue
        opened = _opened(lines, last, place)
        found.append((place if opened is None else opened + 1, place))
        last = place
    return found


def _opened(lines: Sequence[str], first: int, place: int) -> int | None:
    """The nearest line above, from `first` on, of the same column that leaves a sentence open before a
    capital."""
    width = _width(lines, place, 1)
    for i in range(place - 2, max(first - 1, place - REACH), -1):
        ends_open = not SENTENCE.search(lines[i]) and CAPITAL.match(lines[i + 1]) is not None
        if ends_open and _is_running(lines, i) and _alike(width, _width(lines, i, -1)):
            return i
    return None


def _is_running(lines: Sequence[str], last: int) -> bool:
    """Do the lines up to `last` run on as text does, over three lines or by a broken word?"""
    first = last
    while first and LOW.match(lines[first]) and not SENTENCE.search(lines[first - 1]):
        first -= 1
    broken = any(BROKEN.search(line) for line in lines[first:last])
    return last > first and (broken or last - first + 1 >= LEAST)


def _narrows(lines: Sequence[str], first: int, place: int) -> bool:
    """Does another column's text begin at `place`, below lines from `first` on of another width?"""
    above = _width(lines[first:place], place - first - 1, -1)
    return not _alike(_width(lines, place, 1), above) and not SENTENCE.search(lines[place])


def _width(lines: Sequence[str], place: int, step: int) -> float:
    """The usual length of three lines from `place` on, downwards or upwards."""
    near = [lines[i] for i in (place, place + step, place + 2 * step) if 0 <= i < len(lines)]
    return median(len(line) for line in near)


def _alike(one: float, other: float) -> bool:
    return min(one, other) >= ALIKE * max(one, other)
