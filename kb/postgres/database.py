"""A database with published builds: which one serves, and that one opened."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from psycopg.conninfo import conninfo_to_dict

from kb.errors import IndexUnusable, StoreUnavailable
from kb.index import manifest
from kb.index.columns import FOLDER as COLUMNS
from kb.index.columns import Columns
from kb.index.dense import CENTRE, SPREAD
from kb.index.manifest import read_manifest
from kb.index.opened import Index, open_build
from kb.postgres.link import PUBLISH, Link, Pool, readable
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


_FILES = "SELECT path, sha256 FROM kb.file WHERE build = %(build)s"
_COUNT = "SELECT count(*) FROM kb.part WHERE sha256 = %(sha256)s"
_PART = "SELECT data FROM kb.part WHERE sha256 = %(sha256)s AND part = %(part)s"


def cache_folder(identity: str) -> Path:
    """Where the files of the database of this `identity` are kept; nobody else may write there."""
    own = Path(tempfile.gettempdir()) / f"kb-{os.getuid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    stat = own.lstat()
    if stat.st_uid != os.getuid() or stat.st_mode & 0o077 or own.is_symlink():
        raise IndexUnusable(f"{own} is not this user's alone; remove it or set TMPDIR")
    return own / hashlib.sha256(identity.encode()).hexdigest()[:16]


def fetched(pool: Pool, build: int, name: str, cache: Path) -> Path:
    """The folder with the files of a build, fetched as far as they are missing or damaged."""
    listed: Mapping[str, str] = dict(pool.rows(Statement(_FILES, {"build": build})))
    files = {path: _file(pool, sha256, cache) for path, sha256 in sorted(listed.items())}
    folder = cache / "builds" / name
    if not _linked(folder, files):
        shutil.rmtree(folder, ignore_errors=True)
        fresh = cache / "builds" / f".{name}-{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        for path, file in files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(file, fresh / path)
        # Another server of this machine may have been quicker; what it made is the same.
        with suppress(OSError):
            fresh.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _linked(folder: Path, files: Mapping[str, Path]) -> bool:
    return all((folder / path).exists() and (folder / path).samefile(file) for path, file in files.items())


def _file(pool: Pool, sha256: str, cache: Path) -> Path:
    path = cache / "files" / sha256
    if path.exists() and manifest.sha256(path) == sha256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{sha256}-{os.getpid()}")
    ((count,),) = pool.rows(Statement(_COUNT, {"sha256": sha256}))
    with fresh.open("wb") as file:
        for part in range(count):
            for (data,) in pool.rows(Statement(_PART, {"sha256": sha256, "part": part})):
                file.write(data)
    if manifest.sha256(fresh) != sha256:
        fresh.unlink()
        raise IndexUnusable(
            f"a file of the published build is damaged (sha256 {sha256}); kb publish it again"
        )
    fresh.rename(path)
    return path


def swept(cache: Path, names: frozenset[str]) -> None:
    """Remove the files of builds that the database has no longer."""
    for folder in sorted((cache / "builds").iterdir()):
        if folder.name not in names and not folder.name.startswith("."):
            shutil.rmtree(folder, ignore_errors=True)
    for path in sorted((cache / "files").iterdir()):
        if path.stat().st_nlink == 1 and not path.name.startswith("."):
            path.unlink(missing_ok=True)
