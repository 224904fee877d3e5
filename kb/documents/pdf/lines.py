"""Words -> fragments: what stands on one baseline without a gap wider than a space.

A fragment is a printed line, or a cell, or one column's part of a line: which of these only the page as a
whole can tell (`kb/documents/pdf/order.py`).
"""

from bisect import insort_left
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from statistics import median

from kb.documents.pdf.objects import Shape, Word
from kb.documents.pdf.rows import Fragment, heaviest
from kb.documents.pdf.rules import Rule
from kb.units.cutting.rows import runs_of

BASELINE = 0.25  # of the size: words nearer than this share a baseline
SMALL = 0.82  # of the neighbour's size: below it a raised word is a mark
LEAST = 0.4  # of the neighbour's size: what is still smaller is no mark but stands by an initial
INITIAL = 1.8  # of the usual size: a capital so large is an initial, its word goes on beside it
MAX_DOTS = 200  # a page with more small shapes has a drawing
WIDE = 0.9  # of the size: a wider gap may be a gutter or a cell's edge


def fragments(
    words: Sequence[Word], walls: Sequence[Rule] = (), cells: Container[int] = ()
) -> list[Fragment]:
    """All fragments of words of one direction, from top to bottom and left to right.

    No fragment goes through a wall, a rule down the page, or from one to another of the marked contents
    in `cells`, the cells of tables.
    """
    usual = median(word.size for word in words) if words else 0.0
    large = {w.size for w in words if len(w.text) > 1}  # the type of headings, which hold single letters too
    initials = [w for w in words if w.size > INITIAL * usual and w.text.isupper() and w.size not in large]
    if initials:
        words = [w for w in words if w not in initials]
    groups = [group for row in _rows(words) for group in _split(row, walls, cells)]
    edges = _shared_edges(groups)
    found = [_merge(part) for group in groups for part in _cut(group, edges)]
    for initial in initials:
        found = _with_initial(found, initial)
    return sorted(found, key=lambda f: (-f.y, f.x0))


