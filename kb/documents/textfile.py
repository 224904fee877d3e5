"""A `.txt` file -> TextLayer: encoding, printed lines, and pages as far as the text tells them; and where its
lines were put together wrongly, columns and boxes run into one another.

A line in lower case behind the end of a sentence goes on with a sentence that stands elsewhere. Where that
one stands open is told, if it can be, by its column's width.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from kb.danish.sentences import sentence_spans
from kb.documents.textnotes import part_notes
from kb.errors import UnreadableError
from kb.model import Line, Page, TextLayer
from kb.units.cutting.lists import find_bullet
from kb.units.cutting.paragraphs import ABBREVIATION
from kb.units.cutting.rows import HYPHEN_END, starts_low

LINE = re.compile(r"[^\n\f]*(?:\n|\f|\Z)")
PAGE_MARK = re.compile(r" [^ ]")
PRINTED_NUMBER = re.compile(r"\d{1,4}")
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
STRAY = 4  # control characters that may stand in any text
BINARY = 0.02  # of its characters that are control characters where a file is no text
# By how common they are: of two that read a text equally well the first is taken.
ENCODINGS = {
    "cp1252": "Windows-1252",
    "utf-8": "UTF-8 with damaged bytes",
    "mac_roman": "MacRoman",
    "cp865": "DOS code page 865",
    "cp850": "DOS code page 850",
}
ODD = re.compile(r"[^\x00-\x7f]")
NORDIC = "æøåäöÆØÅÄÖ"
# Small letters stand beside small ones or after a capital; capitals begin words or stand in capitals.
IN_ITS_CASE = re.compile(r"[æøåäöéèêëüïáàâóôíúçñß](?![A-ZÆØÅÄÖ])|(?<![a-zæøåäö])[ÆØÅÄÖÉÈÜÓÁ]")
MARK = re.compile(r"’|(?<!\w)[–—‘“”„»«•·…§½¼€£´°®©\xa0\xad]|[–—‘“”„»«•·…§½¼€£´°®©\xa0\xad](?!\w)")
ENDLESS = 2000  # characters; a longer "line" is a whole text on one line
REACH = 80  # lines between the halves of a sentence
ALIKE = 0.75  # of the other's width: lines of one column
LEAST = 3  # lines of running text; fewer may be a heading
SENTENCE = re.compile(r"[.!?][”\"’'»)\]]*$")
CAPITAL = re.compile(r"[”\"(]?[A-ZÆØÅ]")


def load_text(path: Path) -> TextLayer:
    """Read a text file whatever its encoding. Raises UnreadableError when it is missing or empty."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path.name}: cannot be read ({error.strerror})") from error
    text, warnings = decode(raw, path.name)
    if len(CONTROL.findall(text)) > max(STRAY, len(text) * BINARY):
        raise UnreadableError(f"{path.name}: the file is no text; save it as .txt in UTF-8 or as PDF")
    if not text.strip():
        raise UnreadableError(f"{path.name}: the file holds no text")
    parted = list(part_notes(text, split_pages(text)))
    return TextLayer(path.name, text, tuple(set_apart(text, parted)), warnings)


