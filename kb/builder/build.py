"""The builder: from a corpus folder to an index that serves. Reads as the picture in the README."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from kb.builder.analyze import write_analyzer, write_terms
from kb.builder.cache import Cache, fingerprint
from kb.builder.calibrate import calibrate, write_judgement
from kb.builder.cut import cut_sources
from kb.builder.embed import kept_encoder, write_vectors
from kb.builder.keywords import read_keywords, write_keywords
from kb.builder.verify import verify
from kb.builder.write import (
    Content,
    building,
    kinds,
    link_folder,
    new_folder,
    write_strengths,
    write_unit_files,
)
from kb.documents.corpus import read_sources
from kb.embedding.models import Encoder, load_encoder
from kb.errors import IndexUnusable, KbError
from kb.index.builds import QUALITY, prune, sweep, switch
from kb.index.manifest import write_manifest
from kb.index.opened import open_build
from kb.search.related import pairs, write_pairs
from kb.search.search import lap

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did: `pages` counts numbered pages, `kinds` units by kind, `seconds` by stage."""

    build: str
    documents: int
    pages: int
    kinds: dict[str, int]
    warnings: tuple[str, ...]
    seconds: dict[str, float]


class NothingFound(KbError):
    """Raised when not one unit came out of a corpus; the old index is kept."""


def build(
    corpus: Path, indexes: Path, model: str | None, progress: Progress, token_vectors: bool = True
) -> Summary:
    """Build an index of `corpus` in `indexes` and switch to it, with or without the vectors of tokens.

    `progress(stage, done, total)` is called as a stage begins and as work goes on. Raises BusyError,
    SourceError, ModelError, NothingFound and, where the disk is full or closed, IndexUnusable; what serves is
    untouched then.
    """
    try:
        with building(indexes):
            sweep(indexes)
            return _build(corpus, indexes, {"model": model, "token_vectors": token_vectors}, progress)
    except (OSError, sqlite3.Error) as error:
        raise IndexUnusable(
            f"the build in {indexes} was given up ({error}); what served before still does. "
            "Make room or give leave to write there, then build again"
        ) from error


def _build(corpus: Path, indexes: Path, settings: Mapping[str, Any], progress: Progress) -> Summary:
    laps: dict[str, float] = {}
    encoder = load_encoder(settings["model"], indexes / "models")
    with lap(laps, "export"):
        progress("export the model", 0, 1)  # a minute the first time
        encoder.export()  # before anything else needs memory: a model takes more than the rest of a build
    with lap(laps, "cut"):
        sources, source_warnings = read_sources(corpus)
        cuts = cut_sources(sources, indexes, partial(progress, "read documents"))
        units = tuple(unit for cut in cuts for unit in cut.units)
    warnings = (*source_warnings, *(warning for cut in cuts for warning in cut.warnings))
    if not units:
        why = "; ".join(warnings) or f"{corpus} holds no .txt or .pdf"
        raise NothingFound(f"no unit came out of the corpus: {why}")
    keywords, keyword_warnings = read_keywords(corpus, units)
    entries = tuple(cut.entry for cut in cuts if cut.entry is not None)
    corpus_fingerprint = fingerprint(corpus, encoder.digest, settings["token_vectors"])
    content = Content(units, entries, keywords, settings, corpus_fingerprint)
    with lap(laps, "write"):
        name, history_warnings = write_index(indexes, content, encoder, progress)
    if (corpus / QUALITY).exists():
        part = indexes / name / f".{QUALITY}"
        shutil.copyfile(corpus / QUALITY, part)
        part.replace(indexes / name / QUALITY)
    return Summary(
        build=name,
        documents=len(entries),
        pages=sum(entry["pages"] for entry in entries),
        kinds=kinds(units),
        warnings=(*warnings, *keyword_warnings, *history_warnings),
        seconds={stage: round(ms / 1000, 2) for stage, ms in laps.items()},
    )


def write_index(
    indexes: Path, content: Content, encoder: Encoder, progress: Progress
) -> tuple[str, tuple[str, ...]]:
    """Write a new build beside the others, verify it, switch to it and return its name, with a warning for
    each thing that the build before could not tell it.

    The caller holds the folder's lock (`kb.builder.write.building`). What was there before goes on serving
    until the last step, and is what is there after any failure.
    """
    with new_folder(indexes) as folder:
        name = folder.name.removeprefix(".building-")
        lost = write_unit_files(content.units, name, folder)
        progress("analyze words", 0, 1)
        analyzer = write_analyzer(folder)
        write_terms(content.units, analyzer, folder)
        of_tokens = content.settings.get("token_vectors", True)
        dimensions = write_vectors(
            content.units, encoder, folder, partial(progress, "embed units"), of_tokens
        )
        link_folder(encoder.query_encoder(), folder / "encoder")
        progress("embed search words", 0, 1)
        write_keywords(content.keywords, content.units, folder)
        progress("check the build", 0, 1)
        manifest = content.manifest(name, encoder, dimensions)
        index = open_build(folder, manifest)
        with Cache(indexes / "sentences") as cache:
            index = replace(index, encoder=kept_encoder(cache, index.encoder))
            write_judgement(folder, calibrate(index))
            if of_tokens:  # by which pairs are compared
                write_pairs(folder, pairs(index))
        write_strengths(content.units, folder)
        write_manifest(folder, manifest)
        if faults := verify(folder):
            raise IndexUnusable("the new build is not sound and was thrown away: " + "; ".join(faults))
        folder.rename(indexes / name)
    switch(indexes, name)
    prune(indexes)
    return name, lost
