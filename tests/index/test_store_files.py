"""The embedded store's look-ups: units by place and id, phrases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.index.opened import Index, open_index
from kb.model import Filters, Query
from kb.search.related import beside
from kb.search.search import search
from tests.tiny import UNITS

DOOR = "rapport-2020/eksempel/en-dør-ind"


@pytest.fixture(scope="module")
def index(tiny_indexes: Path) -> Index:
    return open_index(tiny_indexes)


def test_units_are_read_as_they_were_written(index: Index) -> None:
    assert list(index.units) == list(UNITS)
    assert list(index.units[2:5]) == list(UNITS[2:5])
    assert index.units[-1] == UNITS[-1]
    assert dict(index.by_id) == {unit.id: unit for unit in UNITS}
    assert index.by_id.get("rapport-2020/anbefaling/3") is None
    with pytest.raises(IndexError):
        index.units[len(UNITS)]


def test_what_is_inside_and_beside(index: Index) -> None:
    by_id = {unit.id: unit for unit in UNITS}
    door, inside = by_id[DOOR], by_id[f"{DOOR}/1"]
    assert (index.children(door), index.children(inside)) == ((inside,), ())
    before, after = beside(index, door)
    assert before is not None and after is not None
    assert (before.id, after.id) == ("rapport-2020/anbefaling/2", "rapport-2020/eksempel/hjem-foerst")
    assert beside(index, inside) == (None, None)
    assert beside(index, UNITS[0])[0] is None


def test_numbered_recommendations_of_the_canonical_document(index: Index) -> None:
    assert [unit.number for unit in index.recommendations] == [1, 2]


def test_an_id_that_no_unit_has_has_no_place(index: Index) -> None:
    assert [index.store.place(unit.id) for unit in UNITS] == list(range(len(UNITS)))
    assert [index.store.place(id) for id in ("", "rapport-2020", DOOR.upper(), "\ud800")] == [None] * 4


def test_units_are_read_by_many_threads_and_never_written(index: Index) -> None:
    def read(number: int) -> str:
        unit = index.store.units(np.array([number % len(UNITS)]))[0]
        return f"{index.store.place(unit.id)}"

    before = {path.name for path in index.folder.iterdir()}
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(400))) == [str(n % len(UNITS)) for n in range(400)]
    assert {path.name for path in index.folder.iterdir()} == before


@pytest.mark.parametrize("cut", ["arig bolig og støtt", "jemløshed en", "bol", "Kommunen bør"])
def test_a_phrase_is_found_wherever_it_is_cut_out(index: Index, cut: str) -> None:
    unit = next(unit for unit in UNITS if cut in unit.text)
    found = search(index, Query(f'"{cut}"', correct=False))
    assert unit.id in [hit.unit.id for hit in found.hits]


def test_filters_hold_in_both_questions(index: Index) -> None:
    only = Filters(municipality=("Roskilde",))
    roskilde = {n for n, unit in enumerate(UNITS) if "Roskilde" in unit.municipalities}
    vector = index.store.vectors(np.array([0]))[0]
    assert set(index.store.dense(vector, 9, only).places.tolist()) == roskilde
    scores = index.store.scores([[{"l:kommune": 1.0}]])
    everywhere = set(index.store.sparse(scores, 9, Filters()).places.tolist())
    assert set(index.store.sparse(scores, 9, only).places.tolist()) == everywhere & roskilde
