"""The opened index: a folder of plain files, and `indexes/current`, a link to the one that serves."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kb.danish.analyze import Analyzer, open_analyzer
from kb.danish.spelling import Speller, open_speller
from kb.danish.thesaurus import Thesaurus, open_thesaurus
from kb.embedding.encoder import SETTINGS, QueryEncoder
from kb.errors import IndexUnusable
from kb.index.builds import named_build
from kb.index.files import FileStore
from kb.index.manifest import REMEDY, damage, read_manifest
from kb.index.passages import Passages
from kb.index.records import fact_from_fields
from kb.index.shingles import Shingles
from kb.index.store import ById, Store, Units
from kb.index.tags import passing
from kb.index.token_vectors import Keywords, TokenVectors
from kb.model import Document, Fact, Filters, Source, Theme, Unit

CHECKED_BYTES = 1 << 30
JUDGEMENT = "judgement.json"
LARGEST_NUMBER = 999  # of a recommendation
# Word pieces of a query that are read: 300 letters have some 107, 300 signs 300, and take six times as long.
QUERY_PIECES = 128

# Builds of one model share their encoder's files by hard links, and an opened one is shared as well: a
# server that follows a switch does not load it twice.
_encoders: WeakValueDictionary[tuple[int, int], QueryEncoder] = WeakValueDictionary()


@dataclass(frozen=True, eq=False)
class Index:
    """One build, opened. Nothing in it changes; a new build is a new Index. Two are equal only if one.

    The files of `sources` are bare names; one document at most is canonical.
    `judgement` is the least evidence of an answer (kb.search.search), None while a build is written.
    `successors` maps the ids of units of earlier builds that are gone to who took their place, or None.
    """

    folder: Path
    manifest: Mapping[str, Any]
    store: Store
    sources: tuple[Source, ...]
    analyzer: Analyzer
    speller: Speller
    thesaurus: Thesaurus
    encoder: QueryEncoder
    judgement: float | None
    token_vectors: TokenVectors
    keywords: Keywords
    successors: Mapping[str, str | None]
    facts: tuple[Fact, ...]
    shingles: Shingles

    @property
    def build(self) -> str:
        return str(self.manifest["build"])

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return str(self.manifest["model"]["name"])

    @cached_property
    def units(self) -> Units:
        """All units in reading order, each read when it is asked for."""
        return Units(self.store)

    @cached_property
    def by_id(self) -> ById:
        return ById(self.store)

    @cached_property
    def passages(self) -> Passages:
        """The units' texts cut for snippets, as they are shown."""
        return Passages(self.analyzer.keys)

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """The units directly inside a unit, in reading order."""
        place = self.store.place(unit.id)
        return () if place is None else tuple(self.store.units(self.store.inside(place)))

    @cached_property
    def canonical(self) -> str | None:
        """The id of the canonical document, if one is marked."""
        return next((source.document.id for source in self.sources if source.canonical), None)

    @cached_property
    def publishers(self) -> frozenset[str]:
        """The names of the sources' publishers."""
        return frozenset(filter(None, (source.document.publisher for source in self.sources)))

    @cached_property
    def recommendations(self) -> tuple[Unit, ...]:
        """The numbered recommendations of the canonical document, in order."""
        numbered = self.store.tags(self.store.numbered(range(LARGEST_NUMBER + 1)))
        wanted = Filters(kind=("recommendation",), document=(self.canonical or "",))
        found = self.store.units(numbered.places[passing(numbered, wanted)])
        return tuple(sorted(found, key=lambda unit: (unit.number or 0, unit.id)))

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


def open_build(
    folder: Path, manifest: Mapping[str, Any], open_store: Callable[[Path], Store] = FileStore
) -> Index:
    """Open a build whose files have been checked against its manifest. Raises IndexUnusable."""
    try:
        index = _open(folder, manifest, open_store(folder))
    except (OSError, ValueError, KeyError, RuntimeError, sqlite3.Error) as error:
        raise IndexUnusable(f"{folder} is damaged ({error}); {REMEDY}") from error
    model = manifest["model"]
    if (index.encoder.digest, index.encoder.dimensions) != (model["digest"], model["dimensions"]):
        raise IndexUnusable(
            f"{folder}: its query encoder ({index.encoder.name}) is not of the model its units were "
            f"embedded with ({index.model}); {REMEDY}"
        )
    return index


def _open(folder: Path, manifest: Mapping[str, Any], store: Store) -> Index:
    facts, judgement = (folder / "facts.jsonl").read_text(encoding="utf-8"), folder / JUDGEMENT
    analyzer = open_analyzer(folder / "analyzer")
    thesaurus = open_thesaurus(folder / "analyzer")
    return Index(
        folder=folder,
        manifest=manifest,
        store=store,
        sources=tuple(
            Source(
                Document(**entry["document"]),
                tuple(map(Path, entry["files"])),
                rights=entry["rights"],
                url=entry["url"],
                canonical=entry["canonical"],
            )
            for entry in manifest["sources"]
        ),
        analyzer=analyzer,
        speller=open_speller(folder, analyzer, thesaurus.words()),
        thesaurus=thesaurus,
        encoder=_encoder(folder / "encoder"),
        judgement=json.loads(judgement.read_text())["least"] if judgement.exists() else None,
        token_vectors=TokenVectors(folder),
        keywords=Keywords(folder),
        successors=json.loads((folder / "successors.json").read_text(encoding="utf-8")),
        facts=tuple(fact_from_fields(json.loads(line)) for line in facts.split("\n") if line),
        shingles=Shingles(folder),
    )


def _encoder(folder: Path) -> QueryEncoder:
    stat = (folder / SETTINGS).stat()
    key = (stat.st_dev, stat.st_ino)
    opened = _encoders.get(key)
    if opened is None:
        opened = _encoders[key] = QueryEncoder.open(folder, QUERY_PIECES)
    return opened
