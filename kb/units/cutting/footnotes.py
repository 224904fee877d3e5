"""Footnotes: told from numbered items by their place at a page's foot and a mark glued to a word above."""

import re
from collections.abc import Sequence
from itertools import chain, takewhile
from typing import NamedTuple

from kb.units.cutting.blocks import Row
from kb.units.cutting.headings import CHAPTER_ALONE

SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
RAISED = {plain: raised for raised, plain in SUPERSCRIPT.items()}
OPENING = re.compile(r"(\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}|\*{1,3})[.)]?\s+(?=\S)")
TIGHT = re.compile(r"(\d{1,3})(?=[”»\"]?[A-ZÆØÅ][\w\s])")  # a writer's raised number, no space behind it
SMALLER = 0.93  # of the body's size: notes are set so
ORPHAN = "footnote without its mark"
GLUED = r"(?:(?<=[^\W\d_])|(?<=[a-zæøå][.,;:)”’»])|(?<=\b(?:19|20)\d\d))({mark}|{raised})(?=[\s.,;:)]|$)"


class Footnote(NamedTuple):
    """`rows` hold the note; its mark is characters [start, end) of the layer, in row `carrier`."""

    mark: str
    rows: tuple[int, ...]
    carrier: int
    start: int
    end: int


def find_footnotes(rows: Sequence[Row], taken: set[int], body: float | None) -> list[Footnote]:
    """Notes whose mark is found on their page or up to two pages before; `body` is the usual size."""
    out: list[Footnote] = []
    used: set[int] = set()
    for i, row in enumerate(rows):
        opening = opens(row)
        if i in taken or i in used or not opening or not (row.zone == "note" or is_small(row, body)):
            continue
        mark = opening.group(1).translate(SUPERSCRIPT)
        carrier = find_mark(rows, i, mark, taken | used)
        if carrier and all(carrier[1] != note.start for note in out):
            out.append(Footnote(mark, note_rows(rows, i, taken, body), *carrier))
            used.update(out[-1].rows)
    return out


def is_small(row: Row, body: float | None) -> bool:
    """Whether a row is set in a size of notes; true where sizes are not known."""
    return (row.size or 0) < SMALLER * (body or 1)


def find_mark(rows: Sequence[Row], note: int, mark: str, taken: set[int]) -> tuple[int, int, int] | None:
    """(row, start, end) of the mark, looked for upwards from the note, and then below one that its layer set
    behind a line."""
    pattern = mark_pattern(mark)
    single = rows[-1].page == 0

    def is_near(i: int) -> bool:
        return single or abs(rows[note].page - rows[i].page) <= 2

    below = range(note + 1, len(rows)) if by_layer(rows[note]) else range(0)
    for i in chain(takewhile(is_near, range(note - 1, -1, -1)), takewhile(is_near, below)):
        if i in taken or rows[i].zone == "note":
            continue
        for start, end in rows[i].marks:  # raised in print, so that no number of the text is taken for one
            if rows[i].text[start - rows[i].start : end - rows[i].start].strip("()") == mark:
                return i, start, end
        found = pattern.search(rows[i].text)
        if found:
            return i, rows[i].start + found.start(), rows[i].start + found.end()
    return None


def mark_pattern(mark: str) -> re.Pattern[str]:
    """Finds the mark, plain or raised, glued to a word or a year."""
    plain = re.escape(mark)
    return re.compile(GLUED.format(mark=plain, raised=plain.translate(RAISED)))


def by_layer(row: Row) -> bool:
    """Whether a text's layer set the note behind a line, where it ends with its row."""
    return row.zone == "note" and row.y is None


def note_rows(rows: Sequence[Row], first: int, taken: set[int], body: float | None) -> tuple[int, ...]:
    """The note's rows: while the type stays small, else to white space after a sentence or the page's end."""

    def goes_on(i: int) -> bool:
        row = rows[i]
        spaced = row.size is None and rows[-1].page == 0 and row.gap >= 1
        begins = opens(row) or CHAPTER_ALONE.fullmatch(row.text)
        same = i not in taken and row.page == rows[first].page and is_small(row, body)
        same = same and not by_layer(rows[first])
        return same and not begins and not spaced

    return (first, *takewhile(goes_on, range(first + 1, len(rows))))


def opens(row: Row) -> re.Match[str] | None:
    """The mark with which a row begins a note; glued to its text only among notes told by their place."""
    return OPENING.match(row.text) or (TIGHT.match(row.text) if row.zone == "note" else None)


def with_the_rest(rows: Sequence[Row], notes: Sequence[Footnote]) -> tuple[list[Footnote], dict[int, str]]:
    """Footnotes with what goes on at the foot of the next page, and the reason for rows without a mark."""
    whole, orphans = list(notes), dict[int, str]()
    used = {i: n for n, note in enumerate(notes) for i in note.rows}
    last: int | None = None
    for i, row in enumerate(rows):
        if i in used:
            last = used[i]
        elif row.zone == "note":
            if last is not None and row.page - rows[whole[last].rows[-1]].page <= 1 and not opens(row):
                whole[last] = whole[last]._replace(rows=(*whole[last].rows, i))
            else:
                orphans[i], last = ORPHAN, None
    return whole, orphans
