"""Work kept by content between builds: what depends on nothing but its key is done once.

The one way in which anything is kept: documents as cut, terms and vectors of runs of units. Files may go at
any time; a damaged one is made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What no build uses any more is dropped when it outnumbers what this one used so many times.
SPARE = 4
Arrays = Mapping[str, NDArray[Any]]


def cache_key(parts: Iterable[str]) -> str:
    """The name of a piece of work: sha256 over what it depends on."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode()).digest())
    return total.hexdigest()


def cached_json(folder: Path, key: str, make: Callable[[], Any]) -> Any:
    """The JSON value of `key` in `folder`, made and kept if it is not there."""
    return json.loads(_cached(folder, key, lambda: json.dumps(make(), ensure_ascii=False).encode()))


def cached_arrays(folder: Path, key: str, make: Callable[[], Arrays]) -> Arrays:
    """The arrays of `key` in `folder`, made and kept if they are not there."""

    def written() -> bytes:
        file = io.BytesIO()
        np.savez(file, **dict(make()))  # type: ignore[arg-type]
        return file.getvalue()

    with np.load(io.BytesIO(_cached(folder, key, written)), allow_pickle=False) as arrays:
        return dict(arrays)


def _cached(folder: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of `key`, behind a line with their sha256."""
    path = folder / key
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        seal, content = b"", b""
    if seal and seal.decode(errors="replace") == hashlib.sha256(content).hexdigest():
        return content
    content = make()
    part = folder / f".{key}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    part.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    part.replace(path)
    return content


def drop_unused(folder: Path, used: Set[str]) -> None:
    """Remove what was not `used` when there is much of it, and what a killed builder left."""
    if not folder.is_dir():
        return
    for part in folder.glob(".*-*"):
        part.unlink()
    unused = [path for path in sorted(folder.iterdir()) if path.name not in used]
    if len(unused) > SPARE * len(used):
        for path in unused:
            path.unlink()
