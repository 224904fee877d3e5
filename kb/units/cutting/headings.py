"""Which rows are headings, and of which level.

In a PDF a heading is known by its size or weight. In a text layer it is a short row that was ended
before its column was full, stands at the head of a block and is no sentence.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from kb.units.cutting.blocks import CLOSING, HEADING, OPENING, Part, Row
from kb.units.cutting.levels import (
    CHAPTER,
    NUMBERED,
    below,
    body_size,
    level,
    own_body,
    rank_sizes,
    stands_out,
    tagged_headings,
)
from kb.units.cutting.lists import counts_on, find_bullet
from kb.units.cutting.paragraphs import is_role, is_speaker
from kb.units.cutting.rows import ended_early, finished, goes_on, narrow, runs_of, starts_low, words_of
from kb.units.cutting.tables import in_cells
from kb.units.cutting.vocabulary import WORD, fold, indsats_in, names, words

NARROW_TITLE = 55  # characters of a title in such a column
MAX_ROWS, MAX_WORDS, MAX_CHARACTERS = 3, 16, 120
CHAPTER_ALONE = re.compile(r"(?:kapitel|bilag|del)\s+(?:[\dIVX]+|[A-ZÆØÅ])\s*[.:–-]*", re.I)
LONE, SHORT_SHARE, SPACED = 60, 0.7, 0.45  # characters, share of the column, lines above: a lone heading
FEW = 3  # pages a heading in its own type; with fewer, headings are set as the body is and told by shape
CLAUSE = re.compile(r",\s(?:der|som|hvor|at|når|hvis|så|fordi|men)\b")
TWO_SENTENCES = re.compile(r"[^\W\d_]{2}[.!?]\s+[A-ZÆØÅ]")
FINITE = re.compile(r"\b(?:er|har|kan|skal|vil|bliver|blev|får)\b")
LONE_TITLE = 10  # words; a title with white space on both sides is seldom longer
STATEMENT = 6  # words; a longer line on its own with a finite verb states something
OPEN_END = re.compile(
    r"\b(?:som|og|i|på|af|til|med|for|at|der|eller|den|det|de|en|et|hvor|når|ved|fra|om|alt|er|har|kan|skal)$"
)
NOT_HEADING = re.compile(r"@|https?:|www\.|^[\d\s%.,–-]+$|\d\s*%$|\bkr\.$")
RULE = re.compile(r"([=~_*#^+-])\1{2,}")
DATE = re.compile(r"\bden \d{1,2}\.$")
NO_HEADING = {"LI", "TD", "TH", "Note", "TOCI", "Caption"}


def find_headings(rows: Sequence[Row], taken: set[int], ends: set[int]) -> list[Part]:
    """All headings in reading order; rows in `taken` are looked over, `ends` are rows that end a block.

    What the file itself calls a heading is one; type tells the others, and where none is known, shape.
    """
    tagged = tagged_headings(rows, taken) or underlined(rows)
    told = {i for head in tagged for i in head.rows}
    told |= {i for i, row in enumerate(rows) if row.tag in NO_HEADING}
    kept = [i for i in range(len(rows)) if i not in taken and i not in told]
    body = body_size(rows)
    found = scan(rows, kept, ends, body)
    if body is None and len(tagged) >= FEW:  # a text that underlines its headings, or sets them in capitals
        capitals = [head._replace(level=1) for head in found if rows[head.rows[0]].text.isupper()]
        return sorted([*tagged, *capitals])
    if body is not None:
        found = rank_sizes(rows, kept, found, body)
    found = without_lists(rows, kept, found)
    return with_numbers(rows, taken, sorted([*tagged, *below(rows, found, tagged)]))


def with_numbers(rows: Sequence[Row], taken: set[int], found: Sequence[Part]) -> list[Part]:
    """Headings with the number that stands alone above each in larger type."""
    out = []
    for head in found:
        i = head.rows[0] - 1
        own = i >= 0 and i not in taken and _is_number_of(rows[i], rows[i + 1])
        out.append(head._replace(rows=(i, *head.rows)) if own else head)
    return out


def _is_number_of(above: Row, row: Row) -> bool:
    """Whether a row is nothing but a number, on the page of the other and in larger type."""
    is_number = re.fullmatch(r"\d{1,2}", above.text) is not None
    return is_number and above.page == row.page and (above.size or 0) > (row.size or 0)


def underlined(rows: Sequence[Row]) -> list[Part]:
    """Rows of a text layer that stand over a row of ===== or -----; the sign used first is the highest."""
    found: list[Part] = []
    signs: list[str] = []
    for i, (row, rule) in enumerate(zip(rows, rows[1:], strict=False)):
        drawn = RULE.fullmatch(rule.text) and rule.gap < 1 and len(rule.text) * 2 >= len(row.text)
        if row.y is None and drawn and (row.gap >= 1 or row.top) and not in_cells(row.text):
            signs += [rule.text[0]] if rule.text[0] not in signs else []
            found.append(Part(HEADING, (i,), 1 + signs.index(rule.text[0])))
    return found


def scan(rows: Sequence[Row], kept: Sequence[int], ends: set[int], body: float | None) -> list[Part]:
    """The headings by type where `body` is known, else by shape."""
    found: list[Part] = []
    at = 0
    while at < len(kept):
        fresh = at > 0 and (kept[at - 1] in ends or bool(found) and found[-1].rows[-1] == kept[at - 1])
        size = heading_rows(rows, kept, at, body, fresh)
        if size and kept[at + size - 1] - kept[at] == size - 1:
            own = tuple(kept[at : at + size])
            found.append(Part(HEADING, own, level(words_of(rows, own))))
        at += max(size, 1)
    return found


def heading_rows(rows: Sequence[Row], kept: Sequence[int], at: int, body: float | None, fresh: bool) -> int:
    """How many rows from kept[at] make a heading; 0 for none. `fresh`: the row above ended a block."""
    row, above = rows[kept[at]], rows[kept[max(0, at - 1)]]
    # Right under a quotation a row may say who spoke: "Socialrådgiver i en kommune".
    speaks = above.text[-1] in CLOSING and is_role(fold(row.text.split()[0].strip(",")))
    if speaks or not can_be_head(row) or not (fresh or can_begin(rows, kept, at)):
        return 0
    return by_shape(rows, kept, at) if body is None else by_type(rows, kept, at, body)


def can_be_head(row: Row) -> bool:
    """A heading begins with a capital and is neither a list item nor a speaker."""
    if not re.search(r"[^\W\d_]", row.text) or starts_low(row.text) or row.tab or is_speaker(row.text):
        return False
    return not find_bullet(row.text) or bool(NUMBERED.match(row.text))


def can_begin(rows: Sequence[Row], kept: Sequence[int], at: int) -> bool:
    """Whether a block begins here: at the top, after white space or after a sentence."""
    row = rows[kept[at]]
    before = rows[kept[at - 1]] if at else row
    if at == 0 or row.top or row.gap >= 0.5 or row.bold or CHAPTER.match(row.text):
        return True
    return finished(before.text) or row.size != before.size


def by_type(rows: Sequence[Row], kept: Sequence[int], at: int, body: float) -> int:
    """Larger or bolder than the body, and not a sentence."""
    first = rows[kept[at]]
    if not stands_out(first, own_body(rows, kept[at], body)):
        return int(stands_alone(rows, kept, at) and by_shape(rows, kept, at) == 1)

    def goes_with(i: int) -> bool:
        near = abs((rows[i].size or 0) - (first.size or 0)) < 0.6 and rows[i].gap < 1
        return near and rows[i].bold == first.bold

    own = [kept[at], *takewhile(goes_with, kept[at + 1 : at + 5])]
    text = words_of(rows, own)
    quoted = text[0] in OPENING and text[-1] in CLOSING and (not first.bold or text[-2] in ".!?")
    typed = first.bold or CHAPTER.match(text)  # the type speaks for it, only a sentence does not
    ended = text.endswith((".", ";", ",")) and not DATE.search(text)
    titled = can_be_title(text) and not ended if typed else is_title(text, apart=True)
    return len(own) if titled and not quoted else 0


def stands_alone(rows: Sequence[Row], kept: Sequence[int], at: int) -> bool:
    """Whether a row set as the body is stands like a heading: short, white space above, a paragraph below."""
    row, *below = rows[kept[at] : kept[at] + 2]
    chapter = CHAPTER.match(row.text) is not None or row.text.isupper()
    item = find_bullet(row.text) is not None and not (chapter and NUMBERED.match(row.text))
    if not below or item or row.zone or below[0].page != row.page or below[0].zone and not chapter:
        return False
    after = below[0]
    fits = len(row.text) <= LONE and row.length < SHORT_SHARE * after.width
    spaced = row.gap >= SPACED or row.top
    full = after.length > SHORT_SHARE * after.width or find_bullet(after.text) is not None or chapter
    return spaced and (fits or chapter) and full and is_title(row.text, apart=not chapter)


def can_be_title(text: str) -> bool:
    """Whether words are neither too long nor two sentences, an address, a figure, a speaker or a caption."""
    plain = not (NOT_HEADING.search(text) or TWO_SENTENCES.search(text) or is_speaker(text))
    return plain and len(text) <= MAX_CHARACTERS and fold(text.split()[0]) not in words("caption")


def by_shape(rows: Sequence[Row], kept: Sequence[int], at: int) -> int:
    """Up to three rows that were ended early, followed by a row that begins with a capital or a bullet."""
    best = 0
    near = [(a, b) for a, b in pairwise(kept[max(0, at - 1) : at + 2]) if adjoin(rows, a, b)]
    if any(counts_on(rows[a].text, rows[b].text) for a, b in near):
        return 0  # a numbered list
    for count in range(1, min(MAX_ROWS, len(kept) - at) + 1):
        last = rows[kept[at + count - 1]]
        after = rows[kept[at + count]] if at + count < len(kept) else None
        other = last.text.isupper() != rows[kept[at]].text.isupper()
        if count > 1 and (last.gap >= 0.5 or last.top or (best and (other or narrow(last)))):
            break
        apart = after is None or after.gap >= 1 or after.top
        if after and not apart and not ended_early(last, after):
            break
        if goes_on(last, after):
            continue
        text = words_of(rows, kept[at : at + count])
        fits = len(text) <= NARROW_TITLE or not narrow(last)
        fits = fits and not (apart and len(text.split()) > LONE_TITLE)
        if (after is None or apart or begins_block(after)) and fits and is_title(text, apart):
            best = count
    return best


def begins_block(row: Row) -> bool:
    plain = row.text if narrow(row) else row.text.lstrip("”\"»'’(\t ")
    return plain[:1].isupper() or row.tab or find_bullet(row.text) is not None


def is_title(text: str, apart: bool) -> bool:
    """Whether the words can be a title: few, no sentence, no address, no figure.

    `apart` says that white space follows; a title right above its text may look more like a sentence.
    """
    count = len(WORD.findall(text))
    if not 0 < count <= MAX_WORDS or not can_be_title(text):
        return False
    if apart and (CLAUSE.search(text) or (count > STATEMENT and FINITE.search(text))):
        return False
    if text.count(": ") > 1 or OPEN_END.search(text):
        return False
    if text.endswith(":"):
        return count <= (6 if apart else 9) or names(text, "recommendation")
    if text.endswith("?"):
        return not apart or count <= 7
    return not text.endswith((".", ";", ",", "!", "”", "»", '"')) or (
        count <= 3 and not apart and text.endswith(".")
    )


def without_lists(rows: Sequence[Row], kept: Sequence[int], found: list[Part]) -> list[Part]:
    """Headings without the items of loose lists: three or more in a run (two, when numbered) that each
    stand alone, with nothing between them; four or more even without white space."""
    follows = {a: b for a, b in zip(kept, kept[1:], strict=False) if adjoin(rows, a, b)}

    def joins(run: list[Part], head: Part) -> bool:
        follow = follows.get(run[-1].rows[-1]) == head.rows[0] and not rows[head.rows[0]].top
        return follow and can_be_item(rows, run[-1]) and can_be_item(rows, head)

    return [head for run in runs_of(found, joins) if not is_list(rows, run, follows) for head in run]


def adjoin(rows: Sequence[Row], a: int, b: int) -> bool:
    """Whether nothing but a page's end stands between two rows: a table ends a list."""
    return b == a + 1 or rows[a].page != rows[b].page


def is_list(rows: Sequence[Row], run: Sequence[Part], follows: dict[int, int]) -> bool:
    """Whether a run of would-be headings is a loose list."""
    numbered = bool(NUMBERED.match(rows[run[0].rows[0]].text))
    after = [follows.get(head.rows[-1]) for head in run]
    apart = all(i is None or rows[i].gap >= 1 or rows[i].top for i in after)
    return len(run) >= (2 if numbered and apart else 3 if apart else 4)


def can_be_item(rows: Sequence[Row], head: Part) -> bool:
    """Whether a heading could be an item of a loose list: set as the body is, no lead-in, no known word."""
    text = words_of(rows, head.rows)
    known = names(text, "example") or indsats_in(text) or CHAPTER.match(text) or text.endswith(":")
    return not known and not rows[head.rows[0]].size
