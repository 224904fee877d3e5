"""The store that a PostgreSQL with pgvector is, for one published build.

The database knows a unit by its item, a number that it keeps over builds; the ranking by its place in the
build. Vectors are compared in the database. Posting lists are fetched by the term and scored as those of
files are (kb.index.lexical); the tags are read from the build's own files.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexUnusable
from kb.index.lexical import NO_UNITS, LexicalLeg, List
from kb.index.postings import term_hash
from kb.index.records import unit_from_line
from kb.index.store import Store
from kb.index.tags import FACETS, Found, Places, Scores, Vector
from kb.model import Filters, Unit
from kb.postgres.connection import Pool, Rows

SPARE = 64  # fetched beyond what is asked, so that ties at the end are broken by id and not by chance
FEW = 4096  # units that are named one by one, where a filter leaves no more
_KEPT_LISTS = 64 << 20  # bytes of posting lists that are kept before it begins anew
_HEAD = 300  # bytes that an empty list takes
_KEPT_UNITS = 4096  # units kept as records, some 12 MB
_REMEDY = "kb publish --back or publish anew"

# All values are arrays and nothing is joined: Citus can send each question whole to its shards.
_LISTS = (
    "SELECT term, units, scores FROM kb.posting WHERE build = %(build)s AND term = ANY(%(terms)s::bigint[])"
)
_BUILD = "SELECT FROM kb.build WHERE build = %(build)s"
_UNITS = "SELECT item, payload::text FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
_VECTORS = "SELECT item, vector_send(embedding) FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
# <#> is the negative inner product.
_COSINES = "SELECT item, embedding <#> %(vector)s::vector FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
_BY_ID = "SELECT item FROM kb.unit WHERE id = %(id)s"
NEAREST = "SELECT item, embedding <#> %(vector)s::vector FROM kb.unit {where} ORDER BY 2 LIMIT %(limit)s"


class PostingLists(LexicalLeg):
    """The words in the database; lists that were asked for are kept, up to a bound."""

    def __init__(self, pool: Pool, build: int, size: int) -> None:
        super().__init__(size)
        self._pool = pool
        self._of = {"build": build}
        self._kept: dict[int, List] = {}  # without terms of no unit, which a reader may have typed
        self._bytes = 0
        self._lock = Lock()

    def lists(self, terms: Sequence[str]) -> Sequence[List]:
        hashes, kept = [signed(term_hash(term)) for term in terms], self._kept
        found = {term: kept[term] for term in hashes if term in kept}
        if missing := sorted(set(hashes) - found.keys()):
            rows = self._pool.rows(_LISTS, {**self._of, "terms": missing})
            # A server may hold a build open for longer than the database has it.
            if not rows and not self._pool.rows(_BUILD, self._of):
                raise IndexUnusable(f"the database has the build that is open no longer; {_REMEDY}")
            fresh = {term: (np.frombuffer(u, "<i4"), np.frombuffer(s, "<f4")) for term, u, s in rows}
            self._keep(fresh)
            found |= fresh
        return [found.get(hashed, NO_UNITS) for hashed in hashes]

    def _keep(self, lists: Mapping[int, List]) -> None:
        with self._lock:
            self._bytes += sum(_HEAD + units.nbytes + scores.nbytes for units, scores in lists.values())
            if self._bytes > _KEPT_LISTS:
                # Replaced and not emptied: another thread may be reading.
                self._kept, self._bytes = {}, 0
            else:
                self._kept.update(lists)


def signed(hashed: int) -> int:
    """The hash of a term as PostgreSQL's bigint has it."""
    return hashed - (1 << 64) if hashed >> 63 else hashed


