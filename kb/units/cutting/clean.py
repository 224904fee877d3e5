"""A text layer -> blocks of running text, and a list of everything that was taken out with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.model import TextLayer
from kb.units.cutting.blocks import BULLET, PARAGRAPH, TABLE, Block, Cleaned, Note, Part, Removed, Row, Span
from kb.units.cutting.cells import table_of
from kb.units.cutting.continued import MOVED, settle
from kb.units.cutting.footnotes import Footnote
from kb.units.cutting.joining import join, vocabulary
from kb.units.cutting.layout import lay_out
from kb.units.cutting.paragraphs import paragraphs
from kb.units.cutting.rows import insets, make_rows


def clean(layer: TextLayer) -> Cleaned:
    """Blocks in reading order. Every letter of the layer is in one block or in one `Removed`."""
    rows = make_rows(layer)
    if not rows:
        return Cleaned((), ())
    layout = lay_out(rows)
    known = vocabulary([row.text for row in rows])
    printed = [without_marks(row, i, layout.notes) for i, row in enumerate(rows)]
    boxes = insets(rows, set(layout.removed))
    blocks: list[Block] = []
    for part in layout.parts:
        made = to_blocks(rows, part, layout.speakers, printed, known)
        blocks += [replace(block, inset=boxes[(part.caption or part.rows)[0]]) for block in made]
    blocks, removed = settle(blocks, known)
    for i, reason in layout.removed.items():
        removed.append(Removed(rows[i].start, rows[i].end, rows[i].text, reason))
    for note in layout.notes:
        removed.append(Removed(note.start, note.end, layer.text[note.start : note.end], "footnote mark"))
    blocks = attach(blocks, rows, layout.notes, known)
    return Cleaned(tuple(blocks), tuple(sorted(removed, key=lambda item: (item.start, item.end))))


def without_marks(row: Row, i: int, notes: Sequence[Footnote]) -> list[Span]:
    """The text of row `i` as spans, the marks of footnotes left out."""
    spans, start = [], row.start
    marks = sorted((note.start, note.end) for note in notes if note.carrier == i)
    for end, after in [*marks, (row.end, row.end)]:
        spans.append(Span(start, end, row.text[start - row.start : end - row.start]))
        start = after
    return spans


def to_blocks(
    rows: Sequence[Row],
    part: Part,
    speakers: dict[int, int],
    printed: Sequence[Sequence[Span]],
    known: Mapping[str, int],
) -> list[Block]:
    """One part as blocks: a heading, table or figure is one; plain rows are cut into paragraphs."""
    if part.kind == PARAGRAPH:
        return [block_of(rows, piece, printed, known) for piece in paragraphs(rows, part.rows, speakers)]
    block = block_of(rows, part, printed, known)
    if part.kind != TABLE:
        return [block]
    table = table_of([rows[i] for i in part.rows], known)
    block = replace(block, text=table.text, edits=table.edits, doubts=(*block.doubts, *table.doubts))
    if part.caption:
        above = block_of(rows, Part(PARAGRAPH, part.caption), printed, known)
        text, spans = f"{above.text}\n{block.text}", above.spans + block.spans
        block = replace(block, text=text, spans=spans, marker=above.text)
    return [block]


def block_of(
    rows: Sequence[Row], part: Part, printed: Sequence[Sequence[Span]], known: Mapping[str, int]
) -> Block:
    """Join a part's rows; the bullet is left out of the text."""
    (start, end, raw), *more = printed[part.rows[0]]
    first = [Span(start + part.skip, end, raw[part.skip :]), *more]
    lines = [first, *(printed[i] for i in part.rows[1:])]
    text, edits = join(["".join(span.raw for span in line) for line in lines], known)
    spans = tuple(span for line in lines for span in line)
    pages = (rows[part.rows[0]].page, rows[part.rows[-1]].page)
    # A paragraph may begin set in, an item's other rows hang.
    indent = min(rows[i].indent for i in (part.rows[:1] if part.kind == BULLET else part.rows))
    doubts = (MOVED,) if part.moved else ()
    return Block(
        part.kind, text, spans, pages, part.level, part.marker, edits=edits, doubts=doubts, indent=indent
    )


def attach(
    blocks: Sequence[Block], rows: Sequence[Row], notes: Sequence[Footnote], known: Mapping[str, int]
) -> list[Block]:
    """Give each footnote to the block that carries its mark."""
    out = list(blocks)
    for note in notes:
        row = rows[note.carrier]
        for n, block in enumerate(out):
            if any(span.start < row.end and row.start < span.end for span in block.spans):
                lines = [rows[i].text for i in note.rows]
                text, _ = join([lines[0].lstrip("0123456789*¹²³⁴⁵⁶⁷⁸⁹⁰.) \t"), *lines[1:]], known)
                found = Note(note.mark, text, rows[note.rows[0]].start, rows[note.rows[-1]].end)
                out[n] = replace(block, notes=(*block.notes, found))
                break
    return out
