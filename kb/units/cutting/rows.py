"""TextLayer -> rows: the printed lines with the white space above them and the width of their column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from statistics import median

from kb.model import Line, TextLayer
from kb.units.cutting.blocks import Row

NARROW = 45  # characters; in a column no wider, the end of a row tells nothing

OF_LINE = tuple(field.name for field in fields(Line))
NEIGHBOURS = 10  # rows on either side that tell the usual distance and the column's width
INDENT = 5.0  # points that a character of a text layer is counted as
FINISHED = re.compile(r"[.!?:;…][”\"’'»«)\]]*\d{0,2}$|[”»]$|(?:www\.|https?:|@)\S+$")
STARTS_LOW = re.compile(r"[a-zæøåéü]")
HYPHEN_END = re.compile(r"\w[-\u00ad\u2010]$")


def finished(text: str) -> bool:
    """Whether the text ends as a sentence, a quotation or a lead-in to a list does."""
    return bool(FINISHED.search(text.rstrip()))


def starts_low(text: str) -> bool:
    return bool(STARTS_LOW.match(text.lstrip("”\"»'’(")))


def make_rows(layer: TextLayer) -> list[Row]:
    """Rows in reading order; empty lines leave only their distance."""
    spans = [
        (page, line, *stripped(layer.text, line))
        for page, record in enumerate(layer.pages)
        for line in record.lines
        if layer.text[line.start : line.end].strip()
    ]
    lengths = [extent(line, end - start) for _, line, start, end in spans]
    gaps = distances(layer.text, spans)
    rows = []
    for i, (page, line, start, end) in enumerate(spans):
        near = [lengths[j] for j in range(max(0, i - 4), min(len(spans), i + 7)) if spans[j][0] == page]
        raised = {"start": start, "end": end, "zone": "note" if line.tag == "Note" else line.zone}
        rows.append(
            Row(
                **{name: getattr(line, name) for name in OF_LINE} | raised,
                text=layer.text[start:end],
                page=page,
                gap=gaps[i],
                top=i == 0 or spans[i - 1][0] != page,
                length=lengths[i],
                width=max(near),
                tab="\t" in layer.text[line.start : start],
                indent=line.x0 if line.x0 is not None else INDENT * column(layer.text, start),
            )
        )
    return rows


def column(text: str, start: int) -> int:
    """How many characters stand before `start` on its printed line."""
    return start - text.rfind("\n", 0, start) - 1


def stripped(text: str, line: Line) -> tuple[int, int]:
    raw = text[line.start : line.end]
    return line.start + len(raw) - len(raw.lstrip()), line.end - (len(raw) - len(raw.rstrip()))


def extent(line: Line, characters: int) -> float:
    """The line's length in points where its place is known, else in characters."""
    return line.x1 - line.x0 if line.x0 is not None and line.x1 is not None else float(characters)


def distances(text: str, spans: list[tuple[int, Line, int, int]]) -> list[float]:
    """White space above each line beyond the distance that is usual around it, at least 0."""
    raw = [0.0, *(above(text, a, b) for a, b in zip(spans, spans[1:], strict=False))][: len(spans)]
    inside = [i > 0 and runs_on(text, spans[i - 1], spans[i]) for i in range(len(spans))]
    out = []
    for i, value in enumerate(raw):
        window = range(max(0, i - NEIGHBOURS), min(len(raw), i + NEIGHBOURS + 1))
        usual = [raw[j] for j in window if inside[j] and spans[j][0] == spans[j - 1][0]]
        gap = max(0.0, value - (median(usual) if len(usual) > 1 else 0.0))
        out.append(max(gap, 1.0) if i and not same_region(spans[i - 1][1], spans[i][1]) else gap)
    return out


def same_region(a: Line, b: Line) -> bool:
    """Whether two lines of a page stand in the same box, table or column of running text."""
    return (a.zone, a.region) == (b.zone, b.region)


def runs_on(text: str, a: tuple[int, Line, int, int], b: tuple[int, Line, int, int]) -> bool:
    """Whether line b plainly goes on with line a's sentence, so that their distance is the usual one."""
    before, after = text[a[2] : a[3]], text[b[2] : b[3]]
    return bool(HYPHEN_END.search(before)) or (not finished(before) and starts_low(after))


def above(text: str, a: tuple[int, Line, int, int], b: tuple[int, Line, int, int]) -> float:
    """Empty lines between two lines; in a PDF their baselines' distance in lines of 1.2 em, less one."""
    if a[0] == b[0] and a[1].y is not None and b[1].y is not None:
        size = max(a[1].size or 10.0, b[1].size or 10.0)
        return round(max(0.0, (a[1].y - b[1].y) / (1.2 * size) - 1.0), 2)
    return float(max(0, text[a[3] : b[2]].count("\n") - 1))


def adjoin(rows: Sequence[Row], a: int, b: int) -> bool:
    """Whether nothing but a page's end stands between two rows: a table ends a list."""
    return b == a + 1 or rows[a].page != rows[b].page


def goes_on(row: Row, after: Row) -> bool:
    """Whether a dash carries a title on to the next row: "Hjem – / støtte" or "Hjem / – støtte"."""
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
