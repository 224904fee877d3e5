"""A passage is listed once: of a unit and the units inside it, the best-scoring one."""

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
    order, _, inner, outer = _ranked(scores, chosen, tags)
    return np.asarray(order[_listed(inner, outer, len(order))], np.int64)


def count_listed(
    scores: Floats, chosen: Rows, listed: Rows, tags: Tags, kinds: Collection[str] = ()
) -> dict[str, dict[str, int]]:
    """Facets: for each value how many units of `kinds` (none: of any) are listed when it is chosen too, the
    most frequent first, then by value.

    A kind is chosen among the units `listed`, so that the kinds add up to them. Any other value is chosen
    before: where the best part of a long example does not itself name the municipality, choosing the
    municipality lists the example by another part.

    An example. Part A (0.7) lies in B (0.6), C (0.5) stands alone; A names Odense, B Odense and Køge, C Køge.
    Their ranks are 0, 1, 2, and 0 lies in 1. With the codes 0 for Odense and 1 for Køge `held` is
    [0 = A Odense, 2 = B Odense, 3 = B Køge, 5 = C Køge]. A's only value, 0, asks for 2 in B, which is held:
    the two compete and A wins, so that 2 is taken off. Odense counts 1 (A), Køge 2 (B, for whom A does not
    compete, and C), though without a municipality only A and C are listed.
    """
    order, ranks, inner, outer = _ranked(scores, chosen, tags)
    shown = of_kinds(tags, kinds)
    # A candidate with a value, rank * values + code, counts as one of its own: it competes with those that
    # have the value too. A table of candidates and values would be large where there are many documents.
    values = len(tags.facets.names)
    rank = ranks[tags.holders]
    held = np.sort((rank * values + tags.codes)[rank >= 0])
    starts, stops = np.searchsorted(held, [inner * values, (inner + 1) * values])
    pair = np.repeat(np.arange(len(inner)), stops - starts)
    own = np.arange(len(pair)) + np.repeat(stops - np.cumsum(stops - starts), stops - starts)
    wanted = outer[pair] * values + held[own] % values
    other = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    both = held[other] == wanted
    kept = _listed(own[both], other[both], len(held)) & shown[order][held // values]
    counts = np.bincount(held[kept] % values, minlength=values)
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


def _ranked(scores: Floats, chosen: Rows, tags: Tags) -> tuple[Rows, Rows, Rows, Rows]:
    """The candidates `chosen` by falling score, ties by id; each candidate's rank among them, -1 for others;
    and the ranks of those that are nested: of each pair the inner and the outer one."""
    order = chosen[np.lexsort((tags.order[chosen], -scores[chosen]))]
    ranks = np.full(len(tags.places), -1)
    ranks[order] = np.arange(len(order))
    inner, outer = (ranks[rows] for rows in tags.nested)
    both = (inner >= 0) & (outer >= 0)
    return order, ranks, inner[both], outer[both]


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
