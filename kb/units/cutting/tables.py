"""Tables: a PDF's regions; in a text layer a caption, and the rows of labels and numbers under it."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from kb.danish.municipalities import find_municipality
from kb.units.cutting.blocks import TABLE, Part, Row
from kb.units.cutting.lists import find_bullet
from kb.units.cutting.rows import finished, runs_of, same_region
from kb.units.cutting.vocabulary import fold, folded_words, words

CAPTION = re.compile(r"(?:tabel|table)\s+\d+(?:\.\d+)*\b[.:]?\s*\S?", re.I)
FIGURE_CAPTION = re.compile(r"(?:figur|diagram|graf)\s+\d+(?:\.\d+)*\b[.:]", re.I)
CELL = re.compile(r"[-+–]?\d+(?:[.,]\d+)*\s*(?:%|pct\.?|kr\.?|mio\.?|mia\.?)?(?=\s|$)", re.I)
NUMERIC = re.compile(rf"(?:^|.*\s){CELL.pattern}$", re.I)
CELLS = re.compile(r"\t+|\s{3,}")
LOOK_AHEAD = 4  # label rows that may stand before a table's next number
MOST_CELLS = 200  # rows of one table of words
CELL_LENGTH = 60  # characters
MAX_LABEL = 80  # characters
PLAIN = 40  # characters: in a PDF, where cells are told by their places, a longer row without cells is text

Finder = Callable[[Sequence[Row], Sequence[int], int], Part | None]


def zoned_tables(rows: Sequence[Row], taken: set[int]) -> list[Part]:
    """Every table region with the caption above it and the note right below."""
    found = []
    inside = (i for i, row in enumerate(rows) if row.zone == "table")
    for run in runs_of(inside, lambda run, i: run[-1] == i - 1 and same_region(rows[i - 1], rows[i])):
        first, last = run[0], run[-1] + 1
        if first > 0 and names_columns(rows[first - 1], rows[first]):
            first -= 1
        below = rows[last] if last < len(rows) and last not in taken else None
        if below is not None and below.zone is None and is_note(below.text):
            last += 1
        found.append(Part(TABLE, tuple(range(first, last)), caption=caption(rows, first, taken)))
    return found


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


def names_columns(row: Row, below: Row) -> bool:
    """Whether a row taken for a running head holds the names of a table's columns, repeated overleaf."""
    alike = (row.page, row.size, row.bold) == (below.page, below.size, below.bold)
    return row.zone == "head" and below.zone == "table" and "\t" in row.text and alike


def find_tables(rows: Sequence[Row], taken: set[int], finders: Sequence[Finder]) -> list[Part]:
    """All tables that one of the finders sees, in reading order."""
    kept = [i for i in range(len(rows)) if i not in taken]
    out: list[Part] = []
    at = 0
    while at < len(kept):
        table = next((found for find in finders if (found := find(rows, kept, at))), None)
        out += [table] if table else []
        at += len(table.caption) + len(table.rows) if table else 1
    return out


def captioned(rows: Sequence[Row], kept: Sequence[int], at: int) -> Part | None:
    """The table under a caption such as "Tabel 3: ...", or a PDF's chart whose labels stand in rows of
    cells; None where no number follows."""
    charted = rows[kept[at]].y is not None and FIGURE_CAPTION.match(rows[kept[at]].text)
    if not CAPTION.match(rows[kept[at]].text) and not charted:
        return None
    body = at + 1
    while body < len(kept) and body - at < 5 and not starts_body(rows[kept[body]], rows[kept[body - 1]]):
        body += 1
    end = body
    while end < len(kept) and belongs(rows, kept, end):
        end += 1
    if not any(is_numeric(rows[i].text) for i in kept[body:end]):
        return None
    if charted and not all(in_cells(rows[i].text) for i in kept[body:end]):
        return None  # the labels of a chart that make no rows
    return Part(TABLE, tuple(kept[body:end]), caption=tuple(kept[at:body]))


def starts_body(row: Row, before: Row) -> bool:
    """Whether the caption has ended: a sentence or a question is over, or cells begin."""
    other_type = row.y is not None and (row.bold, row.size) != (before.bold, before.size)
    cells = is_numeric(row.text) or CELLS.search(row.text)
    return bool(finished(before.text) or cells or row.gap >= 1 or other_type)


