"""Has anything changed since the build that serves? Told without loading the builder's libraries."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.builds import current_build
from kb.embed import model_digest
from kb.errors import IndexUnusable
from kb.filehash import sha256
from kb.manifest import SCHEMA, damage, read_manifest

# The libraries whose version can change what is cut, counted or embedded.
LIBRARIES = ("faiss-cpu", "numpy", "onnx", "pypdf", "sentence-transformers", "simplemma", "spacy", "torch")


def unchanged(corpus: Path, indexes: Path, model: str | None) -> str | None:
    """The name of the build that serves, if it is whole and building again would give the same."""
    current = current_build(indexes)
    if current is None:
        return None
    try:
        manifest = read_manifest(indexes / current)
    except IndexUnusable:
        return None
    same = manifest.get("fingerprint") == fingerprint(corpus, model_digest(model))
    if not same or damage(indexes / current, manifest):
        return None
    return current


def fingerprint(corpus: Path, model: str) -> str:
    """sha256 over the corpus, this program and the model's digest."""
    parts = {
        "schema": SCHEMA,
        "model": model,
        "corpus": {name: sha256(path) for name, path in _files(corpus)},
        "program": program_digest(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def program_digest() -> str:
    """sha256 over the modules and data of this package and its libraries' versions.

    The commands are left out, what makes corpora to measure, and the store that a build is only copied to:
    they change nothing in it.
    """
    package = Path(__file__).parent
    total = hashlib.sha256(repr([_version(name) for name in LIBRARIES]).encode())
    for name, path in _files(package):
        if not name.startswith(("commands/", "growth/", "stores/postgres", "__pycache__/")):
            total.update(f"{name} {sha256(path)}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
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
