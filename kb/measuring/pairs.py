"""How many of the pairs that are shown on the overview belong together, by a judged sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.measuring.judge import read_lines
from kb.search.pairs import Pairs, threshold

# A score (-inf where one of the two is not in the index), a grade (2 the unit plainly shows what the
# recommendation asks, 1 a part of it, 0 it does not), and the ids of both.
Judged = tuple[float, int, str, str]


def judge_pairs(scored: Pairs, path: Path) -> list[Judged]:
    """The judged pairs of a JSON lines file, the nearest first."""
    rows = {unit.id: row for row, unit in enumerate(scored.recommendations)}
    columns = {unit.id: column for column, unit in enumerate(scored.units)}
    judged: list[Judged] = []
    for entry in read_lines(path):
        recommendation, unit = entry["recommendation"], entry["unit"]
        known = recommendation in rows and unit in columns
        score = float(scored.scores[rows[recommendation], columns[unit]]) if known else float("-inf")
        judged.append((score, entry["grade"], recommendation, unit))
    return sorted(judged, reverse=True)


def precision(judged: Sequence[Judged]) -> tuple[int, int]:
    """Of the pairs that are shown, how many are right (grade 1 or 2), and how many there are."""
    grades = [grade for score, grade, *_ in judged if score >= threshold()]
    return sum(grade >= 1 for grade in grades), len(grades)
