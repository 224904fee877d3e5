"""The built index that is published: a folder, read a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kb.danish.analyze import Analyzer, open_analyzer
from kb.danish.spelling import open_speller
from kb.errors import IndexUnusable
from kb.index.files import FileStore
from kb.index.manifest import FILE as MANIFEST
from kb.index.manifest import damage, read_manifest, sha256
from kb.index.program import program_digest
from kb.index.units import FILE as UNITS
from kb.model import Unit
from kb.postgres.rows import Legs, counted, unit_digest

Count = Callable[[int], Legs]
_ROWS = 4096  # vectors taken at a time
# What the database has as rows; every other file of a build goes there as it is.
ROWS = (UNITS, "words/", "grams/", "dense.faiss", "vectors.npy")


@dataclass(frozen=True)
class Local:
    """A build on disk, its files checked against the manifest."""

    folder: Path
    manifest: Mapping[str, Any]
    count: Count | None = None

    @property
    def name(self) -> str:
        """The name of the build."""
        return str(self.manifest["build"])

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return len(self.store.centre)

    @cached_property
    def store(self) -> FileStore:
        """The build, opened: its vectors are those that it scores by."""
        return FileStore(self.folder)

    @cached_property
    def analyzer(self) -> Analyzer:
        """The analyzer that the build's terms were counted with."""
        analyzer = open_analyzer(self.folder / "analyzer")
        open_speller(self.folder, analyzer)
        return analyzer

    def counted(self, place: int, unit: Unit) -> Legs:
        """The terms of the unit at a place."""
        return self.count(place) if self.count else counted(self.analyzer, unit)

    @cached_property
    def digests(self) -> Sequence[bytes]:
        """What each unit's rows are known by, in reading order."""
        program = str(self.manifest["program"])
        digests: list[bytes] = []
        lines = self.store.lines()
        for start in range(0, self.store.size, _ROWS):
            vectors = self.store.vectors(np.arange(start, min(start + _ROWS, self.store.size)))
            digests += [
                unit_digest(program, line, vector)
                for line, vector in zip(islice(lines, len(vectors)), vectors, strict=True)
            ]
        return digests

    def batches(self, places: Sequence[int], size: int) -> Iterator[list[tuple[int, str]]]:
        """The units at `places` as (place, JSON), rising, `size` at a time; the units are read once."""
        wanted = frozenset(places)
        found = ((at, line) for at, line in enumerate(self.store.lines()) if at in wanted)
        while batch := list(islice(found, size)):
            yield batch

    @property
    def files(self) -> Mapping[str, str]:
        """sha256 by path of the files that go into the database as they are, the manifest among them."""
        listed = {
            path: str(entry["sha256"])
            for path, entry in self.manifest["files"].items()
            if not path.startswith(ROWS)
        }
        return {**listed, MANIFEST: sha256(self.folder / MANIFEST)}


def open_local(folder: Path, count: Count | None = None) -> Local:
    """The build in `folder`. Raises IndexUnusable when it is damaged, or other rules made it than ours."""
    manifest = read_manifest(folder)
    if broken := damage(folder, manifest):
        raise IndexUnusable(f"{broken[0]}; nothing was published")
    if manifest.get("program") != program_digest():
        # Its terms are counted again here, and must come out as they did there.
        raise IndexUnusable(
            f"{folder.name} was built by another version of this program, which may count terms otherwise; "
            f"build it anew, then publish: kb build --indexes {folder.parent}"
        )
    return Local(folder, manifest, count)
