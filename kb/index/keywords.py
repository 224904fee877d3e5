"""An editor's search words in an opened build: how near each unit's nearest phrase is to a query."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.token_vectors import TokenVectors

FOLDER, OWNERS, PHRASES = "keywords", "owners.npy", "phrases.json"
Places = NDArray[np.int64]


class Keywords:
    """The phrases of all units, in the order of their units; a build without them has none."""

    def __init__(self, folder: Path) -> None:
        self._owners, self._phrases = np.zeros(0, np.int64), list[str]()
        if not (folder / FOLDER).is_dir():
            return
        self._tokens = TokenVectors(folder / FOLDER)
        self._owners = np.load(folder / FOLDER / OWNERS).astype(np.int64)
        self._phrases = json.loads((folder / FOLDER / PHRASES).read_text(encoding="utf-8"))

    def nearest(
        self, query: NDArray[np.float32], places: Places
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Of each unit at `places` (rising) the MaxSim of its nearest phrase, -1 where it has none, and that
        phrase's number, -1 likewise; both shape (places,). `query` is (tokens, dimensions)."""
        nearness = np.full(len(places), -1.0, np.float32)
        numbers = np.full(len(places), -1, np.int64)
        firsts = np.searchsorted(self._owners, places)
        counts = np.searchsorted(self._owners, places, side="right") - firsts
        having = np.flatnonzero(counts)
        if not len(having):
            return nearness, numbers
        begins = np.cumsum(counts[having]) - counts[having]
        asked = np.repeat(firsts[having] - begins, counts[having]) + np.arange(counts.sum())
        scores = self._tokens.nearness(query, asked)
        nearness[having] = np.maximum.reduceat(scores, begins)
        best = np.flatnonzero(scores == np.repeat(nearness[having], counts[having]))
        owner = np.repeat(having, counts[having])[best]
        numbers[owner[::-1]] = asked[best[::-1]]  # of equals the first
        return nearness, numbers

    def phrase(self, number: int) -> str:
        """The phrase of a number."""
        return self._phrases[number]
