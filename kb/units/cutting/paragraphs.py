"""Plain rows -> pieces: paragraphs, bullets, quotations with their speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.units.cutting.blocks import BULLET, PARAGRAPH, QUOTE, Row
from kb.units.cutting.lists import NUMBER, Bullet, counts_on, find_bullet
from kb.units.cutting.rows import ended_early, finished, starts_low
from kb.units.cutting.vocabulary import LABEL

ABBREVIATION = re.compile(
    r"\b(?:bl\.?a|f\.?eks|fx|mv|m\.?fl|m\.?m|osv|ca|jf|nr|stk|pkt|kap|evt|inkl|ekskl|hhv|pct|kl|dvs|ex"
    r"|mio|mia|kr|eks|pr|vedr|ift|mht)\.$",
    re.I,
)
LABELLED = re.compile(rf"{LABEL}\s+(?:nr\.?\s*)?\d{{1,3}}\s*[.:–-]\s+(?=\S)", re.I)
OUTDENT = 6  # points
SPACED = 0.25  # lines of white space between paragraphs of a PDF
SOON = 7  # rows in which a list's second item begins
OPEN_QUOTE = ("”", "“", "»", '"', "„")


class Piece(NamedTuple):
    """`rows` of one block; `skip` characters of the first row are its bullet."""

    kind: str
    rows: tuple[int, ...]
    marker: str = ""
    skip: int = 0
    speaker: str | None = None


def paragraphs(rows: Sequence[Row], indices: Sequence[int], speakers: dict[int, int]) -> list[Piece]:
    """Cut a run of plain rows into pieces, in order; a speaker's rows make the piece above a quotation."""
    out: list[Piece] = []
    naming: int | None = None
    for i in indices:
        if naming is not None and i <= naming:
            out[-1] = out[-1]._replace(rows=(*out[-1].rows, i))
        elif i in speakers:
            naming = speakers[i]
            out.append(Piece(QUOTE, (i,), "speaker"))
        elif not out or out[-1].marker == "speaker" or begins(rows, out[-1], i):
            out.append(open_piece(rows[i], i))
        else:
            out[-1] = out[-1]._replace(rows=(*out[-1].rows, i))
    return with_lone_bullets(rows, out)


def item_start(text: str) -> Bullet | None:
    """The bullet, the number or the label ("Anbefaling 3: ...") with which a row begins an item."""
    label = LABELLED.match(text)
    return Bullet(label.group().strip(), label.end()) if label else find_bullet(text)


def open_piece(row: Row, i: int) -> Piece:
    bullet = item_start(row.text)
    if bullet:
        return Piece(BULLET, (i,), bullet.marker, bullet.length)
    return Piece(BULLET, (i,), "\t") if row.tab or row.tag == "LI" else Piece(PARAGRAPH, (i,))


def begins(rows: Sequence[Row], piece: Piece, i: int) -> bool:
    """Whether row i begins a new block rather than going on with the piece."""
    row, above = rows[i], rows[piece.rows[-1]]
    low = starts_low(row.text)
    broken = low and row.tag != "LI" and not finished(above.text)  # a sentence, whatever the tags say
    if row.element is not None and above.element is not None and not broken:
        return row.element != above.element
    bullet = item_start(row.text)
    listed = counts_on(f"{piece.marker} x", row.text) or any(
        r.text[:2] == row.text[:2] for r in rows[i + 1 : i + 4]
    )
    if bullet and (listed or opens_count(rows, i) or not mid_sentence_number(row, above)):
        return True
    if row.tab and not low or titles_item(rows, piece, row):
        return True
    if piece.kind == BULLET and not low and set_out(rows[piece.rows[0]], row):
        return True
    if not low and row.size and above.size and abs(row.size - above.size) > 0.06 * above.size:
        return True
    done = finished(above.text)
    if low:
        return done and row.gap >= 1 and not ABBREVIATION.search(above.text)
    if done and row.y is not None and row.gap >= SPACED:
        return True
    if row.gap >= 0.5 or row.top:
        return done or row.gap >= 0.9 or row.text.startswith(OPEN_QUOTE)
    if done and row.x0 is not None and placed_apart(rows, piece, i):
        return True
    return done and above.length < 0.75 * above.width


