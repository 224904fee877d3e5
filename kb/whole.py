"""The passage side of a model in full precision: exported once, then opened without torch.

Each text is a run of its own on a thread of its own, so that a vector depends on nothing but its text,
nothing is padded, and both torch (3 s to load) and its pool of threads stay away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.cores import usable
from kb.encoder import QueryEncoder
from kb.errors import IndexUnusable
from kb.manifest import damage, read_manifest, write_manifest


def open_whole(folder: Path, export: Callable[[Path], None]) -> QueryEncoder:
    """The exported encoder in `folder`; where it is missing or damaged, `export` writes it anew."""
    if opened := opened_whole(folder):
        return opened
    part = folder.with_name(f".{folder.name}")
    for old in (part, folder):
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True)
    export(part)
    write_manifest(part, {})
    part.rename(folder)
    return QueryEncoder.open(folder)


def opened_whole(folder: Path) -> QueryEncoder | None:
    """The exported encoder in `folder`; None where it is missing, damaged or of another version."""
    try:
        return None if damage(folder, read_manifest(folder)) else QueryEncoder.open(folder)
    except IndexUnusable:
        return None


def encode_all(encoder: QueryEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """One row a text, (len(texts), dimensions); the longest are begun first, or the last would wait alone."""
    rows = np.zeros((len(texts), encoder.dimensions), np.float32)
    order = sorted(range(len(texts)), key=lambda place: (-len(texts[place]), place))
    with ThreadPoolExecutor(usable()) as pool:
        for place, row in zip(order, pool.map(encoder.encode, [texts[p] for p in order]), strict=True):
            rows[place] = row
    return rows
