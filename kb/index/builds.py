"""The builds in an indexes folder: which there are, which one serves, how one is published and kept; what one
changed for the reader, and what was measured on it.

indexes/20260131T101112.000001Z/   a whole build; nothing in it ever changes
indexes/current                    a link to the one that serves
indexes/.building-.../             one being written; what a killed builder left is swept by the next
"""

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kb.errors import IndexUnusable
from kb.index.manifest import read_manifest

CURRENT = "current"
KEPT = 3
CHANGES, QUALITY, STRENGTHS = "changes.json", "quality.json", "strengths.json"
CHANGES_KEPT = 50  # a program that asks for the feed now and then misses none
# A share as (right, of), or a figure in [0, 1], by what it is.
Sums = Mapping[str, tuple[int, int] | float]
_NAME = "%Y%m%dT%H%M%S.%fZ"
_BUILD = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_PART = re.compile(r"\.(building|old|current)-")


def build_name() -> str:
    """A fresh name; names sort by time."""
    return datetime.now(UTC).strftime(_NAME)


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
    if current is None:
        raise IndexUnusable(f"no build in {indexes} serves; make one with: kb build")
    older = [name for name in builds(indexes) if name < current]
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


def begun(build: str) -> datetime:
    """When a build was begun, by its name."""
    return datetime.strptime(build, _NAME).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a document with a build: units as (id, first words), also those that are gone."""

    build: str
    document: str
    title: str
    added: tuple[tuple[str, str], ...]
    reworded: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]

    @property
    def when(self) -> datetime:
        """When the build was begun."""
        return begun(self.build)


def read_changes(folder: Path) -> tuple[Change, ...]:
    """The changes that a build tells of, newest first."""
    rows = json.loads((folder / CHANGES).read_text(encoding="utf-8"))
    lists = ("added", "reworded", "gone")
    return tuple(Change(**{**row, **{name: tuple(map(tuple, row[name])) for name in lists}}) for row in rows)


def write_quality(indexes: Path, what: str, gold: str, sums: Sums) -> None:
    """Put the sums of one measurement, with today's date, beside those of others on the current build.

    The file is written after the build was sealed, so that the manifest does not know it: a build without one
    is whole. A corpus may hold what was measured on an earlier build (`make quality`): each measurement names
    its build, and the fingerprint by which another build is known to be of the same texts and program.
    """
    folder = named_build(indexes, None)
    build = folder.resolve().name
    measured = {
        "date": date.today().isoformat(),
        "build": build,
        "fingerprint": read_manifest(folder).get("fingerprint"),  # of the corpus, the program and the model
        "gold": gold,
        "sums": dict(sums),
    }
    told = {**read_quality(folder), what: measured}
    part = folder / f".{QUALITY}-{os.getpid()}"
    part.write_text(json.dumps(dict(sorted(told.items())), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / QUALITY)


def read_quality(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The measurements of a build by their name; nothing where none was kept, or none can be read."""
    try:
        found: Mapping[str, Mapping[str, Any]] = json.loads((folder / QUALITY).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found
