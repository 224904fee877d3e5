"""A database with published builds: which one serves, and that one opened."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
from psycopg.conninfo import conninfo_to_dict

from kb.errors import IndexUnusable, StoreUnavailable
from kb.index.columns import FOLDER as COLUMNS
from kb.index.columns import Columns
from kb.index.dense import CENTRE, SPREAD
from kb.index.manifest import read_manifest
from kb.index.opened import Index, open_build
from kb.postgres.files import cache_folder, fetched, swept
from kb.postgres.link import PUBLISH, Link, readable
from kb.postgres.pool import Pool
from kb.postgres.queries import Statement
from kb.postgres.store import PostgresStore, Published

LOOKED_S = 1.0  # how old the answer to "which build serves" may be
_SERVING = "SELECT build.name FROM kb.serving JOIN kb.build USING (build)"
_BUILD = (
    "SELECT build.build, build.name, build.last, build.items, build.words_lengths, build.grams_lengths"
    " FROM kb.build WHERE build.build = {0}"
)
_NAMES = "SELECT name FROM kb.build"


class Database:
    """A PostgreSQL at an address, as servers and `kb verify` read it."""

    def __init__(self, address: str, cache: Path | None = None, connection: type[Link] = Link) -> None:
        self.pool = Pool(address, connection)
        given = conninfo_to_dict(readable(address))
        named = ["host", "port", "dbname", "service"]
        told = [os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGSERVICE")]
        identity = " ".join(map(str, [*(given.get(part) for part in named), *told]))
        self._cache = cache or cache_folder(identity)
        self._looked, self._name = -LOOKED_S, ""

    def current(self) -> str | None:
        """The name of the build that serves; the last one known while the database is away."""
        if time.monotonic() - self._looked >= LOOKED_S:
            self._looked = time.monotonic()
            try:
                rows = self.pool.rows(Statement(_SERVING, {}))
            except (StoreUnavailable, IndexUnusable):
                return self._name
            self._name = rows[0][0] if rows else ""
        return self._name

    def reach(self) -> None:
        """Ask something. Raises StoreUnavailable while the database is away, IndexUnusable if it is empty."""
        self.pool.rows(Statement(_SERVING, {}))

    def open(self) -> Index:
        """The build that serves, opened. Raises IndexUnusable when nothing is published."""
        rows = self.pool.rows(Statement(_BUILD.format("(SELECT build FROM kb.serving)"), {}))
        if not rows:
            raise IndexUnusable(f"no build is published in the database; {PUBLISH}")
        return self._opened(*rows[0])

    def _opened(self, build: int, name: str, last: int, items: bytes, *lengths: bytes) -> Index:
        folder = fetched(self.pool, build, name, self._cache)
        swept(self._cache, frozenset(name for (name,) in self.pool.rows(Statement(_NAMES, {}))))
        words, grams = (np.frombuffer(own, "<f8") for own in lengths)
        published = Published(build, last, np.frombuffer(items, "<i4"), {"words": words, "grams": grams})

        def opened(folder: Path) -> PostgresStore:
            return PostgresStore(
                self.pool,
                published,
                Columns(folder / COLUMNS),
                np.load(folder / CENTRE),
                np.load(folder / SPREAD),
            )

        return open_build(folder, read_manifest(folder), opened)

    def close(self) -> None:
        """End all connections."""
        self.pool.close()
