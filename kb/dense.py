"""The dense leg: unit vectors in FAISS, scored by inner product (cosine, since rows have length 1)."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
FILE = "dense.faiss"


def build_dense(vectors: Vectors, folder: Path) -> None:
    """Write a FAISS index of `vectors`, shape (units, dimensions), float32, rows of length 1."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(folder / FILE))


class Dense:
    """An opened dense leg."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def vector(self, position: int) -> Vectors:
        """The vector of the unit at `position`, shape (dimensions,)."""
        return np.asarray(self._index.reconstruct(position), np.float32)

    def search(
        self, vector: Vectors, allowed: NDArray[np.int64] | None, k: int
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and positions of the best `k` units among `allowed` positions (None: all), falling."""
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        k = min(k, self.size if allowed is None else len(allowed))
        if k == 0:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        scores, positions = self._index.search(vector.reshape(1, -1), k, params=parameters)
        return scores[0], positions[0]
