"""Units against the keys of made reports in many house styles.

A style is a folder with `report.pdf` or `report.txt` and `key.json`; a field that a key lacks asks for
nothing. Texts are compared squashed: lower case, without white space and hyphens.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kb.danish.municipalities import find_municipality
from kb.danish.slugs import squash
from kb.measuring.score import Score, scored
from kb.measuring.units import outermost, paired
from kb.model import Document, Source, Unit
from kb.units.cutting.vocabulary import is_one_of

Key = Mapping[str, Any]
LONGEST = 1.6  # a unit's length, in lengths of the key's text and title
SAME = 0.5  # share of the words of unit and key that both have
WORD = re.compile(r"\w+")
NUMBERING = re.compile(r"^[\dIVX]+(?:\.\d+)*[.:)]?\s+")


def read_styles(folder: Path) -> list[tuple[Source, Key]]:
    """Every style of the folder, by name; folders without a report or a key are passed over."""
    styles: list[tuple[Source, Key]] = []
    for path in sorted(folder.glob("*/key.json")):
        key = json.loads(path.read_text(encoding="utf-8"))
        document = Document(path.parent.name, key.get("title") or path.parent.name, None, None)
        reports = [path.with_name(f"report.{suffix}") for suffix in ("pdf", "txt")]
        styles += [(Source(document, (report,)), key) for report in reports if report.exists()][:1]
    return styles


def evaluate(units: Sequence[Unit], key: Key) -> tuple[Score, ...]:
    """The scores of one report, in the order they are printed."""
    advice, examples = key.get("recommendations") or [], key.get("examples") or []
    given, told = outermost(units, "recommendation"), outermost(units, "municipality_example")
    shortest_first = sorted(given, key=lambda unit: len(unit.text))
    recommended = paired(advice, shortest_first, is_recommended)
    return (
        of_pairs("recommendations", advice, recommended, given),
        numbers(advice, recommended),
        of_pairs("examples", examples, paired(examples, told, tells_of), told),
        headings(units, [heading["text"] for heading in key.get("headings") or []]),
        cells(units, [table.get("cells") or [] for table in key.get("tables") or []]),
        words_kept(units, key.get("paragraphs") or []),
    )


def of_pairs(name: str, wanted: Sequence[Key], found: Sequence[Unit | None], given: Sequence[Unit]) -> Score:
    """The score of units that were paired with what is wanted."""
    alone = [one for one, unit in zip(wanted, found, strict=True) if unit is None]
    missed = [one.get("core") or f"{one['municipality']}: {one['text']}" for one in alone]
    extra = [f"{unit.title}: {unit.text}" for unit in given if unit not in found]
    return scored(name, len(wanted), missed, len(given), extra)


def is_recommended(unit: Unit, one: Key) -> bool:
    """Whether the unit holds the core of the recommendation and little that is not its own."""
    mine = squash(f"{unit.title or ''} {unit.text}")
    whole = squash(f"{one.get('title') or ''} {one['text']}")
    return squash(one["core"]) in mine and len(squash(unit.text)) <= LONGEST * len(whole)


def numbers(wanted: Sequence[Key], found: Sequence[Unit | None]) -> Score:
    """Printed numbers of the recommendations that were found; null where none is printed."""
    pairs = zip(wanted, found, strict=True)
    asked = [(one["number"], unit) for one, unit in pairs if unit and one.get("number") is not None]
    wrong = [
        f"{number} is {unit.number}: {unit.text}"
        for number, unit in asked
        if str(number).strip(" .") != str(unit.number)
    ]
    return scored("printed numbers", len(asked), wrong)


def tells_of(unit: Unit, one: Key) -> bool:
    place = find_municipality(one.get("municipality") or "")
    if place is not None and place.name not in unit.municipalities:
        return False
    mine = bag(f"{unit.title or ''} {unit.text}")
    key = bag(f"{one.get('title') or ''} {one['text']}")
    return (mine & key).total() >= SAME * max(mine.total(), key.total())


def bag(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def headings(units: Sequence[Unit], wanted: Sequence[str]) -> Score:
    """Headings that stand as a title or in a section's path, numbering aside; "Indhold" is not asked for."""
    titles = {squash(title) for unit in units for title in (unit.title or "", *unit.section)}
    asked = [heading for heading in wanted if not is_one_of(heading, "contents")]
    missed = []
    for heading in asked:
        bare = squash(NUMBERING.sub("", heading))
        longest = max(2 * len(bare), len(bare) + 20)
        missed += [] if any(bare in title and len(title) <= longest for title in titles) else [heading]
    return scored("headings", len(asked), missed)


def cells(units: Sequence[Unit], tables: Sequence[Sequence[Sequence[str]]]) -> Score:
    """Cells that stand on one line of a unit with the first cell of their row."""
    lines = {squash(line) for unit in units for line in unit.text.splitlines()}
    asked, found = 0, 0
    missed = []
    for row in (row for table in tables for row in table):
        texts = [text for cell in row if (text := squash(str(cell)))]
        best = max((sum(t in line for t in texts) for line in lines if texts and texts[0] in line), default=0)
        asked, found = asked + len(texts), found + best
        missed += [" | ".join(map(str, row))] if best < len(texts) else []
    return Score("table cells", asked, found, asked, found, tuple(dict.fromkeys(missed)))


def words_kept(units: Sequence[Unit], paragraphs: Sequence[str]) -> Score:
    """Words of the key's paragraphs that are in a unit, its title, path, speaker or footnotes."""
    titles = {title for unit in units for title in (unit.title or "", *unit.section)}
    whole = [unit for unit in units if unit.parent is None]
    texts = (" ".join((unit.text, unit.speaker or "", *unit.footnotes)) for unit in whole)
    wanted = bag(" ".join(paragraphs))
    lost = wanted - sum(map(bag, (*titles, *texts)), Counter())
    found = wanted.total() - lost.total()
    return Score("words kept", wanted.total(), found, wanted.total(), found, tuple(sorted(lost)))
