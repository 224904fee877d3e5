"""The builder: from a corpus folder to an index that serves. Reads as the picture in the README."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.corpus import read_sources
from kb.cut import cut_sources
from kb.embed import load_encoder
from kb.errors import KbError
from kb.write import Progress, kinds, source_entry, write_index


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

    `progress(stage, done, total)` is called as work goes on. Raises SourceError, ModelError and
    NothingFound before anything that serves is touched.
    """
    clock = _Clock()
    sources, found = read_sources(corpus)
    progress("read", 0, len(sources))
    cut = cut_sources(sources, _counter(progress, "read", len(sources)))
    if not cut.units:
        raise NothingFound("no unit came out of the corpus: " + "; ".join([*found, *cut.warnings]))
    clock.lap("cut")
    encoder = load_encoder(model, indexes / "models")
    entries = [source_entry(part.source, part.layer) for part in cut.cuts]
    name = write_index(indexes, cut.units, entries, encoder, progress)
    clock.lap("write")
    return Summary(
        build=name,
        documents=len(cut.cuts),
        pages=sum(entry["pages"] for entry in entries),
        kinds=kinds(cut.units),
        warnings=(*found, *cut.warnings),
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