class PostgresStore(Store):
    """One published build, opened; `folder` has the files that it was published with."""

    def __init__(self, pool: Pool, build: int, items: NDArray[np.int32], folder: Path) -> None:
        super().__init__(folder, PostingLists(pool, build, len(items)))
        self._pool = pool
        self._items = items  # of each unit by place
        self._rising = np.argsort(items)
        self._read: dict[int, Unit] = {}

    def dense(self, vector: Vector, k: int, filters: Filters) -> Found:
        where, values = self._passing(filters)
        limit = k + SPARE
        while True:
            asked = {**values, "vector": vector_text(vector), "limit": limit}
            rows = self._pool.rows(NEAREST.format(where=where), asked)
            places, found = self._at_places(rows)
            if len(rows) < limit or (len(found) >= k and found.min() < np.partition(found, -k)[-k]):
                break
            limit *= 4  # the last may tie with the k-th, or too many are of other builds
        ranked = np.lexsort((self.order[places], -found))[:k]
        return Found(places[ranked], found[ranked])

    def dense_at(self, vector: Vector, places: Places) -> Scores:
        asked = {"vector": vector_text(vector), "items": self._listed(places)}
        at, found = self._at_places(self._pool.rows(_COSINES, asked) if len(places) else ())
        cosines = np.zeros(self.size, np.float32)
        cosines[at] = found
        return cosines[places]

    def vectors(self, places: Places) -> NDArray[np.float32]:
        # pgvector's binary form: 4 bytes of head, then each number, big end first.
        found = {item: np.frombuffer(sent, ">f4", offset=4) for item, sent in self._of(_VECTORS, places)}
        vectors = [found[item] for item in self._items[places].tolist()]
        return np.stack(vectors).astype(np.float32) if vectors else np.empty((0, 0), np.float32)

    def units(self, places: Places) -> Sequence[Unit]:
        read = self._read
        if missing := [place for place in dict.fromkeys(places.tolist()) if self._items[place] not in read]:
            fetched = {item: _unit(line) for item, line in self._of(_UNITS, np.array(missing))}
            if len(fetched) < len(missing):
                raise IndexUnusable(
                    f"{len(missing) - len(fetched)} units are gone from the database; {_REMEDY}"
                )
            # Replaced and not changed: another thread may be reading.
            read = {**read, **fetched}
            self._read = read if len(read) < _KEPT_UNITS else fetched
        return [read[item] for item in self._items[places].tolist()]

    def place(self, id: str) -> int | None:
        if not id.isprintable():  # PostgreSQL refuses NUL and half a surrogate pair
            return None
        rows = self._pool.rows(_BY_ID, {"id": id})
        found = int(self._places(np.array([item for (item,) in rows], np.int64)).max(initial=-1))
        return found if found >= 0 else None

    def _of(self, question: str, places: Places) -> Rows:
        return self._pool.rows(question, {"items": self._listed(places)}) if len(places) else ()

    def _passing(self, filters: Filters) -> tuple[str, Mapping[str, object]]:
        """The condition that only units which pass meet: named one by one where they are few."""
        allowed = self.allowed(filters)
        if allowed is not None and len(allowed.places) <= FEW:
            return "WHERE item = ANY(%(items)s::integer[])", {"items": self._listed(allowed.places)}
        wanted = {facet: values for facet in FACETS if (values := getattr(filters, facet))}
        where = " AND ".join(f"tags && %({facet})s::text[]" for facet in wanted)
        named = {facet: [tag(facet, value) for value in values] for facet, values in wanted.items()}
        return f"WHERE {where}" if where else "", named

    def _at_places(self, rows: Rows) -> tuple[Places, Scores]:
        """Rows of item and distance as places of this build and their cosines."""
        places = self._places(np.array([item for item, _ in rows], np.int64))
        return places[places >= 0], -np.array([distance for _, distance in rows], np.float32)[places >= 0]

    def _places(self, items: NDArray[np.int64]) -> Places:
        """The place of each item, -1 for one of other builds."""
        if not self.size:
            return np.full(len(items), -1)
        at = np.searchsorted(self._items, items, sorter=self._rising)
        places = self._rising[np.minimum(at, self.size - 1)]
        return np.where(self._items[places] == items, places, -1)

    def _listed(self, places: NDArray[np.integer]) -> str:
        """The items at `places` as an array of SQL."""
        return "{" + ",".join(map(str, self._items[places].tolist())) + "}"


def tag(facet: str, value: str) -> str:
    """A value of a facet as the database has it."""
    return f"{facet}={value}"


def vector_text(vector: Vector) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(map(repr, vector.tolist())) + "]"


def _unit(line: str) -> Unit:
    try:
        return unit_from_line(line)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexUnusable(f"a unit of the database is damaged ({error!r}); {_REMEDY}") from error
