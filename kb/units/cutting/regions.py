"""What a PDF's places tell about rows: what is furniture, a table, a note, or set apart from the text.

A text layer has no zones; there the other modules go by repetition, position and shape.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.units.cutting.blocks import TABLE, Part, Row
from kb.units.cutting.furniture import HEAD, LABEL, LOOSE, NUMBER, PAGE_NUMBER
from kb.units.cutting.rows import runs_of
from kb.units.cutting.tables import CAPTION, FIGURE_CAPTION, is_note

REASONS = {"head": HEAD, "foot": HEAD, "turned": LABEL, "figure": LOOSE}
INSETS = ("box", "side")


def zoned_furniture(rows: Sequence[Row]) -> dict[int, str]:
    """Row -> reason, for running heads and feet, turned text and the labels of drawings."""
    captions = {i for i, r in enumerate(rows) if CAPTION.match(r.text) or FIGURE_CAPTION.match(r.text)}
    kept = {i for i in captions if rows[i].zone == "figure"}
    kept |= {i for i in range(len(rows) - 1) if names_columns(rows[i], rows[i + 1])}
    found = {i: REASONS[row.zone] for i, row in enumerate(rows) if row.zone in REASONS and i not in kept}
    numbers = {
        i: NUMBER for i, reason in found.items() if reason == HEAD and PAGE_NUMBER.fullmatch(rows[i].text)
    }
    return found | numbers


def names_columns(row: Row, below: Row) -> bool:
    """Whether a row taken for a running head holds the names of a table's columns, repeated overleaf."""
    alike = (row.page, row.size, row.bold) == (below.page, below.size, below.bold)
    return row.zone == "head" and below.zone == "table" and "\t" in row.text and alike


def zoned_tables(rows: Sequence[Row], taken: set[int]) -> list[Part]:
    """Every table region with the caption above it and the note right below."""
    found = []
    inside = (i for i, row in enumerate(rows) if row.zone == "table")
    for run in runs_of(inside, lambda run, i: run[-1] == i - 1 and same_region(rows[i - 1], rows[i])):
        first, last = run[0], run[-1] + 1
        first -= first > 0 and names_columns(rows[first - 1], rows[first])
        below = rows[last] if last < len(rows) and last not in taken else None
        noted = below is not None and below.zone is None and is_note(below.text)
        found.append(Part(TABLE, tuple(range(first, last + noted)), caption=caption(rows, first, taken)))
    return found


def same_region(row: Row, other: Row) -> bool:
    return (row.page, row.region) == (other.page, other.region)


def caption(rows: Sequence[Row], first: int, taken: set[int]) -> tuple[int, ...]:
    """The rows above `first` back to the one that begins as a caption ("Tabel 3. ..."), four at most."""
    above = first - 1
    while above >= 0 and above in taken:
        above -= 1
    for i in range(above, max(-1, above - 4), -1):
        if i in taken or rows[i].page != rows[first].page or rows[i].zone not in (None, "figure"):
            break
        if CAPTION.match(rows[i].text):
            return tuple(range(i, above + 1))
    return ()


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
        if row.zone not in INSETS or (row.page, row.region) in left:
            continue
        above = rows[before] if before is not None else None
        count += above is None or not (same_region(above, row) or goes_on(above, row))
        numbers[i] = count
    return numbers


def goes_on(above: Row, row: Row) -> bool:
    """Whether a box goes on on the next page: the same type, no title at its head."""
    if above.zone != "box" or row.zone != "box" or row.bold or above.size != row.size:
        return False
    return above.page + 1 == row.page
