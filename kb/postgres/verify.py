"""Is what the database holds what was published? Asked by `kb verify postgresql://...`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.index.opened import Index
from kb.measuring.bench import make_queries
from kb.model import Filters, Query
from kb.postgres.connection import PatientConnection, Pool
from kb.postgres.database import Database
from kb.postgres.publish import list_digest, lists_digest, unit_digest
from kb.postgres.store import read_vector
from kb.search.search import search

_BATCH = 2000  # units whose digests are computed at a time
_RANGES = 16  # parts of the lists that are read at a time
_BUILD = "SELECT build, items, lists, sample FROM kb.build JOIN kb.serving USING (build)"
_UNITS = (
    "SELECT payload::text, vector_send(embedding), digest FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
)
_LISTS = (
    "SELECT term, units, scores FROM kb.posting"
    " WHERE build = %(build)s AND term BETWEEN %(first)s AND %(last)s"
)
_FILES = "SELECT path, sha256 FROM kb.file WHERE build = %(build)s ORDER BY path"
_PARTS = "SELECT data FROM kb.part WHERE sha256 = %(sha256)s AND part = %(part)s"


def verify_published(address: str, cache: Path | None = None) -> tuple[str, Sequence[str]]:
    """The name of the build that serves, and what is wrong with it, one line each.

    Raises IndexUnusable when nothing is published, StoreUnavailable when the database is away.
    """
    database = Database(address, cache, PatientConnection)
    try:
        index = database.open()
        return index.build, tuple(_faults(database.pool, index))
    finally:
        database.close()


def _faults(pool: Pool, index: Index) -> Iterator[str]:
    ((number, items, lists, sample),) = pool.rows(_BUILD)
    yield from _unit_faults(pool, items)
    if _lists_digest(pool, number) != lists:
        yield f"{index.build}: the posting lists are not what was published"
    for path, sha256 in pool.rows(_FILES, {"build": number}):
        if _sha256(pool, sha256) != sha256:
            yield f"{index.build}: the file {path} is damaged"
    try:
        yield from differing(index, sample)
    except KbError as error:
        yield f"{index.build} does not answer: {error}"


def _unit_faults(pool: Pool, items: Sequence[int]) -> Iterator[str]:
    found = wrong = 0
    for start in range(0, len(items), _BATCH):
        rows = pool.rows(_UNITS, {"items": items[start : start + _BATCH]})
        found += len(rows)
        wrong += sum(unit_digest(line, read_vector(sent)) != digest for line, sent, digest in rows)
    if found != len(items):
        yield f"{found} units, {len(items)} were published"
    if wrong:
        yield f"{wrong} units differ from their digests"


def _lists_digest(pool: Pool, number: int) -> str:
    total, width = 0, (1 << 64) // _RANGES
    for first in range(-(1 << 63), 1 << 63, width):
        asked = {"build": number, "first": first, "last": first + width - 1}
        total += sum(list_digest(*row) for row in pool.rows(_LISTS, asked))
    return lists_digest(total)


def _sha256(pool: Pool, sha256: str) -> str:
    total, part = hashlib.sha256(), 0
    while rows := pool.rows(_PARTS, {"sha256": sha256, "part": part}):
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
