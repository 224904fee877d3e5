"""The encoder begins before the view does, with what the view will ask for, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import request

from kb.encoder import Begun, Vector
from kb.index import open_index
from kb.model import Query
from kb.search import search
from web import create_app
from web.begin import begun


class Noted:
    """A vector that is there, and whether anybody said that it is not wanted."""

    def __init__(self, vector: Vector) -> None:
        self.vector, self.cancelled = vector, False

    def __call__(self) -> Vector:
        return self.vector

    def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.parametrize("path", ["/soeg", "/api/v1/search"])
def test_a_search_is_begun_with_the_text_that_the_view_reads(tiny_indexes: Path, path: str) -> None:
    with create_app(tiny_indexes).test_client() as client:
        assert client.get(f"{path}?q=%20st%C3%B8tte+til%20unge").status_code == 200
        found = begun()
    assert found is not None
    assert found.text == "støtte til unge"


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=" + "a" * 301, "?Q=unge", "?q=&kind=finding"])
@pytest.mark.parametrize("path", ["/soeg", "/api/v1/search"])
def test_nothing_is_begun_for_what_no_view_would_ask(tiny_indexes: Path, path: str, query: str) -> None:
    with create_app(tiny_indexes).test_client() as client:
        assert client.get(path + query).status_code == 400
        assert begun() is None


def test_nothing_is_begun_elsewhere_or_without_an_index(tiny_indexes: Path, tmp_path: Path) -> None:
    with create_app(tiny_indexes).test_client() as client:
        assert client.get("/api/v1/suggest?q=unge").status_code == 200
        assert begun() is None
    with create_app(tmp_path).test_client() as client:
        assert client.get("/api/v1/search?q=unge").status_code == 503
        assert begun() is None


def test_a_personal_number_is_masked_before_it_is_begun(tiny_indexes: Path) -> None:
    with create_app(tiny_indexes).test_client() as client:
        client.get("/api/v1/search?q=hj%C3%A6lp+til+010203-1234")
        found = begun()
        assert request.args["q"] == "hjælp til 010203-1234"
    assert found is not None
    assert "010203" not in found.text


def test_a_search_takes_what_was_begun_for_its_text_and_cancels_another(
    shipped_indexes: Path, tiny_indexes: Path
) -> None:
    index = open_index(shipped_indexes)
    query = Query("støtte til hjemløse unge")
    alone = search(index, query)
    # A vector that points elsewhere gives another ranking: it shows which one was taken.
    elsewhere = Noted(-index.encoder.encode(query.text))
    taken = search(index, query, begun=Begun(index.encoder, query.text, elsewhere))
    assert taken.hits != alone.hits
    assert not elsewhere.cancelled
    other = Noted(elsewhere.vector)
    left = search(index, query, begun=Begun(index.encoder, "noget andet", other))
    assert left.hits == alone.hits
    assert other.cancelled
    # Between the two a new build with another model may have been opened.
    stale = Noted(elsewhere.vector)
    of_another = Begun(open_index(tiny_indexes).encoder, query.text, stale)
    assert search(index, query, begun=of_another).hits == alone.hits
    assert stale.cancelled


def test_what_was_begun_and_mended_is_cancelled(shipped_indexes: Path) -> None:
    index = open_index(shipped_indexes)
    query = Query("hjemlsøe unge")
    typed = Noted(-index.encoder.encode(query.text))
    mended = search(index, query, begun=Begun(index.encoder, query.text, typed))
    assert mended.query.corrected == "hjemløse unge"
    assert typed.cancelled
    assert mended.hits == search(index, query).hits
    uncorrected = Noted(typed.vector)
    search(index, replace(query, correct=False), begun=Begun(index.encoder, query.text, uncorrected))
    assert not uncorrected.cancelled
