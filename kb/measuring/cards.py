"""How the cards of examples agree with cards made by hand, and how many of the pairs that are shown on the
overview belong together, by a judged sample (tests/gold/cards/README.md)."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mode
from typing import Any

from kb.danish.slugs import squash
from kb.measuring.score import Score, scored, total
from kb.model import Document, Unit
from kb.units.cards import QUESTIONS, card

Gold = Mapping[str, Any]


def evaluate_cards(units: Sequence[Unit], gold: Sequence[Gold]) -> tuple[Score, ...]:
    """Compare each gold card with that of its unit; one that is gone has none. A score for each question, for
    all of them, for all that the gold is sure of, and for the strengths.

    What is wanted and found are cards that answer a question, what is given and right are sentences shown.
    """
    cells: list[tuple[Score, bool]] = []
    strengths = []
    for each in gold:
        unit = unit_of(each, units)
        made = card(unit) if unit else None
        shown, wanted = made and made.strength, strength_of(each)
        strengths += [f"{each['unit']}: {shown}, not {wanted}"] if shown != wanted else []
        for question, right in each.get("cards", {}).items():
            told = [one.text for one in getattr(made, question, ())]
            wrong = tuple(f"{each['unit']}: {text}" for text in told if not is_right(unit, text, right))
            found = len(wrong) < len(told)
            missed = (each["unit"],) if right and not found else ()
            cell = Score(question, bool(right), found, len(told), len(told) - len(wrong), missed, wrong)
            cells.append((cell, question in each["borderline"]))
    return (
        *(total(name, [cell for cell, _ in cells if cell.name == name], is_named=True) for name in QUESTIONS),
        total("all", [cell for cell, _ in cells]),
        total("all but borderline", [cell for cell, borderline in cells if not borderline]),
        scored("strength", len(gold), strengths),
    )


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


def evaluate_pairs(shown: Mapping[str, Sequence[Unit]], gold: Iterable[Gold]) -> Score:
    """Of judged pairs those that are shown (units by a recommendation's id), and those that belong together.

    A grade is 2 where the unit plainly shows what the recommendation asks, 1 where a part of it, else 0.
    """
    near = {(name, unit.id) for name, units in shown.items() for unit in units}
    grades = {(each["recommendation"], each["unit"]): each["grade"] for each in gold}
    told = {pair: " ".join(pair) for pair in grades}
    right = sum(pair in near and grade > 0 for pair, grade in grades.items())
    missed = tuple(told[pair] for pair, grade in grades.items() if grade and pair not in near)
    wrong = tuple(told[pair] for pair, grade in grades.items() if not grade and pair in near)
    return Score("pairs", right + len(missed), right, right + len(wrong), right, missed, wrong)
