"""What counts as one text, for every page and program alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from kb.index.opened import Index
from kb.model import KINDS, Unit


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def whole_units(index: Index) -> tuple[Unit, ...]:
    """The units that count as a text of their kind: no part of a longer one, in reading order.

    A part is a unit inside one of its own kind, or running text inside any unit: an example that stands
    in a chapter is an example, a paragraph of an example is not another text.
    """
    kinds = {unit.id: unit.kind for unit in index.units}
    return tuple(
        unit
        for unit in index.units
        if unit.parent is None or unit.kind not in ("passage", kinds[unit.parent])
    )


def by_kind(units: Iterable[Unit]) -> dict[str, int]:
    """How many of the units are of each kind, in the order of KINDS, without those that have none."""
    counts = Counter(unit.kind for unit in units)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
