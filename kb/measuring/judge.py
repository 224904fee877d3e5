"""Judged queries against ranked units: who holds which anchor, and what a ranking is worth.

The rules are the gold's own (tests/gold): a judgment is an anchor, a quotation in the heart of a
relevant passage, so that units can be cut differently and still be scored alike.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.danish.slugs import squash
from kb.errors import UnreadableError
from kb.model import UNIT_LENGTH, Unit

RELEVANT = 2  # the lowest grade that MRR and recall count
DEPTH = 50  # hits fetched for a query
Ranker = Callable[[str], Sequence[str]]  # a query's text to unit ids by falling score


@dataclass(frozen=True, slots=True)
class Judgment:
    """A passage that answers, named by a quotation; grades 3 (exactly), 2 (useful), 1 (marginal)."""

    anchor: str
    doc: str
    grade: int


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and its judgments; none where nothing in the corpus answers."""

    id: str
    text: str
    kind: str
    judgments: tuple[Judgment, ...]


@dataclass(frozen=True, slots=True)
class Ideal:
    """What a query's best ranking would be.

    `held` maps a unit to the anchors (by number) it holds; `places` are the ideal ranking's grades,
    falling; `grades` are the anchors' own.
    """

    held: Mapping[str, tuple[int, ...]]
    places: tuple[int, ...]
    grades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """The measures of one ranking, all in [0, 1]."""

    ndcg: float
    mrr: float
    recall: float


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The entries of a JSON lines file of gold. Raises UnreadableError."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise UnreadableError(
            f"{path} is no JSON lines file of gold ({error}); give one that was made for this command"
        ) from error


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """The judged queries of a JSON lines file."""
    return tuple(
        JudgedQuery(
            entry["id"],
            entry["query"],
            entry["kind"],
            tuple(Judgment(j["anchor"], j["doc"], int(j["grade"])) for j in entry.get("judgments", ())),
        )
        for entry in read_lines(path)
    )


def squash_units(units: Sequence[Unit]) -> dict[str, str]:
    """Title and text of each unit that can hold an anchor, squashed."""
    short = (unit for unit in units if len(unit.text) <= UNIT_LENGTH)
    return {unit.id: squash((unit.title or "") + unit.text) for unit in short}


def ideal(query: JudgedQuery, squashed: Mapping[str, str]) -> Ideal:
    """The anchors' holders and the ideal ranking: one place for each group of anchors that share their
    shortest unit, at the group's highest grade, and one for each anchor that no unit holds."""
    held: dict[str, list[int]] = {}
    best: dict[str, int] = {}
    for number, judgment in enumerate(query.judgments):
        anchor = squash(judgment.anchor)
        holders = [name for name, text in squashed.items() if anchor in text]
        for name in holders:
            held.setdefault(name, []).append(number)
        place = min(holders, key=lambda name: (len(squashed[name]), name), default=f"#{number}")
        best[place] = max(best.get(place, 0), judgment.grade)
    return Ideal(
        held={name: tuple(numbers) for name, numbers in held.items()},
        places=tuple(sorted(best.values(), reverse=True)),
        grades=tuple(judgment.grade for judgment in query.judgments),
    )


def gains(ranking: Sequence[str], wanted: Ideal) -> list[int]:
    """What each hit earns: the highest grade among the anchors it holds that no earlier hit held."""
    seen: set[int] = set()
    grades = []
    for name in ranking:
        fresh = [number for number in wanted.held.get(name, ()) if number not in seen]
        seen.update(fresh)
        grades.append(max((wanted.grades[number] for number in fresh), default=0))
    return grades


def worth(ranking: Sequence[str], wanted: Ideal) -> Worth:
    """nDCG@10 (gain 2^grade - 1, discount log2(rank + 1); Burges et al. 2005), MRR@10 and recall@20."""
    grades = gains(ranking, wanted)
    first = next((rank for rank, grade in enumerate(grades[:10], 1) if grade >= RELEVANT), None)
    relevant = sum(grade >= RELEVANT for grade in wanted.places)
    found = sum(grade >= RELEVANT for grade in grades[:20])
    return Worth(
        ndcg=_dcg(grades[:10]) / (_dcg(wanted.places[:10]) or 1.0),
        mrr=1 / first if first else 0.0,
        recall=min(1.0, found / relevant) if relevant else 0.0,
    )


def _dcg(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1)))
