"""Units that belong together: the nearest by meaning, the neighbours, and which examples and findings belong
to which recommendation.

For the pairs each recommendation is searched for. Three things are asked of a pair: the score of that
search, BM25, and how near the two sentences are that are nearest to one another. Each is seen from both
sides: how far above the mean the unit is for this recommendation and this recommendation for the unit, in
standard deviations; the lesser counts. A general text, which is rather near to everything, is so near to
nothing. A pair's score is the mean of the three.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_toml
from kb.danish.sentences import sentence_spans
from kb.embedding.encoder import QueryEncoder
from kb.index.opened import Index
from kb.index.tags import passing
from kb.model import KINDS, Filters, Query, Unit
from kb.search.search import Ranking, rank_query

FILE = "pairs.json"
READ = 20  # examples and findings that a recommendation finds first; all that any finds are compared
FEWEST = 4  # words of a sentence that says anything
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
    """The units beside each recommendation, by its id; none in a build without vectors of tokens."""
    if not (index.folder / FILE).exists():
        return {}
    stored: dict[str, list[str]] = json.loads((index.folder / FILE).read_text(encoding="utf-8"))
    return {name: tuple(index.by_id[id] for id in ids) for name, ids in stored.items()}


def pairs(index: Index) -> Pairs:
    """The scores of the canonical recommendations and what was found for any of them."""
    ranked = [rank_query(index, Query(unit.text, correct=False)) for unit in index.recommendations]
    places = np.unique(np.concatenate([np.empty(0, np.int64), *map(_first, ranked)]))
    if not len(places):
        return Pairs(index.recommendations, (), np.zeros((len(ranked), 0), np.float32))
    units = tuple(index.store.units(places))
    searched = np.stack([_at(places, each, each.ranked.scores) for each in ranked])
    words = np.stack([_at(places, each, each.ranked.legs["words"]) for each in ranked])
    sentences = nearest_sentences(index.encoder, index.recommendations, units)
    return Pairs(index.recommendations, units, agreement([searched, words, sentences]))


def _first(ranking: Ranking) -> NDArray[np.int64]:
    """The places of the first examples and findings of a ranking."""
    ranked = ranking.ranked
    rows = np.flatnonzero(passing(ranked.tags, _SHOWING))
    return ranked.tags.places[rows[np.argsort(-ranked.scores[rows], kind="stable")[:READ]]]


def _at(places: NDArray[np.int64], ranking: Ranking, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """A ranking's scores of the units at `places`; one that is no candidate is as far as the farthest."""
    known = ranking.ranked.tags.places
    at = np.minimum(np.searchsorted(known, places), len(known) - 1)
    return np.where(known[at] == places, scores[at], scores.min()).astype(np.float32)


def nearest_sentences(
    encoder: QueryEncoder, left: Sequence[Unit], right: Sequence[Unit]
) -> NDArray[np.float32]:
    """The cosine of the two sentences nearest to one another of each pair, shape (left, right)."""
    encode = cache(lambda sentence: encoder.encode(sentence).vector)  # parts lie in several units
    rows = [[np.stack([*map(encode, _sentences(unit.text))]) for unit in side] for side in (left, right)]
    starts = [np.cumsum([0, *map(len, side[:-1])]) for side in rows]
    cosines = np.concatenate(rows[0]) @ np.concatenate(rows[1]).T
    nearest = np.maximum.reduceat(cosines, starts[0], axis=0)
    return np.asarray(np.maximum.reduceat(nearest, starts[1], axis=1), np.float32)


def _sentences(text: str) -> list[str]:
    """The sentences of a text that say something; of a text without any the whole."""
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    return [one for one in sentences if len(one.split()) >= FEWEST] or [text]


def agreement(legs: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The mean over the legs of the lesser of what each says of a pair along its row and along its column."""
    lesser = [np.minimum(_standard(leg, 0), _standard(leg, 1)) for leg in legs]
    return np.asarray(np.mean(lesser, axis=0), np.float32)


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
