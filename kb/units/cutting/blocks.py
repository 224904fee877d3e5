"""The records between a text layer and its units: printed rows, blocks of running text, what was removed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kb.model import Line
from kb.units.cutting.joining import LIGATURES

HEADING, PARAGRAPH, BULLET = "heading", "paragraph", "bullet"
TABLE, QUOTE, FIGURE = "table", "quote", "figure"
OPENING, CLOSING = '”“»„"', '”“«"'  # quotation marks
QUOTED = re.compile(rf"[{OPENING}](.*)[{CLOSING}][.,]?$", re.S)


@dataclass(frozen=True, slots=True)
class Row(Line):
    """One printed line as the cleaner sees it.

    [start, end) is its stripped text in the layer, `page` an index into `layer.pages`. `gap` is the
    white space above it, in lines beyond the usual distance (0 = the next printed line). `tab` tells that
    a tab stands before it, which is all that some text layers keep of a bullet. `width` is
    the room its column has, in the unit of `length` (points in a PDF, characters in a text layer). A footnote
    by its tag stands in the zone "note". `indent` is where the row begins, in points (in a text layer its
    white space, at five points a character).
    """

    text: str = ""
    page: int = 0
    gap: float = 0.0
    top: bool = False
    length: float = 0.0
    width: float = 0.0
    tab: bool = False
    indent: float = 0.0


class Part(NamedTuple):
    """Rows of one kind in reading order: a heading with its level, a table, a figure, or plain text, which is
    then cut into paragraphs, list items and speakers.

    `moved` tells that it is read elsewhere than it was printed; `skip` characters of the first row are its
    bullet, printed as `marker`.
    """

    kind: str
    rows: tuple[int, ...]
    level: int = 0
    caption: tuple[int, ...] = ()
    moved: bool = False
    marker: str = ""
    skip: int = 0


class Span(NamedTuple):
    """Characters [start, end) of the layer and what stands there."""

    start: int
    end: int
    raw: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Text taken out of the running text: [start, end) in the layer, its words and the reason."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark, its text, and the span of the row that carries the mark."""

    mark: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of running text of one kind, its lines joined.

    `spans` are the pieces of the layer it was joined from, in reading order; `pages` indexes the
    layer's pages (first, last). `level` counts from 1 and is set for headings only; `marker` is the
    bullet or number that stood before the text; `speaker` says who is quoted; `inset` counts the boxes
    of the document, 0 is the running text; `indent` is that of an item's first row, else the least.
    """

    kind: str
    text: str
    spans: tuple[Span, ...]
    pages: tuple[int, int]
    level: int = 0
    marker: str = ""
    speaker: str | None = None
    notes: tuple[Note, ...] = ()
    edits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    inset: int = 0
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned layer: blocks in reading order, and everything that is not running text with its reason."""

    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]


def slice_block(block: Block, start: int, end: int) -> Block:
    """The block's characters [start, end) as a block of its own.

    Letters and digits of text and layer correspond one to one, so that they can be counted off; notes go
    with the part that begins the block.
    """
    before, inside = letters(block.text[:start]), letters(block.text[start:end])
    spans = cut_spans(block.spans, before, before + inside)
    notes = block.notes if start == 0 else ()
    return replace(block, text=block.text[start:end].strip(), spans=spans or block.spans, notes=notes)


def merged(first: Block, second: Block, text: str) -> Block:
    """Two blocks as one of the first's kind, which is read before the second."""
    spans, pages = first.spans + second.spans, (first.pages[0], second.pages[1])
    return replace(first, text=text, spans=spans, pages=pages)


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text.translate(LIGATURES))


def cut_spans(spans: Sequence[Span], first: int, last: int) -> tuple[Span, ...]:
    """The spans from letter `first` up to letter `last`, with the punctuation that closes it."""
    out: list[Span] = []
    count = 0
    for span in spans:
        inside: list[int] = []
        for at, character in enumerate(span.raw):
            width = letters(character)
            closes = bool(inside) and count <= last and not character.isspace()
            is_inside = first <= count < last if width else closes
            if is_inside:
                inside.append(at)
            count += width
        if inside:
            begin, end = inside[0], inside[-1] + 1
            out.append(Span(span.start + begin, span.start + end, span.raw[begin:end]))
    return tuple(out)
