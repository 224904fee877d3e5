"""Candidates by their tags: which have a value, which pass a filter."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import FACETS
from kb.index.store import Tags
from kb.model import Filters


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
