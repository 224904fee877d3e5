"""A built index into PostgreSQL, beside the build that serves, which is switched in the last transaction.

Every step before that one can be seen by nobody and is done again, as far as it is missing, by the next
publisher. Units that the database has already, known by their digest, and files are not sent again; the
posting lists, which any change of the corpus changes, are.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from kb.errors import BusyError, IndexUnusable
from kb.index.builds import KEPT, QUALITY
from kb.index.files import FILE as UNITS
from kb.index.files import FileStore
from kb.index.manifest import FILE as MANIFEST
from kb.index.manifest import damage, read_manifest, sha256
from kb.index.records import unit_from_line
from kb.index.tags import FACETS, values
from kb.postgres.connection import PatientConnection, connection_string, silence_driver, translated
from kb.postgres.store import signed, tag

Connection = psycopg.Connection[Any]
Progress = Callable[[str, int, int], None]
Sample = Sequence[Mapping[str, Any]]
# What the database has as rows; every other file of a build goes there as it is.
ROWS = (UNITS, "words/", "dense.faiss", "vectors.npy")
BATCH = 500  # units of one transaction
PART = 1 << 22  # bytes of one part of a file
HNSW_FROM = 50_000  # units; below, a scan of all vectors is as quick, and exact
# Malkov and Yashunin 2016, arXiv:1603.09320.
HNSW = (
    "CREATE INDEX IF NOT EXISTS unit_near ON kb.unit USING hnsw (embedding vector_ip_ops)"
    " WITH (m = 16, ef_construction = 100)"
)
UNIT_DIGEST = "sha256(convert_to(payload::text, 'UTF8') || vector_send(embedding))"
LISTS_DIGEST = (
    "SELECT encode(sha256(coalesce(string_agg(sha256(int8send(term) || units || scores), ''::bytea"
    " ORDER BY term), ''::bytea)), 'hex') FROM kb.posting WHERE build = %(build)s"
)
_LOCK = 0x6B62  # "kb"; advisory, ends with the publisher's session


@dataclass(frozen=True, slots=True)
class Report:
    """What a publication did: units sent, there already and left out since the build that served; `changed`
    is False where the build served already."""

    build: str
    sent: int = 0
    kept: int = 0
    left_out: int = 0
    changed: bool = True


def publish(address: str, folder: Path, sample: Sample, progress: Progress) -> Report:
    """Publish the build in `folder`; `sample` are queries with what it answers, for `kb verify`. Raises
    IndexUnusable for a damaged build, BusyError while another publishes, StoreUnavailable."""
    manifest = read_manifest(folder)
    if broken := damage(folder, manifest):
        raise IndexUnusable(f"{broken[0]}; nothing was published")
    name = str(manifest["build"])
    with publisher(address) as connection:
        ensure_schema(connection, int(manifest["model"]["dimensions"]))
        number = _one(connection, "SELECT build FROM kb.build WHERE name = %s", name)
        if number is None:
            report = _send(connection, name, folder, sample, progress)
        else:
            served = _one(connection, "SELECT build FROM kb.serving")
            report = Report(name, kept=FileStore(folder).size, changed=number != served)
            _switch(connection, number)
        # Here too where nothing has changed: another publisher may have been killed before it got here.
        _prune(connection)
    return report


def _send(connection: Connection, name: str, folder: Path, sample: Sample, progress: Progress) -> Report:
    """Bring a new build into the database and let it serve."""
    number = _one(connection, "SELECT coalesce(max(build), 0) + 1 FROM kb.build")
    served = _one(connection, "SELECT items FROM kb.build JOIN kb.serving USING (build)") or []
    store, files = FileStore(folder), _files(folder)
    items, sent = _send_units(connection, store, progress)
    lists = _send_lists(connection, number, store, progress)
    _send_files(connection, folder, files, progress)
    if len(items) > HNSW_FROM and _one(
        connection, "SELECT relkind = 'r' FROM pg_class WHERE oid = 'kb.unit'::regclass"
    ):
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute(HNSW.encode())
    for table in ("unit", "posting"):
        connection.execute(f"VACUUM (ANALYZE) kb.{table}".encode())
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kb.build (build, name, items, lists, sample) VALUES (%s, %s, %s, %s, %s)",
            [number, name, items, lists, json.dumps(sample, ensure_ascii=False)],
        )
        cursor.executemany(
            "INSERT INTO kb.file (build, path, sha256) VALUES (%s, %s, %s)",
            [(number, path, digest) for path, digest in files.items()],
        )
        _switch(connection, number)
    return Report(name, sent, len(items) - sent, len(set(served).difference(items)))


def _send_units(connection: Connection, store: FileStore, progress: Progress) -> tuple[list[int], int]:
    """The item of each unit in reading order, those that were missing sent; how many these were."""
    there: dict[bytes, int] = dict(connection.execute("SELECT digest, item FROM kb.unit").fetchall())
    before, items, lines = len(there), list[int](), store.lines()
    for start in range(0, store.size, BATCH):
        progress("units", start, store.size)
        batch = list(islice(lines, BATCH))
        vectors = store.vectors(np.arange(start, start + len(batch)))
        # pgvector's binary form: the number of dimensions and two bytes of nothing, then big end first.
        head = np.array([vectors.shape[1], 0], ">i2").tobytes()
        sent = [head + vector.tobytes() for vector in vectors.astype(">f4")]
        # What the database computes as UNIT_DIGEST.
        digests = [hashlib.sha256(row.encode() + own).digest() for row, own in zip(batch, sent, strict=True)]
        rows = zip(digests, batch, sent, strict=True)
        there |= _insert_units(connection, [row for row in rows if row[0] not in there])
        items += [there[digest] for digest in digests]
    progress("units", store.size, store.size)
    return items, len(there) - before


def _insert_units(connection: Connection, rows: Sequence[tuple[bytes, str, bytes]]) -> dict[bytes, int]:
    """Insert units given as digest, JSON and sent vector, in one transaction; the items that they got."""
    if not rows:
        return {}
    numbered = "SELECT nextval('kb.item')::integer FROM generate_series(1, %s)"
    items = {
        row[0]: item for row, (item,) in zip(rows, connection.execute(numbered, [len(rows)]), strict=True)
    }
    columns = "item, digest, id, tags, payload, embedding"
    with (
        connection.transaction(),
        connection.cursor().copy(f"COPY kb.unit ({columns}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(("int4", "bytea", "text", "text[]", "text", "bytea"))
        for digest, line, sent in rows:
            unit = unit_from_line(line)
            tags = [tag(facet, value) for facet in FACETS for value in dict.fromkeys(values(unit, facet))]
            copy.write_row((items[digest], digest, unit.id, tags, line, sent))
    return items


def _send_lists(connection: Connection, number: int, store: FileStore, progress: Progress) -> str:
    """The posting lists of a build, in one transaction; their checksum."""
    with connection.transaction(), connection.cursor() as cursor:
        # What a killed publisher left of another build.
        cursor.execute("DELETE FROM kb.posting WHERE build = %s", [number])
        progress("lists", 0, 1)
        with cursor.copy("COPY kb.posting (build, term, units, scores) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(("int4", "int8", "bytea", "bytea"))
            for hashed, (units, scores) in store.postings():
                copy.write_row((number, signed(hashed), units.tobytes(), scores.tobytes()))
        progress("lists", 1, 1)
        ((digest,),) = connection.execute(LISTS_DIGEST.encode(), {"build": number}).fetchall()
    return str(digest)


def _files(folder: Path) -> Mapping[str, str]:
    """sha256 by path of the files that go into the database as they are, the manifest and what was measured
    among them."""
    entries = read_manifest(folder)["files"].items()
    listed = {path: str(entry["sha256"]) for path, entry in entries if not path.startswith(ROWS)}
    measured = {QUALITY: sha256(folder / QUALITY)} if (folder / QUALITY).exists() else {}
    return {**listed, **measured, MANIFEST: sha256(folder / MANIFEST)}


def _send_files(connection: Connection, folder: Path, files: Mapping[str, str], progress: Progress) -> None:
    """The files, each in one transaction, those that are not there."""
    there = {digest for (digest,) in connection.execute("SELECT DISTINCT sha256 FROM kb.part")}
    missing = [(path, digest) for path, digest in sorted(files.items()) if digest not in there]
    for done, (path, digest) in enumerate(missing):
        progress("files", done, len(missing))
        with connection.transaction(), connection.cursor() as cursor, (folder / path).open("rb") as file:
            cursor.execute("DELETE FROM kb.part WHERE sha256 = %s", [digest])
            with cursor.copy("COPY kb.part (sha256, part, data) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(("text", "int4", "bytea"))
                # An empty file has a part as well, or it would not be known to be there.
                for part in range(max(1, -(-(folder / path).stat().st_size // PART))):
                    copy.write_row((digest, part, file.read(PART)))
    progress("files", len(missing), len(missing))


def _switch(connection: Connection, number: int) -> None:
    """Let a build serve, in one step."""
    connection.execute(
        "INSERT INTO kb.serving (build) VALUES (%s) ON CONFLICT (one) DO UPDATE SET build = excluded.build",
        [number],
    )


def switch_back(connection: Connection) -> tuple[str, str]:
    """Let the build before the one that serves serve again; the names of both, the new one first. Raises
    IndexUnusable when there is none."""
    asked = (
        "SELECT name, build FROM kb.build WHERE build <= (SELECT build FROM kb.serving) ORDER BY build DESC"
    )
    found = connection.execute(asked).fetchmany(2)
    if len(found) < 2:
        raise IndexUnusable("the database has no build before the one that serves")
    (before, _), (name, number) = found
    _switch(connection, number)
    return name, before


def _prune(connection: Connection) -> None:
    """Remove all builds but the last ones and the one that serves, and what no build has any longer."""
    last = f"SELECT build FROM kb.build ORDER BY build DESC LIMIT {KEPT}"
    for orphans in (
        f"kb.build WHERE build NOT IN ({last}) AND build NOT IN (SELECT build FROM kb.serving)",
        "kb.posting WHERE build NOT IN (SELECT build FROM kb.build)",
        "kb.unit WHERE NOT EXISTS"
        " (SELECT FROM (SELECT unnest(items) AS item FROM kb.build) named WHERE named.item = unit.item)",
        "kb.part WHERE sha256 NOT IN (SELECT sha256 FROM kb.file)",
    ):
        connection.execute(f"DELETE FROM {orphans}".encode())


def _one(connection: Connection, question: str, *values: object) -> Any:
    """The one value that a question is answered with, None where there is none."""
    row = connection.execute(question.encode(), values).fetchone()
    return None if row is None else row[0]


@contextmanager
def publisher(address: str) -> Iterator[Connection]:
    """The one connection that may write now, to the server that takes writes."""
    silence_driver()
    with translated():
        where = connection_string(address, target_session_attrs="read-write")
        with PatientConnection.connect(where, autocommit=True) as connection:
            if not _one(connection, "SELECT pg_try_advisory_lock(%s)", _LOCK):
                raise BusyError("another publisher is writing to this database; wait for it")
            yield connection


def ensure_schema(connection: Connection, dimensions: int) -> None:
    """Make the tables where there are none. Raises IndexUnusable where they are of another model."""
    if _one(connection, "SELECT to_regclass('kb.serving') IS NULL"):
        script = resources.files("kb.postgres").joinpath("schema.sql").read_text(encoding="utf-8")
        with connection.transaction():
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute(script.format(dimensions=dimensions).encode())
    by_legs = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('kb.posting') AND attname = 'leg'"
    if _one(connection, "SELECT to_regclass('kb.item') IS NULL") or _one(connection, by_legs):
        raise IndexUnusable(
            "the database was filled by an older version of this program; drop the schema kb, then publish"
        )
    asked = (
        "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'kb.unit'::regclass AND attname = 'embedding'"
    )
    if (found := _one(connection, asked)) != dimensions:
        raise IndexUnusable(
            f"the database holds vectors of {found} dimensions, this build has {dimensions}; "
            "publish into another database, or drop the schema kb first"
        )
