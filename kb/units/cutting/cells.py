"""A table's rows as text: a line each, the cells that a text layer scattered put together again."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kb.units.cutting.blocks import Row
from kb.units.cutting.joining import join
from kb.units.cutting.rows import finished, runs_of
from kb.units.cutting.tables import CELL, CELLS, is_header, is_note, is_numeric, only_places

NUMBERS = re.compile(rf"(?:{CELL.pattern}\s*)+", re.I)
MANY = 3  # cells of a row, its label among them, that need a tab between them to be told apart
MIXED = "tabellens kolonner kan være blandet sammen"


class Table(NamedTuple):
    """A table's text, what was done to its words, and whether its cells could be told."""

    text: str
    edits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def table_of(rows: Sequence[Row], known: Mapping[str, int]) -> Table:
    """A table's rows, a line each; of a text layer's table of words each cell, as nothing tells its rows."""
    if sum("\t" in row.text for row in rows) * 5 >= len(rows) * 4:
        return Table("\n".join(" ".join(row.text.split()) for row in rows))
    if is_of_words(rows):
        cells = runs_of(rows, lambda cell, row: row.gap < 1)
        joined = [join([row.text for row in cell], known) for cell in cells]
        edits = tuple(edit for _, made in joined for edit in made)
        return Table("\n".join(text for text, _ in joined), edits, (MIXED,))
    lines = gathered(rows)
    if max(map(len, lines)) < MANY:
        return Table("\n".join(map(" ".join, lines)))
    headed = with_heads(lines)
    return Table("\n".join(map("\t".join, headed or lines)), doubts=() if headed else (MIXED,))


def is_of_words(rows: Sequence[Row]) -> bool:
    """Whether a text layer's table has neither numbers nor blanks by which its cells are told."""
    told = (is_numeric(row.text) or is_note(row.text) or CELLS.search(row.text) for row in rows)
    return rows[0].y is None and not any(told) and not all(only_places(row.text) for row in rows)


def gathered(rows: Sequence[Row]) -> list[list[str]]:
    """The lines of a table as cells: numbers below a label stand behind it, each cell below white space."""
    lines: list[list[str]] = []
    filled = True
    for row in rows:
        text = " ".join(row.text.split())
        last = " ".join(lines[-1]) if lines else ""
        headed = not lines and is_header(text)
        in_note = bool(lines) and is_note(last) and not finished(last)
        if in_note or lines and (NUMBERS.fullmatch(text) or not filled) and not is_note(text):
            cell = [text] if row.gap >= 1 and not in_note else [f"{lines[-1].pop()} {text}"]
            lines[-1] += cell
        else:
            lines.append([text])
        last = " ".join(lines[-1])
        told = only_places(text) or is_numeric(last) or is_note(last) or CELLS.search(row.text)
        filled = headed or bool(told)
    return lines


def with_heads(lines: Sequence[list[str]]) -> list[list[str]] | None:
    """The lines with a name for each column in the first; None where its words are not as many."""
    heads = " ".join(lines[0]).split()
    rows = {len(line) for line in lines[1:] if len(line) >= MANY}
    return [heads, *lines[1:]] if len(rows) == 1 and len(heads) + 1 in rows else None
