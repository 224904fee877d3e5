"""How the cards of examples agree with cards made by hand (tests/gold/cards/README.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mode
from typing import Any

from kb.danish.slugs import squash
from kb.model import Document, Unit
from kb.units.cards import QUESTIONS, card

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One question of one example: the sentences shown, each right or not, and whether gold has any."""

    unit: str
    question: str
    shown: tuple[tuple[str, bool], ...]
    wanted: bool
    borderline: bool


@dataclass(frozen=True, slots=True)
class CardScore:
    """Cells, and for each example (unit, strength shown, strength of the gold)."""

    cells: tuple[Cell, ...]
    strengths: tuple[tuple[str, str | None, str | None], ...]

    def sums(self, question: str | None = None, borderline: bool = True) -> tuple[int, int, int, int]:
        """Right and shown sentences, found and wanted cells; of one question, or without the borderline."""
        cells = [c for c in self.cells if question in (None, c.question) and (borderline or not c.borderline)]
        shown = [right for cell in cells for _, right in cell.shown]
        found = sum(any(right for _, right in cell.shown) for cell in cells)
        return sum(shown), len(shown), found, sum(cell.wanted for cell in cells)

    @property
    def strengths_right(self) -> int:
        """Examples whose strength is the gold's."""
        return sum(shown == wanted for _, shown, wanted in self.strengths)


def evaluate_cards(units: Sequence[Unit], gold: Sequence[Gold]) -> CardScore:
    """Compare each gold card with that of its unit; one that is gone has none."""
    cells, strengths = [], []
    for each in gold:
        unit = unit_of(each, units)
        made = card(unit) if unit else None
        strengths.append((each["unit"], made.strength if made else None, strength_of(each)))
        for question, right in each.get("cards", {}).items():
            told = [(one.text, is_right(unit, one.text, right)) for one in getattr(made, question, ())]
            borderline = question in each["borderline"]
            cells.append(Cell(each["unit"], question, tuple(told), bool(right), borderline))
    return CardScore(tuple(cells), tuple(strengths))


def strength_of(gold: Gold) -> str | None:
    """The strength that is right: of one reader, or of most of several who judged the strength alone."""
    strength: str | None = mode(gold["judged"]) if "judged" in gold else gold["strength"]
    return strength


def unit_of(gold: Gold, units: Sequence[Unit]) -> Unit | None:
    """The unit that begins as the gold's, the same name first, or has its name where no beginning is given;
    of an example that is written out, that."""
    if "text" in gold:
        name, made = gold["unit"], Document("made", "", None, 2020)
        return Unit(name, "municipality_example", gold["text"], made, "", 0, 0, title=gold["title"])
    if "text_start" not in gold:
        return next((unit for unit in units if unit.id == gold["unit"]), None)
    start = " ".join(gold["text_start"].split())
    found = [unit for unit in units if " ".join(unit.text[:200].split()).startswith(start)]
    return min(found, key=lambda unit: unit.id != gold["unit"], default=None)


def is_right(unit: Unit | None, shown: str, right: Sequence[str]) -> bool:
    """Whether a sentence of the unit shares half of the shorter one with one of those that are right."""
    text, own = squash(unit.text) if unit else "", squash(shown)  # a word that the source breaks is joined
    first, length = text.find(own), len(own)
    for other in map(squash, right):
        start = text.find(other)
        shared = min(first + length, start + len(other)) - max(first, start)
        if min(first, start) >= 0 and 2 * shared >= min(length, len(other)):
            return True
    return False


def report(score: CardScore, details: bool) -> Iterator[str]:
    """Lines to print: sentences and cells by question, strengths; what is wrong where `details`."""
    yield f"{'':22}{'right':>9}{'precision':>11}{'found':>9}{'recall':>8}"
    rows = [(name, score.sums(name)) for name in QUESTIONS]
    rows += [("all", score.sums()), ("all but borderline", score.sums(borderline=False))]
    for name, (right, shown, found, wanted) in rows:
        shares = f"{right / max(shown, 1):11.3f}{f'{found}/{wanted}':>9}{found / max(wanted, 1):8.3f}"
        yield f"{name:22}{f'{right}/{shown}':>9}{shares}"
    yield f"strength              {score.strengths_right} of {len(score.strengths)} right"
    for cell in score.cells if details else ():
        yield from (f"    wrong {cell.unit} {cell.question}: {text}" for text, ok in cell.shown if not ok)
        if cell.wanted and not any(ok for _, ok in cell.shown):
            yield f"    missed {cell.unit} {cell.question}"
    for unit, shown_as, wanted_as in score.strengths if details else ():
        if shown_as != wanted_as:
            yield f"    strength {unit}: {shown_as}, not {wanted_as}"
