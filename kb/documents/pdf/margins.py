"""Running heads and feet: what stands at the same height in the margins of several pages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kb.documents.pdf.rows import Fragment

MARGIN = 0.14  # of the page's height, at the top and at the bottom
OUTER = 0.09
EDGE = 0.055
NOTES = 0.4  # of the height: footnotes stand below
OPENING = re.compile(r"(\d{1,3}|\*{1,3}|[†‡])[.)]?\s*[^\W\d]")
NUMBER = re.compile(r"\d+")
PAGE = re.compile(r"\b(?:side|page|s\.)\s*\d+", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d]{2}")
LABEL = re.compile(
    r"(?:^|side\s+|[|/·•–-]\s*)(\d{1,4})(?:\s*(?:af|/)\s*\d+)?(?:\s*[|/·•–-]|$|\s{2,}|\t)", re.IGNORECASE
)

Margins = tuple[tuple[Fragment, ...], tuple[Fragment, ...]]


class Candidate(NamedTuple):
    """What stands in a margin, small or apart from the body; `key` is its text and its height, which are
    what several pages may share. The text goes without digits, but not in the type of headings: "Bilag 1"
    and "Bilag 2" are two."""

    fragment: Fragment
    zone: str
    key: tuple[str, int]
    apart: bool


def find_margins(pages: Sequence[tuple[float, Sequence[Fragment]]], body: float) -> list[Margins]:
    """The head and foot fragments of each (height, fragments) page; `body` is the usual size.

    A fragment is a head or foot when its text, digits aside, stands at its height on two pages or more,
    smaller than the body or apart from it (a heading may well begin several pages). So is what shares its
    baseline, what stands apart at a height where three pages have such a head, small type at one height in
    the outer margin of two pages, and small type alone at the paper's edge.
    """
    found = [_candidates(height, fragments, body) for height, fragments in pages]
    counts = Counter(key for page in found for key in {c.key for c in page})
    heights = Counter(y for page in found for y in {c.key[1] for c in page if counts[c.key] >= 2})
    small: Counter[int] = Counter()
    for page, (height, _) in zip(found, pages, strict=True):
        small.update({c.key[1] for c in page if _is_outer(c.fragment, height, body, OUTER)})
    heights.update({y: 3 for y, count in small.items() if count >= 2})
    margins = []
    for page, (height, _) in zip(found, pages, strict=True):
        rows = {c.key[1] for c in page if counts[c.key] >= 2}
        known = [
            c
            for c in page
            if heights[c.key[1]] >= 3
            or rows & {c.key[1] - 1, c.key[1], c.key[1] + 1}
            or (c.apart and _is_outer(c.fragment, height, body, EDGE))
        ]
        heads, feet = (tuple(c.fragment for c in known if c.zone == zone) for zone in ("head", "foot"))
        margins.append((heads, feet))
    return margins


def _is_outer(f: Fragment, height: float, body: float, share: float) -> bool:
    """Small type in the outermost `share` of the page's height."""
    return f.size < 0.9 * body and not share < f.y / height < 1 - share


def _candidates(height: float, fragments: Sequence[Fragment], body: float) -> list[Candidate]:
    ys = sorted(f.y for f in fragments)
    notes = _notes(height, fragments)
    found = []
    for f in fragments:
        if id(f) in notes:
            continue
        zone = "head" if f.y > (1 - MARGIN) * height else "foot" if f.y < MARGIN * height else ""
        if zone:
            text = f.text if _is_display(f, body) else NUMBER.sub("#", f.text)
            key = (text.casefold(), round(f.y / 3))
            found.append(Candidate(f, zone, key, _is_apart(f, ys, zone)))
    return [c for c in found if c.apart or c.fragment.size < 0.97 * body]


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


def _is_apart(f: Fragment, ys: Sequence[float], zone: str) -> bool:
    """Is the next baseline towards the body more than two sizes away? `ys` are all baselines, rising."""
    if zone == "head":
        place = bisect_left(ys, f.y - 0.5 * f.size) - 1
        return place < 0 or f.y - ys[place] > 2 * f.size
    place = bisect_right(ys, f.y + 0.5 * f.size)
    return place == len(ys) or ys[place] - f.y > 2 * f.size


def printed_labels(pages: Sequence[tuple[int, Sequence[Fragment]]]) -> list[str | None]:
    """The printed number of each (page number, margin fragments) page.

    Trusted where it runs along with the pages: the commonest difference between printed number and page
    number, on two pages or more. Between the first and the last page that show theirs, the others (a
    chapter's first page often shows none) are counted.
    """
    seen = [(number, {int(m) for f in found for m in LABEL.findall(f.text)}) for number, found in pages]
    shifts = Counter(printed - number for number, values in seen for printed in values)
    if not shifts:
        return [None] * len(pages)
    shift, count = max(shifts.items(), key=lambda item: (item[1], -abs(item[0])))
    if count < 2:
        return [None] * len(pages)
    shown = [number for number, values in seen if number + shift in values]
    return [str(n + shift) if shown[0] <= n <= shown[-1] else None for n, _ in seen]