def drawn_bullets(words: Sequence[Word], shapes: Sequence[Shape]) -> list[Word]:
    """A bullet for every small painted dot or square that stands before a word as a bullet does."""
    dots = [s for s in shapes if 1.5 < s.x1 - s.x0 < 9 and 0.6 < (s.x1 - s.x0) / max(s.y1 - s.y0, 0.1) < 1.6]
    found = []
    for dot in dots[:MAX_DOTS]:
        middle = (dot.y0 + dot.y1) / 2
        beside = [
            w
            for w in words
            if 1 < w.x0 - dot.x1 < 2.5 * w.size and -0.1 * w.size < middle - w.y < 0.7 * w.size
        ]
        before = any(w.x1 > dot.x0 - 8 and w.x0 < dot.x1 and abs(w.y - middle) < w.size for w in words)
        if beside and not before:
            w = min(beside, key=lambda w: w.x0)
            found.append(Word("•", dot.x0, dot.x1, w.y, w.size, False, w.angle, False))
    return found


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words by baseline; a small raised or lowered word goes to the row of the word it stands at."""
    falling = sorted(words, key=lambda w: (-w.y, w.x0))
    rows = runs_of(falling, lambda row, w: row[0].y - w.y <= BASELINE * min(w.size, row[0].size))
    return _settle_marks([sorted(row, key=lambda w: w.x0) for row in rows])


def _settle_marks(rows: list[list[Word]]) -> list[list[Word]]:
    """Move footnote marks and indices, drawn off the baseline, into the row they belong to."""
    largest = [max(word.size for word in row) for row in rows]
    for place, row in enumerate(rows):
        limit = SMALL * max(largest[max(0, place - 1) : place + 3])
        staying: list[Word] = []
        for word in row:
            home = _home(word, rows, place) if word.size < limit and len(word.text) <= 6 else None
            if home is None:
                staying.append(word)
            else:
                insort_left(home, word, key=lambda w: w.x0)
        row[:] = staying
    return [row for row in rows if row]


def _home(word: Word, rows: list[list[Word]], place: int) -> list[Word] | None:
    """The row, up to two below or one above, with a larger word right beside this one."""
    for other in (place + 1, place + 2, place - 1):
        if not 0 <= other < len(rows):
            continue
        for neighbour in rows[other]:
            off = word.y - neighbour.y
            reach = 0.3 * neighbour.size
            beside = -reach < word.x0 - neighbour.x1 < reach or -reach < neighbour.x0 - word.x1 < 2 * reach
            smaller = LEAST * neighbour.size < word.size < SMALL * neighbour.size
            if beside and smaller and -reach < off < 0.65 * neighbour.size:
                return rows[other]
    return None


def _split(row: list[Word], walls: Sequence[Rule], cells: Container[int]) -> list[list[Word]]:
    gaps = [after.x0 - before.x1 for before, after in zip(row, row[1:], strict=False)]
    if not gaps:
        return [row]
    size = max(word.size for word in row)
    usual = min(median(gaps), 0.7 * size)
    wide = max(WIDE * size, 1.8 * usual)
    if len(gaps) >= 4:
        wide = min(wide, max(0.55 * size, 2.5 * usual))
    y = row[0].y + 0.3 * size
    inner = [w.at for w in walls if w.start < y < w.end and row[0].x1 < w.at < row[-1].x0]

    def goes_on(before: list[Word], word: Word) -> bool:
        last = before[-1]
        gap = word.x0 - last.x1
        walled = any(last.x1 - 1 <= at <= word.x0 + 1 for at in inner)
        figures = gap > 0.55 * size and word.text[:1].isdigit() and last.text[-1:].isdigit()
        other = last.content != word.content and (last.content in cells or word.content in cells)
        return not (gap > wide or walled or figures or other)

    return runs_of(row, goes_on)


def _shared_edges(groups: Sequence[Sequence[Word]]) -> list[int]:
    """Left edges of four groups or more, other than the leftmost: columns, of text or of a table."""
    starts = Counter(round(group[0].x0) for group in groups)
    leftmost = min(starts, default=0)
    return [x for x, times in starts.items() if times >= 4 and x > leftmost + 40]


def _cut(group: list[Word], edges: Sequence[int]) -> list[list[Word]]:
    """Cut a group where a word begins at a shared edge after more than a plain space.

    A narrow gutter beside a line that justification has stretched is no wider than its spaces.
    """
    inner = [x for x in edges if group[0].x1 <= x <= group[-1].x1]
    if not inner:
        return [group]
    gaps = [after.x0 - before.x1 for before, after in zip(group, group[1:], strict=False)]
    least = max(0.45 * group[0].size, 1.2 * median(gaps)) if gaps else 0.0

    def goes_on(before: list[Word], word: Word) -> bool:
        return word.x0 - before[-1].x1 < least or all(abs(word.x0 - x) > 1.5 for x in inner)

    return runs_of(group, goes_on)


def _merge(words: list[Word]) -> Fragment:
    words = _unspaced(words)
    size = heaviest((w.size, len(w.text)) for w in words)
    base = next(w for w in words if w.size == size)
    text, marks, last = "", [], None
    for word in words:
        gap = word.x0 - last.x1 if last else 0.0
        if last and (gap > 0.12 * size or (word.spaced and gap > -0.3 * size)):
            text += " "
        if word.size < SMALL * size and word.y > base.y + 0.1 * size:
            marks.append((len(text), len(text) + len(word.text)))
        text += word.text
        last = word
    bold = sum(len(w.text) for w in words if w.bold) * 2 > sum(len(w.text) for w in words)
    x1 = max(w.x1 for w in words)
    content = heaviest((w.content, len(w.text)) for w in words)
    return Fragment(text, words[0].x0, x1, base.y, size, bold, tuple(marks), content)


def _unspaced(words: list[Word]) -> list[Word]:
    """Join the letters of words that are set letter by letter ("A n b e f a l i n g")."""
    single = sum(len(word.text) == 1 and word.text.isalnum() for word in words)
    if single < 5 or single < 0.8 * len(words):
        return words
    usual = median(after.x0 - before.x1 for before, after in zip(words, words[1:], strict=False))
    joined = [words[0]]
    for word in words[1:]:
        if word.x0 - joined[-1].x1 < 1.5 * usual + 0.01:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + word.text, x1=word.x1)
        else:
            joined.append(word._replace(spaced=True))
    return joined


def _with_initial(found: list[Fragment], initial: Word) -> list[Fragment]:
    """Give an initial that is several lines high back to its word, in the topmost line beside it."""
    top = initial.y + 0.75 * initial.size
    beside = [f for f in found if -2 < f.x0 - initial.x1 < 1.5 * f.size and initial.y - f.size < f.y < top]
    if not beside:
        return [*found, _merge([initial])]
    first = max(beside, key=lambda f: f.y)
    shift = len(initial.text)
    marks = tuple((start + shift, end + shift) for start, end in first.marks)
    whole = replace(first, text=initial.text + first.text, x0=initial.x0, marks=marks)
    return [whole if f is first else f for f in found]
