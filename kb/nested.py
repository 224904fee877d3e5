"""A passage is listed once: of a unit and the units inside it, the best-scoring one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.columns import Columns
from kb.filters import FACETS, falling
from kb.index import Index

Scored = tuple[float, int]  # score, position of the unit in the index


def best_of_nested(scored: Sequence[Scored], index: Index) -> list[Scored]:
    """Falling by score, ties by id; of a unit and the units inside it only the best-scoring one."""
    columns = index.columns
    order = _order(scored, columns)
    listed = set(_listed([scored[place][1] for place in order], columns))
    return [scored[place] for place in order if scored[place][1] in listed]


def count_listed(scored: Sequence[Scored], index: Index) -> dict[str, dict[str, int]]:
    """Facets: for each value how many units are listed when it is chosen too.

    That is not the count over the units listed now: where the best part of a long example does not
    itself name the municipality, choosing the municipality lists the example by another part.
    """
    columns = index.columns
    positions = np.array([scored[place][1] for place in _order(scored, columns)], np.int64)
    roots = columns.root[positions]
    alone = np.bincount(roots, minlength=len(columns.root))[roots] == 1
    counts = _count_values(positions[alone], columns)
    having: dict[tuple[int, int], list[int]] = {}
    for position, root in zip(positions[~alone].tolist(), roots[~alone].tolist(), strict=True):
        for code in columns.of[position]:
            having.setdefault((root, code), []).append(position)
    for (_, code), found in having.items():
        counts[code] += 1 if len(found) == 1 else len(_listed(found, columns))
    facets: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for code in np.flatnonzero(counts).tolist():
        facet, value = columns.names[code]
        facets[facet][value] = int(counts[code])
    return {facet: falling(found) for facet, found in facets.items()}


def _order(scored: Sequence[Scored], columns: Columns) -> list[int]:
    """The places of `scored` by falling score, ties by id."""
    scores = np.array([score for score, _ in scored], np.float64)
    ranks = columns.rank[np.array([position for _, position in scored], np.int64)]
    return [int(place) for place in np.lexsort((ranks, -scores))]


def _listed(positions: Sequence[int], columns: Columns) -> list[int]:
    """Of positions, best first, those that neither hold nor lie in a better one."""
    kept: list[int] = []
    shown: set[int] = set()
    covered: set[int] = set()
    for position in positions:
        above = columns.above[position]
        if position in covered or (above and not shown.isdisjoint(above)):
            continue
        kept.append(position)
        shown.add(position)
        covered.update(above)
    return kept


def _count_values(positions: NDArray[np.int64], columns: Columns) -> NDArray[np.int64]:
    """How many of the units have each value, shape (codes,)."""
    chosen = np.zeros(len(columns.rank), bool)
    chosen[positions] = True
    return np.bincount(columns.codes[chosen[columns.holders]], minlength=len(columns.names))
