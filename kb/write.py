"""Tagged units to an index on disk: everything that serving needs, in one folder."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from kb.analyze import ANALYZER_VERSION, build_analyzer, open_analyzer
from kb.corpus import sha256
from kb.dense import Vectors, build_dense
from kb.embed import Encoder, export_query_encoder
from kb.index import SCHEMA, open_index, switch
from kb.lexical import build_lexical
from kb.model import Source, TextLayer, Unit
from kb.records import unit_line
from kb.terms import unit_grams, unit_words

Progress = Callable[[str, int, int], None]


def write_index(
    indexes: Path,
    units: Sequence[Unit],
    sources: Sequence[Mapping[str, Any]],
    encoder: Encoder,
    progress: Progress,
) -> str:
    """Write tagged units as a new build beside the others, switch to it and return its name.

    `sources` are entries as `source_entry` makes them.
    """
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = indexes / f".building-{name}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        _write_files(folder, units, encoder, progress)
        manifest = {
            "schema": SCHEMA,
            "analyzer": ANALYZER_VERSION,
            "build": name,
            "model": {"name": encoder.name, "digest": encoder.digest, "dimensions": encoder.dimensions},
            "sources": list(sources),
            "kinds": kinds(units),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8")
        folder.rename(indexes / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    open_index(indexes, name)
    switch(indexes, name)
    return name


def _write_files(folder: Path, units: Sequence[Unit], encoder: Encoder, progress: Progress) -> None:
    text = "".join(unit_line(unit) + "\n" for unit in units)
    (folder / "units.jsonl").write_text(text, encoding="utf-8")
    (folder / "analyzer").mkdir()
    build_analyzer(folder / "analyzer")
    analyzer = open_analyzer(folder / "analyzer")
    build_lexical([unit_words(analyzer, unit) for unit in units], folder / "words")
    build_lexical([unit_grams(analyzer, unit) for unit in units], folder / "grams")
    build_dense(_embed(units, encoder, progress), folder)
    (folder / "encoder").mkdir()
    export_query_encoder(encoder, folder / "encoder")


def _embed(units: Sequence[Unit], encoder: Encoder, progress: Progress) -> Vectors:
    """Vectors of all units, rounded to 1e-4 since batches differ in the last bits."""
    rows, step = [], 16
    progress("embed", 0, len(units))
    for start in range(0, len(units), step):
        rows.append(encoder.encode_passages([passage(unit) for unit in units[start : start + step]]))
        progress("embed", min(start + step, len(units)), len(units))
    return np.round(np.concatenate(rows), 4).astype(np.float32)


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
