"""How many of the pairs that are shown on the overview belong together, by a judged sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kb.measuring.score import Score
from kb.search.related import Pairs, threshold


def evaluate_pairs(scored: Pairs, gold: Iterable[Mapping[str, Any]]) -> Score:
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
