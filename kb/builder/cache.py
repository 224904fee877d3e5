"""Work kept by content between builds: what depends on nothing but its key is done once.

The one way in which anything is kept: documents as cut, terms and vectors of chunks of units. Files may go at
any time; a damaged one is made again. Whether there is anything to do is told without loading the builder's
libraries.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.embedding.models import model_digest
from kb.errors import IndexUnusable
from kb.index.builds import QUALITY, current_build
from kb.index.manifest import SCHEMA, damage, files_below, program_digest, read_manifest, sha256
from kb.index.records import unit_line
from kb.model import Unit

LETTERS = 5_000  # of a chunk's lines, on average
# What no build uses any more is dropped when it outnumbers what this one used so many times.
SPARE = 4
Arrays = Mapping[str, NDArray[Any]]


def unchanged(corpus: Path, indexes: Path, model: str | None, token_vectors: bool = True) -> str | None:
    """The name of the build that serves, if it is whole and building again would give the same."""
    current = current_build(indexes)
    if current is None:
        return None
    try:
        manifest = read_manifest(indexes / current)
    except IndexUnusable:
        return None
    same = manifest.get("fingerprint") == fingerprint(corpus, model_digest(model), token_vectors)
    return current if same and not damage(indexes / current, manifest) else None


def fingerprint(corpus: Path, model: str, token_vectors: bool) -> str:
    """sha256 over the corpus, this program, the model's digest and whether tokens have vectors."""
    parts = {
        "schema": SCHEMA,
        "model": model,
        "token_vectors": token_vectors,
        "corpus": {name: sha256(path) for name, path in files_below(corpus) if path.name != QUALITY},
        "program": program_digest(),
    }
    return _sha256(json.dumps(parts, sort_keys=True).encode())


def chunks(units: Sequence[Unit]) -> Iterator[tuple[Sequence[Unit], Sequence[str]]]:
    """The units in chunks, with lines that say all of each that its terms and vectors depend on. Where one
    ends is told by the units themselves (content-defined chunking): were a document one chunk, a page added
    would have all of it embedded again."""
    lines: list[str] = []
    start = 0
    for end, unit in enumerate(units, 1):
        # Where in its file a unit stands moves with every page put in before it.
        lines.append(unit_line(replace(unit, start=0, end=0, pages=None, page_labels=None)))
        # By lot, as likely as the unit is long; the same text always draws the same.
        drawn = int.from_bytes(hashlib.sha256(lines[-1].encode()).digest()[:8], "big") / 2**64
        if drawn * LETTERS < len(lines[-1]) or end == len(units):
            yield units[start:end], lines
            lines, start = [], end


class Cache:
    """A folder of pieces of work, each under the sha256 of all it depends on (`parts`).

    Where the `with` block ends well, what it did not use is removed when there is much of it, and what a
    killed builder left.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed or not self.folder.is_dir():
            return
        for part in self.folder.glob(".*-*"):
            part.unlink()
        unused = [path for path in sorted(self.folder.iterdir()) if path.name not in self.used]
        if len(unused) > SPARE * len(self.used):
            for path in unused:
                path.unlink()

    def json(self, parts: Iterable[str], make: Callable[[], Any]) -> Any:
        """A JSON value, made and kept if it is not there."""
        return json.loads(self._bytes(parts, lambda: json.dumps(make(), ensure_ascii=False).encode()))

    def arrays(self, parts: Iterable[str], make: Callable[[], Arrays]) -> Arrays:
        """Arrays by name, made and kept if they are not there."""

        def written() -> bytes:
            file = io.BytesIO()
            np.savez(file, **dict(make()))  # type: ignore[arg-type]
            return file.getvalue()

        with np.load(io.BytesIO(self._bytes(parts, written)), allow_pickle=False) as arrays:
            return dict(arrays)

    def _bytes(self, parts: Iterable[str], make: Callable[[], bytes]) -> bytes:
        """A file's bytes behind its first line, which is their sha256; another's are made again."""
        key = _sha256(b"".join(hashlib.sha256(part.encode()).digest() for part in parts))
        self.used.add(key)
        path, part = self.folder / key, self.folder / f".{key}-{os.getpid()}"
        seal, _, content = path.read_bytes().partition(b"\n") if path.exists() else (b"", b"", b"")
        if seal != _sha256(content).encode():
            content = make()
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_sha256(content).encode() + b"\n" + content)
            part.replace(path)
        return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