def opens_count(rows: Sequence[Row], i: int) -> bool:
    """Whether a row begins with the number 1 and one soon below it with 2: a list, whatever stands above."""
    first = NUMBER.match(rows[i].text)
    return (
        first is not None
        and first.group(1) == "1"
        and rows[i].text[first.end()].isupper()
        and any(
            second.group(1) == "2" and row.text[second.end()].isupper()
            for row in rows[i + 1 : i + SOON]
            if (second := NUMBER.match(row.text))
        )
    )


def titles_item(rows: Sequence[Row], piece: Piece, row: Row) -> bool:
    """Whether the one row of an item is its title: ended early, with the explanation set in below."""
    first = rows[piece.rows[0]]
    lone = piece.kind == BULLET and len(piece.rows) == 1 and not finished(first.text)
    return lone and not starts_low(row.text) and row.indent > first.indent and ended_early(first, row)


def set_out(item: Row, row: Row) -> bool:
    """Whether a row stands further left than the bullet of the item above it, in the same column."""
    return row.x0 is not None and same_column(item, row) and item.indent - row.indent > OUTDENT


def placed_apart(rows: Sequence[Row], piece: Piece, i: int) -> bool:
    """In a PDF: is row i set in, or was there room for its first word on the row above?"""
    row, last = rows[i], piece.rows[-1]
    above = rows[last]
    near = [r for r in rows[max(0, last - 8) : last + 9] if same_column(r, above)]
    word = row.length * (len(row.text.split()[0]) + 1) / len(row.text)
    room = max(right(r) for r in near) - right(above)
    spaced = any(r.gap >= 0.3 for r in near if r.size == row.size)  # paragraphs are parted by white space
    if not same_column(row, above) or (room > 1.45 * word and not spaced):
        return room > 1.45 * word
    step = (row.x0 or 0) - (above.x0 or 0)
    if piece.kind == BULLET:  # its first row begins at the bullet, the others at the text
        hang = above.x0 if len(piece.rows) > 1 else hanging(rows, piece.rows[0])
        return hang is not None and abs((row.x0 or 0) - hang) > 2
    return step > 0.8 * (row.size or 10)


def hanging(rows: Sequence[Row], bullet: int) -> float | None:
    """Where the second row of an item begins in the list above a bullet's row."""
    for j in range(bullet - 1, max(0, bullet - 12), -1):
        item = find_bullet(rows[j].text) and abs((rows[j].x0 or 0) - (rows[bullet].x0 or 0)) < 2
        if item and not find_bullet(rows[j + 1].text) and same_column(rows[j], rows[j + 1]):
            return rows[j + 1].x0
    return None


def right(row: Row) -> float:
    return (row.x0 or 0) + row.length


def same_column(row: Row, other: Row) -> bool:
    near = abs((row.x0 or 0) - (other.x0 or 0)) < 4 * (row.size or 10)
    return near and (row.page, row.zone, row.region) == (other.page, other.zone, other.region)


def mid_sentence_number(row: Row, above: Row) -> bool:
    """Whether "1. januar" or "– og" at the head of a row goes on with a sentence."""
    plain = row.text[0].isalnum() or (row.text[0] in "-–—" and find_bullet(above.text) is None)
    return plain and row.gap < 0.5 and not finished(above.text)


def with_lone_bullets(rows: Sequence[Row], pieces: list[Piece]) -> list[Piece]:
    """A bullet alone on its row takes the paragraph below it; bullets heaped together take as many."""
    out: list[Piece] = []
    waiting: list[Piece] = []
    for piece in pieces:
        empty = piece.kind == BULLET and piece.marker and len(piece.rows) == 1
        if empty and not rows[piece.rows[0]].text[piece.skip :].strip() and piece.marker != "\t":
            waiting.append(piece)
        elif waiting and piece.kind == PARAGRAPH:
            mark = waiting.pop(0)
            out.append(Piece(BULLET, piece.rows, mark.marker, piece.skip))
        else:
            out.append(piece)
    return out