def decode(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Bytes -> (text in NFC with \\n line ends and without NUL, warnings).

    UTF-8 (with or without a mark) first, then UTF-16 by its mark, then what fits best of the encodings
    that Danish programs wrote; bytes that it does not know become U+FFFD.
    """
    warnings = []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = max(ENCODINGS, key=lambda name: _fit(raw.decode(name, errors="replace")))
            text = raw.decode(encoding, errors="replace")
            warnings.append(f"{name}: not UTF-8, read as {ENCODINGS[encoding]}")
    if "\0" in text:
        warnings.append(f"{name}: {text.count(chr(0))} NUL characters left out")
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text, tuple(warnings)


def split_pages(text: str) -> tuple[Page, ...]:
    """Pages by form feeds, else by the page marks of a text layer, else one page without a number."""
    spans = [(m.start(), m.end()) for m in LINE.finditer(text) if m.end() > m.start()]
    marks = [i for i in range(1, len(spans)) if text[spans[i - 1][1] - 1] == "\f"] or page_marks(text, spans)
    if not marks:
        return (Page(None, None, to_lines(text, spans)),)
    bounds = [0, *marks, len(spans)]
    groups = [spans[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
    labels = [printed_label(text, group) for group in groups]
    if 2 * sum(label is not None for label in labels) < len(labels):
        labels = [None] * len(labels)  # two ways of counting in one document would mislead who cites it
    return tuple(
        Page(number, label, to_lines(text, group))
        for number, (label, group) in enumerate(zip(labels, groups, strict=True), 1)
    )


def set_apart(text: str, pages: Sequence[Page]) -> Iterator[Page]:
    """The pages with what stands inside a sentence as boxes, and another region behind each seam."""
    found = seams([text[line.start : line.end].strip() for page in pages for line in page.lines])
    first = 0
    for page in pages:
        lines = []
        for place, line in enumerate(page.lines, first):
            boxed = any(start <= place < end for start, end in found)
            region = sum(start <= place for start, _ in found) + sum(end <= place for _, end in found)
            lines.append(replace(line, zone="box" if boxed else line.zone, region=region or None))
        first += len(page.lines)
        yield replace(page, lines=tuple(lines))


def page_marks(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """Indices of the lines that begin a page: exactly one leading space, or the line after a lone number.

    Many text layers start each page so. It is taken for a convention only where the first line has it
    and empty lines are not written with a space too; a line that recurs with its space is a label
    beside the text, not the head of a page.
    """
    lines = [text[a:b].rstrip("\n\f") for a, b in spans]
    filled = [i for i, line in enumerate(lines) if line.strip()]
    spaced = sum(line == " " for line in lines)
    if not filled or not PAGE_MARK.match(lines[filled[0]]) or spaced * 25 > len(lines):
        return []
    marked = [i for i in filled if PAGE_MARK.match(lines[i])]
    times = Counter(lines[i].strip() for i in marked)
    starts = {i for i in marked if times[lines[i].strip()] < 3}
    for before, i in zip(filled, filled[1:], strict=False):
        if PRINTED_NUMBER.fullmatch(lines[before].strip()) and alone(lines, before):
            starts.add(i)
    return sorted(starts - {filled[0]})


def alone(lines: list[str], i: int) -> bool:
    """Two empty lines before and one after: how a page number stands at the foot of a page."""
    around = lines[max(0, i - 2) : i] + lines[i + 1 : i + 2]
    return len(around) == 3 and not any(line.strip() for line in around)


def printed_label(text: str, spans: list[tuple[int, int]]) -> str | None:
    """The printed page number, where it stands alone as the last line of its page."""
    filled = [text[a:b].strip() for a, b in spans if text[a:b].strip()]
    return filled[-1] if filled and PRINTED_NUMBER.fullmatch(filled[-1]) else None


def to_lines(text: str, spans: list[tuple[int, int]]) -> tuple[Line, ...]:
    """Printed lines without their line ends; a text on one endless line is cut at its sentences."""
    lines = []
    for a, b in spans:
        raw = text[a:b].rstrip("\n\f")
        if raw.strip():
            pieces = sentence_spans(raw) if len(raw) > ENDLESS else [(0, len(raw))]
            lines += [Line(a + start, a + end) for start, end in pieces]
    return tuple(lines)


def _fit(text: str) -> int:
    """How many odd characters are letters and marks where such stand: 3 for a letter in a word of its case, a
    Nordic one 1 more, 3 for a likely mark; 2 less for each odd character."""
    letters = IN_ITS_CASE.findall(text)
    nordic = sum(letter in NORDIC for letter in letters)
    return 3 * len(letters) + nordic + 3 * len(MARK.findall(text)) - 2 * len(ODD.findall(text))


def seams(lines: Sequence[str]) -> list[tuple[int, int]]:
    """(first, end) in `lines` of what stands inside a sentence, and (n, n) where a line n goes on with a
    sentence that cannot be told."""
    found: list[tuple[int, int]] = []
    last = 0
    lists = dict(_lists_inside(lines))
    for place in range(1, len(lines)):
        if place in lists:
            found.append((lists[place], place))
            last = place
            continue
        if not starts_low(lines[place]) or not SENTENCE.search(lines[place - 1]):
            continue
        if ABBREVIATION.search(lines[place - 1]) and not _narrows(lines, last, place):
            continue
        opened = _opened(lines, last, place)
        found.append((place if opened is None else opened + 1, place))
        last = place
    return found


def _lists_inside(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(end, first) of each list of bare items that stands with its lead-in inside a sentence."""
    for item in range(2, len(lines)):  # the first one, whose bullet may be a tab only
        begins = CAPITAL.match(lines[item]) or find_bullet(lines[item])
        if not lines[item - 1].endswith(":") or not begins:
            continue
        leads = range(item - 1, max(0, item - 1 - LEAST), -1)
        first = next((n for n in leads if CAPITAL.match(lines[n])), None)
        if first is None or SENTENCE.search(lines[first - 1]) or not _is_running(lines, first - 1):
            continue
        end = _list_end(lines, item, _width(lines, first - 1, -1))
        if end is not None:
            yield end, first


def _list_end(lines: Sequence[str], item: int, width: float) -> int | None:
    """The line below a list's bare items that goes on with a sentence in a column of that width: the first
    one in lower case that is wider than all of them."""
    for place in range(item + 1, min(len(lines), item + REACH)):
        items = lines[item:place]
        if any(map(SENTENCE.search, items)):
            return None
        wider = starts_low(lines[place]) and len(lines[place]) > max(map(len, items))
        if wider and not HYPHEN_END.search(items[-1]):
            fits = len(items) >= LEAST and _alike(width, _width(lines, place, 1))
            return place if fits else None
    return None


def _opened(lines: Sequence[str], first: int, place: int) -> int | None:
    """The nearest line from `first` on of the same column that leaves a sentence open before a capital."""
    width = _width(lines, place, 1)
    for i in range(place - 2, max(first - 1, place - REACH), -1):
        ends_open = not SENTENCE.search(lines[i]) and CAPITAL.match(lines[i + 1]) is not None
        if ends_open and _is_running(lines, i) and _alike(width, _width(lines, i, -1)):
            return i
    return None


def _is_running(lines: Sequence[str], last: int) -> bool:
    """Do the lines up to `last` run on as text does, over three lines or by a broken word?"""
    first = last
    while first and starts_low(lines[first]) and not SENTENCE.search(lines[first - 1]):
        first -= 1
    broken = any(HYPHEN_END.search(line) for line in lines[first:last])
    return broken or last - first + 1 >= LEAST


def _narrows(lines: Sequence[str], first: int, place: int) -> bool:
    """Does another column's text begin at `place`, below lines from `first` on of another width?"""
    above = _width(lines[first:place], place - first - 1, -1)
    return not _alike(_width(lines, place, 1), above) and not SENTENCE.search(lines[place])


def _width(lines: Sequence[str], place: int, step: int) -> float:
    """The usual length of three lines from `place` on, downwards or upwards."""
    near = [lines[i] for i in (place, place + step, place + 2 * step) if 0 <= i < len(lines)]
    return median(len(line) for line in near)


def _alike(one: float, other: float) -> bool:
    return min(one, other) >= ALIKE * max(one, other)
