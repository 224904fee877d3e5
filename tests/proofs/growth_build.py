"""A made corpus as a build, written by the builder's own parts; only embedding and analyzing are spared."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from kb.builder.calibrate import write_judgement
from kb.builder.write import kinds
from kb.danish.spelling import write_words
from kb.index.builds import CHANGES, build_name, switch
from kb.index.columns import FOLDER as COLUMNS
from kb.index.columns import build_columns
from kb.index.dense import build_dense
from kb.index.files import write_units
from kb.index.manifest import program_digest, write_manifest
from kb.index.opened import Index
from kb.index.postings import LexicalBuilder
from kb.index.shingles import build_shingles
from tests.proofs.growth_corpus import Made, made_sources, make_units, make_vectors, packed
from tests.proofs.growth_sentences import Parts

QUOTABLE = 1000  # units that quotations are looked for in; no measurement asks for them
_BATCH = 4096  # units whose terms are summed at a time
Seconds = dict[str, float]


def build_made(shipped: Index, parts: Parts, count: int, indexes: Path) -> Seconds:
    """Write a build of `count` made units into `indexes` and switch to it; seconds by stage."""
    name = build_name()
    folder = indexes / name
    folder.mkdir(parents=True)
    laps: Seconds = {}
    with _lap(laps, "make"):
        made = list(make_units(parts, count))
    with _lap(laps, "units"):
        write_units((each.unit() for each in made), folder)
        build_columns((each.unit() for each in made), folder / COLUMNS)
        build_shingles([each.unit() for each in made[:QUOTABLE]], folder)
    with _lap(laps, "words"):
        _write_words(made, folder)
    with _lap(laps, "vocabulary"):
        _write_vocabulary(shipped, made, folder)
    near = np.array([each.near for each in made])
    kind_counts = kinds([each.base.unit for each in made])
    del made
    with _lap(laps, "dense"):
        vectors = make_vectors(shipped.store.vectors(np.arange(len(shipped.units))), near)
        build_dense(vectors, folder)
        del vectors
    _link(shipped.folder, folder)
    (folder / "facts.jsonl").write_bytes(b"\n")
    (folder / "successors.json").write_text("{}", encoding="utf-8")
    (folder / CHANGES).write_text("[]", encoding="utf-8")
    assert shipped.judgement is not None
    write_judgement(folder, shipped.judgement)
    with _lap(laps, "checksums"):
        same = {key: shipped.manifest[key] for key in ("analyzer", "model")}
        told = {"settings": {}, "program": program_digest(), "fingerprint": ""}
        made_of = {"sources": made_sources(count), "kinds": kind_counts}
        write_manifest(folder, {**same, **told, "build": name, **made_of})
    switch(indexes, name)
    return laps


@contextmanager
def _lap(laps: Seconds, name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    laps[name] = round(time.perf_counter() - start, 2)


def _write_words(made: list[Made], folder: Path) -> None:
    with LexicalBuilder(folder / "words") as builder:
        for start in range(0, len(made), _BATCH):
            builder.add(packed(made[start : start + _BATCH]))
        builder.finish()


def _write_vocabulary(shipped: Index, made: list[Made], folder: Path) -> None:
    counts = Counter(word for each in made for word in each.vocabulary())
    write_words(folder, ((word, counts[word], *shipped.analyzer.keys(word)) for word in sorted(counts)))


def _link(source: Path, target: Path) -> None:
    """The encoder and the analyzer's data, by hard links."""
    for part in ("encoder", "analyzer"):
        (target / part).mkdir()
        for path in sorted((source / part).iterdir()):
            os.link(path, target / part / path.name)
