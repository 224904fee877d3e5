"""Terms to postings on disk, in bounded memory: spilled in sorted chunks, merged by ranges of hashes.

A term is known by 64 bits of its hash; that two of ten million terms share one has a chance of 3 in a
million, and then they share a column. Hashes spread evenly, so that equal ranges of them hold about equally
many postings, and each range is merged by itself.
"""

from __future__ import annotations

import math
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self, overload

import numpy as np
from numpy.typing import NDArray

from kb.index.packed import Packed, pack

# Chosen on the judged queries. A low b, since a long unit here is a whole example, not a wordy one.
K1, B = 1.2, 0.3
CHUNK = 1 << 22  # postings sorted at a time, some 64 MB
# Of a term in more units than this the best are kept apart, by falling score (Carmel et al. 2001, "Static
# Index Pruning for Information Retrieval Systems"): candidates are sought among them.
CHAMPIONS = 20_000
# A term in more than one of so many units is kept as bits as well, where there are many units.
BITS_FROM, BITS_SHARE = 20_000, 32

EXTRAS = ("best_units", "best_scores", "bits", "bit_counts")

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Chunk = tuple[Hashes, NDArray[np.int32], NDArray[np.float32]]


@overload
def idf(size: int, having: int) -> float: ...
@overload
def idf(size: int, having: NDArray[np.int64]) -> NDArray[np.float64]: ...
def idf(size: int, having: int | NDArray[np.int64]) -> float | NDArray[np.float64]:
    """Robertson's idf, kept above 0 as Lucene does: log(1 + (N - n + 0.5) / (n + 0.5))."""
    inside = 1 + (size - having + 0.5) / (having + 0.5)
    return math.log(inside) if isinstance(inside, float) else np.log(inside)


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is kept of which terms; the defaults are for serving, tests have smaller ones."""

    chunk: int = CHUNK
    champions: int = CHAMPIONS
    bits_from: int = BITS_FROM


def build_lexical(documents: Iterable[Mapping[str, float]], folder: Path, sizes: Sizes = Sizes()) -> None:
    """Write the leg of `documents`, each a mapping of terms to frequencies above 0."""
    with LexicalBuilder(folder, sizes) as leg:
        for terms in documents:
            leg.add(pack([terms]))
        leg.finish()


class LexicalBuilder:
    """Writes a leg of units that come some at a time; what was not finished leaves nothing but its folder."""

    def __init__(self, folder: Path, sizes: Sizes = Sizes()) -> None:
        self._folder, self._sizes = folder, sizes
        self._chunks: list[Chunk] = []
        self._lengths = array("d")
        self._clear()

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._spilled = tempfile.TemporaryDirectory(dir=self._folder, prefix=".spilled-")
        return self

    def __exit__(self, *_: object) -> None:
        self._chunks = []
        self._spilled.cleanup()

    def _clear(self) -> None:
        self._hashes, self._units, self._frequencies = array("Q"), array("i"), array("f")

    def add(self, units: Packed) -> None:
        """The terms of the next units."""
        first = len(self._lengths)
        numbers = np.arange(first, first + len(units.counts), dtype=np.int32)
        self._hashes.frombytes(units.hashes.tobytes())
        self._units.frombytes(np.repeat(numbers, units.counts).tobytes())
        self._frequencies.frombytes(units.frequencies.tobytes())
        self._lengths.frombytes(units.lengths.tobytes())
        if len(self._hashes) >= self._sizes.chunk:
            name = Path(self._spilled.name) / str(len(self._chunks))
            self._chunks.append(_in_files(self._sorted(), name))
            self._clear()

    def _sorted(self) -> Chunk:
        return _sorted(self._hashes, self._units, self._frequencies)

    def finish(self) -> None:
        """Merge what was added and write it."""
        chunks, folder, sizes = [*self._chunks, self._sorted()], self._folder, self._sizes
        added = norms(np.array(self._lengths))
        total = sum(len(hashes) for hashes, _, _ in chunks)
        terms: list[Hashes] = []
        frequencies: list[Numbers] = []
        with (
            (folder / "data.npy").open("wb") as data,
            (folder / "indices.npy").open("wb") as indices,
            _Extras(folder, len(added), sizes) as extras,
        ):
            _header(data, np.float32, total)
            _header(indices, np.int32, total)
            for hashes, units, tf in _ranges(chunks, total // sizes.chunk + 1):
                own, counts = np.unique(hashes, return_counts=True)
                weights = idf(len(added), counts)
                scores = (np.repeat(weights, counts) * tf / (tf + added[units])).astype(np.float32)
                data.write(scores.tobytes())
                indices.write(units.tobytes())
                extras.add(sum(len(each) for each in terms), counts, units, scores)
                terms.append(own)
                frequencies.append(counts)
        np.save(folder / "terms.npy", np.concatenate(terms))
        np.save(folder / "indptr.npy", np.cumsum(np.concatenate([[0], *frequencies]), dtype=np.int64))
        np.save(folder / "size.npy", np.array(len(added)))


def _sorted(hashes: array[int], units: array[int], frequencies: array[float]) -> Chunk:
    keys = np.array(hashes, np.uint64)
    order = np.argsort(keys, kind="stable")
    return keys[order], np.array(units, np.int32)[order], np.array(frequencies, np.float32)[order]


def _in_files(chunk: Chunk, name: Path) -> Chunk:
    """The chunk written, and mapped in its stead."""
    paths = [name.with_suffix(f".{part}.npy") for part in range(3)]
    for number, path in enumerate(paths):
        np.save(path, chunk[number])
    hashes, units, frequencies = (np.load(path, mmap_mode="r") for path in paths)
    return hashes, units, frequencies


def _ranges(chunks: list[Chunk], count: int) -> Iterator[Chunk]:
    """The postings of all chunks by `count` ranges of hashes: sorted by hash, those of a term by unit."""
    edges = [number * 2**64 // count for number in range(1, count)]
    cuts = [
        [0, *np.searchsorted(chunk[0], np.array(edges, np.uint64)).tolist(), len(chunk[0])]
        for chunk in chunks
    ]
    for number in range(count):
        parts = [
            tuple(column[cut[number] : cut[number + 1]] for column in chunk)
            for chunk, cut in zip(chunks, cuts, strict=True)
        ]
        hashes, units, frequencies = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        order = np.argsort(hashes, kind="stable")
        yield hashes[order], units[order], frequencies[order]


def norms(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """What BM25 adds to a frequency, by unit."""
    average = float(lengths.mean()) if lengths.any() else 1.0
    return np.asarray(K1 * (1 - B + B * lengths / average))


def _header(file: BinaryIO, kind: type[np.generic], count: int) -> None:
    """The head of a .npy file of `count` numbers, which are then written as they come."""
    head: dict[str, Any] = {"descr": np.dtype(kind).str, "fortran_order": False, "shape": (count,)}
    np.lib.format.write_array_header_1_0(file, head)


class _Extras:
    """What is kept beside the postings of frequent terms, written as it comes: their best, and bits."""

    def __init__(self, folder: Path, size: int, sizes: Sizes) -> None:
        self._size, self._sizes, self._folder = size, sizes, folder
        self._common = max(size // BITS_SHARE, 1) if size > sizes.bits_from else size
        self._best: list[int] = []
        self._bits: list[int] = []

    def __enter__(self) -> Self:
        self._files = {name: (self._folder / f"{name}.bin").open("wb") for name in EXTRAS}
        return self

    def __exit__(self, *_: object) -> None:
        for name, file in self._files.items():
            file.close()
            if not (self._best if name.startswith("best") else self._bits):
                (self._folder / f"{name}.bin").unlink()
        np.save(self._folder / "best_terms.npy", np.array(self._best, np.int64))
        np.save(self._folder / "bit_terms.npy", np.array(self._bits, np.int64))

    def add(self, first: int, counts: Numbers, units: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
        """Look at the terms numbered from `first`, each with the next `counts` of the postings."""
        stops = np.cumsum(counts)
        for place in np.flatnonzero(counts > min(self._sizes.champions, self._common)).tolist():
            own = slice(stops[place] - counts[place], stops[place])
            if counts[place] > self._sizes.champions:
                self._best.append(first + place)
                self._add_best(units[own], scores[own])
            if counts[place] > self._common:
                self._bits.append(first + place)
                self._add_bits(units[own])

    def _add_best(self, units: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
        order = np.lexsort((units, -scores))[: self._sizes.champions]
        self._files["best_units"].write(units[order].tobytes())
        self._files["best_scores"].write(scores[order].tobytes())

    def _add_bits(self, units: NDArray[np.int32]) -> None:
        held = np.zeros(bit_words(self._size) * 64, np.uint8)
        held[units] = 1
        bits = np.packbits(held, bitorder="little")
        before = np.cumsum(np.bitwise_count(bits.view(np.uint64)), dtype=np.int32)
        self._files["bits"].write(bits.tobytes())
        self._files["bit_counts"].write(np.concatenate([[0], before[:-1]]).astype(np.int32).tobytes())


def bit_words(size: int) -> int:
    """How many words of 64 bits hold one bit for each of `size` units."""
    return -(-size // 64)
