"""The builder: from a corpus folder to an index that serves. Reads as the picture in the README."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb.analyze import ANALYZER_VERSION, build_analyzer, open_analyzer
from kb.corpus import read_sources, sha256
from kb.cut import Corpus, Cut, cut_sources
from kb.dense import build_dense
from kb.embed import Encoder, export_query_encoder, load_encoder
from kb.errors import KbError
from kb.index import SCHEMA, open_index, switch
from kb.lexical import build_lexical
from kb.model import Unit
from kb.records import unit_line

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
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = indexes / f".building-{name}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        _write(folder, cut, encoder, progress, clock)
        _write_manifest(folder, name, cut, encoder)
        folder.rename(indexes / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    open_index(indexes, name)
    switch(indexes, name)
    clock.lap("switch")
    return Summary(
        build=name,
        documents=len(cut.cuts),
        pages=sum(page.number is not None for part in cut.cuts for page in part.layer.pages),
        kinds=dict(sorted(Counter(unit.kind for unit in cut.units).items())),
        warnings=(*found, *cut.warnings),
        seconds=clock.laps,
    )


def _write(folder: Path, cut: Corpus, encoder: Encoder, progress: Progress, clock: _Clock) -> None:
    units = cut.units
    text = "".join(unit_line(unit) + "\n" for unit in units)
    (folder / "units.jsonl").write_text(text, encoding="utf-8")
    (folder / "analyzer").mkdir()
    build_analyzer(units, folder / "analyzer")
    analyzer = open_analyzer(folder / "analyzer")
    build_lexical([analyzer.unit_words(unit) for unit in units], folder / "words")
    build_lexical([analyzer.unit_grams(unit) for unit in units], folder / "grams")
    clock.lap("analyze")
    build_dense(_embed(units, encoder, progress), folder)
    clock.lap("embed")
    (folder / "encoder").mkdir()
    export_query_encoder(encoder, folder / "encoder")
    clock.lap("export")


def _embed(units: Sequence[Unit], encoder: Encoder, progress: Progress) -> Any:
    """Vectors of all units, rounded to 1e-4 since batches differ in the last bits."""
    import numpy as np

    rows, step = [], 16
    progress("embed", 0, len(units))
    for start in range(0, len(units), step):
        rows.append(encoder.encode_passages([passage(unit) for unit in units[start : start + step]]))
        progress("embed", min(start + step, len(units)), len(units))
    return np.round(np.concatenate(rows), 4)


def passage(unit: Unit) -> str:
    """What is embedded: the section's last heading and the title stand before the text."""
    heading = [*unit.section[-1:], *([unit.title] if unit.title else [])]
    return ". ".join([*dict.fromkeys(heading), unit.text])


def _write_manifest(folder: Path, name: str, cut: Corpus, encoder: Encoder) -> None:
    manifest = {
        "schema": SCHEMA,
        "analyzer": ANALYZER_VERSION,
        "build": name,
        "model": {"name": encoder.name, "digest": encoder.digest, "dimensions": encoder.dimensions},
        "sources": [_source_entry(part) for part in cut.cuts],
        "kinds": dict(sorted(Counter(unit.kind for unit in cut.units).items())),
        "warnings": list(cut.warnings),
    }
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def _source_entry(part: Cut) -> dict[str, Any]:
    source = part.source
    return {
        "document": asdict(source.document),
        "files": [file.name for file in source.files],
        "sha256": [sha256(file) for file in source.files],
        "canonical": source.canonical,
        "rights": source.rights,
        "pages": sum(page.number is not None for page in part.layer.pages),
    }


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