def belongs(rows: Sequence[Row], kept: Sequence[int], at: int) -> bool:
    """Whether a row goes on with the table: a number, a label with a number soon below, or a note."""
    row, above = rows[kept[at]], rows[kept[at - 1]].text
    if is_caption(row.text):
        return False
    if is_note(row.text) or CELLS.search(row.text):
        return True
    if row.y is not None and len(row.text) > PLAIN:
        return False
    if is_numeric(row.text) or is_note(above) and row.gap < 1 and not finished(above):
        return True
    ahead = [rows[i].text for i in kept[at : at + 1 + LOOK_AHEAD]]
    labels = takewhile(lambda text: not CAPTION.match(text) and len(text) <= MAX_LABEL, ahead)
    return not row.text.endswith(".") and any(map(is_numeric, labels))


def columns(rows: Sequence[Row], kept: Sequence[int], at: int) -> Part | None:
    """Three or more rows in a run that are set in two or more cells, numbers in at least half of them."""
    run = run_from(rows, kept, at, in_cells)
    numbers = sum(bool(re.search(r"\d", rows[i].text)) for i in run)
    return Part(TABLE, run) if len(run) >= 3 and numbers * 2 >= len(run) else None


def run_from(
    rows: Sequence[Row], kept: Sequence[int], at: int, fits: Callable[[str], bool]
) -> tuple[int, ...]:
    """The rows in a run from kept[at] on that fit; none below one that fits too: it has been looked at."""
    if at and fits(rows[kept[at - 1]].text):
        return ()
    return tuple(takewhile(lambda i: fits(rows[i].text), (kept[n] for n in range(at, len(kept)))))


def narrow_run(rows: Sequence[Row], kept: Sequence[int], at: int) -> Part | None:
    """Twelve or more rows of a text layer's page that are little more than half as long as its longest,
    often apart and with sentences among them: the cells of a table of words, one below the other."""
    if rows[kept[at]].gap < 1:
        return None
    near = kept[at : at + MOST_CELLS]
    run = tuple(takewhile(lambda i: is_cell(rows[i]) and rows[i].page == rows[kept[at]].page, near))
    if len(run) < 12 or rows[kept[at]].y is not None:
        return None
    apart = sum(rows[i].gap >= 1 for i in run)
    ended = sum(rows[i].text.endswith(".") for i in run)
    longest = max(row.length for row in rows if row.page == rows[kept[at]].page)
    narrow = all(rows[i].length < 0.56 * longest for i in run)
    return Part(TABLE, run) if narrow and apart * 3 >= len(run) and ended >= 2 else None


def is_cell(row: Row) -> bool:
    """Whether a row may be a cell of words: short, no list item, no lead-in, no heading of a list."""
    return len(row.text) <= CELL_LENGTH and not find_bullet(row.text) and not row.tab and row.text[-1] != ":"


def in_cells(text: str) -> bool:
    """Whether a row has two cells or more. Tabs between all words are a damaged slide, not a table, and
    one behind a bullet or a number belongs to a list."""
    bullet = find_bullet(text)
    bare = text[bullet.end() :] if bullet else text
    return len(CELLS.split(bare)) >= 2 and text.count("\t") * 2 <= len(text.split()) + 2


def is_caption(text: str) -> bool:
    return bool(CAPTION.match(text) or FIGURE_CAPTION.match(text))


def is_numeric(text: str) -> bool:
    return bool(NUMERIC.match(text))


def is_note(text: str) -> bool:
    return fold(text.split()[0]) in {"note", "noter", "anm", "kilde", "kilder"} and ":" in text[:12]


def is_header(row: str) -> bool:
    """Whether a row holds nothing but names of columns ("Antal Procent")."""
    found = folded_words(row)
    return bool(found) and not re.search(r"\d", row) and all(word in words("column") for word in found)


def place_list(rows: Sequence[Row], kept: Sequence[int], at: int) -> Part | None:
    """Eight or more rows in a run that hold nothing but names of municipalities."""
    run = run_from(rows, kept, at, only_places)
    return Part(TABLE, run) if len(run) >= 8 else None


def only_places(text: str) -> bool:
    """Whether the text is names of municipalities and nothing else."""
    names = [cell.strip().removesuffix(" Kommune") for cell in CELLS.split(text) if cell.strip()]
    return bool(names) and len(text) <= MAX_LABEL and all(find_municipality(name) for name in names)
