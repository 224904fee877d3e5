"""What changed for the reader from build to build: units added, reworded and gone, by document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "changes.json"
KEPT = 50  # changes; a program that asks for the feed now and then misses none


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
        """When the build was begun, by its name."""
        return datetime.strptime(self.build, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)


def read_changes(folder: Path) -> tuple[Change, ...]:
    """The changes that a build tells of, newest first; none where it was built before there were any."""
    if not (folder / FILE).exists():
        return ()
    rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
    lists = ("added", "reworded", "gone")
    return tuple(Change(**{**row, **{name: tuple(map(tuple, row[name])) for name in lists}}) for row in rows)
