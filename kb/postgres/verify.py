"""Is what the database holds what was published? Asked by `kb verify postgresql://...`."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.index.opened import Index
from kb.measuring.bench import make_queries
from kb.model import Filters, Query
from kb.postgres.connection import PatientConnection, Pool
from kb.postgres.database import Database, stored
from kb.postgres.publish import LISTS_DIGEST, UNIT_DIGEST
from kb.search.search import search

_BUILD = "SELECT build, items, lists, sample FROM kb.build JOIN kb.serving USING (build)"
_UNITS = (
    f"SELECT count(*), count(*) FILTER (WHERE digest <> {UNIT_DIGEST}) FROM kb.unit"
    " WHERE item = ANY(%(items)s::integer[])"
)
_FILES = "SELECT path, sha256 FROM kb.file WHERE build = %(build)s ORDER BY path"


def verify_published(address: str, cache: Path | None = None) -> tuple[str, Sequence[str]]:
    """The name of the build that serves, and what is wrong with it, one line each. Raises IndexUnusable when
    nothing is published, StoreUnavailable when the database is away."""
    with closing(Database(address, cache, PatientConnection)) as database:
        index = database.open()
        return index.build, tuple(_faults(database.pool, index))


def _faults(pool: Pool, index: Index) -> Iterator[str]:
    ((number, items, lists, sample),) = pool.rows(_BUILD)
    ((found, wrong),) = pool.rows(_UNITS, {"items": items})
    if found != len(items):
        yield f"{found} units, {len(items)} were published"
    if wrong:
        yield f"{wrong} units differ from their digests"
    if pool.rows(LISTS_DIGEST, {"build": number}) != [(lists,)]:
        yield f"{index.build}: the posting lists are not what was published"
    for path, digest in pool.rows(_FILES, {"build": number}):
        total = hashlib.sha256()
        for part in stored(pool, digest):
            total.update(part)
        if total.hexdigest() != digest:
            yield f"{index.build}: the file {path} is damaged"
    try:
        for entry in sample:
            answer = _asked(index, entry["text"], entry["kind"])
            if answer["total"] != entry["total"] or not _alike(answer["hits"], entry["hits"]):
                asked = repr(entry["text"])
                yield f"the query {asked} is answered otherwise than by the index that was published"
    except KbError as error:
        yield f"{index.build} does not answer: {error}"


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


def _alike(found: Sequence[tuple[str, float]], expected: Sequence[tuple[str, float]]) -> bool:
    return [id for id, _ in found] == [id for id, _ in expected] and all(
        abs(score - wanted) <= CLOSE for (_, score), (_, wanted) in zip(found, expected, strict=True)
    )
