"""How the cards of examples agree with cards made by hand, and how many of the pairs that are shown on the
overview belong together, by a judged sample (tests/gold/cards/README.md)."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mode
from typing import Any

from kb.danish.slugs import squash
from kb.measuring.score import Score, scored, total
from kb.model import Document, Unit
from kb.search.related import Pairs, threshold
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


def evaluate_pairs(scored: Pairs, gold: Iterable[Gold]) -> Score:
    """Of judged pairs those that are shown, the nearest first, and those that belong together.

    A grade is 2 where the unit plainly shows what the recommendation asks, 1 where a part of it, else 0.
    """
    names = [[unit.id for unit in units] for units in (scored.recommendations, scored.units)]
    scores = {
        (recommendation, unit): float(score)
        for recommendation, row in zip(names[0], scored.scores, strict=True)
        for unit, score in zip(names[1], row, strict=True)
    }
    judged = sorted(
        ((scores.get((g["recommendation"], g["unit"]), float("-inf")), g) for g in gold),
        key=lambda each: -each[0],
    )
    told = [(score, g["grade"], f"{score:.2f} {g['recommendation']} {g['unit']}") for score, g in judged]
    shown = [(grade, text) for score, grade, text in told if score >= threshold()]
    missed = tuple(text for score, grade, text in told if score < threshold() and grade)
    wrong = tuple(text for grade, text in shown if not grade)
    right = len(shown) - len(wrong)
    return Score("pairs", right + len(missed), right, len(shown), right, missed, wrong)
