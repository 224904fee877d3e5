"""Many strings and their numbers in two mapped files, for more of them than a dictionary should hold.

A string is found by its hash: the numbers are places among the sorted hashes, so that one binary search
for all strings asked for is one call, and the string itself is looked at only where the hash is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HASHES, _STARTS, _BYTES = "hashes.npy", "starts.npy", "strings.bin"


def _hashes(texts: Sequence[bytes]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(text, digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, np.dtype("<u8")).astype(np.uint64)


def write_strings(texts: Sequence[str], folder: Path) -> NDArray[np.int64]:
    """Write different strings into `folder`; returns the number that each was given, (texts,)."""
    written = [text.encode() for text in texts]
    hashes = _hashes(written)
    order = np.argsort(hashes, kind="stable")
    numbers = np.empty(len(texts), np.int64)
    numbers[order] = np.arange(len(texts))
    lengths = np.array([len(written[place]) for place in order.tolist()], np.int64)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / _HASHES, hashes[order])
    np.save(folder / _STARTS, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
    with (folder / _BYTES).open("wb") as file:
        file.writelines(written[place] for place in order.tolist())
    return numbers


class Strings:
    """The opened files."""

    def __init__(self, folder: Path) -> None:
        self._hashes = np.asarray(np.load(folder / _HASHES, mmap_mode="r"))
        self._starts = np.asarray(np.load(folder / _STARTS, mmap_mode="r"))
        size = int(self._starts[-1])
        self._bytes = np.memmap(folder / _BYTES, np.uint8, "r") if size else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._hashes)

    def __getitem__(self, number: int) -> str:
        return self._at(number).decode()

    def _at(self, number: int) -> bytes:
        return self._bytes[self._starts[number] : self._starts[number + 1]].tobytes()

    def find(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of each string, -1 for one that is not here; shape (texts,)."""
        written = [text.encode("utf-8", "surrogatepass") for text in texts]
        firsts = np.searchsorted(self._hashes, hashes := _hashes(written)).tolist()
        return np.array(
            [self._verified(*each) for each in zip(firsts, hashes.tolist(), written, strict=True)], np.int64
        )

    def _verified(self, number: int, hashed: int, text: bytes) -> int:
        """Two strings may share a hash; those that do stand beside each other."""
        while number < len(self) and self._hashes[number] == hashed:
            if self._at(number) == text:
                return number
            number += 1
        return -1
