"""Running heads and feet: what stands at the same height in the margins of several pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kb.pdf_lines import Fragment

MARGIN = 0.14  # of the page's height, at the top and at the bottom
NUMBER = re.compile(r"\d+")
LABEL = re.compile(
    r"(?:^|side\s+|[|/·•–-]\s*)(\d{1,4})(?:\s*(?:af|/)\s*\d+)?(?:\s*[|/·•–-]|$|\s{2,}|\t)", re.IGNORECASE
)

Margins = tuple[tuple[Fragment, ...], tuple[Fragment, ...]]


def find_margins(pages: Sequence[tuple[float, Sequence[Fragment]]]) -> list[Margins]:
    """The head and foot fragments of each (height, fragments) page.

    A fragment is a head or foot when its text, digits aside, stands at its height on two pages or more,
    or when it shares the baseline of one that does.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for height, found in pages:
        for key in {_key(f) for f in found if _zone(f, height)}:
            counts[key] += 1
    return [_page_margins(height, found, counts) for height, found in pages]


def _key(f: Fragment) -> tuple[str, int]:
    return NUMBER.sub("#", f.text).casefold(), round(f.y / 3)


def _zone(f: Fragment, height: float) -> str | None:
    if f.y > (1 - MARGIN) * height:
        return "head"
    return "foot" if f.y < MARGIN * height else None


def _page_margins(height: float, found: Sequence[Fragment], counts: Counter[tuple[str, int]]) -> Margins:
    heads: list[Fragment] = []
    feet: list[Fragment] = []
    rows = {round(f.y) for f in found if _zone(f, height) and counts[_key(f)] >= 2}
    for f in found:
        zone = _zone(f, height)
        if zone and (round(f.y) in rows or round(f.y) - 1 in rows or round(f.y) + 1 in rows):
            (heads if zone == "head" else feet).append(f)
    return tuple(heads), tuple(feet)


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
