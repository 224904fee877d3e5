"""Who may write to the database, and the tables that are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import psycopg

from kb.errors import BusyError, IndexUnusable
from kb.postgres.link import PatientLink, hush, readable, translated

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
