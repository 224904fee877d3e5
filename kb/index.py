"""The opened index: a folder of plain files, and `indexes/current`, a link to the one that serves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from kb.analyze import Analyzer, open_analyzer
from kb.builds import named_build
from kb.columns import Columns, columns_of
from kb.dense import Dense
from kb.encoder import SETTINGS, QueryEncoder
from kb.errors import IndexUnusable
from kb.expand import Expander
from kb.gate import Gate, open_gate
from kb.lexical import Lexical
from kb.manifest import REMEDY, damage, read_manifest
from kb.model import Document, Fact, Theme, Unit
from kb.passages import Passages
from kb.quoting.shingles import Shingles
from kb.records import fact_from_line, unit_from_line
from kb.spelling import Speller, open_speller
from kb.thesaurus import open_thesaurus

CHECKED_BYTES = 1 << 30
LONGEST = 2500  # characters of a unit that can be a hit; a longer one is shown by its parts

# Builds of one model share their encoder's files by hard links, and an opened one is shared as well: a
# server that follows a switch does not load it twice.
_encoders: WeakValueDictionary[tuple[int, int], QueryEncoder] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class IndexedSource:
    """A document of the index; `files` are names. One at most is canonical."""

    document: Document
    files: tuple[str, ...]
    canonical: bool
    rights: str | None


@dataclass(frozen=True, eq=False)
class Index:
    """One build, opened. Nothing in it changes; a new build is a new Index. Two are equal only if one.

    `successors` maps the ids of units of earlier builds that are gone to who took their place, or None.
    """

    folder: Path
    manifest: Mapping[str, Any]
    units: tuple[Unit, ...]
    sources: tuple[IndexedSource, ...]
    analyzer: Analyzer
    speller: Speller
    expander: Expander
    words: Lexical
    grams: Lexical
    dense: Dense
    encoder: QueryEncoder
    gate: Gate
    successors: Mapping[str, str | None]
    facts: tuple[Fact, ...]
    shingles: Shingles

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
    def columns(self) -> Columns:
        """Tags and nesting of all units as columns."""
        return columns_of(self.units)

    @cached_property
    def passages(self) -> Passages:
        """The units' texts cut for snippets, as they are shown."""
        return Passages(self.analyzer.keys)

    @cached_property
    def children(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units inside a unit, by the parent's id, in reading order."""
        found: dict[str, tuple[Unit, ...]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found[unit.parent] = (*found.get(unit.parent, ()), unit)
        return found

    @cached_property
    def shown_by_parts(self) -> NDArray[np.bool_]:
        """Which units are too long to be a hit while their parts are in the index, shape (units,)."""
        return np.array([len(u.text) > LONGEST and u.id in self.children for u in self.units], np.bool_)

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


def open_index(indexes: Path, build: str | None = None) -> Index:
    """Open the current build (or the named one), its files checked. Raises IndexUnusable with the remedy."""
    folder = named_build(indexes, build)
    manifest = read_manifest(folder)
    # A build of a million units is too large to be read through at each start: kb verify does it.
    size = sum(int(entry["size"]) for entry in manifest["files"].values())
    if broken := damage(folder, manifest, deep=size <= CHECKED_BYTES):
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise IndexUnusable(f"{broken[0]}{more}; {REMEDY}")
    return open_build(folder, manifest)


def open_build(folder: Path, manifest: Mapping[str, Any]) -> Index:
    """Open a build whose files have been checked against its manifest. Raises IndexUnusable."""
    try:
        index = _open(folder, manifest)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise IndexUnusable(f"{folder} is damaged ({error}); {REMEDY}") from error
    if index.encoder.digest != manifest["model"]["digest"]:
        raise IndexUnusable(
            f"{folder}: its query encoder ({index.encoder.name}) is not of the model its units were "
            f"embedded with ({index.model}); {REMEDY}"
        )
    return index


def _open(folder: Path, manifest: Mapping[str, Any]) -> Index:
    lines = (folder / "units.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    facts = (folder / "facts.jsonl").read_text(encoding="utf-8")
    analyzer = open_analyzer(folder / "analyzer")
    words = Lexical(folder / "words")
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
        analyzer=analyzer,
        speller=open_speller(folder, analyzer),
        expander=Expander(open_thesaurus(folder / "analyzer"), analyzer, words),
        words=words,
        grams=Lexical(folder / "grams"),
        dense=Dense(folder),
        encoder=_encoder(folder / "encoder"),
        gate=open_gate(folder),
        successors=json.loads((folder / "successors.json").read_text(encoding="utf-8")),
        facts=tuple(fact_from_line(line) for line in facts.split("\n") if line),
        shingles=Shingles(folder),
    )


def _encoder(folder: Path) -> QueryEncoder:
    stat = (folder / SETTINGS).stat()
    key = (stat.st_dev, stat.st_ino)
    opened = _encoders.get(key)
    if opened is None:
        opened = _encoders[key] = QueryEncoder.open(folder)
    return opened
