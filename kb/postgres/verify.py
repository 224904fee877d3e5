"""Is what the database holds what was published? Asked by `kb verify postgresql://...`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import KbError
from kb.index.opened import Index
from kb.measuring.bench import make_queries
from kb.model import Filters, Query
from kb.postgres.database import Database
from kb.postgres.link import PatientLink
from kb.postgres.queries import SEEN, Statement
from kb.postgres.rows import unit_digest
from kb.postgres.segments import unpacked
from kb.search.search import search

_BATCH = 2000  # units whose digests are computed at a time
_BUILD = (
    "SELECT build.build, build.name, build.last, build.size, build.sample"
    " FROM kb.build JOIN kb.serving USING (build)"
)
_COUNTS = (
    "SELECT (SELECT count(*) FROM kb.unit WHERE {unit}), (SELECT count(*) FROM kb.vector WHERE {vector})"
).format(**{table: SEEN.format(table) for table in ("unit", "vector")})
_LENGTHS = (
    "SELECT item, cardinality(terms), words_length + grams_length FROM kb.unit"
    f" WHERE {SEEN.format('unit')} ORDER BY item"
)
_SEGMENTS = "SELECT segment FROM kb.segment ORDER BY segment"
_LISTS = "SELECT term, units FROM kb.posting WHERE segment = %(segment)s"
_FREQUENCIES = (
    "SELECT DISTINCT ON (term) term, units FROM kb.frequency WHERE build <= %(build)s"
    " ORDER BY term, build DESC"
)
_ROWS = (
    "SELECT unit.payload::text, vector_send(vector.embedding), unit.digest FROM kb.unit"
    " JOIN kb.vector USING (item) WHERE unit.item > %(after)s AND unit.item <= %(to)s"
    f" AND {SEEN.format('unit')}"
)
_FILES = "SELECT path, sha256 FROM kb.file WHERE build = %(build)s ORDER BY path"
_PARTS = "SELECT data FROM kb.part WHERE sha256 = %(sha256)s AND part = %(part)s"


def verify_published(address: str, cache: Path | None = None) -> tuple[str, Sequence[str]]:
    """The name of the build that serves, and what is wrong with it, one line each.

    Raises IndexUnusable when nothing is published, StoreUnavailable when the database is away.
    """
    database = Database(address, cache, PatientLink)
    try:
        index = database.open()
        return index.build, tuple(_faults(database, index))
    finally:
        database.close()


def _faults(database: Database, index: Index) -> Iterator[str]:
    ((build, name, last, size, sample),) = database.pool.rows(Statement(_BUILD, {}))
    seen = {"build": build, "last": last}
    yield from _counts(database, seen, size)
    yield from _digests(database, seen, str(index.manifest["program"]))
    for path, sha256 in database.pool.rows(Statement(_FILES, seen)):
        if _sha256(database, sha256) != sha256:
            yield f"{name}: the file {path} is damaged"
    try:
        yield from differing(index, sample)
    except KbError as error:
        yield f"{name} does not answer: {error}"


def _counts(database: Database, seen: Mapping[str, Any], size: int) -> Iterator[str]:
    ((units, vectors),) = database.pool.rows(Statement(_COUNTS, seen))
    if (units, vectors) != (size, size):
        yield f"{units} units and {vectors} vectors, {size} were published"
    yield from _postings(database, seen)


def _postings(database: Database, seen: Mapping[str, Any]) -> Iterator[str]:
    """The lists of all segments against the counts and lengths of the units, and the terms' frequencies."""
    rows = database.pool.rows(Statement(_LENGTHS, seen))
    items, counts, lengths = (np.array(column) for column in zip(*rows, strict=True))
    room = int(seen["last"]) + 2
    seen_here = np.zeros(room, np.bool_)
    seen_here[items] = True
    met, total = np.zeros(room, np.int64), np.zeros(room)
    having: Counter[int] = Counter()
    for (segment,) in database.pool.rows(Statement(_SEGMENTS, {})):
        terms, pairs = unpacked(database.pool.rows(Statement(_LISTS, {"segment": segment})))
        at = np.minimum(pairs["item"], room - 1)
        there = seen_here[at]
        met += np.bincount(at[there], minlength=room)
        total += np.bincount(at[there], pairs["frequency"][there], room)
        having.update(dict(zip(*(own.tolist() for own in np.unique_counts(terms[there])), strict=True)))
    if met.sum() != counts.sum():
        yield f"{met.sum()} postings, {counts.sum()} were published"
    # The lengths of a unit are the sums of its frequencies; a float32 holds seven digits.
    if wrong := int((np.abs(total[items] - lengths) > 1e-4 * lengths).sum()):
        yield f"{wrong} units whose frequencies are not what was published"
    told = {term: units for term, units in database.pool.rows(Statement(_FREQUENCIES, seen)) if units}
    if wrong := len({term for term, _ in having.items() ^ told.items()}):
        yield f"{wrong} terms whose document frequency are not what was published"


def _digests(database: Database, seen: Mapping[str, Any], program: str) -> Iterator[str]:
    wrong = 0
    for after in range(0, int(seen["last"]), _BATCH):
        rows = database.pool.rows(Statement(_ROWS, {**seen, "after": after, "to": after + _BATCH}))
        for line, sent, digest in rows:
            vector = np.frombuffer(sent, ">f4", offset=4).astype(np.float32)
            wrong += unit_digest(program, line, vector) != digest
    if wrong:
        yield f"{wrong} units differ from their digests"


def _sha256(database: Database, sha256: str) -> str:
    total, part = hashlib.sha256(), 0
    while rows := database.pool.rows(Statement(_PARTS, {"sha256": sha256, "part": part})):
        total.update(rows[0][0])
        part += 1
    return total.hexdigest()


COUNT = 20
CLOSE = 1e-4  # a score that differs by less is the same


def sample(index: Index) -> list[dict[str, Any]]:
    """What the index answers to queries made of its own words, every other one within one kind."""
    kinds = sorted(index.manifest["kinds"])
    asked = enumerate(make_queries(index, COUNT)) if kinds else []
    return [_asked(index, text, [kinds[number % len(kinds)]] if number % 2 else []) for number, text in asked]


def _asked(index: Index, text: str, kind: Sequence[str]) -> dict[str, Any]:
    answer = search(index, Query(text, filters=Filters(kind=tuple(kind))))
    hits = [[hit.unit.id, hit.score] for hit in answer.hits]
    return {"text": text, "kind": list(kind), "total": answer.total, "hits": hits}


def differing(index: Index, expected: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One line for each query of a sample that is answered otherwise."""
    for entry in expected:
        answer = _asked(index, entry["text"], entry["kind"])
        if answer["total"] != entry["total"] or not _alike(answer["hits"], entry["hits"]):
            yield f"the query {entry['text']!r} is answered otherwise than by the index that was published"


def _alike(found: Sequence[tuple[str, float]], expected: Sequence[tuple[str, float]]) -> bool:
    return [id for id, _ in found] == [id for id, _ in expected] and all(
        abs(score - wanted) <= CLOSE for (_, score), (_, wanted) in zip(found, expected, strict=True)
    )
