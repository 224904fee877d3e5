"""Terms of units to a lexical leg on disk: a sparse matrix of ready-made BM25 scores, terms by units.

A leg is a folder of plain arrays: `terms.npy` (terms,) are the hashes of all terms, rising; the postings of
term t are those from `indptr.npy[t]` to `[t + 1]` of `indices.npy`, the units that have it, rising, and of
`data.npy`, their scores. A term's score in a unit is computed here once (Lucene's variant of BM25; the idea
of eager scores is bm25s's, Lù 2024, arXiv:2407.03618). Frequencies may be fractions, since a term of the
title counts more than one of the text and a compound's part less than a word.

It is built in bounded memory: postings are spilled into files by ranges of hashes, then each file is sorted
by itself. A term is known by 64 bits of its hash; that two of ten million terms share one has a chance of 3
in a million, and then they share their postings.
"""

import hashlib
import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

# Chosen on the judged queries. A low b, since a long unit here is a whole example, not a wordy one.
K1, B = 1.2, 0.3
POSTING = np.dtype([("term", np.uint64), ("unit", np.int32), ("frequency", np.float32)])
SPILLED = 1 << 22  # postings held before they are spilled, 64 MB
RANGE_BITS = 6  # of a hash that tell its file
FIELDS = ("hashes", "frequencies", "counts", "lengths")  # of Packed


def term_hash(term: str) -> int:
    """64 bits that a term is known by."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest())


# Not for questions: what somebody asks for is not kept.
_hash_of_unit_term = lru_cache(maxsize=1 << 16)(term_hash)


@dataclass(frozen=True, slots=True)
class Packed:
    """Terms of some units, unit by unit: `hashes` and `frequencies` of each term, shape (terms,); how many
    terms each unit has and the sum of their frequencies, `counts` and `lengths`, shape (units,)."""

    hashes: NDArray[np.uint64]
    frequencies: NDArray[np.float32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.float64]


def pack(documents: Sequence[Mapping[str, float]]) -> Packed:
    """The terms of `documents`, each with its frequency, above 0."""
    return Packed(
        np.array([_hash_of_unit_term(term) for terms in documents for term in terms], np.uint64),
        np.array([frequency for terms in documents for frequency in terms.values()], np.float32),
        np.array([len(terms) for terms in documents], np.int32),
        np.array([sum(terms.values()) for terms in documents], np.float64),
    )


def idf(size: int, having: int | NDArray[np.int64]) -> NDArray[np.float64]:
    """Robertson's idf, kept above 0 as Lucene does: log(1 + (N - n + 0.5) / (n + 0.5))."""
    return np.log(1 + np.asarray(size - having + 0.5) / (having + 0.5))


class LexicalBuilder:
    """Writes a leg of units that come some at a time; what was not finished leaves nothing but its folder."""

    def __init__(self, folder: Path, spilled: int = SPILLED) -> None:
        self._folder, self._spilled = folder, spilled
        self._held: list[NDArray[np.void]] = []
        self._lengths = array("d")
        self._total = 0

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ranges = tempfile.TemporaryDirectory(dir=self._folder, prefix=".spilled-")
        return self

    def __exit__(self, *_: object) -> None:
        self._ranges.cleanup()

    def add(self, units: Packed) -> None:
        """The terms of the next units."""
        first = len(self._lengths)
        postings = np.empty(len(units.hashes), POSTING)
        postings["term"], postings["frequency"] = units.hashes, units.frequencies
        postings["unit"] = np.repeat(np.arange(first, first + len(units.counts)), units.counts)
        self._held.append(postings)
        self._total += len(postings)
        self._lengths.frombytes(units.lengths.tobytes())
        if sum(map(len, self._held)) >= self._spilled:
            self._spill()

    def _spill(self) -> None:
        postings = np.concatenate([np.empty(0, POSTING), *self._held])
        self._held = []
        ranges = postings["term"] >> np.uint64(64 - RANGE_BITS)
        for number in np.unique(ranges).tolist():
            with self._range(number).open("ab") as file:
                file.write(postings[ranges == number].tobytes())

    def _range(self, number: int) -> Path:
        return Path(self._ranges.name) / str(number)

    def finish(self) -> None:
        """Sort what was added and write it."""
        self._spill()
        lengths = np.array(self._lengths)
        added = K1 * (1 - B + B * lengths / (lengths.mean() if lengths.any() else 1.0))  # to a frequency
        terms, counts = [np.empty(0, np.uint64)], [np.zeros(1, np.int64)]
        with (
            (self._folder / "indices.npy").open("wb") as units,
            (self._folder / "data.npy").open("wb") as data,
        ):
            _write_header(units, np.dtype(np.int32), self._total)
            _write_header(data, np.dtype(np.float32), self._total)
            for postings in self._sorted():
                own, having = np.unique(postings["term"], return_counts=True)
                weights = np.repeat(idf(len(added), having), having)
                frequency = postings["frequency"]
                scores = weights * frequency / (frequency + added[postings["unit"]])
                units.write(postings["unit"].tobytes())
                data.write(scores.astype(np.float32).tobytes())
                terms.append(own)
                counts.append(having)
        np.save(self._folder / "terms.npy", np.concatenate(terms))
        np.save(self._folder / "indptr.npy", np.cumsum(np.concatenate(counts)))
        np.save(self._folder / "size.npy", np.array(len(added)))

    def _sorted(self) -> Iterator[NDArray[np.void]]:
        """The postings by range: sorted by term, those of a term by unit, as they were added."""
        for number in range(1 << RANGE_BITS):
            if self._range(number).exists():
                postings = np.fromfile(self._range(number), POSTING)
                yield postings[np.argsort(postings["term"], kind="stable")]


def _write_header(file: BinaryIO, kind: np.dtype[np.generic], count: int) -> None:
    """The head of a .npy file of `count` numbers, which are then written as they come."""
    np.lib.format.write_array_header_1_0(file, {"descr": kind.str, "fortran_order": False, "shape": (count,)})
