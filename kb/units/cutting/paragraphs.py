"""Plain rows -> pieces: paragraphs, bullets, quotations with their speaker ("Peter Bo, leder" below them)."""

import re
from collections.abc import Sequence

from kb.units.cutting.blocks import BULLET, OPENING, PARAGRAPH, QUOTE, Part, Row
from kb.units.cutting.lists import NUMBER, find_bullet, follows, is_marker
from kb.units.cutting.rows import ended_early, finished, starts_low
from kb.units.cutting.vocabulary import folded_words, matches, words

ABBREVIATION = re.compile(
    r"\b(?:bl\.?a|f\.?eks|fx|mv|m\.?fl|m\.?m|osv|ca|jf|nr|stk|pkt|kap|evt|inkl|ekskl|hhv|pct|kl|dvs|ex"
    r"|mio|mia|kr|eks|pr|vedr|ift|mht)\.$",
    re.I,
)
OUTDENT = 6  # points
SPACED = 0.25  # lines of white space between paragraphs of a PDF
SOON = 7  # rows in which a list's second item begins
NAME = r"[A-ZÆØÅ][\wéüö’'.-]*"
PERSON = re.compile(rf"^[-–—]?\s*((?:{NAME}\s+){{1,4}}{NAME}|{NAME})\s*,\s*(.+)$")
MAX_CHARACTERS = 140
FULL = 60  # characters; a longer row that fills its column is running text


def paragraphs(rows: Sequence[Row], indices: Sequence[int], speakers: dict[int, int]) -> list[Part]:
    """Cut a run of plain rows into pieces, in order; a speaker's rows make the piece above a quotation."""
    out: list[Part] = []
    naming = -1  # the last row that names a speaker
    for i in indices:
        if i in speakers:
            naming = speakers[i]
            out.append(Part(QUOTE, (i,), marker="speaker"))
        elif not out or i > naming and (out[-1].marker == "speaker" or begins(rows, out[-1], i)):
            out.append(open_piece(rows[i], i))
        else:
            out[-1] = out[-1]._replace(rows=(*out[-1].rows, i))
    return with_lone_bullets(rows, out)


def item_start(text: str) -> re.Match[str] | None:
    """The bullet, the number or the label ("Anbefaling 3: ...") with which a row begins an item."""
    return matches("labelled_item", text) or find_bullet(text)


def open_piece(row: Row, i: int) -> Part:
    bullet = item_start(row.text)
    if bullet:
        return Part(BULLET, (i,), marker=bullet.group().strip(), skip=bullet.end())
    return Part(BULLET, (i,), marker="\t") if row.tab or row.tag == "LI" else Part(PARAGRAPH, (i,))


def begins(rows: Sequence[Row], piece: Part, i: int) -> bool:
    """Whether row i begins a new block rather than going on with the piece."""
    row, above = rows[i], rows[piece.rows[-1]]
    low = starts_low(row.text)
    broken = low and row.tag != "LI" and not finished(above.text)  # a sentence, whatever the tags say
    if row.element is not None and above.element is not None and not broken:
        return row.element != above.element
    bullet = item_start(row.text)
    alike = any(r.text[:2] == row.text[:2] for r in rows[i + 1 : i + 4])
    found = find_bullet(row.text)
    counted = found is not None and is_marker(piece.marker) and follows(piece.marker, found.group())
    listed = alike or counted
    if bullet and (listed or opens_count(rows, i) or not mid_sentence_number(row, above)):
        return True
    done = finished(above.text)
    if low:
        return done and row.gap >= 1 and not ABBREVIATION.search(above.text)
    if row.tab or piece.kind == BULLET and stands_off(rows, piece, row):
        return True
    if row.size and above.size and abs(row.size - above.size) > 0.06 * above.size:
        return True
    if done and row.y is not None and row.gap >= SPACED:
        return True
    if row.gap >= 0.5 or row.top:
        return done or row.gap >= 0.9 or row.text[0] in OPENING
    short = above.length < 0.75 * above.width
    return done and (short or row.x0 is not None and placed_apart(rows, piece, i))


def opens_count(rows: Sequence[Row], i: int) -> bool:
    """Whether a row begins with the number 1 and one soon below it with 2: a list, whatever stands above."""
    found = [NUMBER.match(row.text) for row in rows[i : i + SOON]]
    numbers = [match[1] if match and match.string[match.end()].isupper() else "" for match in found]
    return numbers[0] == "1" and "2" in numbers


def stands_off(rows: Sequence[Row], item: Part, row: Row) -> bool:
    """Whether a row stands further left than the bullet of the item above it, or explains its title: one row
    that was ended early, with the explanation set in below."""
    first = rows[item.rows[0]]
    if row.x0 is not None and same_column(first, row) and first.indent - row.indent > OUTDENT:
        return True
    lone = len(item.rows) == 1 and not finished(first.text)
    return lone and row.indent > first.indent and ended_early(first, row)


