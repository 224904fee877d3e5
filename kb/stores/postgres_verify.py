"""Is what the database holds what was published? Asked by `kb verify postgresql://...`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import KbError
from kb.index import Index
from kb.stores.postgres_database import Database
from kb.stores.postgres_link import PatientLink
from kb.stores.postgres_queries import SEEN, Statement
from kb.stores.postgres_rows import unit_digest
from kb.stores.postgres_sample import differing

_BATCH = 2000  # units whose digests are computed at a time
_BUILD = (
    "SELECT build.build, build.name, build.last, build.size, build.sample"
    " FROM kb.build JOIN kb.serving USING (build)"
)
_COUNTS = (
    "SELECT (SELECT count(*) FROM kb.unit WHERE {unit}), (SELECT count(*) FROM kb.vector WHERE {vector}),"
    " (SELECT coalesce(sum(cardinality(terms)), 0)::bigint FROM kb.unit WHERE {unit}),"
    " (SELECT count(*) FROM kb.posting WHERE {posting})"
).format(**{table: SEEN.format(table) for table in ("unit", "vector", "posting")})
# The lengths of a unit are the sums of its frequencies; a real holds seven digits.
_SUMS = (
    "SELECT count(*) FROM kb.unit LEFT JOIN (SELECT item, sum(frequency::float8) AS total"
    f" FROM kb.posting WHERE {SEEN.format('posting')} GROUP BY item) held USING (item)"
    f" WHERE {SEEN.format('unit')}"
    " AND abs(coalesce(total, 0) - words_length - grams_length) > 1e-4 * (words_length + grams_length)"
)
_FREQUENCIES = (
    "SELECT count(*) FROM ("
    f"SELECT term, count(*) AS units FROM kb.posting WHERE {SEEN.format('posting')} GROUP BY term"
    ") counted FULL JOIN (SELECT DISTINCT ON (term) term, units"
    " FROM kb.frequency WHERE build <= %(build)s ORDER BY term, build DESC"
    ") told USING (term) WHERE coalesce(counted.units, 0) <> coalesce(told.units, 0)"
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
    ((units, vectors, terms, postings),) = database.pool.rows(Statement(_COUNTS, seen))
    if (units, vectors) != (size, size):
        yield f"{units} units and {vectors} vectors, {size} were published"
    if postings != terms:
        yield f"{postings} postings, {terms} were published"
    for text, what in ((_SUMS, "units whose frequencies"), (_FREQUENCIES, "terms whose document frequency")):
        ((wrong,),) = database.pool.rows(Statement(text, seen))
        if wrong:
            yield f"{wrong} {what} are not what was published"


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
