"""The dense leg: unit vectors scored by inner product (cosine, since rows have length 1).

Up to FLAT_UP_TO units all rows are multiplied. More are also kept in FAISS as IVF with 8-bit codes (Jégou et
al. 2011, "Product Quantization for Nearest Neighbor Search"): the nearest cells give candidates, which the
exact vectors put in order.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.tags import Found, Order, Places, best_found

Vectors = NDArray[np.float32]
FILE, EXACT = "dense.faiss", "vectors.npy"
# Above so many units a scan of all costs more than the query's own forward pass; see kb bench.
FLAT_UP_TO = 20_000
# A filter that leaves fewer than this is answered by their exact cosines alone.
SCAN_UP_TO = 10_000
CELLS_PER_ROOT, TRAINED_PER_CELL = 4, 40
ROUNDS = 10  # of k-means; more changed no recall
# The share of cells visited is PROBED / sqrt(cells): more cells, a smaller share of them.
PROBED = 9.0
# Candidates in 8 bits fetched for each one wanted.
SPARE = 1.1


def build_dense(vectors: Vectors, folder: Path) -> None:
    """Write `vectors`, shape (units, dimensions), rows of length 1, and cells where there are many."""
    np.save(folder / EXACT, vectors)
    if len(vectors) > FLAT_UP_TO:
        # By way of bytes: a full disk is then an OSError like any other.
        (folder / FILE).write_bytes(_cells(np.ascontiguousarray(vectors)).tobytes())


def _cells(rows: Vectors) -> NDArray[np.uint8]:
    """The cells of `rows` as FAISS writes them."""
    import faiss  # only where there are cells: a small index is served without it

    cells = int(CELLS_PER_ROOT * math.sqrt(len(rows)))
    index = faiss.index_factory(rows.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    faiss.extract_index_ivf(index).cp.niter = ROUNDS
    sample = np.random.default_rng(0).permutation(len(rows))[: TRAINED_PER_CELL * cells]
    index.train(rows[np.sort(sample)])
    index.add(rows)
    return np.asarray(faiss.serialize_index(index))


class Dense:
    """An opened dense leg. Places are those of the units in the build."""

    def __init__(self, folder: Path) -> None:
        self._vectors: Vectors = np.asarray(np.load(folder / EXACT, mmap_mode="r"))
        self.size = len(self._vectors)
        self._index: Any = None
        if (folder / FILE).exists():
            import faiss

            self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)

    def vectors(self, places: Places) -> Vectors:
        """The vectors of the units at `places`, shape (places, dimensions)."""
        # take() of rows is many times faster than indexing.
        return self._vectors.take(places, axis=0)

    def cosines(self, vector: Vectors, places: Places | None) -> Vectors:
        """The exact cosine of `vector` with the units at `places` (None: all), in their order."""
        # Row by row: a product of matrix and vector would start BLAS' threads, which wait for each other
        # while the server's own threads have the processors.
        return np.asarray(np.vecdot(self._vectors if places is None else self.vectors(places), vector))

    def search(self, vector: Vectors, k: int, allowed: Allowed | None, order: Order) -> Found:
        """The best `k` units among those `allowed` (None: all), ties by `order` (units,)."""
        count = self.size if allowed is None else len(allowed.places)
        if self._index is not None and count > max(SCAN_UP_TO, k):
            places = self._nearest(vector, k, allowed)
        else:
            places = np.arange(self.size) if allowed is None else allowed.places.astype(np.int64)
        every = len(places) == self.size
        return best_found(places, self.cosines(vector, None if every else places), k, order)

    def _nearest(self, vector: Vectors, k: int, allowed: Allowed | None) -> Places:
        """Units in the cells nearest to `vector`, somewhat more than `k`, rising."""
        import faiss

        share, selector = 1.0, None
        if allowed is not None:
            share = len(allowed.places) / self.size
            selector = faiss.IDSelectorBitmap(np.packbits(allowed.mask, bitorder="little"))  # type: ignore[call-arg,arg-type]
        # So many more cells where a filter leaves few units in each. Units of a kind resemble each other, and
        # the nearest of them may lie in cells that are far from the query.
        every = int(self._index.nlist)
        for cells in (min(every, int(PROBED * math.sqrt(every) / share)), every):
            parameters = faiss.SearchParametersIVF(nprobe=cells, sel=selector)  # type: ignore[call-arg]
            wanted = min(int(SPARE * k), self.size)
            found = self._index.search(vector.reshape(1, -1), wanted, params=parameters)[1][0]
            found = found[found >= 0]
            if len(found) >= k:
                break  # or else what passes the filter lies elsewhere: every cell is visited
        return np.sort(found)
