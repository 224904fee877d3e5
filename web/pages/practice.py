"""Which examples show a recommendation in practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kb.index.opened import Index
from kb.model import Unit
from web.counting import whole_units


def practice(index: Index) -> Mapping[str, tuple[Unit, ...]]:
    """Examples by the id of the recommendation each comes closest to, the nearest first.

    Every example goes to one recommendation, so some recommendations have none: a list of the least far
    examples would be as long for every recommendation, and say nothing. Cosines are taken about each
    recommendation's mean, since a general recommendation is rather near to everything.
    """
    recommendations = index.recommendations
    examples = [unit for unit in whole_units(index) if unit.kind == "municipality_example"]
    if not recommendations or not examples:
        return {}
    cosines = _vectors(index, examples) @ _vectors(index, recommendations).T
    nearest = np.argmax(cosines - cosines.mean(axis=0), axis=1)
    found: dict[str, list[tuple[float, Unit]]] = {}
    for row, (unit, column) in enumerate(zip(examples, nearest.tolist(), strict=True)):
        found.setdefault(recommendations[column].id, []).append((float(cosines[row, column]), unit))
    return {
        key: tuple(unit for _, unit in sorted(group, key=lambda pair: (-pair[0], pair[1].id)))
        for key, group in found.items()
    }


def _vectors(index: Index, units: Sequence[Unit]) -> np.ndarray:
    """Shape (units, dimensions), float32."""
    places = (index.store.place(unit.id) for unit in units)
    return index.store.vectors(np.array([place for place in places if place is not None]))
