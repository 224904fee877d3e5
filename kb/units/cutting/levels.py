"""How high a heading stands: by the file's own structure, by its number, by its type."""

import re
from collections import Counter
from collections.abc import Sequence

from kb.units.cutting.blocks import HEADING, Part, Row
from kb.units.cutting.rows import runs_of, same_region
from kb.units.cutting.vocabulary import is_one_of, names

CHAPTER = re.compile(r"(?:kapitel|bilag|del|appendiks|appendix)\s+(?:[\dIVX]+|[A-ZÆØÅ])\b", re.I)
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-ZÆØÅÉÖÄ]")
HEADING_TAG = re.compile(r"H[1-6]")
TAGGED = 240  # characters of a heading; what is longer is text, whatever its tag says


def body_size(rows: Sequence[Row]) -> float | None:
    """The size most characters are set in, rounded to half points; None without coordinates."""
    sizes: Counter[float] = Counter()
    for row in rows:
        if row.size:
            sizes[round(row.size * 2) / 2] += len(row.text)
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else None


def own_body(rows: Sequence[Row], i: int, body: float) -> float:
    """The usual size around row i: that of its box where it stands in one."""
    boxed = [row for row in rows[i : i + 40] if same_region(row, rows[i])]
    return body if rows[i].region is None else body_size(boxed) or body


def tagged_headings(rows: Sequence[Row], taken: set[int]) -> list[Part]:
    """Rows that the file's structure or outline calls headings, but for those that are plainly text."""
    tagged = (i for i, row in enumerate(rows) if i not in taken and HEADING_TAG.fullmatch(row.tag or ""))

    def same(run: list[int], i: int) -> bool:
        return run[-1] == i - 1 and rows[i].element is not None and rows[i].element == rows[i - 1].element

    runs = [run for run in runs_of(tagged, same) if len(" ".join(rows[i].text for i in run)) <= TAGGED]
    return [Part(HEADING, tuple(run), int((rows[run[0]].tag or "")[1])) for run in runs]


def below(rows: Sequence[Row], found: Sequence[Part], tagged: Sequence[Part]) -> list[Part]:
    """Headings told by their type, with levels that fit those of the tagged ones: the same for the same
    type, else one below all in larger type."""
    if not tagged:
        return list(found)
    known = [(grade(rows[head.rows[0]])[:2], head.level) for head in tagged]
    out = []
    for head in found:
        own = grade(rows[head.rows[0]])[:2]
        same = [level for other, level in known if other == own]
        larger = [level for other, level in known if other > own]
        out.append(head._replace(level=min(same) if same else 1 + max(larger, default=0)))
    return out


def stands_out(row: Row, body: float) -> bool:
    return (row.size or 0) >= body * (0.85 if row.bold else 1.08)


def level(text: str) -> int:
    """1 for chapters, 2 for sections, 3 for labels in capitals, 4 for a lead-in with a colon; `rank_sizes`
    tells better where sizes are known."""
    if CHAPTER.match(text) or is_one_of(text, "front"):
        return 1
    numbered = NUMBERED.match(text)
    if numbered:
        return 1 + numbered.group(1).count(".")
    if names(text, "recommendation"):
        return 2
    if text.endswith((":", ".")):
        return 4
    return 3 if text.isupper() and len(text) > 3 else 2


def rank_sizes(rows: Sequence[Row], kept: Sequence[int], found: list[Part], body: float) -> list[Part]:
    """Levels by size, the largest first; bold of body size is the lowest. Highest stand chapters set as the
    body is, and titles alone on their page."""
    filled = Counter(rows[i].page for i in kept)
    grades = []
    for head in found:
        row = rows[head.rows[0]]
        plain = CHAPTER.match(row.text) is not None and not stands_out(row, body)
        alone = row.page > 0 and filled[row.page] == len(head.rows)
        grades.append((plain or alone, *grade(row)))
    ranks = sorted(set(grades), reverse=True)
    return [head._replace(level=1 + ranks.index(own)) for head, own in zip(found, grades, strict=True)]


def grade(row: Row) -> tuple[float, bool, int]:
    """Size, weight, and how deep it is numbered (0 for "4.", -1 for "4.1")."""
    numbered = NUMBERED.match(row.text)
    depth = -numbered.group(1).count(".") if numbered else 0
    return round((row.size or 0) * 2) / 2, bool(row.bold), depth
