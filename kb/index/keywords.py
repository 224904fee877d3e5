"""An editor's search words in an opened build: how near each unit's nearest phrase is to a query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.token_vectors import STARTS, Codes, TokenVectorBuilder, TokenVectors, mean_cosine

FOLDER, OWNERS, PHRASES = "keywords", "owners.npy", "phrases.json"
Places = NDArray[np.int64]


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
        if not (folder / FOLDER).is_dir():
            return
        self._slots = TokenVectors(folder / FOLDER)
        self._counts = np.diff(np.load(folder / FOLDER / STARTS))  # phrases that have a token in each slot
        self._owners = np.load(folder / FOLDER / OWNERS).astype(np.int64)
        self.phrases = json.loads((folder / FOLDER / PHRASES).read_text(encoding="utf-8"))

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
