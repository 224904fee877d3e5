"""What tags and bookmarks say of a document's lines, as far as they say more than "paragraph"."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kb.documents.pdf.objects import ARTIFACT, HEADINGS, PARTS, Tag, Word
from kb.documents.pdf.regions import Region
from kb.documents.pdf.rows import Fragment, PlacedLine, cell, row_of_cells

LEAST_TAGGED = 0.5  # of a document's letters, for its tags to be believed
MOST_HEADED = 0.3  # of the tagged letters, beyond which headings are none
LONGEST_CELL = 1_500  # letters: a longer one is a page laid out in a table
MAX_LINES = 4  # a heading's
LEADING = re.compile(r"^[\W\d]+|[\W\d]+$")

Tags = Mapping[int, Tag]
Rows = dict[str, dict[int, list[tuple[Fragment, Tag]]]]  # row, column -> what stands in the cell
Bookmark = tuple[int, str, int]  # level from 1, title, page from 1


def one_content_each(words: Sequence[Word], tags: Tags) -> tuple[list[Word], dict[int, Tag]]:
    """Words and tags with one id for all marked content of an element: the first on the page."""
    first: dict[Tag, int] = {}
    for content, tag in sorted(tags.items()):
        first.setdefault(tag, content)
    same = {content: first[tag] for content, tag in tags.items()}
    return (
        [word._replace(content=same.get(word.content, word.content)) for word in words],
        {content: tag for tag, content in first.items()},
    )


def are_believable(pages: Iterable[tuple[Sequence[Fragment], Tags]]) -> bool:
    """Do the tags of (fragments, tags) pages cover the text and tell more than that all is paragraphs?"""
    letters: Counter[str] = Counter()
    for found, tags in pages:
        for f in found:
            tag = tags.get(f.content)
            if f.content != ARTIFACT:
                letters["TD" if tag and tag.table else tag.tag if tag else ""] += len(f.text)
    tagged = sum(letters.values()) - letters[""]
    headed = sum(letters[tag] for tag in HEADINGS)
    told = headed + sum(letters[tag] for tag in (*PARTS, "TD"))
    return tagged >= LEAST_TAGGED * sum(letters.values()) and told > 0 and headed <= MOST_HEADED * tagged


def _by_cell(pages: Iterable[tuple[Sequence[Fragment], Tags]]) -> dict[str, Rows]:
    """The rows of each tagged table, a table by its place in the tree."""
    tables: dict[str, Rows] = {}
    for found, tags in pages:
        for f in found:
            tag = tags.get(f.content)
            if tag and tag.table:
                row = tables.setdefault(tag.table, {}).setdefault(tag.row, {})
                row.setdefault(tag.column, []).append((f, tag))
    return tables


def data_tables(pages: Iterable[tuple[Sequence[Fragment], Tags]]) -> frozenset[str]:
    """The tables, by their place in the tree, that are no layout: two rows or more of several cells, none
    of them a page's text or with headings inside."""
    data = set()
    for name, rows in _by_cell(pages).items():
        cells = [texts for columns in rows.values() for texts in columns.values()]
        several = sum(len(columns) > 1 for columns in rows.values()) > 1
        headed = any(tag.tag in HEADINGS for texts in cells for _, tag in texts)
        longest = max(sum(len(f.text) for f, _ in texts) for texts in cells)
        if several and not headed and longest < LONGEST_CELL:
            data.add(name)
    return frozenset(data)


def tagged_tables(
    found: Sequence[Fragment], tags: Tags, tables: Iterable[str], known: Mapping[str, int]
) -> list[Region]:
    """The parts of data tables on one page, a line for each row with a tab before each further column."""
    regions = []
    for name, rows in _by_cell([(found, tags)]).items():
        if name in tables:
            lines = sorted((_row(columns, known) for columns in rows.values()), key=lambda line: -line.y)
            taken = (f for columns in rows.values() for texts in columns.values() for f, _ in texts)
            regions.append(Region("table", tuple(lines), tuple(taken)))
    return regions


def _row(columns: Mapping[int, Sequence[tuple[Fragment, Tag]]], known: Mapping[str, int]) -> Fragment:
    cells = [columns.get(place, ()) for place in range(max(columns) + 1)]
    line = row_of_cells([cell([f for f, _ in texts], known) for texts in cells])
    plain = [f.content for texts in cells for f, tag in texts if not tag.head]
    return replace(line, content=plain[0] if plain else line.content)


def named(line: PlacedLine, tags: Tags) -> PlacedLine:
    """The line with its tag and element, in a table its row's."""
    tag = tags.get(line.fragment.content)
    if tag is None:
        return line
    if line.zone == "table" and tag.table:
        return replace(line, tag="TH" if tag.head else "TD", element=tag.row)
    return replace(line, tag=tag.tag, element=tag.element)


def with_bookmarks(
    pages: Sequence[tuple[int, Sequence[PlacedLine]]], outline: Sequence[Bookmark]
) -> list[list[PlacedLine]]:
    """The lines of (number, lines) pages, those that print a bookmark's title tagged as its heading."""
    wanted: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for level, title, number in outline:
        if _letters(title):
            wanted[number].append((min(level, 6), _letters(title)))
    out = []
    for number, lines in pages:
        marked = list(lines)
        for place, (level, title) in enumerate(wanted[number]):
            span = _printed(marked, title)
            for i in span:
                marked[i] = replace(marked[i], tag=f"H{level}", element=f"bookmark {number}.{place}")
        out.append(marked)
    return out


def _printed(lines: Sequence[PlacedLine], title: str) -> range:
    """The first lines of the page's text that are the title and nothing else."""
    for first in range(len(lines)):
        text = ""
        for last in range(first, min(first + MAX_LINES, len(lines))):
            if lines[last].zone in ("head", "foot", "table", "note") or lines[last].tag:
                break
            text += _letters(lines[last].text)
            if text == title:
                return range(first, last + 1)
    return range(0)


def _letters(text: str) -> str:
    """What two printings of a title share: letters and inner digits, folded."""
    return re.sub(r"\W+", "", LEADING.sub("", unicodedata.normalize("NFKC", text)).casefold())
