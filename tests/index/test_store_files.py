"""The embedded store's look-ups: units by place and id, strings by hash, phrases by their n-grams."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.danish.analyze import Analyzer
from kb.danish.terms import inner_grams
from kb.index.opened import Index, open_index
from kb.index.strings import Strings, write_strings
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


def test_strings_are_found_by_their_hash(tmp_path: Path) -> None:
    texts = ["bolig", "å", "", "støtte i hjemmet", "bo"]
    numbers = write_strings(texts, tmp_path)
    strings = Strings(tmp_path)
    assert strings.find([*texts, "hjem", "\ud800"]).tolist() == [*numbers.tolist(), -1, -1]
    assert [strings[n] for n in numbers.tolist()] == texts
    assert len(strings) == 5


def test_strings_of_one_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.strings._hashes", lambda texts: np.full(len(texts), 7, np.uint64))
    write_strings(["bolig", "job"], tmp_path)
    assert Strings(tmp_path).find(["job", "hus", "bolig"]).tolist() == [1, -1, 0]


@pytest.mark.parametrize("cut", ["arig bolig og støtt", "jemløshed en", "bol", "Kommunen bør"])
def test_a_phrase_is_found_wherever_it_is_cut_out(index: Index, cut: str) -> None:
    unit = next(unit for unit in UNITS if cut in unit.text)
    found = search(index, Query(f'"{cut}"'), off=frozenset(["spelling"]))
    assert unit.id in [hit.unit.id for hit in found.hits]


def test_inner_grams_hold_nothing_of_the_edges(analyzer: Analyzer) -> None:
    grams = ["_boli", "_støt", "arig_", "bolig", "olig_", "støtt"]
    assert inner_grams(analyzer.terms("arig bolig støtt")) == grams
    assert inner_grams(analyzer.terms("bo")) == []


def test_filters_hold_in_both_questions(index: Index) -> None:
    only = Filters(municipality=("Roskilde",))
    roskilde = {n for n, unit in enumerate(UNITS) if "Roskilde" in unit.municipalities}
    vector = index.store.vectors(np.array([0]))[0]
    assert set(index.store.dense(vector, 9, only).places.tolist()) == roskilde
    terms = [[{"l:kommune": 1.0}]]
    everywhere = set(index.store.sparse("words", terms, 9, Filters()).places.tolist())
    assert set(index.store.sparse("words", terms, 9, only).places.tolist()) == everywhere & roskilde
