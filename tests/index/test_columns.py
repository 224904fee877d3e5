"""The columns against the units they were made of."""

from __future__ import annotations

import numpy as np
import pytest

from kb.index.columns import Columns, build_columns
from kb.index.tags import FACETS, passing, values
from kb.model import KINDS, Filters
from tests.tiny import UNITS, passes

SOME = [
    Filters(kind=("recommendation",)),
    Filters(kind=("recommendation", "passage"), document=("rapport-2020",)),
    Filters(municipality=("Odense", "Aarhus")),
    Filters(indsats=("forebyggende",), law=("SEL § 85",)),
    Filters(programme=("Housing First",), theme=()),
    Filters(theme=("findes-ikke",)),
]
INSIDE = next(n for n, unit in enumerate(UNITS) if unit.parent is not None)
PARENT = next(n for n, unit in enumerate(UNITS) if unit.id == UNITS[INSIDE].parent)


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    folder = tmp_path_factory.mktemp("columns")
    build_columns(UNITS, folder)
    return Columns(folder)


@pytest.mark.parametrize("filters", SOME)
def test_allowed_is_what_passes_unit_by_unit(columns: Columns, filters: Filters) -> None:
    expected = [passes(unit, filters) for unit in UNITS]
    allowed = columns.allowed(filters)
    assert allowed is not None
    assert allowed.mask.tolist() == expected
    assert allowed.places.tolist() == np.flatnonzero(expected).tolist()
    some = np.array([6, 1, 4])
    assert passing(columns.tags(some), filters).tolist() == [expected[n] for n in some]


def test_no_filter_is_no_list(columns: Columns) -> None:
    assert columns.allowed(Filters()) is None
    assert passing(columns.tags(np.arange(3)), Filters()).all()


@pytest.mark.parametrize("places", [list(range(len(UNITS))), [INSIDE, 0], []], ids=["all", "some", "none"])
def test_tags_are_the_units_own(columns: Columns, places: list[int]) -> None:
    tags = columns.tags(np.array(places, np.int64))
    found = [
        {tags.facets.names[c] for c, h in zip(tags.codes, tags.holders, strict=True) if h == n}
        for n in range(len(places))
    ]
    assert found == [
        {(facet, value) for facet in FACETS for value in values(UNITS[place], facet)} for place in places
    ]
    assert [KINDS[kind] for kind in tags.kinds] == [UNITS[place].kind for place in places]


def test_order_and_nesting(columns: Columns) -> None:
    tags = columns.tags(np.arange(len(UNITS)))
    assert [UNITS[n].id for n in tags.order.argsort()] == sorted(unit.id for unit in UNITS)
    assert (tags.inner.tolist(), tags.outer.tolist()) == ([INSIDE], [PARENT])
    assert columns.inside(PARENT).tolist() == [INSIDE]
    assert columns.inside(INSIDE).tolist() == []


def test_numbers(columns: Columns) -> None:
    assert [UNITS[n].number for n in columns.numbered(range(2, 9))] == [2]
    assert columns.numbered(range(0)).tolist() == []
