"""Rows that are not running text: heads and feet, page numbers, contents, repeated figures, loose labels.

Each function takes the rows and returns {row index: reason}. A PDF's zones tell; in a text layer rows are
known by repetition, position and shape alone, never by their words.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile, zip_longest

from kb.danish.slugs import squash
from kb.units.cutting.blocks import FIGURE, HEADING, Part, Row
from kb.units.cutting.lists import find_bullet, is_marker
from kb.units.cutting.rows import finished, runs_of, starts_low
from kb.units.cutting.tables import is_caption, names_columns
from kb.units.cutting.vocabulary import is_one_of, names

HEAD, NUMBER, CONTENTS = "running head or foot", "page number", "table of contents"
REPEATED, LABEL, LOOSE = "repeated figure", "side-bar label", "figure text"
ORNAMENT, ADDRESS = "ornament", "address alone"
EDGE = 3  # rows at the top and the bottom of a page that may be head or foot
PAGE_NUMBER = re.compile(
    r"(?:side|s\.|page|p\.)?\s*[-–|]?\s*\d{1,4}\s*(?:(?:af|/|of)\s*\d{1,4})?\s*[-–|]?", re.I
)
PAGE_OF = re.compile(r"side\s+\d+\s*(?:af|/)\s*\d+", re.I)
LEADER = re.compile(r"(?:\.\s?){3,}\s*\d{1,4}$|…+\s*\d{1,4}$|_{3,}\s*\d{1,4}$")
ENTRY = re.compile(r"\S.*\s\d{1,4}$")
SITE = re.compile(r"(?:https?://|www\.)[\w.-]+/?")
LETTER = re.compile(r"[^\W\d_]")
SHORT = 60  # characters; a longer row is a sentence, not a label
FRAGMENT, FRAGMENTS = 40, 20  # characters in a loose label; rows that make a picture of them
REASONS = {"head": HEAD, "foot": HEAD, "turned": LABEL, "figure": LOOSE}  # of zones


def find_furniture(rows: Sequence[Row]) -> dict[int, str]:
    """All that each row by itself, its edge of the page or its zone tells; of two reasons the last."""
    found = ornaments(rows) | lone_addresses(rows) | running_heads(rows) | page_counts(rows) | contents(rows)
    return found | zoned_furniture(rows)


def zoned_furniture(rows: Sequence[Row]) -> dict[int, str]:
    """Row -> reason, for running heads and feet, turned text and the labels of drawings."""
    found = {}
    for i, (row, below) in enumerate(zip_longest(rows, rows[1:])):
        captions = row.zone == "figure" and is_caption(row.text)
        if row.zone in REASONS and not captions and not (below and names_columns(row, below)):
            number = REASONS[row.zone] == HEAD and PAGE_NUMBER.fullmatch(row.text)
            found[i] = NUMBER if number else REASONS[row.zone]
    return found


def running_heads(rows: Sequence[Row]) -> dict[int, str]:
    """Rows of a text layer at a page's edge that recur, but for their digits, at the edge of other pages.

    A fifth of all pages must carry it, and three: a heading such as "Anbefalinger" may well begin three
    pages of a long report. Where places are known, zones have told heads and feet already.
    """
    pages = runs_of(range(len(rows)), lambda page, i: rows[i].page == rows[page[-1]].page)
    if len(pages) < 3 or rows[0].y is not None:
        return {}
    edges = sorted({i for on in pages for i in (*on[:EDGE], *on[-EDGE:])})
    carriers = Counter(head for head, _ in {(head_key(rows[i]), rows[i].page) for i in edges})
    numbers = {i: NUMBER for i in edges if PAGE_NUMBER.fullmatch(rows[i].text)}
    recurring = [i for i in edges if carriers[head_key(rows[i])] >= max(3, len(pages) // 5)]
    return numbers | {i: HEAD for i in recurring if not names(rows[i].text, "recommendation")}


def head_key(row: Row) -> str:
    """The row's letters with every number as #."""
    return re.sub(r"[^\w#]+", "", re.sub(r"\d+", "#", row.text.casefold()))


def page_counts(rows: Sequence[Row]) -> dict[int, str]:
    """Page numbers wherever they stand: "Side 2 af 3", or digits alone between empty lines."""
    out = {}
    for i, row in enumerate(rows):
        last = i + 1 == len(rows) or rows[i + 1].top
        below = 0.0 if last else rows[i + 1].gap
        spaced = row.gap >= 2 and (last or below >= 1) or row.gap + below >= 3
        if PAGE_OF.fullmatch(row.text) or spaced and re.fullmatch(r"\d{1,4}", row.text):
            out[i] = NUMBER
    return out


def contents(rows: Sequence[Row]) -> dict[int, str]:
    """A table of contents: rows with dot leaders, or rows under its heading that end in rising numbers."""
    out = {i: CONTENTS for i, row in enumerate(rows) if LEADER.search(row.text) or row.tag == "TOCI"}
    for i, row in enumerate(rows):
        if not is_one_of(row.text, "contents"):
            continue
        entries, last = [i], 0
        for j in range(i + 1, len(rows)):
            number = int(rows[j].text.split()[-1]) if ENTRY.fullmatch(rows[j].text) else None
            wraps = j + 1 < len(rows) and ENTRY.fullmatch(rows[j + 1].text) and not finished(rows[j].text)
            if j not in out and not wraps and (number is None or number < last):
                break
            entries.append(j)
            last = number or last
        if len(entries) > 3 or any(j in out for j in entries):
            out |= dict.fromkeys(entries, CONTENTS)
    return out


