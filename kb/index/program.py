"""What this program is, told by its modules, its data and its libraries' versions."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.index.manifest import sha256

# The libraries whose version can change what is cut, counted or embedded.
LIBRARIES = (
    "faiss-cpu",
    "numpy",
    "onnx",
    "pypdf",
    "pypdfium2",
    "sentence-transformers",
    "simplemma",
    "spacy",
    "torch",
)


@cache
def program_digest() -> str:
    """sha256 over the modules and data of this package and its libraries' versions.

    The commands, what only measures and the store that a build is only copied to are left out: they change
    nothing in it.
    """
    package = Path(__file__).parents[1]
    total = hashlib.sha256(repr([_version(name) for name in LIBRARIES]).encode())
    for name, path in files_below(package):
        if not name.startswith(("commands/", "measuring/", "postgres/")):
            total.update(f"{name} {sha256(path)}\n".encode())
    return total.hexdigest()


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` but hidden ones, sorted, with its path from there."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(parent) / name
                yield path.relative_to(folder).as_posix(), path


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
