"""The store that a PostgreSQL with pgvector is: the two questions in SQL, for one published build.

The database knows a unit by its item, a number that it keeps over builds; the ranking by its place in the
build. What all servers hold alike in memory is 24 bytes a unit, lists of frequent terms up to a bound
(kb.postgres.lists), and the tags as they were built, mapped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexUnusable
from kb.index.columns import Columns
from kb.index.records import unit_from_line
from kb.index.store import Clauses, Facets, Found, Leg, Places, Scores, Tags, Vector, best_found
from kb.model import Filters, Unit
from kb.postgres import queries as queries
from kb.postgres.link import Pool, Rows
from kb.postgres.lists import Lists
from kb.postgres.queries import Only, Statement
from kb.postgres.rows import term_number

SPARE = 64  # fetched beyond what is asked, so that ties at the end are broken by id and not by chance
FEW = 4096  # units that are named one by one, where a filter leaves no more
_NONE = Found(np.empty(0, np.int64), np.empty(0, np.float32))
_KEPT = 1 << 16  # terms whose frequencies, ids whose places are remembered
_UNITS = 4096  # units kept as records; some 12 MB


@dataclass(frozen=True, slots=True)
class Published:
    """A build in the database: `last` item and number tell what it sees; `items` and each leg's `lengths`
    by place, (units,)."""

    number: int
    last: int
    items: NDArray[np.int32]
    lengths: Mapping[Leg, NDArray[np.float64]]


class PostgresStore:
    """One published build, opened."""

    def __init__(
        self, pool: Pool, build: Published, columns: Columns, centre: Vector, spread: NDArray[np.float32]
    ) -> None:
        self._pool = pool
        self._build = build
        self._columns = columns
        self._centre, self._spread = centre, spread
        # The place of each item, -1 for one that the build has not; the last is for all that came later.
        self._place = np.full(build.last + 2, -1, np.int32)
        self._place[build.items] = np.arange(len(build.items))
        self._lists = Lists(self._place, build.lengths, self._fetched)
        self._having: dict[tuple[Leg, str], int] = {}
        self._read: dict[int, Unit] = {}
        self._placed = lru_cache(maxsize=_KEPT)(self._find)

    @property
    def centre(self) -> Vector:
        """The mean of all vectors."""
        return self._centre

    @property
    def spread(self) -> NDArray[np.float32]:
        """Their covariance."""
        return self._spread

    @property
    def size(self) -> int:
        """How many units the build has."""
        return len(self._build.items)

    @property
    def facets(self) -> Facets:
        """Every value that a unit of the build has; those of `tags`."""
        return self._columns.facets

    def frequencies(self, leg: Leg, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many units each term occurs; terms that occur nowhere are left out."""
        known = {term: self._having.get((leg, term)) for term in terms}
        unknown = {term_number(leg, term): term for term, units in known.items() if units is None}
        if unknown:
            rows = self._ask(Statement(queries.FREQUENCIES, {"terms": list(unknown)}))
            read = dict.fromkeys(unknown.values(), 0) | {unknown[term]: units for term, units in rows}
            known |= read
            # Replaced and not emptied: another thread may be reading.
            before = self._having if len(self._having) < _KEPT else {}
            self._having = {**before, **{(leg, term): units for term, units in read.items()}}
        return {term: units for term, units in known.items() if units}

    def sparse(self, leg: Leg, clauses: Clauses, k: int, filters: Filters) -> Found:
        """The `k` best units by BM25 among those that pass; only scores above 0."""
        scores = self._lists.scores(leg, clauses)
        allowed = self._columns.allowed(filters)
        places = np.flatnonzero(scores > 0 if allowed is None else allowed.mask & (scores > 0))
        return best_found(places, scores[places], k, self._columns.order)

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        """The `k` nearest units among those that pass, by cosine; `vector` (dimensions,)."""
        only = self._only(filters)
        return _NONE if only is None else self._best(queries.nearest(vector_text(vector), only), k)

    def sparse_at(self, leg: Leg, clauses: Clauses, places: Places) -> Scores:
        """BM25 of the units at `places`, in their order; 0 for a unit that has none of the terms."""
        return self._lists.scores(leg, clauses)[places]

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        """Exact cosines of the units at `places`, in their order."""
        rows = self._ask(queries.cosines_of(vector_text(vector), self._items(places))) if len(places) else []
        return self._spread_over(places, rows)

    def holding(self, leg: Leg, names: Sequence[Sequence[str]], places: Places) -> NDArray[np.bool_]:
        """Which units at `places` (rising) have any of each list of terms, shape (lists, places)."""
        lists = self._lists.lists(leg, [term for own in names for term in own])
        held = np.zeros((len(names), len(places)), np.bool_)
        for number, own in enumerate(names):
            having = np.zeros(self.size, np.bool_)
            for term in own:
                having[lists[term].places] = True
            held[number] = having[places]
        return held

    def numbered(self, numbers: Sequence[int]) -> Places:
        """Units that are a recommendation with one of `numbers`, rising."""
        return self._columns.numbered(numbers)

    def tags(self, places: Places) -> Tags:
        """What is known of the units at `places`, in their order."""
        return self._columns.tags(places)

    def inside(self, place: int) -> Places:
        """The units that lie directly in the unit at `place`, in reading order."""
        return self._columns.inside(place)

    def vectors(self, places: Places) -> NDArray[np.float32]:
        """The vectors of the units at `places`, shape (places, dimensions)."""
        rows = self._ask(Statement(queries.VECTORS, {"items": _listed(self._build.items[places])}))
        # pgvector's binary form: 4 bytes of head, then each number, big end first.
        found = {item: np.frombuffer(sent, ">f4", offset=4) for item, sent in rows}
        vectors = [found[item] for item in self._build.items[places].tolist()]
        return np.array(vectors, np.float32).reshape(len(places), len(self.centre))

    def units(self, places: Places) -> Sequence[Unit]:
        """The units at `places`, in their order."""
        items = self._build.items[places].tolist()
        kept = {item: self._read[item] for item in items if item in self._read}
        missing = np.array([item for item in dict.fromkeys(items) if item not in kept], np.int32)
        if len(missing):
            rows = self._ask(Statement(queries.UNITS, {"items": _listed(missing)}))
            read = {item: _unit(line) for item, line in rows}
            kept |= read
            # Replaced and not emptied: another thread may be reading.
            self._read = {**(self._read if len(self._read) < _UNITS else {}), **read}
        return [kept[item] for item in items]

    def place(self, id: str) -> int | None:
        """The place of a unit, or None if the build has no such unit."""
        return self._placed(id)

    def _find(self, id: str) -> int | None:
        rows = self._ask(Statement(queries.BY_ID, {"id": id}))
        return int(self._places(np.array([rows[0][0]]))[0]) if rows else None

    def _ask(self, statement: Statement) -> Rows:
        seen = {"build": self._build.number, "last": self._build.last}
        return self._pool.rows(Statement(statement.text, {**statement.values, **seen}))

    def _fetched(self, terms: Sequence[int]) -> Rows:
        return self._ask(Statement(queries.LISTS, {"terms": list(terms)}))

    def _only(self, filters: Filters) -> Only | None:
        """How the units that pass are told to the database, None where there are none."""
        allowed = self._columns.allowed(filters)
        if allowed is None:
            return Only()
        if len(allowed.places) > FEW:
            return Only(filters=filters)
        return Only(items=_listed(self._build.items[allowed.places])) if len(allowed.places) else None

    def _best(self, statement: Statement, k: int) -> Found:
        """The first `k`, ties by id; more are fetched where the last ones may tie with the k-th."""
        limit = k + SPARE
        while True:
            rows = self._ask(Statement(statement.text, {**statement.values, "limit": limit}))
            scores = np.array([score for _, score in rows], np.float32)
            if len(rows) < limit or scores[-1] < scores[k - 1]:
                break
            limit *= 4
        places = self._places(np.array([item for item, _ in rows], np.int64))
        ranked = np.lexsort((self._columns.order[places], -scores))[:k]
        return Found(places[ranked], scores[ranked])

    def _places(self, items: NDArray[np.int64]) -> Places:
        return self._place[items].astype(np.int64)

    def _items(self, places: Places) -> str | None:
        """The items at `places` as an array of SQL; None where they are all there are."""
        return None if len(places) == self.size else _listed(self._build.items[places])

    def _spread_over(self, places: Places, rows: Rows) -> Scores:
        """The second column of `rows` at `places`, 0 where there is no row."""
        values = np.zeros(self.size, np.float32)
        values[self._places(np.array([item for item, _ in rows], np.int64))] = [value for _, value in rows]
        return values[places]


def _unit(line: str) -> Unit:
    try:
        return unit_from_line(line)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexUnusable(
            f"a unit of the database is damaged ({error!r}); kb publish --back or publish anew"
        ) from error


def _listed(items: NDArray[np.int32]) -> str:
    return "{" + ",".join(map(str, items.tolist())) + "}"


def vector_text(vector: Vector) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
