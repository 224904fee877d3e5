"""The folder of a build, for one builder at a time, and its files that are made of the units as they are."""

import fcntl
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kb.builder.cache import Cache, chunks
from kb.builder.compare import changes, follow, successors
from kb.danish.analyze import ANALYZER_VERSION
from kb.embedding.export import DIGESTS
from kb.embedding.models import Encoder
from kb.errors import BusyError
from kb.index.builds import (
    CHANGES,
    CHANGES_KEPT,
    STRENGTHS,
    build_name,
    current_build,
    read_changes,
)
from kb.index.columns import FOLDER as COLUMNS
from kb.index.columns import build_columns
from kb.index.files import FILE as UNITS
from kb.index.files import UnitFile, write_units
from kb.index.manifest import program_digest
from kb.index.records import unit_from_line
from kb.index.shingles import build_shingles
from kb.model import Unit
from kb.units.cards import card

LOCK = ".lock"
SUCCESSORS = "successors.json"
# A file that is missing, damaged or no JSON; records with other fields than today's.
UNREADABLE = (OSError, sqlite3.Error, ValueError, KeyError, TypeError)
Successors = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a build. `sources` are the entries of `kb.builder.cut.Cut`, `keywords` an editor's
    search phrases by unit id; `settings` go into the manifest, `fingerprint` tells builds of the same
    things (`kb.builder.cache.fingerprint`)."""

    units: Sequence[Unit]
    sources: Sequence[Mapping[str, Any]]
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""

    def manifest(self, name: str, encoder: Encoder, dimensions: int) -> dict[str, Any]:
        """What the manifest says of a build beside its files."""
        return {
            "analyzer": ANALYZER_VERSION,
            "build": name,
            "model": {"name": encoder.name, "digest": encoder.digest, "dimensions": dimensions},
            "settings": dict(self.settings),
            "program": program_digest(),
            "fingerprint": self.fingerprint,
            "sources": list(self.sources),
            "kinds": kinds(self.units),
        }


@contextmanager
def building(indexes: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises BusyError when another process has it, OSError when none can be had.

    The file stays behind and means nothing: the lock is the kernel's, on the open file.
    """
    indexes.mkdir(parents=True, exist_ok=True)
    with (indexes / LOCK).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise BusyError(
                f"{indexes} is being built by process {file.read().strip() or 'unknown'}; "
                "wait for it, or build into another folder with --indexes"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def new_folder(indexes: Path) -> Iterator[Path]:
    """A folder to write a build in; what was not renamed by then is removed."""
    folder = indexes / f".building-{build_name()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_unit_files(units: Sequence[Unit], build: str, folder: Path) -> tuple[str, ...]:
    """Write the units, their tags, the word sequences that quotations are found by, and their history;
    returns what of that is lost."""
    write_units(units, folder)
    build_columns(units, folder / COLUMNS)
    build_shingles(units, folder)
    return _write_history(units, build, folder)


def _write_history(units: Sequence[Unit], build: str, folder: Path) -> tuple[str, ...]:
    """Write where addresses of units of earlier builds lead, old id to new id or null, and what changed for
    the reader with this build and those before, newest first. Returns a warning for each file of the previous
    build that cannot be read."""
    previous, lost = _previous(folder.parent)
    before: Sequence[Unit] = previous.get(UNITS, ())
    earlier: Successors = previous.get(SUCCESSORS, {})
    today = {unit.id for unit in units}
    # Where the units of the build before are unreadable, nobody knows what took the place of these.
    gone: Successors = {new: None for new in earlier.values() if new and new not in today}
    gone = {**gone, **successors([unit for unit in before if unit.id not in today], units)}
    found = [*(changes(before, units, build) if before else ()), *previous.get(CHANGES, ())]
    led = follow(earlier, gone, units)
    for name, content in ((SUCCESSORS, led), (CHANGES, [asdict(change) for change in found[:CHANGES_KEPT]])):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")
    return lost


def write_strengths(units: Sequence[Unit], folder: Path) -> None:
    """Write how sure each example's result is, by its id. Cards take long to make, so this is kept."""
    made: dict[str, str | None] = {}
    with Cache(folder.parent / "strengths") as cache:
        for chunk, lines in chunks(units):
            made |= cache.json([program_digest(), *lines], partial(_strengths, chunk))
    (folder / STRENGTHS).write_text(json.dumps(made, ensure_ascii=False, indent=0), encoding="utf-8")


def _strengths(units: Sequence[Unit]) -> dict[str, str | None]:
    return {unit.id: found.strength for unit in units if (found := card(unit))}


def _previous(indexes: Path) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """What the build that serves, of whatever schema, holds in each file of HISTORY, and a warning for each
    that cannot be read; nothing where no build serves."""
    found, lost = dict[str, Any](), list[str]()
    current = current_build(indexes)
    for name, (read, what) in HISTORY.items() if current else ():
        path = indexes / str(current) / name
        try:
            found[name] = read(path.parent)
        except UNREADABLE as error:
            lost.append(f"{path} cannot be read ({error!r}): this build does not know {what}")
    return found, tuple(lost)


def _units(folder: Path) -> Sequence[Unit]:
    return tuple(unit_from_line(line) for line in UnitFile(folder).lines())


def _successors(folder: Path) -> Successors:
    told = json.loads((folder / SUCCESSORS).read_text(encoding="utf-8"))
    if not all(new is None or isinstance(new, str) for new in told.values()):
        raise ValueError("no addresses of units")
    return dict(told)


# Files of the build before: how each is read, and what is not known without it.
HISTORY: Mapping[str, tuple[Callable[[Path], Any], str]] = {
    UNITS: (_units, "what took the place of its units that are gone by now"),
    SUCCESSORS: (_successors, "what took the place of units that were gone before it"),
    CHANGES: (read_changes, "what earlier builds changed"),
}


def link_folder(source: Path, target: Path) -> None:
    """Make `target` of hard links to the files of `source`: builds share what never changes."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.name != DIGESTS:
            try:
                os.link(path, target / path.name)
            except OSError:  # no links on this file system
                shutil.copyfile(path, target / path.name)


def kinds(units: Sequence[Unit]) -> dict[str, int]:
    """How many units there are of each kind."""
    return dict(sorted(Counter(unit.kind for unit in units).items()))
