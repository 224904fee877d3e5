"""A passage is listed once: of a unit and the units inside it, the best-scoring one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import FACETS
from kb.index.tags import Tags
from kb.model import KINDS

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]  # candidates, by their place among those of the tags


def best_of_nested(scores: Floats, chosen: Rows, tags: Tags) -> Rows:
    """Of the candidates `chosen` those that are listed, falling by score, ties by id.

    Of a unit and the units inside it only the best-scoring one is. `scores` are all candidates'.
    """
    order = _order(scores, chosen, tags)
    at = np.full(len(tags.places), len(order))
    at[order] = np.arange(len(order))
    inner, outer = tags.nested
    better, worse = np.minimum(at[inner], at[outer]), np.maximum(at[inner], at[outer])
    both = worse < len(order)
    kept = _kept(better[both], worse[both], len(order))
    return np.asarray(order[kept], np.int64)


def _kept(better: Rows, worse: Rows, count: int) -> NDArray[np.bool_]:
    """Which of 0..count are listed: a listed `better` takes the `worse` beside it off the list."""
    gone = np.zeros(count, np.bool_)
    while len(better):
        beaten = np.zeros(count, np.bool_)
        beaten[worse] = True
        # Who is beaten by none is listed, and takes those off the list that it beats.
        gone[worse[~beaten[better]]] = True
        left = ~(gone[better] | gone[worse])
        better, worse = better[left], worse[left]
    return ~gone


def count_listed(
    scores: Floats, chosen: Rows, listed: Rows, tags: Tags, kinds: Collection[str] = ()
) -> dict[str, dict[str, int]]:
    """Facets: for each value how many units of `kinds` (none: of any) are listed when it is chosen too.

    A kind is chosen among the units `listed`, so that the kinds add up to them. Any other value is chosen
    before: where the best part of a long example does not itself name the municipality, choosing the
    municipality lists the example by another part.
    """
    order = _order(scores, chosen, tags)
    at = np.full(len(tags.places), -1)
    at[order] = np.arange(len(order))
    shown = of_kinds(tags, kinds)
    kept = (at[tags.holders] >= 0) & (tags.facets.kinds[tags.codes] < 0)
    holders, codes = at[tags.holders[kept]], tags.codes[kept]
    # Units with one value in common compete only with those around or inside them.
    together = _roots(tags)[order[holders]] * len(tags.facets.names) + codes
    _, first, group, sizes = np.unique(together, return_index=True, return_inverse=True, return_counts=True)
    alone = first[sizes == 1]
    counts = np.bincount(codes[alone[shown[order[holders[alone]]]]], minlength=len(tags.facets.names))
    several = np.flatnonzero(sizes[group] > 1)
    several = several[np.lexsort((holders[several], group[several]))]
    places, above = tags.places.tolist(), _above(order, tags)
    for members in np.split(several, np.flatnonzero(np.diff(group[several])) + 1) if len(several) else ():
        rows = _listed(order[holders[members]].tolist(), places, above)
        counts[codes[members[0]]] += np.count_nonzero(shown[rows])
    numbers = np.bincount(tags.kinds[listed[shown[listed]]], minlength=len(KINDS))
    is_kind = tags.facets.kinds >= 0
    counts[is_kind] = numbers[tags.facets.kinds[is_kind]]
    return _by_facet(counts, tags)


def of_kinds(tags: Tags, kinds: Collection[str]) -> NDArray[np.bool_]:
    """Which candidates are of one of `kinds`, or all of them where there are none, shape (candidates,)."""
    wanted = [KINDS.index(kind) for kind in kinds if kind in KINDS]
    return np.isin(tags.kinds, wanted) if kinds else np.ones(len(tags.places), np.bool_)


def _by_facet(counts: NDArray[np.int64], tags: Tags) -> dict[str, dict[str, int]]:
    """Most frequent first, then by value, as the names of the facets are sorted."""
    facets: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    for code, count in zip(order.tolist(), counts[order].tolist(), strict=True):
        facet, value = tags.facets.names[code]
        facets[facet][value] = count
    return facets


def _order(scores: Floats, chosen: Rows, tags: Tags) -> Rows:
    """The candidates by falling score, ties by id."""
    return chosen[np.lexsort((tags.order[chosen], -scores[chosen]))]


def _roots(tags: Tags) -> Rows:
    """The place of the outermost unit around each candidate, or its own."""
    roots = tags.places.copy()
    roots[tags.inner] = tags.outer  # of several the last one, which is the outermost
    return roots


def _above(rows: Rows, tags: Tags) -> dict[int, list[int]]:
    """The places of the units that each of `rows` lies in, where there are any."""
    asked = np.zeros(len(tags.places), np.bool_)
    asked[rows] = True
    kept = asked[tags.inner]
    above: dict[int, list[int]] = {}
    for row, place in zip(tags.inner[kept].tolist(), tags.outer[kept].tolist(), strict=True):
        above.setdefault(row, []).append(place)
    return above


def _listed(rows: Sequence[int], places: Sequence[int], above: Mapping[int, Sequence[int]]) -> list[int]:
    """Of rows, best first, those that neither hold nor lie in a better one."""
    kept: list[int] = []
    shown: set[int] = set()
    covered: set[int] = set()
    for row in rows:
        around = above.get(row, ())
        if places[row] in covered or not shown.isdisjoint(around):
            continue
        kept.append(row)
        shown.add(places[row])
        covered.update(around)
    return kept
