"""TextLayer -> rows: the printed lines with the white space above them and the width of their column."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from statistics import median
from typing import TypeVar

from kb.model import Line, TextLayer
from kb.units.cutting.blocks import Row

NARROW = 45  # characters; in a column no wider, the end of a row tells nothing
NEIGHBOURS = 10  # rows on either side that tell the usual distance and the column's width
INSETS = ("box", "side")  # zones
INDENT = 5.0  # points that a character of a text layer is counted as
FINISHED = re.compile(r"[.!?:;…][”\"’'»«)\]]*\d{0,2}$|[”»]$|(?:www\.|https?:|@)\S+$")
STARTS_LOW = re.compile(r"[a-zæøåéü]")
HYPHEN_END = re.compile(r"\w[-\u00ad\u2010]$")
Item = TypeVar("Item")


def runs_of(items: Iterable[Item], goes_on: Callable[[list[Item], Item], bool]) -> list[list[Item]]:
    """Neighbours in lists: each item in the last list where `goes_on(list, item)`, else in a new one."""
    runs: list[list[Item]] = []
    for item in items:
        if runs and goes_on(runs[-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def finished(text: str) -> bool:
    """Whether the text ends as a sentence, a quotation or a lead-in to a list does."""
    return bool(FINISHED.search(text.rstrip()))


def words_of(rows: Sequence[Row], indices: Sequence[int]) -> str:
    """The text of the rows of those indices, in one line."""
    return " ".join(rows[i].text for i in indices)


def starts_low(text: str) -> bool:
    return bool(STARTS_LOW.match(text.lstrip("”\"»'’(")))


def make_rows(layer: TextLayer) -> list[Row]:
    """Rows in reading order; empty lines leave only their distance."""
    rows = [
        to_row(layer.text, page, line)
        for page, record in enumerate(layer.pages)
        for line in record.lines
        if layer.text[line.start : line.end].strip()
    ]
    out = []
    for i, (row, gap) in enumerate(zip(rows, distances(layer.text, rows), strict=True)):
        width = max(near.length for near in rows[max(0, i - 4) : i + 7] if near.page == row.page)
        top = i == 0 or rows[i - 1].page != row.page
        zone = "note" if row.tag == "Note" else row.zone
        out.append(replace(row, gap=gap, top=top, width=width, zone=zone))
    return out


def to_row(text: str, page: int, line: Line) -> Row:
    """The line without the white space around it, its length and its indent."""
    raw = text[line.start : line.end]
    bare = raw.strip()
    start = line.start + raw.index(bare)
    length = line.x1 - line.x0 if line.x0 is not None and line.x1 is not None else float(len(bare))
    known = {field.name: getattr(line, field.name) for field in fields(Line)}
    return Row(
        **known | {"start": start, "end": start + len(bare)},
        text=bare,
        page=page,
        length=length,
        tab="\t" in text[line.start : start],
        indent=line.x0 if line.x0 is not None else INDENT * (start - text.rfind("\n", 0, start) - 1),
    )


def distances(text: str, rows: Sequence[Row]) -> list[float]:
    """White space above each row beyond the distance that is usual around it, at least 0."""
    pairs = list(zip(rows, rows[1:], strict=False))
    raw = [0.0, *(above(text, a, b) for a, b in pairs)][: len(rows)]
    inside = [False, *(a.page == b.page and runs_on(a, b) for a, b in pairs)]
    out = []
    for i, value in enumerate(raw):
        window = range(max(0, i - NEIGHBOURS), min(len(raw), i + NEIGHBOURS + 1))
        usual = [raw[j] for j in window if inside[j]]
        gap = max(0.0, value - (median(usual) if len(usual) > 1 else 0.0))
        apart = i > 0 and (rows[i - 1].zone, rows[i - 1].region) != (rows[i].zone, rows[i].region)
        out.append(max(gap, 1.0) if apart else gap)
    return out


def runs_on(a: Row, b: Row) -> bool:
    """Whether row b plainly goes on with row a's sentence, so that their distance is the usual one."""
    return bool(HYPHEN_END.search(a.text)) or (not finished(a.text) and starts_low(b.text))


def above(text: str, a: Row, b: Row) -> float:
    """Empty lines between two rows; in a PDF their baselines' distance in lines of 1.2 em, less one."""
    if a.page == b.page and a.y is not None and b.y is not None:
        size = max(a.size or 10.0, b.size or 10.0)
        return round(max(0.0, (a.y - b.y) / (1.2 * size) - 1.0), 2)
    return float(max(0, text[a.end : b.start].count("\n") - 1))


def goes_on(row: Row, after: Row | None) -> bool:
    """Whether a hyphen or dash ("Hjem – / støtte", "Hjem / – støtte") carries a title on to the next row."""
    broken = HYPHEN_END.search(row.text) is not None
    if broken or after is None:
        return broken
    dash = after.text.startswith(("– ", "- ")) or row.text.endswith(("–", " -"))
    return dash and after.gap < 1 and not after.top


def ended_early(row: Row, after: Row) -> bool:
    """Whether the next row's first word would have fitted on this one."""
    word = after.text.split()[0]
    share = row.length / max(1, len(row.text))
    return narrow(row) or row.length + share * (len(word) + 1) <= 0.97 * row.width


def narrow(row: Row) -> bool:
    """Whether the row stands in a column in which a row's end tells nothing."""
    return row.width <= NARROW * row.length / max(1, len(row.text))


def same_region(row: Row, other: Row) -> bool:
    return (row.page, row.region) == (other.page, other.region)


def insets(rows: Sequence[Row], removed: set[int]) -> list[int]:
    """For each row the number of the box it stands in, 0 in the running text.

    A box that ends a page and one that begins the next are one, unless the second has a heading.
    """
    numbers = [0] * len(rows)
    count = 0
    left: set[tuple[int, int | None]] = set()  # regions that a chapter of the text begins in
    kept = [i for i in range(len(rows)) if i not in removed and rows[i].zone != "note"]
    for before, i in zip([None, *kept], kept, strict=False):
        row = rows[i]
        left |= {(row.page, row.region)} if row.tag == "H1" else set()
        if row.zone in INSETS and (row.page, row.region) not in left:
            above = rows[before] if before is not None else None
            if above is None or not (same_region(above, row) or box_goes_on(above, row)):
                count += 1
            numbers[i] = count
    return numbers


def box_goes_on(above: Row, row: Row) -> bool:
    """Whether a box goes on on the next page: the same type, no title at its head."""
    alike = above.zone == row.zone == "box" and above.size == row.size
    return alike and not row.bold and above.page + 1 == row.page
