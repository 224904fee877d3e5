"""Printed page numbers: what may be one, which are proven by their sequence, and the label of every page.

A number is believed where it runs along with the pages: one difference between number and place holds on
several of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kb.documents.pdf.rows import Fragment

LONE = re.compile(r"^(?:(?:side|page|s\.)\s*)?[|–-]?\s*(\d{1,4})\.?\s*[|–-]?$", re.IGNORECASE)
LABEL = re.compile(
    r"(?:^|side\s+|[|/·•–-]\s*)(\d{1,4})(?:\s*(?:af|/)\s*\d+)?(?:\s*[|/·•–-]|\.?$|\s{2,}|\t)", re.IGNORECASE
)
# With the running title and nothing between; a chapter's number may stand so too.
TITLED = re.compile(r"^(\d{1,4})(?=\s[^\W\d])|(?<=[^\W\d]\s)(\d{1,4})$")
LEAST = 3  # pages on which a number has to run along where it could be another
LARGEST = 1.2  # times the body's size: a larger number beside the text counts chapters or examples
Numbered = Sequence[Sequence[Fragment]]  # by page


def printed_labels(margins: Numbered, turned: Numbered) -> list[str | None]:
    """The printed number of each page from what stands in its margins, or else is `turned` there.

    Believed on two pages, beside a running title or turned on half of all. Between the first and the
    last page that show theirs, the others (a chapter's first page often shows none) are counted.
    """
    most = max(LEAST, (len(margins) + 1) // 2)
    for pattern, found, least in ((LABEL, margins, 2), (TITLED, margins, most), (LABEL, turned, most)):
        seen = [_numbers(pattern, page) for page in found]
        shift, count = _run(seen)
        if count >= least:
            shown = [place for place, values in enumerate(seen, 1) if place + shift in values]
            return [str(n + shift) if shown[0] <= n <= shown[-1] else None for n in range(1, len(seen) + 1)]
    return [None] * len(margins)


def numbers_in_text(pages: Numbered, margins: Numbered, body: float) -> list[list[Fragment]]:
    """The page numbers of each page outside its heads and feet, the `margins`: where these have the numbers,
    those at the same height, right below a full page's text, say; else those beside the text.

    Beside the text half of the pages must show theirs, at one height. `body` is the usual size.
    """
    free = [[f for f in page if f not in apart] for page, apart in zip(pages, margins, strict=True)]
    lone = [[f for f in page if f.size <= LARGEST * body and LONE.fullmatch(f.text)] for page in free]
    shift, count = _run([_numbers(LABEL, page) for page in margins])
    if count >= 2:
        heights = {
            _height(f) for n, page in enumerate(margins, 1) for f in page if n + shift in _numbers(LABEL, [f])
        }
    else:
        outside = [[f for f in outermost(page) if f in found] for found, page in zip(lone, free, strict=True)]
        times = Counter(y for page in outside for y in {_height(f) for f in page})
        heights = {max(times, key=lambda y: (times[y], y), default=0)}
        shift, count = _run([_numbers(LONE, [f for f in page if _height(f) in heights]) for page in outside])
        if count < max(LEAST, sum(map(bool, free)) / 2):
            return [[] for _ in pages]

    def is_number(f: Fragment, place: int) -> bool:
        level = any(abs(_height(f) - height) < 2 for height in heights)
        return level and place + shift in _numbers(LONE, [f])

    return [[f for f in found if is_number(f, place)] for place, found in enumerate(lone, 1)]


def page_numbers(text: str) -> set[int]:
    """What may be the page's number in a text at its edge, alone or with a running title."""
    return _read(text, LONE, LABEL, TITLED)


def _run(seen: Sequence[Iterable[int]]) -> tuple[int, int]:
    """The commonest difference between a number and its page's place, and on how many pages it holds."""
    shifts = Counter(printed - place for place, values in enumerate(seen, 1) for printed in values)
    return max(shifts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))


def _numbers(pattern: re.Pattern[str], found: Iterable[Fragment]) -> set[int]:
    return {number for f in found for number in _read(f.text, pattern)}


def _read(text: str, *patterns: re.Pattern[str]) -> set[int]:
    matches = (match for pattern in patterns for match in pattern.finditer(text))
    return {int(number) for match in matches for number in match.groups() if number}


def _height(f: Fragment) -> int:
    return round(f.y / 3)


def outermost(page: Sequence[Fragment]) -> list[Fragment]:
    """What stands left or right of all else on the page."""
    if len(page) < 2:
        return []
    left, next_left = sorted(f.x0 for f in page)[:2]
    next_right, right = sorted(f.x1 for f in page)[-2:]
    return [f for f in page if (f.x0 == left and f.x1 < next_left) or (f.x1 == right and f.x0 > next_right)]
