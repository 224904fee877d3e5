"""A text layer -> blocks of running text, and a list of everything that was taken out with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.model import TextLayer
from kb.units.cutting.blocks import (
    BULLET,
    HEADING,
    PARAGRAPH,
    TABLE,
    Block,
    Cleaned,
    Note,
    Part,
    Removed,
    Row,
    Span,
    merged,
)
from kb.units.cutting.continued import settle
from kb.units.cutting.footnotes import Footnote
from kb.units.cutting.headings import CHAPTER_ALONE
from kb.units.cutting.joining import join, vocabulary
from kb.units.cutting.layout import Layout, lay_out
from kb.units.cutting.paragraphs import Piece, paragraphs
from kb.units.cutting.rows import insets, make_rows
from kb.units.cutting.tables import table_text

LABEL = re.compile(r"[^\W\d]{3,} \d{1,2}[.:]?")  # printed over a title: "GREB 2"
MARK = re.compile(r"\d{1,2}|[A-Z]")  # a number or letter printed beside or over a title
MOVED = "en overskrift står et andet sted på sin side"


def clean(layer: TextLayer) -> Cleaned:
    """Blocks in reading order. Every letter of the layer is in one block or in one `Removed`."""
    rows = make_rows(layer)
    if not rows:
        return Cleaned((), ())
    layout = lay_out(rows)
    known = vocabulary([row.text for row in rows])
    cuts: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # marks to leave out of a row's text
    for note in layout.notes:
        cuts[note.carrier].append((note.start, note.end))
    boxes = insets(rows, set(layout.removed))
    blocks: list[Block] = []
    for part in layout.parts:
        made = to_blocks(rows, part, layout, known, cuts)
        blocks += [replace(block, inset=boxes[(part.caption or part.rows)[0]]) for block in made]
    blocks, doubles = settle(with_labels(blocks), known)
    notes = attach(blocks, rows, layout.notes, known)
    removed = [
        Removed(rows[i].start, rows[i].end, rows[i].text, reason) for i, reason in layout.removed.items()
    ]
    removed += [
        Removed(note.start, note.end, layer.text[note.start : note.end], "footnote mark")
        for note in layout.notes
    ]
    return Cleaned(tuple(notes), tuple(sorted([*removed, *doubles], key=lambda item: (item.start, item.end))))


def to_blocks(
    rows: Sequence[Row],
    part: Part,
    layout: Layout,
    known: Mapping[str, int],
    cuts: Mapping[int, list[tuple[int, int]]],
) -> list[Block]:
    """One part as blocks: a heading, table or figure is one; plain rows are cut into paragraphs."""
    if part.kind == PARAGRAPH:
        pieces = paragraphs(rows, part.rows, layout.speakers)
        return [block_of(rows, piece, known, cuts) for piece in pieces]
    if part.kind == TABLE:
        caption = block_of(rows, Piece(PARAGRAPH, part.caption), known, cuts) if part.caption else None
        text = table_text([rows[i].text for i in part.rows])
        body = block_of(rows, Piece(TABLE, part.rows), known, cuts)
        if caption is None:
            return [replace(body, text=text, edits=())]
        spans = caption.spans + body.spans
        return [replace(body, text=f"{caption.text}\n{text}", spans=spans, marker=caption.text, edits=())]
    doubts = (MOVED,) if part.moved else ()
    block = block_of(rows, Piece(part.kind, part.rows), known, cuts)
    return [replace(block, level=part.level, doubts=doubts)]


def block_of(
    rows: Sequence[Row], piece: Piece, known: Mapping[str, int], cuts: Mapping[int, list[tuple[int, int]]]
) -> Block:
    """Join a piece's rows; marks of footnotes and the bullet are left out of the text."""
    lines: list[str] = []
    spans: list[Span] = []
    for n, i in enumerate(piece.rows):
        row = rows[i]
        start = row.start + (piece.skip if n == 0 else 0)
        kept = [
            Span(a, b, row.text[a - row.start : b - row.start])
            for a, b in without(start, row.end, cuts.get(i, []))
        ]
        lines.append("".join(span.raw for span in kept))
        spans += kept
    text, edits = join(lines, known)
    pages = (rows[piece.rows[0]].page, rows[piece.rows[-1]].page)
    first = rows[piece.rows[0]]  # a paragraph may begin set in, an item's other rows hang
    indent = first.indent if piece.kind == BULLET else min(rows[i].indent for i in piece.rows)
    found = Block(piece.kind, text, tuple(spans), pages, marker=piece.marker, speaker=piece.speaker)
    return replace(found, edits=edits, indent=indent)


def without(start: int, end: int, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """[start, end) as spans without the holes."""
    spans = []
    for a, b in sorted(holes):
        if start <= a < end:
            spans.append((start, a))
            start = b
    return [*spans, (start, end)]


def with_labels(blocks: Sequence[Block]) -> list[Block]:
    """ "Kapitel 3:" or "GREB 2", and the title that follows it, become one heading."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        beside = last and last.kind == HEADING and block.pages[0] == last.pages[1]
        if last and beside and MARK.fullmatch(block.text):
            spans, doubts = block.spans + last.spans, (*last.doubts, MOVED)
            out[-1] = replace(last, text=f"{block.text} {last.text}", spans=spans, doubts=doubts)
        elif last and block.kind == HEADING and block.inset == last.inset and labels(last, block):
            level = 1 if CHAPTER_ALONE.fullmatch(last.text) else block.level
            text = f"{last.text.rstrip(' :.')}{' ' if MARK.fullmatch(last.text) else ': '}{block.text}"
            one = merged(last, block, text)
            out[-1] = replace(block, text=text, spans=one.spans, pages=one.pages, level=level)
        else:
            out.append(block)
    return out


def labels(block: Block, heading: Block) -> bool:
    """Whether a block is the label of the heading below it."""
    if block.kind == HEADING and CHAPTER_ALONE.fullmatch(block.text):
        return True
    found = LABEL.fullmatch(block.text) or MARK.fullmatch(block.text)
    return found is not None and block.pages == heading.pages


def attach(
    blocks: Sequence[Block], rows: Sequence[Row], notes: Sequence[Footnote], known: Mapping[str, int]
) -> list[Block]:
    """Give each footnote to the block that carries its mark."""
    by_block: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        row = rows[note.carrier]
        for n, block in enumerate(blocks):
            if any(span.start < row.end and row.start < span.end for span in block.spans):
                lines = [rows[i].text for i in note.rows]
                text, _ = join([lines[0].lstrip("0123456789*¹²³⁴⁵⁶⁷⁸⁹⁰.) \t"), *lines[1:]], known)
                by_block[n].append(Note(note.mark, text, rows[note.rows[0]].start, rows[note.rows[-1]].end))
                break
    return [replace(block, notes=tuple(by_block[n])) for n, block in enumerate(blocks)]
