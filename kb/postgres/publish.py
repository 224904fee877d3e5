"""A built index into PostgreSQL, beside the build that serves, which is switched in the last transaction.

Every step before that one can be seen by nobody and is done again, as far as it is missing, by the next
publisher: units go in batches, a batch with its postings and vectors being one transaction, and what is
there already is known by its digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from kb.errors import BusyError, IndexUnusable
from kb.index.records import unit_from_line
from kb.postgres import builds as builds
from kb.postgres import segments as segments
from kb.postgres.builds import BATCH, Number
from kb.postgres.copy import UNIT_COLUMNS, VECTOR_COLUMNS, units_copy, vectors_copy
from kb.postgres.link import PatientLink, hush, readable, translated
from kb.postgres.local import Count, Local, open_local
from kb.postgres.rows import FOREVER, Legs

Progress = Callable[[str, int, int], None]
Sample = Sequence[Mapping[str, Any]]
PART = 1 << 22  # bytes of one part of a file
HNSW_FROM = 50_000  # units; below, a scan of all vectors is as quick, and exact
HNSW = (
    "CREATE INDEX IF NOT EXISTS vector_near ON kb.vector USING hnsw (embedding vector_ip_ops)"
    " WITH (m = 16, ef_construction = 100)"
)
# Document frequencies of a build, where they are others than those of the build before: what is in the lists
# that came, without the terms of what went.
_FREQUENCIES = """
INSERT INTO kb.frequency (term, build, units)
SELECT term, %(build)s, sum(units) + coalesce((
    SELECT before.units FROM kb.frequency before
    WHERE before.term = changed.term AND before.build < %(build)s ORDER BY before.build DESC LIMIT 1
), 0)
FROM (
    SELECT term, octet_length(units) / 8 AS units FROM kb.posting WHERE segment = ANY(%(segments)s)
    UNION ALL
    SELECT unnest(terms), -1 FROM kb.unit WHERE item <= %(last)s AND until = %(build)s
) changed
GROUP BY term HAVING sum(units) <> 0
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a publication did: units sent, kept and left out; nothing where the build served already."""

    build: str
    sent: int = 0
    kept: int = 0
    left_out: int = 0
    changed: bool = True


def publish(
    address: str, folder: Path, sample: Sample, progress: Progress, count: Count | None = None
) -> Report:
    """Publish the build in `folder`; `sample` are queries with what it answers, for `kb verify`.

    `count` tells the terms of the unit at a place; without it they are counted by the build's analyzer.
    Raises IndexUnusable for a damaged build, BusyError while another publishes, StoreUnavailable.
    """
    local = open_local(folder, count)
    report = Report(local.name, kept=len(local.digests))
    with publisher(address) as link:
        ensure_schema(link, local.dimensions)
        there = builds.number_of(link, local.name)
        if there is None:
            number = builds.next_number(link)
            report = _send(link, local, number, progress)
            _send_files(link, local, progress)
            _refresh(link, report, progress)
            _switch(link, local, number, sample)
            link.execute("VACUUM (ANALYZE) kb.frequency")
        elif there == builds.serving(link):
            report = replace(report, changed=False)
        else:
            builds.switch(link, there)
        # Here too where nothing has changed: another publisher may have been killed before it got here.
        builds.prune(link)
        segments.tidy(link, builds.next_number(link).last)
    return report


def _send(link: psycopg.Connection[Any], local: Local, number: Number, progress: Progress) -> Report:
    """Bring the rows to what the build has: left out what it has not, sent what is missing."""
    rows = link.execute(
        "SELECT digest, item, until FROM kb.unit WHERE until >= %s", [number.build]
    ).fetchall()
    wanted = frozenset(local.digests)
    there = {digest for digest, _, _ in rows if digest in wanted}
    revived = [item for digest, item, until in rows if digest in wanted and until == number.build]
    unwanted = [item for digest, item, until in rows if digest not in wanted and until == FOREVER]
    builds.mark(link, revived, FOREVER)
    builds.mark(link, [item for item in unwanted if item <= number.last], number.build)
    # What a publisher of another build left behind.
    builds.remove(link, [item for item in unwanted if item > number.last])
    missing = [at for at, digest in enumerate(local.digests) if digest not in there]
    listed = segments.last_item(link)
    writer = segments.Writer(link)
    _list_again(writer, local, {digest: item for digest, item, _ in rows if item > listed})
    last = max([number.last, listed, *(item for _, item, _ in rows)])
    for done, batch in enumerate(local.batches(missing, BATCH)):
        progress("units", BATCH * done, len(missing))
        first = last + 1 + BATCH * done
        writer.add(range(first, first + len(batch)), _send_batch(link, local, batch, first))
    writer.finish()
    progress("units", len(missing), len(missing))
    return Report(local.name, len(missing), len(local.digests) - len(missing), len(unwanted))


def _list_again(writer: segments.Writer, local: Local, items: Mapping[bytes, int]) -> None:
    """The units that a killed publisher sent and put into no list yet."""
    places = [at for at, digest in enumerate(local.digests) if digest in items]
    batch = next(local.batches(places, len(places)), [])
    legs = [local.counted(at, unit_from_line(line)) for at, line in batch]
    writer.add([items[local.digests[at]] for at, _ in batch], legs)


def _send_batch(
    link: psycopg.Connection[Any], local: Local, batch: Sequence[tuple[int, str]], first: int
) -> list[Legs]:
    """One transaction: units, numbered from `first`, with their vectors; what their terms are."""
    units = [unit_from_line(line) for _, line in batch]
    legs = [local.counted(at, unit) for (at, _), unit in zip(batch, units, strict=True)]
    items = range(first, first + len(batch))
    lines, digests = [line for _, line in batch], [local.digests[at] for at, _ in batch]
    with link.transaction(), link.cursor() as cursor:
        with cursor.copy(f"COPY kb.unit ({UNIT_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            for part in units_copy(zip(items, digests, units, legs, lines, strict=True)):
                copy.write(part)
        with cursor.copy(f"COPY kb.vector ({VECTOR_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            for part in vectors_copy(items, local.store.vectors(np.array([at for at, _ in batch]))):
                copy.write(part)
    return legs


def _send_files(link: psycopg.Connection[Any], local: Local, progress: Progress) -> None:
    """The small files, each in one transaction, those that are not there."""
    there = {sha256 for (sha256,) in link.execute("SELECT DISTINCT sha256 FROM kb.part")}
    missing = [(path, sha256) for path, sha256 in sorted(local.files.items()) if sha256 not in there]
    for done, (path, sha256) in enumerate(missing):
        progress("files", done, len(missing))
        with link.transaction(), link.cursor() as cursor, (local.folder / path).open("rb") as file:
            cursor.execute("DELETE FROM kb.part WHERE sha256 = %s", [sha256])
            with cursor.copy("COPY kb.part (sha256, part, data) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(("text", "int4", "bytea"))
                # An empty file has a part as well, or it would not be known to be there.
                copy.write_row((sha256, 0, file.read(PART)))
                for part, data in enumerate(iter(lambda file=file: file.read(PART), b""), 1):  # type: ignore[misc]
                    copy.write_row((sha256, part, data))
    progress("files", len(missing), len(missing))


def _refresh(link: psycopg.Connection[Any], report: Report, progress: Progress) -> None:
    """Let the planner know what came, and index the vectors once there are many."""
    if report.sent + report.kept > HNSW_FROM:
        progress("vectors", 0, 1)
        _index_vectors(link)
        progress("vectors", 1, 1)
    if report.sent:
        # Vacuumed too: what is read from an index alone must be known to be visible to all.
        for table in ("unit", "vector", "posting"):
            link.execute(f"VACUUM (ANALYZE) kb.{table}")


def _index_vectors(link: psycopg.Connection[Any]) -> None:
    """An HNSW index (Malkov and Yashunin 2016, arXiv:1603.09320), where the vectors lie in this server."""
    kind = link.execute("SELECT relkind FROM pg_class WHERE oid = 'kb.vector'::regclass").fetchone()
    if kind == ("r",):
        link.execute("SET maintenance_work_mem = '1GB'")
        link.execute(HNSW.encode())


def _switch(link: psycopg.Connection[Any], local: Local, number: Number, sample: Sample) -> None:
    """The last transaction: the build is there, whole, and serves."""
    asked = "SELECT digest, item, words_length, grams_length FROM kb.unit WHERE until > %s"
    rows = {row[0]: row for row in link.execute(asked, [number.build])}
    found = [rows[digest] for digest in local.digests]
    items = np.array([row[1] for row in found], "<i4")
    lengths = [np.array([row[leg] for row in found], "<f8").tobytes() for leg in (2, 3)]
    last = max(number.last, int(items.max(initial=0)))
    with link.transaction():
        new = segments.since(link, number.last)
        # Planned while the table is empty it would read the whole of it for each term, as it fills.
        link.execute("SET LOCAL enable_seqscan = off")
        link.execute(_FREQUENCIES, {"build": number.build, "last": number.last, "segments": new})
        link.execute(
            "INSERT INTO kb.build (build, name, last, size, items, words_lengths, grams_lengths, sample)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(number.build, local.name, last, len(found), items.tobytes(), *lengths),
                json.dumps(sample, ensure_ascii=False),
            ],
        )
        with link.cursor() as cursor:
            files = [(number.build, path, sha256) for path, sha256 in sorted(local.files.items())]
            cursor.executemany("INSERT INTO kb.file (build, path, sha256) VALUES (%s, %s, %s)", files)
        builds.switch(link, number.build)


_LOCK = 0x6B62  # "kb"; advisory, ends with the publisher's session


@contextmanager
def publisher(address: str) -> Iterator[psycopg.Connection[Any]]:
    """The one connection that may write now, to the server that takes writes."""
    hush()
    with translated():
        link = PatientLink.connect(readable(address, target_session_attrs="read-write"), autocommit=True)
        with link:
            if not link.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone() == (True,):
                raise BusyError("another publisher is writing to this database; wait for it")
            yield link


def ensure_schema(link: psycopg.Connection[Any], dimensions: int) -> None:
    """Make the tables where there are none. Raises IndexUnusable where they are of another model."""
    (there,) = link.execute("SELECT to_regclass('kb.serving') IS NOT NULL").fetchone() or (False,)
    if not there:
        script = resources.files("kb.postgres").joinpath("schema.sql").read_text(encoding="utf-8")
        with link.transaction():
            link.execute("CREATE EXTENSION IF NOT EXISTS vector")
            link.execute(script.format(dimensions=dimensions).encode())
    if link.execute("SELECT to_regclass('kb.segment') IS NULL").fetchone() == (True,):
        raise IndexUnusable(
            "the database was filled by an older version of this program; drop the schema kb, then publish"
        )
    asked = (
        "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'kb.vector'::regclass AND attname = 'embedding'"
    )
    (found,) = link.execute(asked).fetchone() or (0,)
    if found != dimensions:
        raise IndexUnusable(
            f"the database holds vectors of {found} dimensions, this build has {dimensions}; "
            "publish into another database, or drop the schema kb first"
        )
