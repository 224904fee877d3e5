"""The encoder begins before the view does, once, with what the view asks for; and ends what nobody wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from kb.encoder import Coming, Early, QueryEncoder, Vector
from kb.index import open_index
from kb.model import Query
from kb.search import search
from web import create_app
from web.settings import Settings

SEARCHES = pytest.mark.parametrize("path", ["/soeg", "/api/v1/search"])


class Noted:
    """A vector that is there, and whether anybody said that it is not wanted."""

    def __init__(self, vector: Vector) -> None:
        self.vector, self.cancelled = vector, False

    def __call__(self) -> Vector:
        return self.vector

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Noted]]:
    """Every text whose encoding began, and what became of it; it is encoded."""
    seen: list[tuple[str, Noted]] = []

    def start(self: QueryEncoder, text: str) -> Coming:
        seen.append((text, Noted(self.encode(text))))
        return seen[-1][1]

    monkeypatch.setattr(QueryEncoder, "start", start)
    return seen


@pytest.fixture
def app(tiny_indexes: Path) -> Flask:
    """The site with its index open."""
    made = create_app(tiny_indexes)
    made.extensions["kb"].index()
    return made


@pytest.mark.parametrize("path", ["/soeg", "/soeg.csv", "/api/v1/search"])
def test_a_search_is_encoded_once_and_early(app: Flask, started: list[tuple[str, Noted]], path: str) -> None:
    first: list[int] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: first.append(len(started)))
    assert app.test_client().get(f"{path}?q=%20st%C3%B8tte+til%20unge").status_code == 200
    assert ([text for text, _ in started], first) == (["støtte til unge"], [1])


@SEARCHES
@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=" + "a" * 301, "?Q=unge", "?q=&kind=finding"])
def test_nothing_is_begun_for_what_is_no_search(
    app: Flask, started: list[tuple[str, Noted]], path: str, query: str
) -> None:
    assert app.test_client().get(path + query).status_code == 400
    assert started == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("OPTIONS", "/api/v1/search?q=unge", 200),
        ("POST", "/api/v1/search?q=unge", 405),
        ("GET", "/api/v1/suggest?q=unge", 200),
        ("GET", "/api/v1/search?q=unge&x=" + "a" * 17_000, 414),
    ],
)
def test_nothing_is_begun_for_other_requests(
    app: Flask, started: list[tuple[str, Noted]], method: str, path: str, status: int
) -> None:
    assert app.test_client().open(path, method=method).status_code == status
    assert started == []


def test_nothing_is_begun_for_who_holds_the_answer(app: Flask, started: list[tuple[str, Noted]]) -> None:
    client = app.test_client()
    tag = client.get("/api/v1/search?q=unge").headers["ETag"]
    assert client.get("/api/v1/search?q=unge", headers={"If-None-Match": tag}).status_code == 304
    assert len(started) == 1


def test_what_a_refused_search_began_is_cancelled(app: Flask, started: list[tuple[str, Noted]]) -> None:
    assert app.test_client().get("/api/v1/search?q=unge&municipality=Atlantis").status_code == 400
    ((text, begun),) = started
    assert (text, begun.cancelled) == ("unge", True)


def test_nothing_is_begun_before_an_address_is_counted(
    tiny_indexes: Path, started: list[tuple[str, Noted]]
) -> None:
    client = create_app(tiny_indexes, Settings(rate=1)).test_client()
    assert [client.get("/api/v1/search?q=unge").status_code for _ in range(3)] == [200, 429, 429]
    assert len(started) == 1  # by the view


def test_the_index_is_opened_where_it_is_told_and_timed(
    tiny_indexes: Path, tmp_path: Path, started: list[tuple[str, Noted]]
) -> None:
    first: list[int] = []
    unopened = create_app(tiny_indexes)
    unopened.before_request_funcs.setdefault(None, []).insert(0, lambda: first.append(len(started)))
    assert unopened.test_client().get("/api/v1/search?q=unge").status_code == 200
    assert create_app(tmp_path).test_client().get("/api/v1/search?q=unge").status_code == 503
    assert ([text for text, _ in started], first) == (["unge"], [0])


def test_a_failing_encoder_is_told_of_by_the_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: QueryEncoder, text: str) -> Coming:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(QueryEncoder, "start", start)
    answer = app.test_client().get("/api/v1/search?q=unge")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")


def test_a_server_may_leave_empty_names_out(app: Flask, started: list[tuple[str, Noted]]) -> None:
    with app.test_request_context("/") as context:
        environ = {
            name: value
            for name, value in context.request.environ.items()
            if name not in ("PATH_INFO", "QUERY_STRING")
        }
    told: list[str] = []
    b"".join(app.wsgi_app(environ, lambda status, *_: told.append(status)))
    assert (told, started) == (["200 OK"], [])


def test_a_personal_number_is_masked_before_it_is_begun(app: Flask, started: list[tuple[str, Noted]]) -> None:
    app.test_client().get("/api/v1/search?q=hj%C3%A6lp+til+010203-1234")
    assert [text for text, _ in started] == ["hjælp til ******-****"]


def test_what_was_typed_is_not_in_what_may_be_printed(shipped_indexes: Path) -> None:
    encoder = open_index(shipped_indexes).encoder
    assert "unge" not in repr(Early(encoder, "unge", Noted(encoder.encode("unge")), 0.0))


def test_a_search_takes_what_was_begun_for_its_text_and_cancels_another(
    shipped_indexes: Path, tiny_indexes: Path
) -> None:
    index = open_index(shipped_indexes)
    query = Query("støtte til hjemløse unge")
    alone = search(index, query)
    # A vector that points elsewhere gives another ranking: it shows which one was taken.
    elsewhere = Noted(-index.encoder.encode(query.text))
    taken = search(index, query, early=Early(index.encoder, query.text, elsewhere, 0.0))
    assert taken.hits != alone.hits
    assert not elsewhere.cancelled
    assert taken.took_ms > 10 * alone.took_ms  # since the clock began
    other = Noted(elsewhere.vector)
    left = search(index, query, early=Early(index.encoder, "noget andet", other, 0.0))
    assert left.hits == alone.hits
    assert other.cancelled
    # Between the two a new build with another model may have been opened.
    stale = Noted(elsewhere.vector)
    of_another = Early(open_index(tiny_indexes).encoder, query.text, stale, 0.0)
    assert search(index, query, early=of_another).hits == alone.hits
    assert stale.cancelled


def test_what_was_begun_and_mended_is_cancelled(shipped_indexes: Path) -> None:
    index = open_index(shipped_indexes)
    query = Query("hjemlsøe unge")
    typed = Noted(-index.encoder.encode(query.text))
    mended = search(index, query, early=Early(index.encoder, query.text, typed, 0.0))
    assert mended.query.corrected == "hjemløse unge"
    assert typed.cancelled
    assert mended.hits == search(index, query).hits
    uncorrected = Noted(typed.vector)
    search(index, replace(query, correct=False), early=Early(index.encoder, query.text, uncorrected, 0.0))
    assert not uncorrected.cancelled
