"""The units' tags, nesting and order as columns of numbers, written at build time and mapped.

A unit is its place in the build; a value of a facet is a code. What a query does with its candidates
(filter, order, nest, count) is then a handful of operations on arrays.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.tags import FACETS, Tags, facets_of, values
from kb.model import UNIT_LENGTH, Filters, Unit

Numbers = NDArray[np.int64]
FOLDER = "columns"
_KEPT = 8  # filters whose units are remembered


def build_columns(units: Iterable[Unit], folder: Path) -> None:
    """Write the columns of `units`, a parent before its parts or after them, into `folder`."""
    tags: list[list[tuple[str, str]]] = []
    ids: list[str] = []
    parents: list[str | None] = []
    numbers: list[int] = []
    long: list[bool] = []
    for unit in units:
        tags.append([(facet, value) for facet in FACETS for value in dict.fromkeys(values(unit, facet))])
        ids.append(unit.id)
        parents.append(unit.parent)
        numbers.append(-1 if unit.number is None else unit.number)
        long.append(len(unit.text) > UNIT_LENGTH)
    place = {id: number for number, id in enumerate(ids)}
    parent = np.array([-1 if id is None else place[id] for id in parents], np.int32)
    having_parts = np.zeros(len(ids), np.bool_)
    having_parts[parent[parent >= 0]] = True
    order = np.empty(len(ids), np.int32)
    order[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    names = sorted({tag for found in tags for tag in found})
    code = {name: number for number, name in enumerate(names)}
    counts = [len(found) for found in tags]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    columns = {
        "order": order,
        "parent": parent,
        "number": np.array(numbers, np.int32),
        "whole": ~(np.array(long, np.bool_) & having_parts),
        "codes": np.array([code[tag] for found in tags for tag in found], np.int32),
        "code_starts": np.cumsum([0, *counts], dtype=np.int32),
        "holders": np.repeat(np.arange(len(tags), dtype=np.int32), counts),
    }
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The units that pass a filter: `mask` (units,) and their `places`, rising."""

    mask: NDArray[np.bool_]
    places: NDArray[np.int32]


class Columns:
    """The opened columns of a build."""

    def __init__(self, folder: Path) -> None:
        def column(name: str) -> NDArray[np.int32]:
            return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        self.facets = facets_of([(facet, value) for facet, value in names])
        self.order, self._parent, self._number = column("order"), column("parent"), column("number")
        self.size = len(self.order)
        self._whole = column("whole").view(np.bool_)
        # A tag of a unit: its code, and the place of its unit; a unit's stand together.
        self._codes, self._holders, self._code_starts = (
            column(name) for name in ("codes", "holders", "code_starts")
        )
        self._all: Tags | None = None
        self._allowed_once = lru_cache(maxsize=_KEPT)(self._allowed)

    def tags(self, places: Numbers) -> Tags:
        """What is known of the units at `places`, in their order."""
        if len(places) != self.size:
            return self._tags(places)
        if self._all is None or not np.array_equal(self._all.places, places):
            self._all = self._tags(places)
        return self._all

    def _tags(self, places: Numbers) -> Tags:
        starts, stops = self._code_starts[places], self._code_starts[places + 1]
        holders = np.repeat(np.arange(len(places)), stops - starts)
        ends = np.cumsum(stops - starts)
        codes = self._codes[np.arange(len(holders)) + (stops - ends)[holders]]
        inner, outer = self._around(places)
        return Tags(
            places=places,
            order=self.order[places].astype(np.int64),
            facets=self.facets,
            codes=codes.astype(np.int64),
            holders=holders,
            inner=inner,
            outer=outer,
            whole=self._whole[places],
        )

    def _around(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Which of `places` lie in units, and the places of those units, the nearest first."""
        inner, outer = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        around = self._parent[places]
        while len(inside := np.flatnonzero(around >= 0)):
            inner.append(inside)
            outer.append(around[inside].astype(np.int64))
            around[inside] = self._parent[around[inside]]
        return np.concatenate(inner), np.concatenate(outer)

    def allowed(self, filters: Filters) -> Allowed | None:
        """The units that pass, None for all; remembered where the build has every value that is wanted."""
        wanted = ((facet, value) for facet in FACETS for value in getattr(filters, facet))
        known = all(name in self.facets.code for name in wanted)
        return self._allowed_once(filters) if known else self._allowed(filters)

    def _allowed(self, filters: Filters) -> Allowed | None:
        """Any value within a field, all fields."""
        passing: NDArray[np.bool_] | None = None
        for facet in FACETS:
            if wanted := getattr(filters, facet):
                having = np.zeros(self.size, np.bool_)
                for value in wanted:
                    having[self._holders[self._codes == self.facets.code.get((facet, value), -1)]] = True
                passing = having if passing is None else passing & having
        return None if passing is None else Allowed(passing, np.flatnonzero(passing).astype(np.int32))

    def numbered(self, numbers: Sequence[int]) -> Numbers:
        """Units with one of `numbers`, rising."""
        return np.flatnonzero(np.isin(self._number, [number for number in numbers if number >= 0]))

    def inside(self, place: int) -> Numbers:
        """The units directly in the one at `place`, rising."""
        return np.flatnonzero(self._parent == place)
