"""The units' tags, nesting and order as columns of numbers, written at build time and mapped.

A unit is its place in the build; a value of a facet is a code. What a query does with its candidates
(filter, order, nest, count) is then a handful of operations on arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import FACETS, values
from kb.index.store import Tags, facets_of
from kb.model import UNIT_LENGTH, Filters, Unit

Numbers = NDArray[np.int64]
FOLDER = "columns"
_KEPT = 16  # filters whose units are remembered


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
    parent = _parents(ids, parents)
    order = np.empty(len(ids), np.int64)
    order[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    parts = np.flatnonzero(parent >= 0)
    parts = parts[np.argsort(parent[parts], kind="stable")]
    having_parts = np.zeros(len(ids), np.bool_)
    having_parts[parent[parts]] = True
    columns = {
        "order": order.astype(np.int32),
        **_numbered(np.array(numbers, np.int32)),
        "whole": ~(np.array(long, np.bool_) & having_parts),
        "parts": parts.astype(np.int32),
        "wholes": parent[parts].astype(np.int32),
        **_coded(tags, folder),
        **_nested(parent),
    }
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)


def _numbered(numbers: NDArray[np.int32]) -> dict[str, NDArray[np.int32]]:
    """The numbers that units have, rising, and beside each the place of its unit."""
    having = np.flatnonzero(numbers >= 0)
    having = having[np.argsort(numbers[having], kind="stable")]
    return {"numbers": numbers[having], "numbered": having.astype(np.int32)}


def _parents(ids: Sequence[str], parents: Sequence[str | None]) -> Numbers:
    """The place of the unit that each lies in, -1 for none."""
    place = {id: number for number, id in enumerate(ids)}
    return np.array([-1 if parent is None else place[parent] for parent in parents], np.int64)


def _coded(tags: Sequence[Sequence[tuple[str, str]]], folder: Path) -> dict[str, NDArray[np.int32]]:
    """Codes by unit, and units by code; the names go into a file of their own."""
    names = sorted({tag for found in tags for tag in found})
    code = {name: number for number, name in enumerate(names)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    codes = np.array([code[tag] for found in tags for tag in found], np.int32)
    holders = np.repeat(np.arange(len(tags), dtype=np.int32), [len(found) for found in tags])
    by_code = np.argsort(codes, kind="stable")
    return {
        "codes": codes,
        "code_starts": _starts(holders, len(tags)),
        "holders": holders[by_code],
        "holder_starts": _starts(codes, len(names)),
    }


def _nested(parent: Numbers) -> dict[str, NDArray[np.int32]]:
    """The units that each lies in, nearest first."""
    inner, outer = [], []
    for number in np.flatnonzero(parent >= 0).tolist():
        above = parent[number]
        while above >= 0:
            inner.append(number)
            outer.append(above)
            above = parent[above]
    return {
        "outer": np.array(outer, np.int32),
        "outer_starts": _starts(np.array(inner, np.int32), len(parent)),
    }


def _starts(owners: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Where each owner's entries begin among all that are sorted by owner; shape (count + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int32)


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
        self.order = column("order")
        self.size = len(self.order)
        self._numbers, self._numbered = column("numbers"), column("numbered")
        self._whole = column("whole").view(np.bool_)
        self._codes, self._code_starts = column("codes"), column("code_starts")
        self._holders, self._holder_starts = column("holders"), column("holder_starts")
        self._outer, self._outer_starts = column("outer"), column("outer_starts")
        self._parts, self._wholes = column("parts"), column("wholes")
        self._all: Tags | None = None
        self.allowed = lru_cache(maxsize=_KEPT)(self._allowed)

    def tags(self, places: Numbers) -> Tags:
        """What is known of the units at `places`, in their order."""
        if len(places) != self.size:
            return self._tags(places)
        if self._all is None or not np.array_equal(self._all.places, places):
            self._all = self._tags(places)
        return self._all

    def _tags(self, places: Numbers) -> Tags:
        code_at, holders = spans(self._code_starts[places], self._code_starts[places + 1])
        outer_at, inner = spans(self._outer_starts[places], self._outer_starts[places + 1])
        return Tags(
            places=places,
            order=self.order[places].astype(np.int64),
            facets=self.facets,
            codes=self._codes[code_at].astype(np.int64),
            holders=holders,
            inner=inner,
            outer=self._outer[outer_at].astype(np.int64),
            whole=self._whole[places],
        )

    def _allowed(self, filters: Filters) -> Allowed | None:
        """The units that pass, None for all: any value within a field, all fields."""
        passing: NDArray[np.bool_] | None = None
        for facet in FACETS:
            if wanted := getattr(filters, facet):
                having = np.zeros(self.size, np.bool_)
                for value in wanted:
                    having[self._having((facet, value))] = True
                passing = having if passing is None else passing & having
        return None if passing is None else Allowed(passing, np.flatnonzero(passing).astype(np.int32))

    def _having(self, name: tuple[str, str]) -> NDArray[np.int32]:
        code = self.facets.code.get(name)
        if code is None:
            return self._holders[:0]
        return self._holders[self._holder_starts[code] : self._holder_starts[code + 1]]

    def numbered(self, numbers: Sequence[int]) -> Numbers:
        """Units with one of `numbers`, rising."""
        asked = np.array(sorted(set(numbers)), np.int32)
        first, last = np.searchsorted(self._numbers, asked), np.searchsorted(self._numbers, asked, "right")
        found = [self._numbered[start:stop] for start, stop in zip(first, last, strict=True)]
        return np.sort(np.concatenate([self._numbered[:0], *found])).astype(np.int64)

    def inside(self, place: int) -> Numbers:
        """The units directly in the one at `place`, rising."""
        first, last = np.searchsorted(self._wholes, [place, place + 1])
        return self._parts[first:last].astype(np.int64)


def spans(starts: NDArray[np.int32], stops: NDArray[np.int32]) -> tuple[Numbers, Numbers]:
    """All positions of the spans [start, stop), one after the other, and beside each its span's number."""
    lengths = (stops - starts).astype(np.int64)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(owners)) + (starts - before)[owners], owners
