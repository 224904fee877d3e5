"""A passage is listed once: of a unit and the units inside it, the best-scoring one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kb.filters import FACETS, falling, values
from kb.index import Index
from kb.model import Unit

Scored = tuple[float, int]  # score, position of the unit in the index


def best_of_nested(scored: Iterable[Scored], index: Index) -> list[Scored]:
    """Falling by score, ties by id; of a unit and the units inside it only the best-scoring one."""
    units = index.units
    kept: list[Scored] = []
    shown: set[str] = set()
    covered: set[str] = set()
    for score, position in sorted(scored, key=lambda pair: (-pair[0], units[pair[1]].id)):
        unit = units[position]
        above = set(_ancestors(unit, index.by_id))
        if unit.id in covered or above & shown:
            continue
        kept.append((score, position))
        shown.add(unit.id)
        covered |= above
    return kept


def count_listed(scored: Iterable[Scored], index: Index) -> dict[str, dict[str, int]]:
    """Facets: for each value how many units are listed when it is chosen too.

    That is not the count over the units listed now: where the best part of a long example does not
    itself name the municipality, choosing the municipality lists the example by another part.
    """
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for group in _by_root(scored, index):
        for facet in FACETS:
            tagged = [(pair, values(index.units[pair[1]], facet)) for pair in group]
            for value in {value for _, found in tagged for value in found}:
                having = [pair for pair, found in tagged if value in found]
                counts[facet][value] += 1 if len(having) == 1 else len(best_of_nested(having, index))
    return {facet: falling(counter) for facet, counter in counts.items()}


def _by_root(scored: Iterable[Scored], index: Index) -> Iterable[Sequence[Scored]]:
    groups: dict[str, list[Scored]] = {}
    for score, position in scored:
        unit = index.units[position]
        root = [unit.id, *_ancestors(unit, index.by_id)][-1]
        groups.setdefault(root, []).append((score, position))
    return groups.values()


def _ancestors(unit: Unit, by_id: Mapping[str, Unit]) -> Iterable[str]:
    while unit.parent is not None:
        yield unit.parent
        unit = by_id[unit.parent]
