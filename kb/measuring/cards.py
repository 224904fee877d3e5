"""How the cards of examples agree with cards made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.model import Card, Unit
from kb.units.cards import card

QUESTIONS = ("target_group", "method", "organisation", "result", "economy")


@dataclass(frozen=True, slots=True)
class GoldCard:
    """A card made by hand: `told` are all right sentences by question, `borderline` the questions (or
    "strength") that another reader may judge otherwise."""

    unit: str
    text_start: str
    told: Mapping[str, Sequence[str]]
    strength: str | None
    borderline: frozenset[str]


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


def read_cards(path: Path) -> list[GoldCard]:
    """The cards of a JSON lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        GoldCard(r["unit"], r["text_start"], r["cards"], r["strength"], frozenset(r["borderline"]))
        for r in rows
    ]


def evaluate_cards(units: Sequence[Unit], gold: Sequence[GoldCard]) -> CardScore:
    """Compare each gold card with that of the unit that begins as it does; one that is gone has none."""
    cells, strengths = [], []
    for each in gold:
        unit = _unit(units, each)
        made = card(unit) if unit else None
        strengths.append((each.unit, made.strength if made else None, each.strength))
        cells += [_cell(each, question, unit, made) for question in QUESTIONS]
    return CardScore(tuple(cells), tuple(strengths))


def _unit(units: Sequence[Unit], gold: GoldCard) -> Unit | None:
    start = " ".join(gold.text_start.split())
    found = [unit for unit in units if " ".join(unit.text[:200].split()).startswith(start)]
    return next((unit for unit in found if unit.id == gold.unit), found[0] if found else None)


def _cell(gold: GoldCard, question: str, unit: Unit | None, made: Card | None) -> Cell:
    told = getattr(made, question) if made else ()
    text = " ".join(unit.text.split()) if unit else ""
    right = gold.told[question]
    shown = tuple((one.text, any(_same(text, one.text, each) for each in right)) for one in told)
    return Cell(gold.unit, question, shown, bool(gold.told[question]), question in gold.borderline)


def _same(text: str, shown: str, right: str) -> bool:
    """Whether two pieces of a text, white space folded, share at least half of the shorter one."""
    first, second = " ".join(shown.split()), " ".join(right.split())
    starts = text.find(first), text.find(second)
    if min(starts) < 0:
        return False
    shared = min(starts[0] + len(first), starts[1] + len(second)) - max(starts)
    return 2 * shared >= min(len(first), len(second))


def report(score: CardScore, details: bool) -> Iterator[str]:
    """Lines to print: sentences and cells by question, strengths; what is wrong where `details`."""
    yield f"{'':22}{'right':>9}{'precision':>11}{'found':>9}{'recall':>8}"
    rows = [(name, score.sums(name)) for name in QUESTIONS]
    rows += [("all", score.sums()), ("all but borderline", score.sums(borderline=False))]
    for name, (right, shown, found, wanted) in rows:
        shares = f"{right / max(shown, 1):11.3f}{f'{found}/{wanted}':>9}{found / max(wanted, 1):8.3f}"
        yield f"{name:22}{f'{right}/{shown}':>9}{shares}"
    yield f"strength              {score.strengths_right} of {len(score.strengths)} right"
    if details:
        for cell in score.cells:
            wrong = [text for text, right in cell.shown if not right]
            yield from (f"    wrong {cell.unit} {cell.question}: {text}" for text in wrong)
            if cell.wanted and not any(right for _, right in cell.shown):
                yield f"    missed {cell.unit} {cell.question}"
        yield from (f"    strength {unit}: {a}, not {b}" for unit, a, b in score.strengths if a != b)
