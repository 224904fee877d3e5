"""The passage side of a model in full precision: exported once, then run without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from kb.embedding.encoder import QueryEncoder
from kb.errors import IndexUnusable

DIGESTS = "digests.json"


def export_once(folder: Path, export: Callable[[Path], None]) -> Path:
    """`folder` with what `export` wrote into it; written anew where it is missing or damaged."""
    if not _intact(folder):
        part = folder.with_name(f".{folder.name}")
        for old in (part, folder):
            shutil.rmtree(old, ignore_errors=True)
        part.mkdir(parents=True)
        export(part)
        (part / DIGESTS).write_text(json.dumps(_digests(part)), encoding="utf-8")
        part.rename(folder)
    return folder


def open_exported(folder: Path, export: Callable[[Path], None]) -> QueryEncoder:
    """The encoder in `folder`; exported anew where it is missing, damaged or of another version."""
    try:
        return QueryEncoder.open(export_once(folder, export))
    except IndexUnusable:
        shutil.rmtree(folder)
        return QueryEncoder.open(export_once(folder, export))


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
