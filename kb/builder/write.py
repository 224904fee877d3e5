"""Tagged units to a build on disk: everything that serving needs, in one folder, published in one step."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from kb.builder.calibrate import calibrate
from kb.builder.compare import follow, successors
from kb.builder.count import Take, count
from kb.builder.previous import PreviousBuild
from kb.builder.verify import verify
from kb.danish.analyze import ANALYZER_VERSION, build_analyzer, open_analyzer
from kb.danish.spelling import write_words
from kb.danish.thesaurus import write_thesaurus
from kb.embedding.known_vectors import FILE as STORE
from kb.embedding.known_vectors import QUERIES, embed_all
from kb.embedding.models import Encoder, export_query_encoder
from kb.errors import IndexUnusable
from kb.index.builds import build_name, prune, switch
from kb.index.columns import FOLDER as COLUMNS
from kb.index.columns import build_columns
from kb.index.dense import build_dense
from kb.index.files import build_ids
from kb.index.gate import GATE, write_gate
from kb.index.manifest import write_manifest
from kb.index.opened import open_build
from kb.index.packed import Packed
from kb.index.postings import LexicalBuilder
from kb.index.program import program_digest
from kb.index.records import fact_line
from kb.index.shingles import build_shingles
from kb.index.units import write_units
from kb.model import Unit

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a build. `sources` are the entries of `kb.builder.cut.Cut`; `settings` go into the
    manifest as they are, `fingerprint` tells builds of the same things (`kb.builder.fingerprint`)."""

    units: Sequence[Unit]
    sources: Sequence[Mapping[str, Any]]
    settings: Mapping[str, Any]
    fingerprint: str = ""


def write_index(
    indexes: Path, previous: PreviousBuild | None, content: Content, encoder: Encoder, progress: Progress
) -> str:
    """Write a new build beside the others, verify it, switch to it and return its name.

    The caller holds the folder's lock (`kb.builder.lock.building`). What was there before goes on serving
    until the last step, and is what is there after any failure; parts of `previous` are used again.
    """
    with _build_folder(indexes) as folder:
        name = folder.name.removeprefix(".building-")
        dimensions = _write_files(folder, previous, content, encoder, progress)
        _write_successors(folder, previous, content.units)
        _write_encoder(folder, previous, encoder)
        manifest = {
            "analyzer": ANALYZER_VERSION,
            "build": name,
            "model": {"name": encoder.name, "digest": encoder.digest, "dimensions": dimensions},
            "settings": dict(content.settings),
            "program": program_digest(),
            "fingerprint": content.fingerprint,
            "sources": list(content.sources),
            "kinds": kinds(content.units),
        }
        # Its encoder serves the verification too, which finds the checked file opened already.
        index = open_build(folder, manifest)
        write_gate(folder, calibrate(index, content.units, indexes / QUERIES))
        # What is linked was checked when the build began; that it still is as it was, the verification tells.
        write_manifest(folder, manifest, previous.linked_into(folder) if previous else {})
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


def _write_files(
    folder: Path, previous: PreviousBuild | None, content: Content, encoder: Encoder, progress: Progress
) -> int:
    """Write what the units and the program give; returns the length of a vector."""
    units, indexes = content.units, folder.parent
    write_units(units, folder)
    build_columns(units, folder / COLUMNS)
    build_ids(units, folder)
    build_shingles(units, folder)
    given_up = Event()
    with ThreadPoolExecutor(1, "words") as aside:
        # Meanwhile the words are counted: the model needs no interpreter.
        counted = aside.submit(_write_words, folder, previous, units, given_up)

        def embedded(done: int, total: int) -> None:
            if counted.done():
                counted.result()  # What went wrong there ends the build now, not after the last vector.
            progress("embed", done, total)

        try:
            vectors = embed_all([passage(unit) for unit in units], encoder, indexes / STORE, embedded)
            counted.result()
        finally:
            given_up.set()  # by Ctrl-C too; to words that are counted already it means nothing
    build_dense(vectors, folder)
    write_gate(folder, GATE)
    return int(vectors.shape[1])


def _write_words(
    folder: Path, previous: PreviousBuild | None, units: Sequence[Unit], given_up: Event
) -> None:
    """The analyzer, the lexical legs, and what is found on the way: facts and the words in use. Raises
    CancelledError soon after the build was `given_up`."""

    def unless_given_up(take: Take) -> Take:
        def taken(terms: Packed) -> None:
            if given_up.is_set():
                raise CancelledError
            take(terms)

        return taken

    same_program = previous is not None and previous.manifest.get("program") == program_digest()
    if not (previous and same_program and previous.link("analyzer", folder)):
        (folder / "analyzer").mkdir()
        build_analyzer(folder / "analyzer")
        write_thesaurus(folder / "analyzer", open_analyzer(folder / "analyzer"))
    analyzer = open_analyzer(folder / "analyzer")
    with LexicalBuilder(folder / "words") as words, LexicalBuilder(folder / "grams") as grams:
        take_words, take_grams = unless_given_up(words.add), unless_given_up(grams.add)
        counted = count(analyzer, units, folder.parent, take_words, take_grams)
        words.finish()
        grams.finish()
    text = "".join(fact_line(fact) + "\n" for fact in counted.facts)
    (folder / "facts.jsonl").write_text(text, encoding="utf-8")
    write_words(folder, counted.vocabulary)


def _write_successors(folder: Path, previous: PreviousBuild | None, units: Sequence[Unit]) -> None:
    """Where addresses of units of earlier builds lead: `successors.json`, old id to new id or null."""
    led: dict[str, str | None] = {}
    if previous is not None:
        today = {unit.id for unit in units}
        gone = successors([unit for unit in previous.units() if unit.id not in today], units)
        led = follow(previous.successors(), gone, units)
    text = json.dumps(led, ensure_ascii=False, indent=0)
    (folder / "successors.json").write_text(text, encoding="utf-8")


def _write_encoder(folder: Path, previous: PreviousBuild | None, encoder: Encoder) -> None:
    """The query encoder, shared with the build before by hard links where the model is the same."""
    if not (previous and previous.has_encoder(encoder.digest) and previous.link("encoder", folder)):
        export_query_encoder(encoder, folder / "encoder")


def passage(unit: Unit) -> str:
    """What is embedded: the section's last heading and the title stand before the text."""
    heading = [*unit.section[-1:], *([unit.title] if unit.title else [])]
    return ". ".join([*dict.fromkeys(heading), unit.text])


def kinds(units: Sequence[Unit]) -> dict[str, int]:
    """How many units there are of each kind."""
    return dict(sorted(Counter(unit.kind for unit in units).items()))
