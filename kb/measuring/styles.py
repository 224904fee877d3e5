"""Units against the keys of made reports in many house styles.

A style is a folder with `report.pdf` or `report.txt` and `key.json`; a field that a key lacks asks for
nothing. Texts are compared squashed: lower case, without white space and hyphens.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.danish.municipalities import find_municipality
from kb.danish.slugs import squash
from kb.measuring.units import Score, of_wanted, outermost
from kb.model import Document, Source, Unit
from kb.units.cutting.vocabulary import is_one_of

Key = Mapping[str, Any]
LONGEST = 1.6  # a unit's length, in lengths of the key's text and title
SAME = 0.5  # share of the words of unit and key that both have
WORD = re.compile(r"\w+")
NUMBERING = re.compile(r"^[\dIVX]+(?:\.\d+)*[.:)]?\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """One made report and what should be found in it."""

    name: str
    source: Source
    key: Key


def read_styles(folder: Path) -> tuple[Style, ...]:
    """Every style of the folder, by name; folders without a report or a key are passed over."""
    styles = []
    for path in sorted(folder.glob("*/key.json")):
        reports = [file for suffix in ("pdf", "txt") if (file := path.with_name(f"report.{suffix}")).exists()]
        if not reports:
            continue
        name = path.parent.name
        key = json.loads(path.read_text(encoding="utf-8"))
        source = Source(Document(name, key.get("title") or name, None, None), (reports[0],))
        styles.append(Style(name, source, key))
    return tuple(styles)


def evaluate(units: Sequence[Unit], key: Key) -> tuple[Score, ...]:
    """The scores of one report, in the order they are printed."""
    pairs, advice = recommendations(units, key.get("recommendations") or [])
    return (
        advice,
        numbers(pairs),
        examples(units, key.get("examples") or []),
        headings(units, [heading["text"] for heading in key.get("headings") or []]),
        cells(units, [table.get("cells") or [] for table in key.get("tables") or []]),
        words_kept(units, key.get("paragraphs") or []),
    )


def add(scores: Sequence[Score]) -> Score:
    """The same measure over several reports."""
    counts = zip(*((score.wanted, score.found, score.given, score.right) for score in scores), strict=True)
    wanted, found, given, right = map(sum, counts)
    return Score(scores[0].name, wanted, found, given, right)


def recommendations(units: Sequence[Unit], wanted: Sequence[Key]) -> tuple[list[tuple[Key, Unit]], Score]:
    """The pairs of key and unit, each unit paired once, the shortest first; and the score."""
    given = outermost(units, "recommendation")
    pairs: list[tuple[Key, Unit]] = []
    missed: list[str] = []
    for one in wanted:
        used = {unit.id for _, unit in pairs}
        fits = [unit for unit in given if unit.id not in used and is_recommended(unit, one)]
        pairs += [(one, min(fits, key=lambda unit: len(unit.text)))] if fits else []
        missed += [] if fits else [one["core"]]
    used = {unit.id for _, unit in pairs}
    extra = tuple(f"{unit.title}: {unit.text}" for unit in given if unit.id not in used)
    found = len(pairs)
    return pairs, Score("recommendations", len(wanted), found, len(given), found, tuple(missed), extra)


def is_recommended(unit: Unit, one: Key) -> bool:
    """Whether the unit holds the core of the recommendation and little that is not its own."""
    mine = squash(f"{unit.title or ''} {unit.text}")
    whole = squash(f"{one.get('title') or ''} {one['text']}")
    return squash(one["core"]) in mine and len(squash(unit.text)) <= LONGEST * len(whole)


def numbers(pairs: Sequence[tuple[Key, Unit]]) -> Score:
    """Printed numbers of the recommendations that were found; null where none is printed."""
    wrong = [
        f"{one.get('number')} is {unit.number}: {unit.text}"
        for one, unit in pairs
        if one.get("number") is not None and str(one["number"]).strip(" .") != str(unit.number)
    ]
    asked = sum(one.get("number") is not None for one, _ in pairs)
    return of_wanted("printed numbers", asked, wrong)


def examples(units: Sequence[Unit], wanted: Sequence[Key]) -> Score:
    """Examples of the right municipality whose words are mostly the key's; each unit serves one."""
    given = outermost(units, "municipality_example")
    used: set[str] = set()
    missed: list[str] = []
    for one in wanted:
        unit = next((u for u in given if u.id not in used and tells_of(u, one)), None)
        used |= {unit.id} if unit else set()
        missed += [] if unit else [f"{one['municipality']}: {one['text']}"]
    extra = tuple(f"{unit.title}: {unit.text}" for unit in given if unit.id not in used)
    return Score("examples", len(wanted), len(used), len(given), len(used), tuple(missed), extra)


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
    missed = [heading for heading in asked if not any(in_title(heading, title) for title in titles)]
    return of_wanted("headings", len(asked), missed)


def in_title(heading: str, title: str) -> bool:
    wanted = squash(NUMBERING.sub("", heading))
    return wanted in title and len(title) <= max(2 * len(wanted), len(wanted) + 20)


def cells(units: Sequence[Unit], tables: Sequence[Sequence[Sequence[str]]]) -> Score:
    """Cells that stand on one line of a unit with the first cell of their row."""
    lines = {squash(line) for unit in units for line in unit.text.splitlines()}
    missed: list[str] = []
    asked = 0
    for table in tables:
        for row in table:
            texts = [squash(str(cell)) for cell in row if squash(str(cell))]
            best = max(
                (sum(t in line for t in texts) for line in lines if texts and texts[0] in line), default=0
            )
            asked += len(texts)
            missed += [" | ".join(map(str, row))] * (len(texts) - best)
    found = asked - len(missed)
    return Score("table cells", asked, found, asked, found, tuple(dict.fromkeys(missed)))


def words_kept(units: Sequence[Unit], paragraphs: Sequence[str]) -> Score:
    """Words of the key's paragraphs that are in a unit, its title, path, speaker or footnotes."""
    have: Counter[str] = Counter()
    titles = {title for unit in units for title in (unit.title or "", *unit.section)}
    for text in titles:
        have += bag(text)
    for unit in units:
        if unit.parent is None:
            have += bag(" ".join((unit.text, unit.speaker or "", *unit.footnotes)))
    wanted = bag(" ".join(paragraphs))
    lost = wanted - have
    found = wanted.total() - lost.total()
    return Score("words kept", wanted.total(), found, wanted.total(), found, tuple(sorted(lost)))
