"""Bars: what is drawn on the page of figures, each bar a row of its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.model import Fact, Unit
from web.pages.numbers import drawn, shown

STATUS = {
    "result": "Resultat",
    "target": "Mål",
    "expected": "Forventet",
    "input": "Sat ind",
    "parameter": "Tilrettelæggelse",
}
MILLION = {"mio. kr.": 1.0, "mio. kr. pr. år": 1.0, "mia. kr.": 1000.0, "kr.": 1e-6}
# "Ja 52 % 79" or the same with a pair for each answer of a scale
_ROW = re.compile(r"^(?P<label>\D.*?)\s+(?P<pairs>(?:\d+(?:,\d+)? %\s+\d+\s*)+)$")
_PAIR = re.compile(r"(\d+(?:,\d+)?) %\s+(\d+)")
_SCALE = re.compile(r"(\d+)\s*[–-]\s*([^,\d][^,]*)")


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of one fact; widths in per cent of the longest bar of its chart."""

    fact: Fact
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of one fact; `width` in per cent of the longest bar of its chart."""

    fact: Fact
    width: float


@dataclass(frozen=True, slots=True)
class Answers:
    """One row of a survey table: (per cent, number) of each answer, and where each bar begins."""

    label: str
    pairs: tuple[tuple[float, int], ...]
    starts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey table of a source; `scale` names the answers where there are several."""

    unit: Unit
    scale: tuple[str, ...]
    rows: tuple[Answers, ...]


def changes(facts: Iterable[Fact], measure: str) -> tuple[Change, ...]:
    """Facts of a measure that tell both before and after, the longest bar first."""
    pairs = [
        (fact, before, after)
        for fact in facts
        if fact.measure == measure
        and (before := drawn(fact.before)) is not None
        and (after := drawn(fact.after)) is not None
    ]
    most = max((max(before, after) for _, before, after in pairs), default=1.0)
    rows = [Change(fact, _percent(before, most), _percent(after, most)) for fact, before, after in pairs]
    return tuple(sorted(rows, key=lambda row: (-row.before, row.fact.unit_id, row.fact.subject)))


def amounts(facts: Iterable[Fact], measure: str) -> tuple[Amount, ...]:
    """Facts of a measure in kroner, by subject, the largest first; what was reached before what is hoped."""
    found = [
        (fact, value * MILLION[fact.unit])
        for fact in facts
        if fact.measure == measure and fact.unit in MILLION and (value := drawn(fact.after)) is not None
    ]
    most = max((value for _, value in found), default=1.0)
    order = list(STATUS)
    rows = [Amount(fact, _percent(value, most)) for fact, value in found]
    return tuple(sorted(rows, key=lambda row: (row.fact.subject, order.index(row.fact.status), -row.width)))


def surveys(units: Iterable[Unit]) -> tuple[Survey, ...]:
    """The findings that are tables of per cents and numbers, in reading order."""
    read = (_survey(unit) for unit in units if unit.kind == "finding")
    return tuple(survey for survey in read if survey is not None)


def _survey(unit: Unit) -> Survey | None:
    rows = [row for line in unit.text.splitlines() if (row := _answers(line)) is not None]
    if len(rows) < 2 or len({len(row.pairs) for row in rows}) != 1:
        return None
    return Survey(unit, _scale(unit.text, len(rows[0].pairs)), tuple(rows))


def _answers(line: str) -> Answers | None:
    match = _ROW.match(line.strip())
    if match is None:
        return None
    pairs = [(float(percent.replace(",", ".")), int(n)) for percent, n in _PAIR.findall(match["pairs"])]
    starts = [sum(percent for percent, _ in pairs[:place]) for place in range(len(pairs))]
    return Answers(match["label"], tuple(pairs), tuple(starts))


def _scale(text: str, answers: int) -> tuple[str, ...]:
    """What the answers of a scale are called, from the table's own note; numbers where it has none."""
    if answers == 1:
        return ()
    notes: Sequence[str] = [line for line in text.splitlines() if line.startswith("Note")]
    named = {int(n): label.strip() for note in notes for n, label in _SCALE.findall(note)}
    return tuple(named.get(n, str(n)) for n in range(1, answers + 1))


def _percent(value: float, most: float) -> float:
    return round(100 * value / most, 2)


def told(fact: Fact) -> str:
    """The figure with its unit, such as "6,7 mio. kr.", as one piece of text."""
    unit = fact.unit or ""
    return f"{shown(fact.after)} {unit}".strip()
