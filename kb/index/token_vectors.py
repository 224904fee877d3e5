"""Late interaction: how near a text's tokens are to those of a query (MaxSim; Khattab and Zaharia 2020,
"ColBERT"). The token vectors of all units lie in one file of 8-bit rows, which is mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Codes = NDArray[np.int8]
Places = NDArray[np.int64]
FILE, STARTS, PRODUCT = "tokens.bin", "token_starts.npy", "product.onnx"
MOST = 187  # vectors of a unit; of 128 dimensions these are 24 KB
# Rows up to this number are kept as numbers that can be multiplied: 4 bytes each instead of 1.
IN_MEMORY = 200_000
_BLOCK = 1 << 14  # rows multiplied at a time


def quantised(rows: Rows) -> Codes:
    """Vectors of unit length as 8-bit codes of 1/127."""
    return np.round(rows * 127).astype(np.int8)


def pooled(rows: Rows, most: int) -> Rows:
    """At most `most` vectors: where there are more, those nearest to one another are averaged (Ward's
    clusters by cosine; Clavié et al. 2024, "Reducing the Footprint of Multi-Vector Retrieval")."""
    if len(rows) <= most:
        return rows
    from scipy.cluster import hierarchy  # only builds pool

    distances = np.clip(1 - rows @ rows.T, 0, 2)[np.triu_indices(len(rows), 1)]
    labels = hierarchy.fcluster(hierarchy.linkage(distances, method="ward"), t=most, criterion="maxclust") - 1
    sums = np.zeros((labels.max() + 1, rows.shape[1]), np.float32)
    np.add.at(sums, labels, rows)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)


class TokenVectorBuilder:
    """Writes the rows of units that come some at a time into a build's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: list[int] = []

    def __enter__(self) -> Self:
        self._file = (self._folder / FILE).open("wb")
        return self

    def add(self, rows: Codes, counts: NDArray[np.int32]) -> None:
        """The rows of the next units, shape (tokens, dimensions), and how many of them each unit has."""
        self._file.write(rows.tobytes())
        self._counts += counts.tolist()

    def __exit__(self, *_: object) -> None:
        self._file.close()
        np.save(self._folder / STARTS, np.cumsum([0, *self._counts], dtype=np.int64))
        _write_product(self._folder / PRODUCT)


def _write_product(path: Path) -> None:
    """The product of two matrices as a graph for ONNX Runtime, which runs the encoder too: of many rows and a
    dozen columns it takes a quarter of the time of NumPy's."""
    from onnx import TensorProto, helper, save

    rows, query, product = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, None])
        for name in ("rows", "query", "product")
    )
    node = helper.make_node("MatMul", ["rows", "query"], ["product"])
    graph = helper.make_graph([node], "product", [rows, query], [product])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def _open_product(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class TokenVectors:
    """The opened file; a build without one has no vectors, and every unit is as far as any other."""

    def __init__(self, folder: Path) -> None:
        self._rows: Codes | None = None
        if (folder / FILE).exists() and (folder / FILE).stat().st_size:
            self._starts = np.asarray(np.load(folder / STARTS, mmap_mode="r"))
            codes = np.memmap(folder / FILE, np.int8, "r")
            self._rows = codes.reshape(int(self._starts[-1]), -1)
            self._wide = np.asarray(self._rows, np.float32) if len(self._rows) <= IN_MEMORY else None
            self._product = _open_product(folder / PRODUCT)

    @property
    def held(self) -> bool:
        """Whether the build has token vectors."""
        return self._rows is not None

    def nearness(self, query: Rows, places: Places) -> Rows:
        """MaxSim of the units at `places`, shape (places,), in [-1, 1]: the mean over the query's tokens,
        shape (tokens, dimensions), of the cosine of the unit's token that is nearest to it."""
        if self._rows is None or not len(places):
            return np.zeros(len(places), np.float32)
        query = (query / np.float32(127 * len(query))).astype(np.float32)
        starts, counts = self._starts[places], np.diff(self._starts)[places]
        found = np.empty(len(places), np.float32)
        edges = np.searchsorted(np.cumsum(counts), np.arange(0, counts.sum(), _BLOCK) + _BLOCK, side="right")
        first = 0
        for last in np.unique([*edges.tolist(), len(places)]).tolist():
            if last > first:
                found[first:last] = self._block(query, starts[first:last], counts[first:last])
            first = max(first, last)
        return found

    def _block(self, query: Rows, starts: Places, counts: Places) -> Rows:
        assert self._rows is not None
        begins = np.cumsum(counts) - counts
        stops = int(starts[-1] + counts[-1])
        if stops - int(starts[0]) == int(counts.sum()):  # neighbours: no row is picked out
            rows = (self._rows if self._wide is None else self._wide)[int(starts[0]) : stops]
        else:
            picked = np.repeat(starts - begins, counts) + np.arange(int(counts.sum()))
            rows = (self._rows if self._wide is None else self._wide)[picked]
        columns = np.ascontiguousarray(query.T)
        (cosines,) = self._product.run(None, {"rows": np.asarray(rows, np.float32), "query": columns})
        return np.asarray(np.maximum.reduceat(cosines, begins, axis=0).sum(axis=1), np.float32)
