"""The columns against the units they were made of."""

from __future__ import annotations

import pytest

from kb.columns import columns_of
from kb.filters import FACETS, passes, values
from kb.model import Filters
from tests.tiny import UNITS

COLUMNS = columns_of(UNITS)
SOME = [
    Filters(),
    Filters(kind=("recommendation",)),
    Filters(kind=("recommendation", "passage"), document=("rapport-2020",)),
    Filters(municipality=("Odense", "Aarhus")),
    Filters(indsats=("forebyggende",), law=("SEL § 85",)),
    Filters(programme=("Housing First",), theme=()),
    Filters(theme=("findes-ikke",)),
]


@pytest.mark.parametrize("filters", SOME)
def test_allowed_is_what_passes_unit_by_unit(filters: Filters) -> None:
    assert COLUMNS.allowed(filters).tolist() == [passes(unit, filters) for unit in UNITS]


def test_codes_name_each_units_values() -> None:
    named = [{COLUMNS.names[code] for code in codes} for codes in COLUMNS.of]
    assert named == [{(facet, value) for facet in FACETS for value in values(unit, facet)} for unit in UNITS]


def test_ranks_are_places_among_the_ids_and_parents_are_above() -> None:
    assert [UNITS[n].id for n in COLUMNS.rank.argsort()] == sorted(unit.id for unit in UNITS)
    inside = next(n for n, unit in enumerate(UNITS) if unit.parent is not None)
    parent = next(n for n, unit in enumerate(UNITS) if unit.id == UNITS[inside].parent)
    assert (COLUMNS.above[inside], COLUMNS.root[inside], COLUMNS.root[parent]) == ((parent,), parent, parent)
