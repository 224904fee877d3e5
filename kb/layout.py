"""Which rows are what, and in which order they are read: the bridge from printed rows to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kb.blocks import FIGURE, HEADING, PARAGRAPH, TABLE, Row
from kb.footnotes import Footnote, find_footnotes
from kb.furniture import (
    HEAD,
    LABEL,
    REPEATED,
    contents,
    key,
    loose_labels,
    page_counts,
    repeats,
    running_heads,
)
from kb.headings import Heading, body_size, find_headings
from kb.rows import finished, starts_low
from kb.speakers import find_speakers
from kb.tables import Table, find_tables
from kb.tree import is_place
from kb.zones import with_the_rest, zoned_furniture, zoned_tables


class Part(NamedTuple):
    """Rows of one kind in reading order: a heading with its level, a table, a figure, or plain text."""

    kind: str
    rows: tuple[int, ...]
    level: int = 0
    caption: tuple[int, ...] = ()


class Layout(NamedTuple):
    """`removed` maps a row to the reason; `speakers` the first row of a speaker to the last."""

    parts: tuple[Part, ...]
    removed: dict[int, str]
    notes: tuple[Footnote, ...]
    speakers: dict[int, int]


def lay_out(rows: Sequence[Row]) -> Layout:
    """Sort the rows into parts; every row is in exactly one part, removed, or in a footnote."""
    removed = running_heads(rows) | page_counts(rows) | contents(rows) | zoned_furniture(rows)
    tables = zoned_tables(rows, set(removed))
    ruled = {i for table in tables for i in (*table.caption, *table.body)}
    tables += find_tables(rows, set(removed) | ruled)
    in_tables = {i for table in tables for i in (*table.caption, *table.body)}
    figures, labels, repeated = sort_repeats(rows, set(removed) | in_tables)
    removed |= repeated
    set_aside = set(removed) | in_tables | {i for part in figures for i in part.rows}
    removed |= loose_labels(rows, set_aside | {i for label in labels for i in (label.first, label.last)})
    set_aside |= set(removed)
    notes, orphans = with_the_rest(rows, find_footnotes(rows, set_aside, body_size(rows)))
    removed |= orphans
    set_aside |= set(orphans) | {i for note in notes for i in note.rows}
    speakers = {a: b for a, b in find_speakers(rows, set_aside).items() if rows[a].text.strip()}
    held = set_aside | {i for a, b in speakers.items() for i in range(a, b + 1)}
    ends = set(speakers.values()) | {part.rows[-1] for part in figures}
    known = {i for label in labels for i in range(label.first, label.last + 1)}
    headings = [*labels, *find_headings(rows, held | known, ends)]
    parts = to_parts(rows, headings, [*figures, *table_parts(tables)], set_aside - in_tables)
    return Layout(tuple(lift_trailing(rows, parts, speakers)), removed, tuple(notes), speakers)


def sort_repeats(rows: Sequence[Row], taken: set[int]) -> tuple[list[Part], list[Heading], dict[int, str]]:
    """Repeated runs -> (figures at their first occurrence, labels in capitals as headings, the removed rest).

    A run that begins in capitals is a label beside the text with its sub-labels; five rows or more are a
    figure, worth keeping once; fewer are heads.
    """
    figures: list[Part] = []
    labels: list[Heading] = []
    removed: dict[int, str] = {}
    seen: set[str] = set()
    for run in repeats(rows, taken):
        capitals = [i for i in run if rows[i].text.isupper() and len(rows[i].text) > 3]
        if capitals and capitals[0] == run[0]:
            last = run[0]
            while last + 1 in capitals:
                last += 1
            labels.append(Heading(run[0], last, 3))
            removed |= {i: LABEL for i in run if i > last}
            continue
        keys = {key(rows[i].text) for i in run}
        if len(run) >= 5 and len(keys & seen) * 2 < len(keys):
            figures.append(Part(FIGURE, tuple(run)))
        else:
            removed |= dict.fromkeys(run, REPEATED if keys & seen else HEAD)
        seen |= keys if len(run) >= 5 else set()
    return figures, labels, removed


def table_parts(tables: Sequence[Table]) -> list[Part]:
    return [Part(TABLE, table.body, 0, table.caption) for table in tables]


def to_parts(
    rows: Sequence[Row], headings: Sequence[Heading], others: Sequence[Part], out: set[int]
) -> list[Part]:
    """Parts in the order of the layer; plain rows between two parts make one part."""
    begins = {(part.caption or part.rows)[0]: part for part in others}
    begins |= {
        head.first: Part(
            HEADING, tuple(i for i in range(head.first, head.last + 1) if i not in out), head.level
        )
        for head in headings
    }
    held = {i for part in begins.values() for i in (*part.caption, *part.rows)}
    parts: list[Part] = []
    for i in range(len(rows)):
        if i in begins:
            parts.append(begins[i])
        elif i in held or i in out:
            continue
        elif parts and parts[-1].kind == PARAGRAPH and not parted(rows, parts[-1].rows[-1], i):
            parts[-1] = parts[-1]._replace(rows=(*parts[-1].rows, i))
        else:
            parts.append(Part(PARAGRAPH, (i,)))
    return parts


def parted(rows: Sequence[Row], before: int, i: int) -> bool:
    """Plain parts end with their page, so that what stands at a page's end can be told."""
    inset = (rows[i].zone, rows[i].region) != (rows[before].zone, rows[before].region)
    return inset or rows[i].page != rows[before].page or rows[i].gap >= 3


