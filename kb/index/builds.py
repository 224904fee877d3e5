"""The builds in an indexes folder: which there are, which one serves, how one is published and kept.

indexes/20260131T101112.000001Z/   a whole build; nothing in it ever changes
indexes/current                    a link to the one that serves
indexes/.building-.../             one being written; what a killed builder left is swept by the next
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import IndexUnusable

CURRENT = "current"
KEPT = 3
_BUILD = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_PART = re.compile(r"\.(building|old|current)-")


def build_name() -> str:
    """A fresh name; names sort by time."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def builds(indexes: Path) -> tuple[str, ...]:
    """The names of the whole builds, oldest first."""
    try:
        return tuple(sorted(entry.name for entry in indexes.iterdir() if _BUILD.fullmatch(entry.name)))
    except OSError:
        return ()


def current_build(indexes: Path) -> str | None:
    """The name of the build that serves, or None."""
    try:
        return os.readlink(indexes / CURRENT)
    except OSError:
        return None


def named_build(indexes: Path, name: str | None) -> Path:
    """The folder of the named build, of the current one by default. Raises IndexUnusable."""
    wanted = name or current_build(indexes)
    if wanted is None:
        raise IndexUnusable(f"no index in {indexes}; build one with: kb build --indexes {indexes}")
    if not _BUILD.fullmatch(wanted) or not (indexes / wanted).is_dir():
        known = ", ".join(builds(indexes)) or "none"
        raise IndexUnusable(f"no build {wanted!r} in {indexes}; there are: {known}")
    return indexes / wanted


def switch(indexes: Path, build: str) -> None:
    """Make `build` the one that serves, in one atomic step."""
    fresh = indexes / f".{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(build)
    fresh.replace(indexes / CURRENT)


def previous_build(indexes: Path) -> str:
    """The newest build older than the current one. Raises IndexUnusable when there is none."""
    current = current_build(indexes)
    older = [name for name in builds(indexes) if current is not None and name < current]
    if not older:
        raise IndexUnusable(f"no build in {indexes} is older than {current}; build again with: kb build")
    return older[-1]


def prune(indexes: Path) -> None:
    """Remove all builds but the last three and the one that serves."""
    for name in builds(indexes)[:-KEPT]:
        if name != current_build(indexes):
            # Renamed first: a build that is half removed must not look like one.
            part = indexes / f".old-{name}"
            (indexes / name).rename(part)
            shutil.rmtree(part)


def sweep(indexes: Path) -> None:
    """Remove what killed builders left. Only for the holder of the folder's lock."""
    for entry in sorted(indexes.iterdir()):
        if _PART.match(entry.name):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