def placed_apart(rows: Sequence[Row], piece: Part, i: int) -> bool:
    """In a PDF: is row i set in, or was there room for its first word on the row above?"""
    row, last = rows[i], piece.rows[-1]
    above = rows[last]
    near = [r for r in rows[max(0, last - 8) : last + 9] if same_column(r, above)]
    word = row.length * (len(row.text.split()[0]) + 1) / len(row.text)
    roomy = max(map(right, near)) - right(above) > 1.45 * word
    spaced = any(r.gap >= 0.3 for r in near if r.size == row.size)  # paragraphs are parted by white space
    if not same_column(row, above) or (roomy and not spaced):
        return roomy
    if piece.kind == BULLET:  # its first row begins at the bullet, the others at the text
        hang = above.indent if len(piece.rows) > 1 else hanging(rows, piece.rows[0])
        return hang is not None and abs(row.indent - hang) > 2
    return row.indent - above.indent > 0.8 * (row.size or 10)


def hanging(rows: Sequence[Row], bullet: int) -> float | None:
    """Where the second row of an item begins in the list above a bullet's row."""
    for j in range(bullet - 1, max(0, bullet - 12), -1):
        item = find_bullet(rows[j].text) and abs(rows[j].indent - rows[bullet].indent) < 2
        if item and not find_bullet(rows[j + 1].text) and same_column(rows[j], rows[j + 1]):
            return rows[j + 1].indent
    return None


def right(row: Row) -> float:
    return row.indent + row.length


def same_column(row: Row, other: Row) -> bool:
    near = abs(row.indent - other.indent) < 4 * (row.size or 10)
    return near and (row.page, row.zone, row.region) == (other.page, other.zone, other.region)


def mid_sentence_number(row: Row, above: Row) -> bool:
    """Whether "1. januar" or "– og" at the head of a row goes on with a sentence."""
    plain = row.text[0].isalnum() or (row.text[0] in "-–—" and find_bullet(above.text) is None)
    return plain and row.gap < 0.5 and not finished(above.text)


def with_lone_bullets(rows: Sequence[Row], pieces: list[Part]) -> list[Part]:
    """A bullet alone on its row takes the paragraph below it; bullets heaped together take as many."""
    out: list[Part] = []
    waiting: list[Part] = []
    for piece in pieces:
        lone = piece.kind == BULLET and len(piece.rows) == 1
        if lone and not rows[piece.rows[0]].text[piece.skip :].strip():
            waiting.append(piece)
        elif waiting and piece.kind == PARAGRAPH:
            out.append(piece._replace(kind=BULLET, marker=waiting.pop(0).marker))
        else:
            out.append(piece)
    return out


def is_speaker(text: str) -> bool:
    """A name of capitalised words, a comma, and a role."""
    found = PERSON.match(" ".join(text.split()))
    ended = text.rstrip().endswith((":", ";", "."))
    if not found or ended or len(text) > MAX_CHARACTERS or text.count(",") > 3:
        return False
    return any(map(is_role, folded_words(found.group(2))[:4]))


def is_role(word: str) -> bool:
    """A role, or a compound that ends in one (`udviklingskonsulent`, `byrådsmedlem`)."""
    roles = words("role")
    return word in roles or any(len(role) > 4 and word.endswith(role) for role in roles)


def runs_below(rows: Sequence[Row], i: int, taken: set[int]) -> bool:
    """Whether row i goes on in lower case on the row below: a text, for a speaker takes two rows at most."""
    below = rows[i + 1] if i + 1 < len(rows) and i + 1 not in taken else None
    return below is not None and starts_low(below.text) and below.gap < 0.5 and not below.top


def find_speakers(rows: Sequence[Row], taken: set[int]) -> dict[int, int]:
    """First row -> last row of every speaker, who may be printed on one row or on two."""
    out: dict[int, int] = {}
    for i, row in enumerate(rows):
        full = row.length > 0.85 * row.width and len(row.text) > FULL
        if full or i in taken or i in out.values():
            continue
        pair = i + 1 < len(rows) and i + 1 not in taken and not rows[i + 1].top
        below = rows[i + 1].text if pair else ""
        two = 0 < len(below) <= 50 and not below.endswith((".", ":"))
        if is_speaker(row.text):
            open_end = row.text.endswith((",", " for", " i", " af", "’s", "'s"))
            low = two and below[0].islower() and not runs_below(rows, i + 1, taken)
            out[i] = i + 1 if two and open_end or low else i
        elif two and row.text.endswith(",") and is_speaker(f"{row.text} {below}"):
            out[i] = i + 1
    return out
