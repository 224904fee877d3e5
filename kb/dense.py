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

Vectors = NDArray[np.float32]
Positions = NDArray[np.int64]
FILE, EXACT = "dense.faiss", "vectors.npy"
# Above so many units a scan of all costs more than the query's own forward pass; see kb bench.
FLAT_UP_TO = 20_000
# A filter that leaves fewer than this is answered by their exact cosines alone.
SCAN_UP_TO = 10_000
CELLS_PER_ROOT = 4
TRAINED_PER_CELL = 40
# The share of cells visited is PROBED / sqrt(cells): more cells, a smaller share of them.
PROBED = 1.5
# Candidates in 8 bits fetched for each one wanted.
SPARE = 2


def build_dense(vectors: Vectors, folder: Path) -> None:
    """Write `vectors`, shape (units, dimensions), rows of length 1: as they are in float16, and in FAISS."""
    np.save(folder / EXACT, vectors.astype(np.float16))
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    index = faiss.IndexFlatIP(rows.shape[1]) if len(rows) <= FLAT_UP_TO else _cells(rows)
    index.add(rows)
    # By way of bytes: a full disk is then an OSError like any other.
    (folder / FILE).write_bytes(faiss.serialize_index(index).tobytes())


def _cells(rows: Vectors) -> faiss.Index:
    cells = int(CELLS_PER_ROOT * math.sqrt(len(rows)))
    index = faiss.index_factory(rows.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).permutation(len(rows))[: TRAINED_PER_CELL * cells]
    index.train(rows[np.sort(sample)])
    return index


class Dense:
    """An opened dense leg. Positions are those of the units in the index."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        self._vectors = np.load(folder / EXACT, mmap_mode="r")
        self._cells = int(getattr(self._index, "nlist", 0))

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def vector(self, position: int) -> Vectors:
        """The vector of the unit at `position`, shape (dimensions,)."""
        return np.asarray(self._vectors[position], np.float32)

    def cosines(self, vector: Vectors, positions: Positions | None) -> Vectors:
        """The exact cosine of `vector` with the units at `positions` (None: all), in their order."""
        rows = self._vectors if positions is None else self._vectors[positions]
        return np.asarray(rows.astype(np.float32) @ vector, np.float32)

    def search(self, vector: Vectors, allowed: Positions | None, k: int) -> tuple[Vectors, Positions]:
        """Cosines and positions of the best `k` units among `allowed` positions (None: all), falling."""
        k = min(k, self.size if allowed is None else len(allowed))
        if k == 0:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        if self._cells:
            return self._nearest(vector, self._candidates(vector, allowed, k), k)
        parameters = faiss.SearchParameters(sel=self._selector(allowed))  # type: ignore[call-arg]
        scores, positions = self._index.search(vector.reshape(1, -1), k, params=parameters)
        return scores[0], positions[0]

    def _candidates(self, vector: Vectors, allowed: Positions | None, k: int) -> Positions:
        if allowed is not None and len(allowed) <= max(SCAN_UP_TO, k):
            return allowed
        share = 1.0 if allowed is None else len(allowed) / self.size
        # More cells where a filter leaves few units in each.
        probed = min(self._cells, int(PROBED * math.sqrt(self._cells / share)))
        parameters = faiss.SearchParametersIVF(  # type: ignore[call-arg]
            nprobe=probed, sel=self._selector(allowed)
        )
        found = self._index.search(vector.reshape(1, -1), min(SPARE * k, self.size), params=parameters)[1][0]
        return np.asarray(found[found >= 0], np.int64)

    def _selector(self, allowed: Positions | None) -> Any:
        if allowed is None:
            return None
        mask = np.zeros(self.size, bool)
        mask[allowed] = True
        return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg,arg-type]

    def _nearest(self, vector: Vectors, positions: Positions, k: int) -> tuple[Vectors, Positions]:
        scores = self.cosines(vector, positions)
        order = np.lexsort((positions, -scores))[:k]
        return scores[order], positions[order]
