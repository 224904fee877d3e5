"""A page of the file that shows two printed pages side by side -> the two, left before right.

It is wider than high, and two numbers that follow one another stand at one height in its halves, near an
edge, as they do on another page of that size. Both halves keep the number of the file's page.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kb.documents.pdf.margins import MARGIN
from kb.documents.pdf.numbers import outermost, page_numbers
from kb.documents.pdf.page import RawPage

WIDE = 1.1  # of the height
LEAST = 2  # pages that show it
SAME_HEIGHT = 3.0  # points


def printed_pages(pages: Sequence[RawPage]) -> list[RawPage]:
    """The pages of a file with each spread as two; one whose text crosses the middle is left whole, before
    an empty one, so that numbers run along."""
    found = Counter(
        (_size(page), first - 2 * page.number) for page in pages for first in _facing_numbers(page)
    )
    spreads = {size for (size, _), count in found.items() if count >= LEAST}
    return [half for page in pages for half in (_halves(page) if _size(page) in spreads else (page,))]


def _size(page: RawPage) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _facing_numbers(page: RawPage) -> set[int]:
    """The numbers in the left half that the one beside it in the right half follows."""
    if page.width < WIDE * page.height:
        return set()
    low, high, middle = MARGIN * page.height, (1 - MARGIN) * page.height, page.width / 2
    outer = {id(f) for f in outermost(page.fragments)}
    left: defaultdict[int, list[float]] = defaultdict(list)  # number -> heights
    right: defaultdict[int, list[float]] = defaultdict(list)
    for f in page.fragments:
        if (id(f) in outer or not low < f.y < high) and not f.x0 <= middle <= f.x1:
            for number in page_numbers(f.text):
                (left if f.x1 < middle else right)[number].append(f.y)
    return {n for n in left if any(abs(y - z) < SAME_HEIGHT for y in left[n] for z in right.get(n + 1, ()))}


def _halves(page: RawPage) -> tuple[RawPage, RawPage]:
    middle = page.width / 2
    left = tuple(f for f in page.fragments if f.x1 < middle)
    right = tuple(replace(f, x0=f.x0 - middle, x1=f.x1 - middle) for f in page.fragments if f.x0 > middle)
    if len(left) + len(right) < len(page.fragments):
        return replace(page, printed=2), replace(page, fragments=(), turned=(), shapes=(), printed=0)
    shapes = tuple(s._replace(x0=s.x0 - middle, x1=s.x1 - middle) for s in page.shapes)
    return (
        replace(page, width=middle, fragments=left),
        replace(page, width=middle, fragments=right, turned=(), shapes=shapes),
    )
