"""Units that are about the same: the nearest by meaning."""

from __future__ import annotations

from kb.index import Index
from kb.model import Unit


def related(index: Index, unit: Unit, count: int) -> tuple[Unit, ...]:
    """Up to `count` units by falling cosine, ties by id.

    Running text and parts of units are left out: a reader who looks at one example or recommendation
    is helped by another, and they are whole. Neither `unit` nor what it lies in is related to itself.
    """
    position = next(n for n, each in enumerate(index.units) if each.id == unit.id)
    root = _root(index, unit)
    scores, positions = index.dense.search(index.dense.vector(position), None, index.dense.size)
    near = (
        (-float(score), index.units[n])
        for score, n in zip(scores.tolist(), positions.tolist(), strict=True)
        if index.units[n].parent is None and index.units[n].kind != "passage" and index.units[n].id != root
    )
    return tuple(each for _, each in sorted(near, key=lambda pair: (pair[0], pair[1].id))[:count])


def _root(index: Index, unit: Unit) -> str:
    while unit.parent is not None:
        unit = index.by_id[unit.parent]
    return unit.id
