"""The builder: from a corpus folder to an index that serves. Reads as the picture in the README."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.builder.cut import cut_sources
from kb.builder.fingerprint import fingerprint
from kb.builder.lock import building
from kb.builder.previous import open_previous
from kb.builder.write import Content, Progress, kinds, write_index
from kb.documents.corpus import read_sources
from kb.embedding.models import load_encoder
from kb.errors import IndexUnusable, KbError
from kb.index.builds import sweep


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


def build(corpus: Path, indexes: Path, model: str | None, progress: Progress) -> Summary:
    """Build an index of `corpus` in `indexes` and switch to it.

    `progress(stage, done, total)` is called as work goes on. Raises BusyError, SourceError, ModelError,
    NothingFound and, where the disk is full or closed, IndexUnusable; what serves is untouched then.
    """
    try:
        with building(indexes):
            sweep(indexes)
            return _build(corpus, indexes, model, progress)
    except (OSError, sqlite3.Error) as error:
        raise IndexUnusable(
            f"the build in {indexes} was given up ({error}); what served before still does. "
            "Make room or give leave to write there, then build again"
        ) from error


def _build(corpus: Path, indexes: Path, model: str | None, progress: Progress) -> Summary:
    clock = _Clock()
    encoder = load_encoder(model, indexes / "models")
    made_of = fingerprint(corpus, encoder.digest)
    sources, found = read_sources(corpus)
    progress("read", 0, len(sources))
    previous = open_previous(indexes)
    cuts = cut_sources(sources, indexes, _counter(progress, "read", len(sources)))
    units = [unit for cut in cuts for unit in cut.units]
    warnings = (*found, *(warning for cut in cuts for warning in cut.warnings))
    if not units:
        raise NothingFound("no unit came out of the corpus: " + "; ".join(warnings))
    clock.lap("cut")
    entries = [cut.entry for cut in cuts if cut.entry is not None]
    content = Content(units, entries, {"model": model}, made_of)
    name = write_index(indexes, previous, content, encoder, progress)
    clock.lap("write")
    return Summary(
        build=name,
        documents=len(entries),
        pages=sum(entry["pages"] for entry in entries),
        kinds=kinds(units),
        warnings=warnings,
        seconds=clock.laps,
    )


def _counter(progress: Progress, stage: str, total: int) -> Callable[[str], None]:
    done = iter(range(1, total + 1))
    return lambda _: progress(stage, next(done), total)


class _Clock:
    """Seconds between laps."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 2)
        self._last = now
