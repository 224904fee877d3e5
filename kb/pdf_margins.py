"""Running heads and feet: what stands at the same height in the margins of several pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kb.pdf_rows import Fragment

MARGIN = 0.14  # of the page's height, at the top and at the bottom
OUTER = 0.09
EDGE = 0.055
NUMBER = re.compile(r"\d+")
LABEL = re.compile(
    r"(?:^|side\s+|[|/·•–-]\s*)(\d{1,4})(?:\s*(?:af|/)\s*\d+)?(?:\s*[|/·•–-]|$|\s{2,}|\t)", re.IGNORECASE
)

Margins = tuple[tuple[Fragment, ...], tuple[Fragment, ...]]


def find_margins(pages: Sequence[tuple[float, Sequence[Fragment]]], body: float) -> list[Margins]:
    """The head and foot fragments of each (height, fragments) page; `body` is the usual size.

    A fragment is a head or foot when its text, digits aside, stands at its height on two pages or more,
    smaller than the body or apart from it (a heading may well begin several pages). So is what shares its
    baseline, what stands apart at a height where three pages have such a head, small type at one height in
    the outer margin of two pages, and small type alone at the paper's edge.
    """
    found = [_candidates(height, fragments, body) for height, fragments in pages]
    counts = Counter(key for page in found for key in {_key(f) for f, _ in page})
    heights = Counter(y for page in found for y in {_key(f)[1] for f, _ in page if counts[_key(f)] >= 2})
    outer = [
        {_key(f)[1] for f, _ in page if f.size < 0.9 * body and not OUTER < f.y / height < 1 - OUTER}
        for page, (height, _) in zip(found, pages, strict=True)
    ]
    small = Counter(y for ys in outer for y in ys)
    heights.update({y: 3 for y, count in small.items() if count >= 2})
    return [
        _page_margins(candidates, counts, heights, _edge(candidates, height, fragments, body))
        for candidates, (height, fragments) in zip(found, pages, strict=True)
    ]


def _edge(
    candidates: Sequence[tuple[Fragment, str]], height: float, fragments: Sequence[Fragment], body: float
) -> set[int]:
    """Small type alone at the very edge of the paper, a head or foot even on one page only."""
    return {
        id(f)
        for f, zone in candidates
        if f.size < 0.9 * body
        and not EDGE < f.y / height < 1 - EDGE
        and _is_apart(f, fragments, -1 if zone == "head" else 1)
    }


def _key(f: Fragment) -> tuple[str, int]:
    return NUMBER.sub("#", f.text).casefold(), round(f.y / 3)


def _candidates(height: float, fragments: Sequence[Fragment], body: float) -> list[tuple[Fragment, str]]:
    """(fragment, "head" or "foot") of what stands in a margin and is small or apart from the body."""
    top = [f for f in fragments if f.y > (1 - MARGIN) * height]
    bottom = [f for f in fragments if f.y < MARGIN * height]
    heads = [(f, "head") for f in top if f.size < 0.97 * body or _is_apart(f, fragments, -1)]
    return heads + [(f, "foot") for f in bottom if f.size < 0.97 * body or _is_apart(f, fragments, 1)]


def _is_apart(f: Fragment, fragments: Sequence[Fragment], side: int) -> bool:
    """Is the next line towards the body (`side` -1 below, 1 above) more than two sizes away?"""
    steps = [(g.y - f.y) * side for g in fragments if (g.y - f.y) * side > 0.5 * f.size]
    return not steps or min(steps) > 2 * f.size


def _page_margins(
    candidates: Sequence[tuple[Fragment, str]],
    counts: Counter[tuple[str, int]],
    heights: Counter[int],
    edge: set[int],
) -> Margins:
    rows = {_key(f)[1] for f, _ in candidates if counts[_key(f)] >= 2}
    known = [
        (f, zone)
        for f, zone in candidates
        if heights[_key(f)[1]] >= 3 or any(abs(_key(f)[1] - row) <= 1 for row in rows) or id(f) in edge
    ]
    heads, feet = (tuple(f for f, zone in known if zone == which) for which in ("head", "foot"))
    return heads, feet


def printed_labels(pages: Sequence[tuple[int, Sequence[Fragment]]]) -> list[str | None]:
    """The printed number of each (page number, margin fragments) page.

    Trusted where it runs along with the pages: the commonest difference between printed number and page
    number, on two pages or more.
    """
    seen = [(number, {int(m) for f in found for m in LABEL.findall(f.text)}) for number, found in pages]
    shifts = Counter(printed - number for number, values in seen for printed in values)
    if not shifts:
        return [None] * len(pages)
    shift, count = max(shifts.items(), key=lambda item: (item[1], -abs(item[0])))
    if count < 2:
        return [None] * len(pages)
    return [str(number + shift) if number + shift in values else None for number, values in seen]
