"""Units that belong together: the nearest by meaning, the neighbours, and which examples and findings belong
to which recommendation: those that words and meaning both say are near.

For the pairs each recommendation is searched for. A pair's score is the least that any leg says of it, seen
from both sides: how far above the mean the unit is for this recommendation and this recommendation for the
unit, in standard deviations. A general text, which is rather near to everything, is so near to nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_toml
from kb.index.opened import Index
from kb.index.tags import passing
from kb.model import KINDS, Filters, Query, Unit
from kb.search.search import Ranking, rank_query

FILE = "pairs.json"
LEGS = ("late", "covered", "words")  # meaning, the share of words that is met, BM25
NEAREST = 2000  # units that are looked at for those related to one
_WHOLE = Filters(kind=tuple(kind for kind in KINDS if kind != "passage"))
_SHOWING = Filters(kind=("municipality_example", "finding"))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scores of recommendations and units, shape (recommendations, units), in standard deviations."""

    recommendations: tuple[Unit, ...]
    units: tuple[Unit, ...]
    scores: NDArray[np.float32]

    def shown(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units at or above the threshold by the recommendation's id, the nearest first; of parts of one
        another the best stands for all."""
        found = {}
        for row, recommendation in enumerate(self.recommendations):
            places = np.flatnonzero(self.scores[row] >= threshold()).tolist()
            best: dict[str, Unit] = {}
            for place in sorted(places, key=lambda place: (-self.scores[row, place], self.units[place].id)):
                best.setdefault(self.whole(self.units[place]).id, self.units[place])
            found[recommendation.id] = tuple(best.values())
        return found

    def whole(self, unit: Unit) -> Unit:
        """The outermost of the units that the unit lies in."""
        by_id = {each.id: each for each in self.units}
        while unit.parent in by_id:
            unit = by_id[unit.parent]
        return unit


def threshold() -> float:
    """The score from which a pair is shown."""
    return float(read_toml("pairs.toml")["threshold"])


def write_pairs(folder: Path, scored: Pairs) -> None:
    """Store with a build which units are shown beside which recommendation: ids by id, the nearest first."""
    shown = {name: [unit.id for unit in units] for name, units in scored.shown().items()}
    (folder / FILE).write_text(json.dumps(shown, ensure_ascii=False, indent=0), encoding="utf-8")


def read_pairs(index: Index) -> Mapping[str, tuple[Unit, ...]]:
    """What a build stored: the units beside each recommendation, by its id; nothing in an older one."""
    if not (index.folder / FILE).exists():
        return {}
    stored: dict[str, list[str]] = json.loads((index.folder / FILE).read_text(encoding="utf-8"))
    return {name: tuple(index.by_id[id] for id in ids) for name, ids in stored.items()}


def pairs(index: Index) -> Pairs:
    """The scores of the canonical recommendations and what was found for any of them."""
    ranked = [rank_query(index, Query(unit.text, correct=False)) for unit in index.recommendations]
    found = [each.ranked.tags.places[passing(each.ranked.tags, _SHOWING)] for each in ranked]
    places = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    if not len(places):
        return Pairs(index.recommendations, (), np.zeros((len(ranked), 0), np.float32))
    scores = agreement([np.stack([_leg(each, leg, places) for each in ranked]) for leg in LEGS])
    return Pairs(index.recommendations, tuple(index.store.units(places)), scores)


def _leg(ranking: Ranking, leg: str, places: NDArray[np.int64]) -> NDArray[np.float32]:
    """A leg's scores of the units at `places`; one that is no candidate is as far as the farthest."""
    known, scores = ranking.ranked.tags.places, ranking.ranked.legs[leg]
    at = np.minimum(np.searchsorted(known, places), len(known) - 1)
    return np.where(known[at] == places, scores[at], scores.min()).astype(np.float32)


def agreement(legs: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The least of what the legs say of each pair, along its row and along its column."""
    least: NDArray[np.float32] = np.minimum.reduce([_standard(leg, axis) for leg in legs for axis in (0, 1)])
    return least


def _standard(scores: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Standard deviations above the mean along an axis; 0 where all are the same."""
    spread = scores.std(axis=axis, keepdims=True)
    apart = scores - scores.mean(axis=axis, keepdims=True)
    return np.asarray(apart / np.where(spread > 0, spread, 1), np.float32)


def related(index: Index, unit: Unit, count: int) -> tuple[Unit, ...]:
    """Up to `count` units by falling cosine, ties by id.

    Running text and parts of units are left out: a reader who looks at one example or recommendation
    is helped by another, and they are whole. Neither `unit` nor what it lies in is related to itself.
    """
    place = index.store.place(unit.id)
    if place is None:
        return ()
    (vector,) = index.store.vectors(np.array([place]))
    tags = index.store.tags(index.store.dense(vector, NEAREST, _WHOLE).places)
    own = index.store.tags(np.array([place]))
    top = np.ones(len(tags.places), np.bool_)
    top[tags.inner] = False
    top &= ~np.isin(tags.places, [place, *own.outer])
    return tuple(index.store.units(tags.places[top][:count]))


def beside(index: Index, unit: Unit) -> tuple[Unit | None, Unit | None]:
    """The unit before and the unit after, in the same document and directly in the same unit."""
    place = index.store.place(unit.id)
    if place is None:
        return None, None
    before, after = range(place - 1, -1, -1), range(place + 1, len(index.units))
    return _next(index, unit, before), _next(index, unit, after)


def _next(index: Index, unit: Unit, places: range) -> Unit | None:
    """The first of the units at `places` that stands beside `unit`; a document's units are in one row."""
    for place in places:
        other = index.units[place]
        if other.document.id != unit.document.id:
            return None
        if other.parent == unit.parent:
            return other
    return None
