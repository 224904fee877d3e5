"""The opened index: a folder of plain files, and `indexes/current`, a link to the one that serves."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.analyze import Analyzer, open_analyzer
from kb.dense import Dense
from kb.encoder import QueryEncoder
from kb.errors import IndexUnusable
from kb.lexical import Lexical
from kb.model import Document, Theme, Unit
from kb.records import unit_from_line

SCHEMA = 1
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class IndexedSource:
    """A document of the index; `files` are names. One at most is canonical."""

    document: Document
    files: tuple[str, ...]
    canonical: bool
    rights: str | None


@dataclass(frozen=True, eq=False)
class Index:
    """One build, opened. Nothing in it changes; a new build is a new Index. Two are equal only if one."""

    folder: Path
    manifest: Mapping[str, Any]
    units: tuple[Unit, ...]
    sources: tuple[IndexedSource, ...]
    analyzer: Analyzer
    words: Lexical
    grams: Lexical
    dense: Dense
    encoder: QueryEncoder

    @property
    def build(self) -> str:
        """The name of the build."""
        return str(self.manifest["build"])

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return str(self.manifest["model"]["name"])

    @cached_property
    def by_id(self) -> Mapping[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def children(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units inside a unit, by the parent's id, in reading order."""
        found: dict[str, tuple[Unit, ...]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found[unit.parent] = (*found.get(unit.parent, ()), unit)
        return found

    @cached_property
    def canonical(self) -> str | None:
        """The id of the canonical document, if one is marked."""
        return next((source.document.id for source in self.sources if source.canonical), None)

    @cached_property
    def recommendations(self) -> tuple[Unit, ...]:
        """The numbered recommendations of the canonical document, in order."""
        found = [u for u in self.units if u.number is not None and u.document.id == self.canonical]
        return tuple(
            sorted((u for u in found if u.kind == "recommendation"), key=lambda u: (u.number or 0, u.id))
        )

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes of the canonical recommendations, in their order."""
        return tuple(dict.fromkeys(u.theme for u in self.recommendations if u.theme is not None))


def current_build(indexes: Path) -> str | None:
    """The name of the build that serves, or None."""
    try:
        return os.readlink(indexes / CURRENT)
    except OSError:
        return None


def open_index(indexes: Path, build: str | None = None) -> Index:
    """Open the current build (or the named one). Raises IndexUnusable with the remedy."""
    name = build or current_build(indexes)
    if name is None:
        raise IndexUnusable(f"no index in {indexes}; build one with: kb build --indexes {indexes}")
    folder = indexes / name
    manifest = _read_json(folder / "manifest.json")
    if manifest.get("schema") != SCHEMA:
        raise IndexUnusable(
            f"{folder} was written with schema {manifest.get('schema')}, this program reads {SCHEMA}; "
            "build it again with: kb build"
        )
    try:
        return _open(folder, manifest)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise IndexUnusable(f"{folder} is damaged ({error}); build it again with: kb build") from error


def _open(folder: Path, manifest: Mapping[str, Any]) -> Index:
    lines = (folder / "units.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return Index(
        folder=folder,
        manifest=manifest,
        units=tuple(unit_from_line(line) for line in lines),
        sources=tuple(
            IndexedSource(
                Document(**entry["document"]), tuple(entry["files"]), entry["canonical"], entry["rights"]
            )
            for entry in manifest["sources"]
        ),
        analyzer=open_analyzer(folder / "analyzer"),
        words=Lexical(folder / "words"),
        grams=Lexical(folder / "grams"),
        dense=Dense(folder),
        encoder=QueryEncoder.open(folder / "encoder"),
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexUnusable(f"{path} cannot be read ({error}); build again with: kb build") from error
    if not isinstance(content, dict):
        raise IndexUnusable(f"{path} is not a manifest; build again with: kb build")
    return content


def switch(indexes: Path, build: str) -> None:
    """Make `build` the one that serves, in one atomic step."""
    fresh = indexes / f".{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(build)
    fresh.replace(indexes / CURRENT)
