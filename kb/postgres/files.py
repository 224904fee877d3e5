"""The small files of a published build, fetched once and kept in a folder of this machine.

cache/files/<sha256>        as they came, each checked
cache/builds/<build>/...    links to them, so that builds share what they have alike
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kb.errors import IndexUnusable
from kb.index import manifest
from kb.postgres.pool import Pool
from kb.postgres.queries import Statement

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
