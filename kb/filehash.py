"""The sha256 of a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

# hashlib.file_digest reads 256 kB at a time and needs the interpreter twice for each: beside a thread that
# computes it waits 5 ms every time, for a model of 180 MB seven seconds.
BLOCK = 1 << 23


def sha256(path: Path) -> str:
    """As hex. Raises OSError."""
    total = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        block = memoryview(bytearray(min(BLOCK, path.stat().st_size + 1)))
        while count := file.readinto(block):
            total.update(block[:count])
    return total.hexdigest()