def ornaments(rows: Sequence[Row]) -> dict[int, str]:
    """Rows without a letter or a digit that are no bullet either: rules, quotation marks set as a picture."""
    return {
        i: ORNAMENT
        for i, row in enumerate(rows)
        if not re.search(r"\w", row.text)
        and (row.text == "»" or not (is_marker(row.text) or find_bullet(row.text)))
    }


def lone_addresses(rows: Sequence[Row]) -> dict[int, str]:
    """Rows that are only the address of a site, with two empty lines on either side, as on a cover."""
    gaps = [row.gap if not row.top else math.inf for row in rows] + [math.inf]
    apart = (i for i in range(len(rows)) if min(gaps[i : i + 2]) >= 2)
    return {i: ADDRESS for i in apart if SITE.fullmatch(rows[i].text)}


def sort_repeats(rows: Sequence[Row], taken: set[int]) -> tuple[list[Part], dict[int, str]]:
    """Repeated runs -> (figures at their first occurrence and labels in capitals as headings, the rest).

    A run that begins in capitals is a label beside the text with its sub-labels; five rows or more are a
    figure, worth keeping once; fewer are heads.
    """
    parts: list[Part] = []
    removed: dict[int, str] = {}
    seen: set[str] = set()
    for run in repeats(rows, taken):
        label = tuple(takewhile(lambda i: rows[i].text.isupper() and len(rows[i].text) > 3, run))
        if label:
            parts.append(Part(HEADING, label, 3))
            removed |= {i: LABEL for i in run if i not in label}
            continue
        keys = {squash(rows[i].text) for i in run}
        if len(run) >= 5 and len(keys & seen) * 2 < len(keys):
            parts.append(Part(FIGURE, tuple(run)))
        else:
            removed |= dict.fromkeys(run, REPEATED if keys & seen else HEAD)
        seen |= keys if len(run) >= 5 else set()
    return parts, removed


def repeats(rows: Sequence[Row], taken: set[int]) -> list[list[int]]:
    """Runs of short rows of which every two neighbours stand together elsewhere too, in reading order."""
    short = [i not in taken and is_short(row.text) for i, row in enumerate(rows)]
    keys = [squash(row.text) for row in rows]
    pairs = {i: (keys[i], keys[i + 1]) for i in range(len(rows) - 1) if short[i] and short[i + 1]}
    times = Counter(pairs.values())
    again = (i for i, pair in pairs.items() if times[pair] > 1)
    runs = [[*run, run[-1] + 1] for run in runs_of(again, lambda run, i: run[-1] == i - 1)]
    paged = rows[-1].page > 0
    labels = [
        run
        for run in runs
        if not starts_low(rows[run[0]].text) and sum(starts_low(rows[i].text) for i in run) * 2 <= len(run)
    ]
    # A short run may be a piece of a longer one: a figure of which a page shows a part.
    figures = [{keys[i] for i in run} for run in labels if len(run) > 3]
    least = 3 if paged else 2
    return [run for run in labels if len(run) >= least or any({keys[i] for i in run} <= f for f in figures)]


def is_short(text: str) -> bool:
    """Whether a row may be a label: words that are no sentence, no lead-in and no list item."""
    plain = len(text) <= SHORT and not text.endswith((".", ":")) and not find_bullet(text)
    return plain and LETTER.search(text) is not None


def loose_labels(rows: Sequence[Row], taken: set[int]) -> dict[int, str]:
    """Long runs of short rows without a sentence among them: the labels of a drawing.

    A list of names in alphabetical order is not one.
    """
    fragments = {i for i in range(len(rows)) if i not in taken and is_fragment(rows, i)}
    free = (i for i in range(len(rows)) if i not in taken)
    runs = runs_of(free, lambda run, i: {run[-1], i} <= fragments and rows[i].page == rows[run[-1]].page)
    return {i: LOOSE for run in runs if is_drawing(rows, run) for i in run}


def is_fragment(rows: Sequence[Row], i: int) -> bool:
    """A short row that ends no sentence, words set apart by tabs, or a longer row that stands alone."""
    row = rows[i]
    if row.text.count("\t") * 2 > len(row.text.split()) or not LETTER.search(row.text):
        return True
    alone = row.gap >= 1 and (i + 1 == len(rows) or rows[i + 1].gap >= 1) and not starts_low(row.text)
    if len(row.text) > FRAGMENT and not alone:
        return False
    if finished(row.text) and not re.search(r"\b(?:mv|osv|fx|m\.fl|etc)\.$", row.text):
        return False
    return not names(row.text, "recommendation")


def is_drawing(rows: Sequence[Row], run: list[int]) -> bool:
    if len(run) < FRAGMENTS:
        return False
    texts = [rows[i].text for i in run]
    rising = sum(a.casefold() <= b.casefold() for a, b in zip(texts, texts[1:], strict=False))
    low = sum(starts_low(text) for text in texts)
    lengths = sorted(len(text) for text in texts)
    return lengths[len(lengths) // 2] <= 22 and rising < 0.8 * len(texts) and low < 0.65 * len(texts)
