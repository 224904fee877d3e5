"""A database with published builds: which one serves, and that one opened.

The files of a build are fetched into a folder of this user's, where servers of one machine share them.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import numpy as np
from psycopg.conninfo import conninfo_to_dict

from kb.errors import IndexUnusable, StoreUnavailable
from kb.index.manifest import read_manifest, sha256
from kb.index.opened import Index, open_build
from kb.postgres.connection import PUBLISH, Connection, Pool, connection_string
from kb.postgres.store import PostgresStore

LOOKED_S = 1.0  # how old the answer to "which build serves" may be
_SERVING = "SELECT name FROM kb.serving JOIN kb.build USING (build)"
_BUILD = "SELECT build, name, items FROM kb.serving JOIN kb.build USING (build)"
_NAMES = "SELECT name FROM kb.build"
_FILES = "SELECT path, sha256 FROM kb.file WHERE build = %(build)s"
_PART = "SELECT data FROM kb.part WHERE sha256 = %(sha256)s AND part = %(part)s"


class Database:
    """A PostgreSQL at an address, as servers and `kb verify` read it."""

    def __init__(self, address: str, cache: Path | None = None, kind: type[Connection] = Connection) -> None:
        self.pool = Pool(address, kind)
        self._cache = cache or cache_folder(address)
        self._looked, self._name = -LOOKED_S, ""

    def current(self) -> str | None:
        """The name of the build that serves; the last one known while the database is away."""
        if time.monotonic() - self._looked >= LOOKED_S:
            self._looked = time.monotonic()
            try:
                rows = self.pool.rows(_SERVING)
            except (StoreUnavailable, IndexUnusable):
                return self._name
            self._name = rows[0][0] if rows else ""
        return self._name

    def reach(self) -> None:
        """Ask something. Raises StoreUnavailable while the database is away, IndexUnusable if it is empty."""
        self.pool.rows(_SERVING)

    def open(self) -> Index:
        """The build that serves, opened. Raises IndexUnusable when nothing is published."""
        rows = self.pool.rows(_BUILD)
        if not rows:
            raise IndexUnusable(f"no build is published in the database; {PUBLISH}")
        build, name, items = rows[0][0], rows[0][1], np.array(rows[0][2], np.int32)
        self._cache.mkdir(parents=True, exist_ok=True)
        with (self._cache / ".lock").open("w") as lock:
            # One server at a time: what another has fetched and not yet linked must not be swept.
            fcntl.flock(lock, fcntl.LOCK_EX)
            folder = fetch_files(self.pool, build, name, self._cache)
            sweep(self._cache, {name for (name,) in self.pool.rows(_NAMES)})
            return open_build(
                folder, read_manifest(folder), lambda folder: PostgresStore(self.pool, build, items, folder)
            )

    def close(self) -> None:
        self.pool.close()


def cache_folder(address: str) -> Path:
    """Where the files of the database at an address are kept; nobody else may write there."""
    own = Path(tempfile.gettempdir()) / f"kb-{os.getuid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    stat = own.lstat()
    if stat.st_uid != os.getuid() or stat.st_mode & 0o077 or own.is_symlink():
        raise IndexUnusable(f"{own} is not this user's alone; remove it or set TMPDIR")
    given = conninfo_to_dict(connection_string(address))
    named = [given.get(part) for part in ("host", "port", "dbname", "service")]
    named += [os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGSERVICE")]
    return own / hashlib.sha256(" ".join(map(str, named)).encode()).hexdigest()[:16]


def fetch_files(pool: Pool, build: int, name: str, cache: Path) -> Path:
    """The folder with the files of a build, fetched as far as they are missing or damaged."""
    listed: Mapping[str, str] = dict(pool.rows(_FILES, {"build": build}))
    files = {path: _file(pool, digest, cache) for path, digest in sorted(listed.items())}
    folder = cache / "builds" / name
    if not all((folder / path).exists() and (folder / path).samefile(file) for path, file in files.items()):
        shutil.rmtree(folder, ignore_errors=True)
        for path, file in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(file, folder / path)
    return folder


def _file(pool: Pool, digest: str, cache: Path) -> Path:
    """The file with this sha256 in the cache."""
    path = cache / "files" / digest
    if path.exists() and sha256(path) == digest:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{digest}")
    with fresh.open("wb") as file:
        file.writelines(stored(pool, digest))
    if sha256(fresh) != digest:
        fresh.unlink()
        raise IndexUnusable(
            f"a file of the published build is damaged (sha256 {digest}); kb publish it again"
        )
    fresh.rename(path)
    return path


def stored(pool: Pool, digest: str) -> Iterator[bytes]:
    """The parts of the file that the database has under a sha256."""
    part = 0
    while rows := pool.rows(_PART, {"sha256": digest, "part": part}):
        yield rows[0][0]
        part += 1


def sweep(cache: Path, names: Set[str]) -> None:
    """Remove the files of builds that the database has no longer, and what a killed server left."""
    for folder in (cache / "builds").iterdir():
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
    for path in (cache / "files").iterdir():
        if path.stat().st_nlink == 1:
            path.unlink(missing_ok=True)
