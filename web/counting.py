"""What counts as one text, for every page and program alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from kb.index.opened import Index
from kb.model import KINDS, Unit

Key = TypeVar("Key")
Thing = TypeVar("Thing")


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


def grouped(things: Iterable[Thing], keys: Callable[[Thing], Iterable[Key]]) -> dict[Key, tuple[Thing, ...]]:
    """The things by each of their keys, in their order."""
    groups: dict[Key, list[Thing]] = {}
    for thing in things:
        for key in keys(thing):
            groups.setdefault(key, []).append(thing)
    return {key: tuple(group) for key, group in groups.items()}


def tagged(index: Index, tags: Callable[[Unit], Iterable[str]]) -> dict[str, tuple[Unit, ...]]:
    """The whole units that have a tag, by the tag, each passage once: running text is left out where a text
    inside it has the tag as well."""
    return {tag: _innermost(units) for tag, units in grouped(whole_units(index), tags).items()}


def _innermost(units: Sequence[Unit]) -> tuple[Unit, ...]:
    def holds(unit: Unit, other: Unit) -> bool:
        inside = unit.file == other.file and unit.start <= other.start and other.end <= unit.end
        return inside and other is not unit

    return tuple(u for u in units if u.kind != "passage" or not any(holds(u, other) for other in units))


def by_kind(units: Iterable[Unit]) -> dict[str, int]:
    """How many of the units are of each kind, in the order of KINDS, without those that have none."""
    counts = Counter(unit.kind for unit in units)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
