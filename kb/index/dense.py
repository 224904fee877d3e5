"""The dense leg: unit vectors in FAISS, scored by inner product (cosine, since rows have length 1).

A small index is exact. A large one is IVF with 8-bit codes (Jégou et al. 2011, "Product Quantization for
Nearest Neighbor Search"): the nearest cells give candidates, which the exact vectors, mapped from a file,
put in order.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.store import Found, Order, best_found

Vectors = NDArray[np.float32]
Places = NDArray[np.int64]
FILE, EXACT = "dense.faiss", "vectors.npy"
CENTRE, SPREAD = "centre.npy", "spread.npy"
_ROWS = 1 << 14  # vectors taken at a time
# Above so many units a scan of all costs more than the query's own forward pass; see kb bench.
FLAT_UP_TO = 20_000
# A filter that leaves fewer than this is answered by their exact cosines alone.
SCAN_UP_TO = 10_000
CELLS_PER_ROOT = 4
TRAINED_PER_CELL = 40
ROUNDS = 10  # of k-means; more changed no recall
# The share of cells visited is PROBED / sqrt(cells): more cells, a smaller share of them.
PROBED = 4.0
# Of a flat index all rows are multiplied where more than one of so many are asked for.
SCANNED = 5
# Candidates in 8 bits fetched for each one wanted.
SPARE = 1.1
_TAKEN = 1 << 10  # rows that are multiplied at a time: they stay in the processor's cache
# Of 16 bits sign and the rest as they stand in 32, and how far apart the exponents' zeros are.
_KEPT_BITS, _EXPONENT = np.int32(0x8FFFE000 - (1 << 32)), np.float32(2.0**112)


def build_dense(vectors: Vectors, folder: Path) -> None:
    """Write `vectors`, shape (units, dimensions), rows of length 1: as they are in float16, and in FAISS."""
    np.save(folder / EXACT, vectors.astype(np.float16))
    centre = vectors.mean(axis=0, dtype=np.float64)
    spread = np.zeros((vectors.shape[1], vectors.shape[1]))
    for start in range(0, len(vectors), _ROWS):
        apart = vectors[start : start + _ROWS] - centre
        spread += apart.T @ apart
    np.save(folder / CENTRE, centre.astype(np.float32))
    np.save(folder / SPREAD, (spread / max(1, len(vectors))).astype(np.float32))
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    index = faiss.IndexFlatIP(rows.shape[1]) if len(rows) <= FLAT_UP_TO else _cells(rows)
    index.add(rows)
    # By way of bytes: a full disk is then an OSError like any other.
    (folder / FILE).write_bytes(faiss.serialize_index(index).tobytes())


def _cells(rows: Vectors) -> faiss.Index:
    cells = int(CELLS_PER_ROOT * math.sqrt(len(rows)))
    index = faiss.index_factory(rows.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    faiss.extract_index_ivf(index).cp.niter = ROUNDS
    sample = np.random.default_rng(0).permutation(len(rows))[: TRAINED_PER_CELL * cells]
    index.train(rows[np.sort(sample)])
    return index


class Dense:
    """An opened dense leg. Places are those of the units in the build."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        self._vectors = np.load(folder / EXACT, mmap_mode="r")
        self.centre: Vectors = np.load(folder / CENTRE)
        self.spread: Vectors = np.load(folder / SPREAD)
        self._cells = int(getattr(self._index, "nlist", 0))
        if not self._cells and self.size:
            # The flat index's own rows are scanned: FAISS would keep a heap of all that are asked for. They
            # are copied where they lie askew in the mapped file, or else each scan would do so.
            rows: Any = self._index
            flat = faiss.rev_swig_ptr(rows.get_xb(), self.size * self.dimensions)
            self._vectors = np.require(flat.reshape(self.size, self.dimensions), requirements="A")

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def vectors(self, places: Places) -> Vectors:
        """The vectors of the units at `places`, shape (places, dimensions)."""
        return widened(self._vectors.take(places, axis=0))

    def cosines(self, vector: Vectors, places: Places | None) -> Vectors:
        """The exact cosine of `vector` with the units at `places` (None: all), in their order."""
        if places is not None and not self._cells and SCANNED * len(places) > self.size:
            return self.cosines(vector, None)[places]
        if places is None and not self._cells:
            return _products(self._vectors, vector)
        count = self.size if places is None else len(places)
        found = np.empty(count, np.float32)
        for start in range(0, count, _TAKEN):
            block = slice(start, start + _TAKEN)
            # take() of rows is many times faster than indexing.
            rows = self._vectors[block] if places is None else self._vectors.take(places[block], axis=0)
            found[block] = _products(widened(rows), vector)
        return found

    def search(self, vector: Vectors, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The best `k` units among those `allowed` (None: all), ties by `order` (units,)."""
        k = min(k, self.size if allowed is None else len(allowed.places))
        if k == 0:
            return Found(np.empty(0, np.int64), np.empty(0, np.float32))
        places = self._candidates(vector, allowed, k)
        every = len(places) == self.size
        return best_found(places, self.cosines(vector, None if every else places), k, order)

    def _candidates(self, vector: Vectors, allowed: Allowed | None, k: int) -> Places:
        if allowed is not None and (not self._cells or len(allowed.places) <= max(SCAN_UP_TO, k)):
            return allowed.places.astype(np.int64)
        if not self._cells:
            return np.arange(self.size)
        share = 1.0 if allowed is None else len(allowed.places) / self.size
        selector = None if allowed is None else _selector(allowed)
        wanted = min(int(SPARE * k), self.size)
        # So many more cells where a filter leaves few units in each. Units of a kind resemble each other, and
        # the nearest of them may lie in cells that are far from the query.
        probed = min(self._cells, int(PROBED * math.sqrt(self._cells) / share))
        for cells in (probed, self._cells):
            parameters = faiss.SearchParametersIVF(nprobe=cells, sel=selector)  # type: ignore[call-arg]
            found = self._index.search(vector.reshape(1, -1), wanted, params=parameters)[1][0]
            found = found[found >= 0]
            if len(found) >= k:
                break  # or else what passes the filter lies elsewhere: every cell is visited
        return np.sort(found)


def _products(rows: Vectors, vector: Vectors) -> Vectors:
    # Row by row: a product of matrix and vector would start BLAS' threads, which wait for each other
    # while the server's own threads have the processors.
    return np.asarray(np.vecdot(rows, vector), np.float32)


def widened(rows: NDArray[np.float16] | Vectors) -> Vectors:
    """Finite numbers of 16 bits in 32, the same values: the bits moved to where 32 have them, the exponent
    mended by a product. Several times as fast as NumPy's own way, which turns one number at a time."""
    if rows.dtype != np.float16:
        return np.asarray(rows, np.float32)
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _KEPT_BITS
    wide = bits.view(np.float32)
    wide *= _EXPONENT
    return wide


def _selector(allowed: Allowed) -> Any:
    bits = np.packbits(allowed.mask, bitorder="little")
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
