"""A passage is listed once: of a unit and the units inside it, the best-scoring one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.tags import FACETS, Tags
from kb.model import KINDS

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]  # candidates, by their place among those of the tags


def best_of_nested(scores: Floats, chosen: Rows, tags: Tags) -> Rows:
    """Of the candidates `chosen` those that are listed, falling by score, ties by id. Of a unit and the units
    inside it only the best-scoring one is. `scores` are all candidates'."""
    order, inner, outer = _ranked(scores, chosen, tags)
    return np.asarray(order[_listed(inner, outer, len(order))], np.int64)


def count_listed(
    scores: Floats, chosen: Rows, listed: Rows, tags: Tags, kinds: Collection[str] = ()
) -> dict[str, dict[str, int]]:
    """Facets: for each value how many units of `kinds` (none: of any) are listed when it is chosen too, the
    most frequent first, then by value.

    A kind is chosen among the units `listed`, so that the kinds add up to them. Any other value is chosen
    before: where the best part of a long example does not itself name the municipality, choosing the
    municipality lists the example by another part.
    """
    order, inner, outer = _ranked(scores, chosen, tags)
    shown = of_kinds(tags, kinds)
    # A candidate with a value counts as one of its own: it competes with those that have the value too.
    has_value = np.zeros((len(tags.places), len(tags.facets.names)), np.bool_)
    has_value[tags.holders, tags.codes] = True
    has_value = has_value[order]
    pair, code = np.nonzero(has_value[inner] & has_value[outer])
    values = has_value.shape[1]
    kept = _listed(inner[pair] * values + code, outer[pair] * values + code, has_value.size)
    counts = (has_value & kept.reshape(has_value.shape))[shown[order]].sum(axis=0)
    is_kind = tags.facets.kinds >= 0
    numbers = np.bincount(tags.kinds[listed[shown[listed]]], minlength=len(KINDS))
    counts[is_kind] = numbers[tags.facets.kinds[is_kind]]
    facets: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    falling = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]  # as the names are sorted
    for number, count in zip(falling.tolist(), counts[falling].tolist(), strict=True):
        facet, value = tags.facets.names[number]
        facets[facet][value] = count
    return facets


def of_kinds(tags: Tags, kinds: Collection[str]) -> NDArray[np.bool_]:
    """Which candidates are of one of `kinds`, or all of them where there are none, shape (candidates,)."""
    wanted = [KINDS.index(kind) for kind in kinds if kind in KINDS]
    return np.isin(tags.kinds, wanted) if kinds else np.ones(len(tags.places), np.bool_)


def _ranked(scores: Floats, chosen: Rows, tags: Tags) -> tuple[Rows, Rows, Rows]:
    """The candidates `chosen` by falling score, ties by id, and the ranks of those that are nested: of each
    pair the inner and the outer one."""
    order = chosen[np.lexsort((tags.order[chosen], -scores[chosen]))]
    ranks = np.full(len(tags.places), -1)
    ranks[order] = np.arange(len(order))
    inner, outer = (ranks[rows] for rows in tags.nested)
    both = (inner >= 0) & (outer >= 0)
    return order, inner[both], outer[both]


def _listed(inner: Rows, outer: Rows, count: int) -> NDArray[np.bool_]:
    """Which of the ranks 0..count are listed: a listed one takes those nested with it off the list."""
    better, worse = np.minimum(inner, outer), np.maximum(inner, outer)
    gone = np.zeros(count, np.bool_)
    while len(better):
        beaten = np.zeros(count, np.bool_)
        beaten[worse] = True
        # Who is beaten by none is listed, and takes those off the list that it beats.
        gone[worse[~beaten[better]]] = True
        left = ~(gone[better] | gone[worse])
        better, worse = better[left], worse[left]
    return ~gone
