"""A build's manifest: what it was made of and by which program, and the size and sha256 of each of its files.

The manifest ends in a checksum of itself, so that no bit of a build is outside one.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kb.errors import IndexUnusable

SCHEMA = 14
FILE = "manifest.json"
REMEDY = "kb rollback goes back to the build before, kb build makes a new one"
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


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of the files that are in `folder` now, and have the disk take all of them."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / FILE):
        _to_disk(path)
        entry = {"size": path.stat().st_size, "sha256": sha256(path)}
        files[path.relative_to(folder).as_posix()] = entry
    body = {"schema": SCHEMA, **content, "files": files}
    (folder / FILE).write_bytes(_sealed(body))
    _to_disk(folder / FILE)


def sha256(path: Path) -> str:
    """The sha256 of a file as hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest. Raises IndexUnusable when it is missing, changed or of another schema."""
    path = folder / FILE
    try:
        written = path.read_bytes()
        body = json.loads(written)
    except (OSError, ValueError) as error:
        raise IndexUnusable(f"{path} cannot be read ({error}); {REMEDY}") from error
    if not isinstance(body, dict):
        raise IndexUnusable(f"{path} is not a manifest; {REMEDY}")
    if body.get("schema") != SCHEMA:
        raise IndexUnusable(
            f"{folder} was written with schema {body.get('schema')}, this program reads {SCHEMA}; "
            "build it again with: kb build"
        )
    body.pop("seal", None)
    if _sealed(body) != written:
        raise IndexUnusable(f"{path} is damaged: it differs from its own checksum; {REMEDY}")
    return body


def damage(folder: Path, manifest: Mapping[str, Any], deep: bool = True) -> tuple[str, ...]:
    """One line for each file that is missing, of another size or, where `deep`, of other content."""
    return tuple(
        line for name, entry in manifest["files"].items() if (line := _judge(folder / name, entry, deep))
    )


def _judge(path: Path, entry: Mapping[str, Any], deep: bool) -> str | None:
    try:
        size = path.stat().st_size
        if size != entry["size"]:
            return f"{path} has {size} bytes, {entry['size']} were written"
        if deep and sha256(path) != entry["sha256"]:
            return f"{path} is damaged: its sha256 differs from the manifest's"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
    return None


def _sealed(body: Mapping[str, Any]) -> bytes:
    text = json.dumps(body, ensure_ascii=False, indent=1)
    seal = hashlib.sha256(text.encode()).hexdigest()
    return (json.dumps({**body, "seal": seal}, ensure_ascii=False, indent=1) + "\n").encode()


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@cache
def program_digest() -> str:
    """sha256 over the modules and data of this package and its libraries' versions. The commands, what only
    measures, the store that a build is only copied to and what explains them are left out: they change
    nothing in it."""
    package = Path(__file__).parents[1]
    total = hashlib.sha256(repr([_version(name) for name in LIBRARIES]).encode())
    for name, path in files_below(package):
        if not name.startswith(("commands/", "measuring/", "postgres/")) and not name.endswith(".md"):
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