def lift_trailing(rows: Sequence[Row], parts: list[Part], speakers: dict[int, int]) -> list[Part]:
    """In a text layer, a heading with nothing but labels below it on its page stands over that page.

    Designers set such headings beside or above the text, and extraction brings them last. It is put
    before the first paragraph that begins on the page. PDFs come with places and need no such guess.
    """
    if any(row.y is not None for row in rows):
        return parts
    out: list[Part] = []
    page: list[Part] = []
    for part in [*parts, None]:
        if part and page and not ends_page(rows, page[-1], part):
            page.append(part)
            continue
        out += lifted(rows, page, out, speakers)
        page = [part] if part else []
    return out


def ends_page(rows: Sequence[Row], part: Part, after: Part) -> bool:
    a, b = part.rows[-1], (after.caption or after.rows)[0]
    return rows[a].page != rows[b].page or rows[b].gap >= 3


def lifted(rows: Sequence[Row], page: list[Part], before: list[Part], speakers: dict[int, int]) -> list[Part]:
    """The page's parts with the headings at its end moved to where its first paragraph begins."""
    cut = len(page)
    while cut and (page[cut - 1].kind in (HEADING, FIGURE) or is_quote(rows, page[cut - 1], speakers)):
        cut -= 1
    tail = page[cut:]
    heads = [part for part in tail if part.kind == HEADING]
    body = [i for part in page[:cut] if part.kind == PARAGRAPH for i in part.rows]
    if (
        not heads
        or not body
        or page[0].kind == HEADING
        and len(page) == len(tail)
        or rows[heads[0].rows[0]].gap < 1
    ):
        return page
    plain = all(part.level == 2 and not is_place(words_of(rows, part)) for part in heads)
    if plain and not lone_page(page, cut):
        return page
    return place(rows, page[:cut], heads, [part for part in tail if part.kind != HEADING], before)


def words_of(rows: Sequence[Row], part: Part) -> str:
    return " ".join(rows[i].text for i in part.rows)


def lone_page(page: list[Part], cut: int) -> bool:
    """Whether the page has no heading of its own above the trailing ones."""
    return all(part.kind != HEADING for part in page[:cut])


def is_quote(rows: Sequence[Row], part: Part, speakers: dict[int, int]) -> bool:
    """Whether a plain part is a quotation with its speaker."""
    return (
        part.kind == PARAGRAPH
        and rows[part.rows[0]].text[0] in '”»"“'
        and any(i in speakers for i in part.rows)
    )


def place(
    rows: Sequence[Row], body: list[Part], heads: list[Part], rest: list[Part], before: list[Part]
) -> list[Part]:
    """Put `heads` where the first paragraph or heading of the page begins."""
    open_end = bool(before) and before[-1].kind == PARAGRAPH and not finished(rows[before[-1].rows[-1]].text)
    out: list[Part] = []
    for n, part in enumerate(body):
        if part.kind == HEADING or not open_end:
            return [*out, *heads, *body[n:], *rest]
        if part.kind == PARAGRAPH:
            for at in range(1, len(part.rows)):
                row, above = rows[part.rows[at]], rows[part.rows[at - 1]]
                if row.gap >= 1 and finished(above.text) and not starts_low(row.text):
                    early = part._replace(rows=part.rows[:at])
                    late = part._replace(rows=part.rows[at:])
                    return [*out, early, *heads, late, *body[n + 1 :], *rest]
        out.append(part)
    return [*out, *heads, *rest]
