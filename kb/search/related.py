"""Units that are about the same: the nearest by meaning."""

from __future__ import annotations

import numpy as np

from kb.index.opened import Index
from kb.model import KINDS, Filters, Unit

NEAREST = 2000  # units that are looked at
_WHOLE = Filters(kind=tuple(kind for kind in KINDS if kind != "passage"))


def related(index: Index, unit: Unit, count: int) -> tuple[Unit, ...]:
    """Up to `count` units by falling cosine, ties by id.

    Running text and parts of units are left out: a reader who looks at one example or recommendation
    is helped by another, and they are whole. Neither `unit` nor what it lies in is related to itself.
    """
    place = index.store.place(unit.id)
    if place is None:
        return ()
    (vector,) = index.store.vectors(np.array([place]))
    tags = index.store.tags(index.store.dense(vector, NEAREST, _WHOLE).places)
    own = index.store.tags(np.array([place]))
    top = np.ones(len(tags.places), np.bool_)
    top[tags.inner] = False
    top &= ~np.isin(tags.places, [place, *own.outer])
    return tuple(index.store.units(tags.places[top][:count]))


def beside(index: Index, unit: Unit) -> tuple[Unit | None, Unit | None]:
    """The unit before and the unit after, in the same document and directly in the same unit."""
    place = index.store.place(unit.id)
    if place is None:
        return None, None
    before, after = range(place - 1, -1, -1), range(place + 1, len(index.units))
    return _next(index, unit, before), _next(index, unit, after)


def _next(index: Index, unit: Unit, places: range) -> Unit | None:
    """The first of the units at `places` that stands beside `unit`; a document's units are in one row."""
    for place in places:
        other = index.units[place]
        if other.document.id != unit.document.id:
            return None
        if other.parent == unit.parent:
            return other
    return None
