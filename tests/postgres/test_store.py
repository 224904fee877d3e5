"""The store beside answering as the files do: lists it keeps, rows of other builds, what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexUnusable
from kb.index.builds import read_quality, write_quality
from kb.index.opened import Index, open_index
from kb.model import Filters, Unit
from tests import made, tiny
from tests.cluster import Cluster

psycopg = pytest.importorskip("psycopg")

from kb.postgres import store as postgres_store  # noqa: E402
from kb.postgres.database import Database  # noqa: E402
from kb.postgres.publish import HNSW, publish  # noqa: E402
from kb.postgres.store import NEAREST, vector_text  # noqa: E402

TERMS = ("l:kommune", "l:borger", "l:ukendt")


@pytest.fixture
def address(postgres: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    yield postgres.database(request.node.name)


def published(indexes: Path, address: str, cache: Path) -> tuple[Index, Index]:
    """The build in a folder, and the same build in the database."""
    index = open_index(indexes)
    publish(address, index.folder, [], lambda *_: None)
    return index, Database(address, cache).open()


def test_a_list_is_fetched_once_as_long_as_there_is_room(
    address: str, tiny_indexes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, served = (index.store for index in published(tiny_indexes, address, tmp_path))
    expected = files.frequencies(TERMS)
    assert set(expected) == {"l:kommune", "l:borger"}
    assert served.frequencies(TERMS[1:]) == {"l:borger": expected["l:borger"]}
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("DELETE FROM kb.posting")
    assert served.frequencies(TERMS) == {"l:borger": expected["l:borger"]}
    monkeypatch.setattr(postgres_store, "_KEPT_LISTS", 0)
    assert served.frequencies(["l:sygehus"]) == {}
    assert served.frequencies(TERMS) == {}
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("DELETE FROM kb.serving; DELETE FROM kb.build")
    with pytest.raises(IndexUnusable, match="the build that is open no longer"):
        served.frequencies(TERMS)


def test_what_was_measured_on_a_build_is_published_with_it(address: str, tmp_path: Path) -> None:
    tiny.write(tmp_path)
    write_quality(tmp_path, "quotes", "gold", {"true": (199, 200)})
    files, served = published(tmp_path, address, tmp_path / "cache")
    assert read_quality(served.folder) == read_quality(files.folder) != {}


def test_nearer_rows_of_other_builds_take_no_places(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two builds with the same vectors under other ids: each row of one stands beside one of the other."""
    monkeypatch.setattr(postgres_store, "SPARE", 0)
    for version in (1, 2):
        units = [
            replace(unit, id=f"{unit.id}-{version}", parent=unit.parent and f"{unit.parent}-{version}")
            for unit in tiny.UNITS
        ]
        tiny.write(tmp_path, tuple(units))
        one, other = published(tmp_path, address, tmp_path / "cache")
    (vector,) = one.store.vectors(np.array([4]))
    for filters in (Filters(), Filters(kind=("passage",))):
        for k in (1, 3, 9):
            found, expected = (index.store.dense(vector, k, filters) for index in (other, one))
            assert found.places.tolist() == expected.places.tolist()
    assert len(found.places) == sum(unit.kind == "passage" for unit in tiny.UNITS)


def test_a_unit_that_is_gone_is_told(address: str, tiny_indexes: Path, tmp_path: Path) -> None:
    _, index = published(tiny_indexes, address, tmp_path)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("DELETE FROM kb.unit WHERE id = %s", [tiny.UNITS[3].id])
    assert index.store.units(np.array([2, 4])) == [tiny.UNITS[2], tiny.UNITS[4]]
    with pytest.raises(IndexUnusable, match="1 units are gone.*kb publish"):
        index.store.units(np.array([2, 3]))


def test_an_index_of_vectors_finds_the_nearest_in_order(
    address: str, corpus_units: tuple[Unit, ...], tmp_path: Path
) -> None:
    made.write_made(tmp_path, corpus_units, 150)
    publish(address, open_index(tmp_path).folder, [], lambda *_: None)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(HNSW.encode())
        link.execute(f"ALTER DATABASE {link.info.dbname} SET enable_seqscan = off".encode())
        link.execute(f"ALTER DATABASE {link.info.dbname} SET enable_sort = off".encode())
    index, other = published(tmp_path, address, tmp_path / "cache")
    asked = "EXPLAIN " + NEAREST.format(where="")
    for vector in index.store.vectors(np.arange(0, 150, 30)):
        plan = other.store._pool.rows(asked, {"vector": vector_text(vector), "limit": 40})
        assert "unit_near" in plan[1][0]
        found, expected = (one.store.dense(vector, 40, Filters()) for one in (other, index))
        assert found.places.tolist() == expected.places.tolist()
