from __future__ import annotations

from pathlib import Path

import numpy as np

from kb.index.opened import open_index
from web.pages.practice import practice


def test_every_whole_example_goes_to_the_recommendation_it_is_nearest_to(tiny_indexes: Path) -> None:
    index = open_index(tiny_indexes)
    place = {unit.id: n for n, unit in enumerate(index.units)}

    def cosine(one: str, other: str) -> float:
        pairs = zip(*index.store.vectors(np.array([place[one], place[other]])), strict=True)
        return float(sum(a * b for a, b in pairs))

    examples = ["rapport-2020/eksempel/en-dør-ind", "rapport-2020/eksempel/hjem-foerst"]
    numbered = [unit.id for unit in index.recommendations]
    means = {r: sum(cosine(e, r) for e in examples) / 2 for r in numbered}
    nearest = {e: max(numbered, key=lambda r: cosine(e, r) - means[r]) for e in examples}
    found = {unit.id: key for key, units in practice(index).items() for unit in units}
    assert found == nearest
