"""How many of the pairs that are shown on the overview belong together, by a judged sample."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.search.pairs import Pairs, threshold


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """`grade`: 2 the unit plainly shows what the recommendation asks, 1 a part of it, 0 it does not. `score`
    is None where one of the two is not in the index."""

    recommendation: str
    unit: str
    grade: int
    score: float | None

    @property
    def shown(self) -> bool:
        """Whether the pair is at or above the threshold."""
        return self.score is not None and self.score >= threshold().threshold


def judge_pairs(scored: Pairs, path: Path) -> list[JudgedPair]:
    """The judged pairs of a JSON lines file with their scores."""
    rows = {unit.id: row for row, unit in enumerate(scored.recommendations)}
    columns = {unit.id: column for column, unit in enumerate(scored.units)}
    judged = []
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        row, column = rows.get(entry["recommendation"]), columns.get(entry["unit"])
        score = None if row is None or column is None else float(scored.scores[row, column])
        judged.append(JudgedPair(entry["recommendation"], entry["unit"], entry["grade"], score))
    return judged


def precision(judged: Sequence[JudgedPair]) -> tuple[int, int]:
    """Of the pairs that are shown, how many are right (grade 1 or 2), and how many there are."""
    shown = [pair for pair in judged if pair.shown]
    return sum(pair.grade >= 1 for pair in shown), len(shown)
