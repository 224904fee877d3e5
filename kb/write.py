"""Tagged units to a build on disk: everything that serving needs, in one folder, published in one step."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.analyze import ANALYZER_VERSION, build_analyzer, open_analyzer
from kb.builds import build_name, prune, switch
from kb.compare import follow, successors
from kb.corpus import sha256
from kb.dense import build_dense
from kb.embed import Encoder, export_query_encoder
from kb.errors import IndexUnusable
from kb.facts import extract_facts
from kb.index import Index, open_index
from kb.lexical import build_lexical
from kb.manifest import damage, read_manifest, write_manifest
from kb.model import Source, TextLayer, Unit
from kb.records import fact_line, unit_line
from kb.store import FILE as STORE
from kb.store import embed_all
from kb.terms import unit_grams, unit_words
from kb.verify import verify

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a build. `sources` are entries as `source_entry` makes them; `settings` go into the
    manifest as they are, `fingerprint` tells builds of the same things (`kb.fingerprint`)."""

    units: Sequence[Unit]
    sources: Sequence[Mapping[str, Any]]
    settings: Mapping[str, Any]
    fingerprint: str = ""


def write_index(indexes: Path, content: Content, encoder: Encoder, progress: Progress) -> str:
    """Write a new build beside the others, verify it, switch to it and return its name.

    The caller holds the folder's lock (`kb.lock.building`). What was there before goes on serving until
    the last step, and is what is there after any failure.
    """
    with _build_folder(indexes) as folder:
        name = folder.name.removeprefix(".building-")
        before = _opened(indexes)
        dimensions = _write_files(folder, content, encoder, progress)
        _write_successors(folder, before, content.units)
        _write_encoder(folder / "encoder", before, encoder)
        write_manifest(
            folder,
            {
                "analyzer": ANALYZER_VERSION,
                "build": name,
                "model": {"name": encoder.name, "digest": encoder.digest, "dimensions": dimensions},
                "settings": dict(content.settings),
                "fingerprint": content.fingerprint,
                "sources": list(content.sources),
                "kinds": kinds(content.units),
            },
        )
        if faults := verify(folder):
            raise IndexUnusable("the new build is not sound and was thrown away: " + "; ".join(faults))
        folder.rename(indexes / name)
    switch(indexes, name)
    prune(indexes)
    return name


@contextmanager
def _build_folder(indexes: Path) -> Iterator[Path]:
    folder = indexes / f".building-{build_name()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(indexes: Path) -> Index | None:
    """The build that serves now, if there is one and it is whole."""
    try:
        return open_index(indexes)
    except IndexUnusable:
        return None


def _write_files(folder: Path, content: Content, encoder: Encoder, progress: Progress) -> int:
    """Write all but what looks back at the build before; returns the length of a vector."""
    units = content.units
    text = "".join(unit_line(unit) + "\n" for unit in units)
    (folder / "units.jsonl").write_text(text, encoding="utf-8")
    text = "".join(fact_line(fact) + "\n" for fact in extract_facts(units))
    (folder / "facts.jsonl").write_text(text, encoding="utf-8")
    (folder / "analyzer").mkdir()
    build_analyzer(folder / "analyzer")
    analyzer = open_analyzer(folder / "analyzer")
    build_lexical([unit_words(analyzer, unit) for unit in units], folder / "words")
    build_lexical([unit_grams(analyzer, unit) for unit in units], folder / "grams")
    store = folder.parent / STORE
    vectors = embed_all([passage(u) for u in units], encoder, store, lambda *n: progress("embed", *n))
    build_dense(vectors, folder)
    return int(vectors.shape[1])


def _write_successors(folder: Path, before: Index | None, units: Sequence[Unit]) -> None:
    """Where addresses of units of earlier builds lead: `successors.json`, old id to new id or null."""
    led: dict[str, str | None] = {}
    if before is not None:
        today = {unit.id for unit in units}
        gone = successors([unit for unit in before.units if unit.id not in today], units)
        led = follow(before.successors, gone, units)
    text = json.dumps(led, ensure_ascii=False, indent=0)
    (folder / "successors.json").write_text(text, encoding="utf-8")


def _write_encoder(folder: Path, before: Index | None, encoder: Encoder) -> None:
    """The query encoder, shared with the build before by hard links where the model is the same."""
    folder.mkdir()
    if (
        before is None
        or before.encoder.digest != encoder.digest
        or not _linked(before.folder / "encoder", folder)
    ):
        export_query_encoder(encoder, folder)


def _linked(source: Path, target: Path) -> bool:
    """Whether every file could be linked. A damaged one would be inherited, so they are checked first."""
    files = read_manifest(source.parent)["files"]
    if damage(source.parent, {"files": {name: files[name] for name in files if name.startswith("encoder/")}}):
        return False
    try:
        for file in sorted(source.iterdir()):
            os.link(file, target / file.name)
    except OSError:
        # No links on this file system: written again instead.
        for file in target.iterdir():
            file.unlink()
        return False
    return True


def passage(unit: Unit) -> str:
    """What is embedded: the section's last heading and the title stand before the text."""
    heading = [*unit.section[-1:], *([unit.title] if unit.title else [])]
    return ". ".join([*dict.fromkeys(heading), unit.text])


def source_entry(source: Source, layer: TextLayer) -> dict[str, Any]:
    """A source as the manifest names it, with its files' sha256 and the number of its numbered pages."""
    return {
        "document": asdict(source.document),
        "files": [file.name for file in source.files],
        "sha256": [sha256(file) for file in source.files],
        "canonical": source.canonical,
        "rights": source.rights,
        "pages": sum(page.number is not None for page in layer.pages),
    }


def kinds(units: Sequence[Unit]) -> dict[str, int]:
    """How many units there are of each kind."""
    return dict(sorted(Counter(unit.kind for unit in units).items()))
