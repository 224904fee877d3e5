"""The lists of the lexical legs as a server reads them: fetched by the term, scored here, kept for a while.

What a list says is scored once, as it comes (BM25 of each unit for this term, as kb.index.postings writes it
into files), so that a question is a sum over arrays. Terms that many ask for are frequent ones with long
lists: those are what is kept, up to a bound.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kb.index.postings import idf, norms
from kb.index.store import Clauses, Leg, Scores
from kb.postgres.rows import term_number
from kb.postgres.segments import unpacked

Rows = Sequence[tuple[int, bytes]]
KEPT = 128 << 20  # bytes of lists that a server keeps
_HEAD = 300  # bytes of an empty one
SUMS = 8  # questions whose sums are kept: those of one search are asked again within filters


@dataclass(frozen=True, slots=True)
class List:
    """The units of the build that have a term, and their scores for it; shapes (units,)."""

    places: NDArray[np.int32]
    scores: Scores

    @property
    def bytes(self) -> int:
        """What keeping it takes."""
        return _HEAD + self.places.nbytes + self.scores.nbytes


class Lists:
    """The lists of one build: `place` (last item + 2,) tells the place of each item, -1 for none."""

    def __init__(
        self,
        place: NDArray[np.int32],
        lengths: Mapping[Leg, NDArray[np.float64]],
        fetch: Callable[[Sequence[int]], Rows],
        most: int = KEPT,
    ) -> None:
        self._place, self._fetch, self._most = place, fetch, most
        self._norms = {leg: norms(own) for leg, own in lengths.items()}
        self._size = len(lengths["words"])
        self._kept: OrderedDict[int, List] = OrderedDict()
        self._bytes = 0
        self._sums: OrderedDict[object, Scores] = OrderedDict()
        self._lock = Lock()

    def scores(self, leg: Leg, clauses: Clauses) -> Scores:
        """BM25 of all units, shape (units,), to be read only: of each clause's alternatives the best."""
        asked = (leg, tuple(tuple(tuple(own.items()) for own in clause) for clause in clauses))
        with self._lock:
            if (known := self._sums.get(asked)) is not None:
                self._sums.move_to_end(asked)
                return known
        total = self._scored(leg, clauses)
        with self._lock:
            self._sums[asked] = total
            while len(self._sums) > SUMS:
                self._sums.popitem(last=False)
        return total

    def _scored(self, leg: Leg, clauses: Clauses) -> Scores:
        lists = self.lists(leg, [term for clause in clauses for own in clause for term in own])
        total = np.zeros(self._size)
        for clause in clauses:
            best: NDArray[np.float64] | None = None
            for weights in clause:
                own = self._summed(weights, lists)
                best = own if best is None else np.maximum(best, own, out=best)
            if best is not None:
                total += best
        return total.astype(np.float32)

    def _summed(self, weights: Mapping[str, float], lists: Mapping[str, List]) -> NDArray[np.float64]:
        """The sum over an alternative's terms."""
        found = [(lists[term], np.float32(weight)) for term, weight in weights.items()]
        places = np.concatenate([np.empty(0, np.int32), *(own.places for own, _ in found)])
        scores = np.concatenate([np.empty(0, np.float32), *(own.scores * weight for own, weight in found)])
        return np.asarray(np.bincount(places, scores, self._size), np.float64)

    def lists(self, leg: Leg, terms: Iterable[str]) -> Mapping[str, List]:
        """The list of each term, an empty one where no unit has it."""
        hashes = {term: term_number(leg, term) for term in terms}
        found: dict[int, List] = {}
        with self._lock:
            for hashed in hashes.values():
                if (own := self._kept.get(hashed)) is not None:
                    self._kept.move_to_end(hashed)
                    found[hashed] = own
        if missing := sorted(set(hashes.values()) - found.keys()):
            read = self._read(leg, missing)
            found |= read
            self._keep(read)
        return {term: found[hashed] for term, hashed in hashes.items()}

    def _read(self, leg: Leg, missing: Sequence[int]) -> dict[int, List]:
        terms, pairs = unpacked(self._fetch(missing))
        # What is numbered higher is of a build to come.
        places = self._place.take(pairs["item"], mode="clip")
        there = places >= 0
        terms, places, frequencies = terms[there], places[there], pairs["frequency"][there]
        own_norms = self._norms[leg][places]
        starts = np.searchsorted(terms, missing).tolist()
        stops = np.searchsorted(terms, missing, "right").tolist()
        read = {}
        for term, start, stop in zip(missing, starts, stops, strict=True):
            own = frequencies[start:stop]
            scores = idf(self._size, stop - start) * own / (own + own_norms[start:stop])
            read[term] = List(places[start:stop].copy(), scores.astype(np.float32))
        return read

    def _keep(self, read: Mapping[int, List]) -> None:
        with self._lock:
            for term, own in read.items():
                if term not in self._kept:
                    self._kept[term] = own
                    self._bytes += own.bytes
            while self._bytes > self._most:
                self._bytes -= self._kept.popitem(last=False)[1].bytes
