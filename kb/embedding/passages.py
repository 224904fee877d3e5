"""The passage side of a model in full precision: exported once, then opened without torch.

Each text is a run of its own on a thread of its own, so that a vector depends on nothing but its text,
nothing is padded, and both torch (3 s to load) and its pool of threads stay away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import QueryEncoder
from kb.errors import IndexUnusable

DIGESTS = "digests.json"


def open_passage_encoder(folder: Path, export: Callable[[Path], None]) -> QueryEncoder:
    """The exported encoder in `folder`; where it is missing or damaged, `export` writes it anew."""
    if _intact(folder):
        try:
            return QueryEncoder.open(folder)
        except IndexUnusable:
            pass  # of another version
    part = folder.with_name(f".{folder.name}")
    for old in (part, folder):
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True)
    export(part)
    (part / DIGESTS).write_text(json.dumps(_digests(part)), encoding="utf-8")
    part.rename(folder)
    return QueryEncoder.open(folder)


def _intact(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / DIGESTS).read_text(encoding="utf-8")) == _digests(folder))
    except (OSError, ValueError):
        return False


def _digests(folder: Path) -> dict[str, str]:
    """The sha256 of each file in `folder`."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name != DIGESTS:
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def encode_all(encoder: QueryEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """One row a text, (len(texts), dimensions); the longest go first, or the last would wait alone."""
    rows = np.zeros((len(texts), encoder.dimensions), np.float32)
    order = sorted(range(len(texts)), key=lambda place: (-len(texts[place]), place))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for place, row in zip(order, pool.map(encoder.encode, [texts[p] for p in order]), strict=True):
            rows[place] = row
    return rows
