"""Late interaction: how near a text's tokens are to those of a query (MaxSim; Khattab and Zaharia 2020,
"ColBERT"). The token vectors of all units lie in one file of 8-bit rows, which is mapped and multiplied as it
is: whole numbers are a quarter of the memory that is read for a query. An editor's search words lie likewise
in a folder of their own."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Codes = NDArray[np.uint8]
Places = NDArray[np.int64]
Products = NDArray[np.int32]
FILE, STARTS, PRODUCT = "tokens.bin", "token_starts.npy", "product.onnx"
# The folder of an editor's search words, and its files beside those.
KEYWORDS, OWNERS, PHRASES = "keywords", "owners.npy", "phrases.json"
MOST = 187  # vectors of a unit; of 128 dimensions these are 24 KB
UNIT, ZERO = 127, 128  # the code of 1.0 is UNIT above that of 0.0


def quantised(rows: Rows) -> Codes:
    """Vectors of unit length as 8-bit codes, in steps of 1/127."""
    # Processors without VNNI add products in pairs of 16 bits: two neighbouring dimensions that carry most of
    # a query's length could overflow there; of the seen queries none passes 20,600 of 32,767.
    return (np.round(rows * UNIT) + ZERO).astype(np.uint8)


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
    """The product of codes as a graph for ONNX Runtime, which runs the encoder too: NumPy multiplies whole
    numbers one by one."""
    from onnx import TensorProto, helper, save

    kinds = {"rows": TensorProto.UINT8, "query": TensorProto.INT8, "product": TensorProto.INT32}
    values = [helper.make_tensor_value_info(name, kind, [None, None]) for name, kind in kinds.items()]
    zero = helper.make_tensor("zero", TensorProto.UINT8, [], [ZERO])
    node = helper.make_node("MatMulInteger", ["rows", "query", "zero"], ["product"])
    graph = helper.make_graph([node], "product", values[:2], values[2:], [zero])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


class TokenVectors:
    """The opened file; a build without one has no vectors, and every unit is as far as any other."""

    def __init__(self, folder: Path) -> None:
        self._rows: Codes | None = None
        if (folder / FILE).exists() and (folder / FILE).stat().st_size:
            self._starts = np.asarray(np.load(folder / STARTS, mmap_mode="r"))
            self._rows = np.memmap(folder / FILE, np.uint8, "r").reshape(int(self._starts[-1]), -1)
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self._product = onnxruntime.InferenceSession(
                str(folder / PRODUCT), options, providers=["CPUExecutionProvider"]
            )

    @property
    def held(self) -> bool:
        """Whether the build has token vectors."""
        return self._rows is not None

    def nearness(self, query: Rows, places: Places) -> Rows:
        """MaxSim of the units at `places` (rising), shape (places,), in [-1, 1]: the mean over the query's
        tokens, shape (tokens, dimensions), of the cosine of the unit's token that is nearest to it."""
        if self._rows is None or not len(places) or not len(query):
            return np.zeros(len(places), np.float32)
        starts = self._starts[places]
        counts = self._starts[places + 1] - starts
        begins = np.cumsum(counts) - counts
        first, last = int(starts[0]), int(starts[-1] + counts[-1])
        if last - first == int(counts.sum()):  # neighbours: no row is copied
            rows = self._rows[first:last]
        else:
            rows = self._rows[np.repeat(starts - begins, counts) + np.arange(int(counts.sum()))]
        return mean_cosine(np.maximum.reduceat(self._multiplied(query, rows), begins, axis=0))

    def products(self, query: Rows, within: Sequence[Places]) -> Products:
        """The query's products with some rows of each unit, one unit after the other: `within` tells which,
        counted from the unit's first."""
        assert self._rows is not None
        if sum(map(len, within)) == len(self._rows):
            return self._multiplied(query, self._rows)
        starts = self._starts[: len(within)].tolist()
        rows = np.concatenate([start + each for start, each in zip(starts, within, strict=True)])
        return self._multiplied(query, self._rows[rows])

    def _multiplied(self, query: Rows, rows: Codes) -> Products:
        columns = np.ascontiguousarray(np.round(query * UNIT).astype(np.int8).T)
        (products,) = self._product.run(None, {"rows": rows, "query": columns})
        return np.asarray(products)


