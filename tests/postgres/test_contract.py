"""PostgreSQL answers as the embedded store does: hits, their order, totals, facets, scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.index.opened import Index, open_index
from kb.model import Filters
from kb.search.ranking import POOL
from tests import tiny
from tests.cluster import Cluster
from tests.postgres_contract import disagreements

Pair = tuple[Index, Index]


def published(indexes: Path, address: str, cache: Path) -> Pair:
    """The build in a folder, and the same build in a database."""
    from kb.postgres.database import Database
    from kb.postgres.publish import publish

    index = open_index(indexes)
    publish(address, index.folder, [], lambda *_: None)
    return index, Database(address, cache).open()


@pytest.fixture(scope="module")
def shipped(shipped_indexes: Path, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return published(shipped_indexes, postgres.database("shipped"), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def small(tiny_indexes: Path, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return published(tiny_indexes, postgres.database("tiny"), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def many(made_indexes: Path, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return published(made_indexes, postgres.database("made"), tmp_path_factory.mktemp("cache"))


def test_50_queries_of_the_shipped_corpus_are_answered_alike(shipped: Pair) -> None:
    assert list(disagreements(*shipped, 50)) == []


def test_a_corpus_larger_than_the_pool_is_answered_alike(many: Pair) -> None:
    assert many[0].store.size > POOL
    assert list(disagreements(*many, 20)) == []


def test_units_are_found_by_place_and_by_id(small: Pair) -> None:
    _, index = small
    assert list(index.units) == list(tiny.UNITS)
    assert index.units[-1] == tiny.UNITS[-1]
    assert [index.store.place(unit.id) for unit in tiny.UNITS] == list(range(len(tiny.UNITS)))
    assert index.by_id.get("rapport-2020/anbefaling/3") is None
    assert [unit.number for unit in index.recommendations] == [1, 2]
    assert [index.store.place(odd) for odd in ("", "\0", "\ud800", "intet/afsnit/1")] == [None] * 4
    assert index.children(tiny.UNITS[2]) == (tiny.UNITS[3],)


def test_every_question_of_the_seam(small: Pair) -> None:
    """Weights and alternatives that no query of today makes are scored alike as well."""
    files, postgres = (index.store for index in small)
    terms = ["l:kommune", "l:borger", "f:bolig", "l:støtte", "l:ukendt"]
    assert postgres.frequencies(terms) == files.frequencies(terms)
    assert "l:ukendt" not in postgres.frequencies(terms)
    clauses = (
        ({"l:kommune": 1.0, "l:borger": 0.5},),
        ({"f:bolig": 0.7, "l:borger": 0.1}, {"l:støtte": 0.4, "f:bolig": 0.2}, {"l:ukendt": 1.0}),
        (),
    )
    for filters in (Filters(), Filters(kind=("municipality_example", "passage"), municipality=("Roskilde",))):
        one = files.sparse(files.scores(clauses), 5, filters)
        other = postgres.sparse(postgres.scores(clauses), 5, filters)
        assert other.places.tolist() == one.places.tolist()
        assert other.scores.tolist() == pytest.approx(one.scores.tolist(), abs=1e-6)
    places = np.array([0, 2, 3, 8])
    assert postgres.scores(clauses) == pytest.approx(files.scores(clauses), abs=1e-6)
    names = [["l:kommune"], [], ["l:borger", "l:støtte"], ["l:ukendt"]]
    assert postgres.holding(names, places).tolist() == files.holding(names, places).tolist()


def test_vectors_and_cosines(small: Pair) -> None:
    files, postgres = (index.store for index in small)
    places = np.array([1, 4, 5])
    assert postgres.vectors(places).tolist() == files.vectors(places).tolist()
    (vector,) = files.vectors(np.array([4]))
    assert postgres.dense_at(vector, places) == pytest.approx(files.dense_at(vector, places), abs=1e-6)
    one, other = (store.dense(vector, 3, Filters(kind=("passage",))) for store in (files, postgres))
    assert other.places.tolist() == one.places.tolist()
    none = postgres.dense(vector, 3, Filters(municipality=("Ingen Steder",)))
    assert none.places.tolist() == [] and none.scores.tolist() == []


def test_ties_at_the_end_are_broken_by_id(small: Pair) -> None:
    """Of units that score alike those with the first ids are found, however few are asked for."""
    files, postgres = (index.store for index in small)
    zero = np.zeros_like(files.vectors(np.array([0]))[0])
    for k in (1, 4, 8):
        assert (
            postgres.dense(zero, k, Filters()).places.tolist()
            == files.dense(zero, k, Filters()).places.tolist()
        )
