"""Which rows are what, and in which order they are read: the bridge from printed rows to blocks."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from kb.danish.slugs import squash
from kb.units.cutting.blocks import FIGURE, HEADING, OPENING, PARAGRAPH, Part, Row
from kb.units.cutting.footnotes import Footnote, find_footnotes, with_the_rest
from kb.units.cutting.furniture import find_furniture, loose_labels, sort_repeats
from kb.units.cutting.headings import CHAPTER_ALONE, find_headings
from kb.units.cutting.levels import body_size
from kb.units.cutting.paragraphs import find_speakers
from kb.units.cutting.rows import finished, runs_of, starts_low, words_of
from kb.units.cutting.tables import captioned, columns, find_tables, narrow_run, place_list, zoned_tables
from kb.units.cutting.tree import is_place
from kb.units.cutting.vocabulary import fold

LABEL_LENGTH = 30  # characters of a word printed under a label


class Layout(NamedTuple):
    """`removed` maps a row to the reason; `speakers` the first row of a speaker to the last."""

    parts: tuple[Part, ...]
    removed: dict[int, str]
    notes: tuple[Footnote, ...]
    speakers: dict[int, int]


def lay_out(rows: Sequence[Row]) -> Layout:
    """Sort the rows into parts; every row is in exactly one part, removed, or in a footnote."""
    removed, others = take_apart(rows)
    set_aside = set(removed) | rows_of(others)
    notes, orphans = with_the_rest(rows, find_footnotes(rows, set_aside, body_size(rows)))
    removed |= orphans
    set_aside |= set(orphans) | {i for note in notes for i in note.rows}
    speakers = find_speakers(rows, set_aside)
    held = set_aside | {i for a, b in speakers.items() for i in range(a, b + 1)}
    ends = set(speakers.values()) | {part.rows[-1] for part in others if part.kind == FIGURE}
    headings = find_headings(rows, held, ends)
    out = set_aside - rows_of([part for part in others if part.kind != FIGURE])
    parts = to_parts(rows, headings, others, out)
    return Layout(tuple(lift_trailing(rows, parts, speakers)), removed, tuple(notes), speakers)


def take_apart(rows: Sequence[Row]) -> tuple[dict[int, str], list[Part]]:
    """What is not running text: removed rows with their reasons; repeated figures, labels, tables.

    What repeats goes first, so that a head in the middle of a table does not end it; loose labels go
    before uncaptioned tables, for which a damaged slide could be taken.
    """
    removed = find_furniture(rows)
    parts = zoned_tables(rows, set(removed))
    figures, repeated = sort_repeats(rows, set(removed) | rows_of(parts))
    parts += figures
    removed |= repeated
    parts += find_tables(rows, set(removed) | rows_of(parts), (captioned, place_list))
    removed |= loose_labels(rows, set(removed) | rows_of(parts))
    parts += find_tables(rows, set(removed) | rows_of(parts), (columns, narrow_run))
    return removed, parts


def rows_of(parts: Sequence[Part]) -> set[int]:
    return {i for part in parts for i in (*part.caption, *part.rows)}


def to_parts(
    rows: Sequence[Row], headings: Sequence[Part], others: Sequence[Part], out: set[int]
) -> list[Part]:
    """Parts in the order of the layer; plain rows between two parts make one part."""
    begins = {(part.caption or part.rows)[0]: part for part in others}
    begins |= {head.rows[0]: head for head in headings}  # an underlined caption is none of its table's
    held = rows_of(list(begins.values()))
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

    def same_page(page: list[Part], part: Part) -> bool:
        a, b = rows[page[-1].rows[-1]], rows[(part.caption or part.rows)[0]]
        return a.page == b.page and b.gap < 3

    out: list[Part] = []
    for page in runs_of(parts, same_page):
        out += lifted(rows, page, out, speakers)
    return out


def lifted(rows: Sequence[Row], page: list[Part], before: list[Part], speakers: dict[int, int]) -> list[Part]:
    """The page's parts with the headings at its end moved to where their text begins.

    A label in capitals stays where the page has another one, and a plain heading where the page has one
    of its own: they may well head the next page.
    """

    def stands_apart(part: Part) -> bool:
        said = rows[part.rows[0]].text[0] in OPENING and any(i in speakers for i in part.rows)
        return said or part.kind in (HEADING, FIGURE)

    tail = [*takewhile(stands_apart, reversed(page))][::-1]
    out = page[: len(page) - len(tail)]
    above = [part for part in out if part.kind == HEADING]
    heads: list[Part] = []
    chapter: Part | None = None
    for part in tail:
        if part.kind == HEADING:
            is_lifted = chapter in heads if chapter else may_lift(rows, part, above)
            if is_lifted:
                heads.append(part)
            chapter = part if CHAPTER_ALONE.fullmatch(words_of(rows, part.rows)) else None
    if not heads or rows[heads[0].rows[0]].gap < 1:
        return page
    for head in reversed(heads):
        out = place(rows, out, head, before)
    return [*out, *(part for part in tail if part not in heads)]


def may_lift(rows: Sequence[Row], head: Part, above: Sequence[Part]) -> bool:
    highest = 0 if head.level in (1, 3) else 2
    rivals = any(part.level == head.level or part.level <= highest for part in above)
    return not rivals or (head.level != 1 and is_place(words_of(rows, head.rows)) is not None)


def place(rows: Sequence[Row], body: list[Part], head: Part, before: Sequence[Part]) -> list[Part]:
    """Put a heading before the paragraph or heading whose first words take up one of its sub-labels, else
    where the first paragraph or heading of the page begins."""
    starts = list(beginnings(rows, body, before))
    if not starts:
        return [*body, head]
    labelled = ((label, start) for label in sub_labels(rows, head) for start in starts)
    n, at = next((s for label, s in labelled if names_label(rows, body, s, label)), starts[0])
    head, part = head._replace(moved=True), body[n]
    early = [part._replace(rows=part.rows[:at])] if at else []
    return [*body[:n], *early, head, part._replace(rows=part.rows[at:]), *body[n + 1 :]]


def beginnings(
    rows: Sequence[Row], body: Sequence[Part], before: Sequence[Part]
) -> Iterator[tuple[int, int]]:
    """(part, row in it) of every heading and of every paragraph that begins on the page."""
    last = rows[before[-1].rows[-1]] if before and before[-1].kind == PARAGRAPH else None
    open_end = last is not None and not finished(last.text) and last.length > 0.8 * last.width
    for n, part in enumerate(body):
        if part.kind == HEADING:
            yield n, 0
        for at, i in enumerate(part.rows if part.kind == PARAGRAPH else ()):
            fresh = rows[i].gap >= 1 and finished(rows[part.rows[at - 1]].text) if at else n or not open_end
            if fresh and not starts_low(rows[i].text):
                yield n, at


def sub_labels(rows: Sequence[Row], head: Part) -> list[str]:
    """The first two words printed under a label in capitals ("HVORFOR / Mål / Mind-set"), here or, where
    none are, the next time it is printed."""
    if head.level != 3:
        return []
    wanted = squash(rows[head.rows[-1]].text)
    for last in (head.rows[-1], *(i for i, row in enumerate(rows) if squash(row.text) == wanted)):
        below = [row for row in rows[last + 1 : last + 3] if row.page == rows[last].page]
        if below and all(len(row.text) <= LABEL_LENGTH for row in below):
            return [row.text for row in below]
    return []


def names_label(rows: Sequence[Row], body: Sequence[Part], start: tuple[int, int], label: str) -> bool:
    """Whether the first words from there name the label, inflected or in a compound."""
    n, at = start
    first, *more = body[n].rows[at : at + 2]
    words = words_of(rows, [first, *(i for i in more if rows[i].gap < 1)]).split()[:14]
    stem = fold(label.split()[0])[:7].rstrip("e")
    return len(stem) > 4 and any(fold(word).startswith(stem) for word in words)