def mean_cosine(nearest: Products) -> Rows:
    """The mean over a query's tokens of the products (units, tokens) with each one's nearest."""
    sums = np.einsum("ij->i", nearest)  # of short rows a third of the time that sum() takes
    return np.asarray(sums / (UNIT**2 * nearest.shape[1]), np.float32)


def build_keywords(
    owners: Sequence[int], phrases: Sequence[str], tokens: Sequence[Codes], folder: Path
) -> None:
    """Write the phrases into `folder`, which is made: of each the place of its unit, its words and the codes
    of its tokens, shape (tokens, dimensions)."""
    folder.mkdir()
    longest = sorted(range(len(phrases)), key=lambda number: -len(tokens[number]))
    with TokenVectorBuilder(folder) as builder:
        for slot in range(max(map(len, tokens), default=0)):
            of_slot = [tokens[number][slot] for number in longest if len(tokens[number]) > slot]
            builder.add(np.stack(of_slot), np.array([len(of_slot)], np.int32))
    np.save(folder / OWNERS, np.array([owners[number] for number in longest], np.int32))
    text = json.dumps([phrases[number] for number in longest], ensure_ascii=False, indent=0)
    (folder / PHRASES).write_text(text, encoding="utf-8")


class Keywords:
    """The phrases of all units by number, the longest first; a build without them has none.

    The first tokens of all phrases lie together, then the second ones of those that have two, and so on: the
    nearest token of every phrase is found slot by slot, a fourth of the time that runs of a few rows take.
    """

    def __init__(self, folder: Path) -> None:
        self._owners, self.phrases = np.zeros(0, np.int64), list[str]()
        if not (folder / KEYWORDS).is_dir():
            return
        self._slots = TokenVectors(folder / KEYWORDS)
        self._counts = np.diff(np.load(folder / KEYWORDS / STARTS))  # phrases that have a token in each slot
        self._owners = np.load(folder / KEYWORDS / OWNERS).astype(np.int64)
        self.phrases = json.loads((folder / KEYWORDS / PHRASES).read_text(encoding="utf-8"))

    def nearest(
        self, query: NDArray[np.float32], places: Places
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Of each unit at `places` (rising) the MaxSim of its nearest phrase, -1 where it has none, and that
        phrase's number, -1 likewise; both shape (places,). `query` is (tokens, dimensions)."""
        nearness = np.full(len(places), -1.0, np.float32)
        numbers = np.full(len(places), -1, np.int64)
        if not len(places) or not len(self._owners):
            return nearness, numbers
        owners = np.minimum(np.searchsorted(places, self._owners), len(places) - 1)
        asked = np.flatnonzero(places[owners] == self._owners)
        scores, owners = self._nearness(query, asked), owners[asked]
        np.maximum.at(nearness, owners, scores)
        best = np.flatnonzero(scores == nearness[owners])[::-1]  # of equals the first
        numbers[owners[best]] = asked[best]
        return nearness, numbers

    def _nearness(self, query: NDArray[np.float32], asked: Places) -> NDArray[np.float32]:
        heights = np.searchsorted(asked, self._counts)  # phrases asked that have a token in the slot
        if not len(query):
            return np.zeros(len(asked), np.float32)
        products = self._slots.products(query, [asked[:height] for height in heights])
        nearest, end = products[: len(asked)], len(asked)
        for height in heights[1:]:
            np.maximum(nearest[:height], products[end : end + height], out=nearest[:height])
            end += height
        return mean_cosine(nearest)
