"""Work kept by content between builds: small JSON files, each with a checksum, that may go at any time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import Any

# What no build uses any more is dropped when it outnumbers what this one used so many times.
SPARE = 4


def shelf_key(parts: Iterable[str]) -> str:
    """The name of a piece of work: sha256 over what it depends on."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode()).digest())
    return total.hexdigest()


def kept(shelf: Path, key: str, make: Callable[[], Any]) -> Any:
    """The JSON value kept under `key`, made and kept if it is not there or damaged."""
    path = shelf / f"{key}.json"
    try:
        seal, _, text = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        seal, text = b"", b""
    if seal and seal.decode(errors="replace") == hashlib.sha256(text).hexdigest():
        return json.loads(text)
    value = make()
    text = json.dumps(value, ensure_ascii=False).encode()
    part = shelf / f".{key}-{os.getpid()}"
    shelf.mkdir(parents=True, exist_ok=True)
    part.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    part.replace(path)
    # As it will be read next time: JSON knows no tuples.
    return json.loads(text)


def drop_unused(shelf: Path, used: Set[str]) -> None:
    """Remove what was not `used` when there is much of it, and what a killed builder left."""
    stored = sorted(shelf.glob("*.json"))
    unused = [path for path in stored if path.stem not in used]
    if len(unused) > SPARE * len(used):
        for path in unused:
            path.unlink()
    for part in shelf.glob(".*-*"):
        part.unlink()
