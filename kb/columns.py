"""The units' tags and nesting as columns of numbers, made once when an index is opened.

A unit is its position in the index; a value of a facet is a code. What every query does with all its
candidates (filter, order, nest, count) is then a handful of operations on arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.filters import FACETS, values
from kb.model import Filters, Unit

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """`codes[i]` is a value that unit `holders[i]` has; `names[code]` are its facet and value.

    `rank` is a unit's place among all ids in order; `above` the units it lies in, nearest first;
    `root` the outermost of them, or itself; `of` the codes of one unit.
    """

    names: tuple[tuple[str, str], ...]
    codes: Numbers
    holders: Numbers
    rank: Numbers
    root: Numbers
    above: tuple[tuple[int, ...], ...]
    of: tuple[tuple[int, ...], ...]

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Which units pass, shape (units,): any value within a field, all fields."""
        passing = np.ones(len(self.rank), bool)
        for facet in FACETS:
            if wanted := getattr(filters, facet):
                asked = [code for code, name in enumerate(self.names) if name in {(facet, w) for w in wanted}]
                having = np.zeros(len(self.rank), bool)
                having[self.holders[np.isin(self.codes, asked)]] = True
                passing &= having
        return passing


def columns_of(units: Sequence[Unit]) -> Columns:
    """The columns of `units`."""
    tags = [[(facet, value) for facet in FACETS for value in values(unit, facet)] for unit in units]
    names = tuple(sorted({tag for found in tags for tag in found}))
    code_of = {name: code for code, name in enumerate(names)}
    of = tuple(tuple(dict.fromkeys(code_of[tag] for tag in found)) for found in tags)
    place = {unit.id: number for number, unit in enumerate(units)}
    above = tuple(_above(unit, units, place) for unit in units)
    rank = np.zeros(len(units), np.int64)
    rank[sorted(range(len(units)), key=lambda number: units[number].id)] = np.arange(len(units))
    return Columns(
        names=names,
        codes=np.array([code for codes in of for code in codes], np.int64),
        holders=np.repeat(np.arange(len(units)), [len(codes) for codes in of]),
        rank=rank,
        root=np.array([found[-1] if found else number for number, found in enumerate(above)], np.int64),
        above=above,
        of=of,
    )


def _above(unit: Unit, units: Sequence[Unit], place: Mapping[str, int]) -> tuple[int, ...]:
    found = []
    while unit.parent is not None:
        found.append(place[unit.parent])
        unit = units[found[-1]]
    return tuple(found)
