"""Filters: which units may be shown. Their values are also the facets that are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from kb.index.tags import Tags
from kb.model import Filters, Unit

# A unit that names more municipalities is a list of them, and about none: all of them would stand beside
# every search that finds the list. They stay its tags, and their pages tell of it.
MOST_NAMED = 10
FACETS = tuple(field.name for field in fields(Filters))


def values(unit: Unit, facet: str) -> tuple[str, ...]:
    """The unit's values of a facet, as they are filtered by and counted."""
    if facet == "kind":
        return (unit.kind,)
    if facet == "document":
        return (unit.document.id,)
    if facet == "theme":
        return () if unit.theme is None else (unit.theme.id,)
    found: tuple[str, ...] = {
        "municipality": unit.municipalities if len(unit.municipalities) <= MOST_NAMED else (),
        "indsats": unit.indsats,
        "law": unit.laws,
        "programme": unit.programmes,
    }[facet]
    return found


def having(tags: Tags, wanted: Iterable[tuple[str, str]]) -> NDArray[np.bool_]:
    """Which units have any of the (facet, value), shape (units,)."""
    codes = [code for name in wanted if (code := tags.facets.code.get(name)) is not None]
    found = np.zeros(len(tags.places), np.bool_)
    if codes:
        asked = np.zeros(len(tags.facets.names), np.bool_)
        asked[codes] = True
        found[tags.holders[asked[tags.codes]]] = True
    return found


def passing(tags: Tags, filters: Filters) -> NDArray[np.bool_]:
    """Which units pass, shape (units,): any value within a field, all fields."""
    passed = np.ones(len(tags.places), np.bool_)
    for facet in FACETS:
        if wanted := getattr(filters, facet):
            passed &= having(tags, ((facet, value) for value in wanted))
    return passed
