"""Health, problem details and headers, over an application without an index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from kb.errors import IndexUnusable
from web import create_app
from web.serving import errors, health, security


class NoIndex:
    """Stands for a folder in which nothing was built."""

    def index(self) -> None:
        raise IndexUnusable("/srv/secret/indexes is empty; run kb build")


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask("bare")
    app.extensions["kb"] = NoIndex()
    app.register_blueprint(health.blueprint)
    app.register_error_handler(HTTPException, errors.answer)
    security.install(app)
    with app.test_client() as client:
        yield client


def test_the_process_lives_without_an_index(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_it_is_not_ready_without_an_index_and_says_why_without_a_path(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"
    assert answer.json == {
        "type": "about:blank",
        "title": "Ikke klar",
        "status": 503,
        "detail": "Intet indeks er åbent (IndexUnusable). Kør kb build.",
    }
    assert "secret" not in answer.text


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/nothing"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in security.HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_problem_names_the_parameter_and_carries_its_headers() -> None:
    app = Flask("bare")
    with app.test_request_context("/api/v1/search"):
        assert errors.for_program()
        answer = errors.answer(
            errors.Problem(400, "q skal være 1 til 300 tegn", parameter="q", headers={"Retry-After": "1"})
        )
    assert answer.json == {
        "type": "about:blank",
        "title": "Ugyldig forespørgsel",
        "status": 400,
        "detail": "q skal være 1 til 300 tegn",
        "parameter": "q",
    }
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("asked", "masked"),
    [
        ("/soeg?q=bolig+010190-1234", "/soeg?q=bolig+%2A%2A%2A%2A%2A%2A-%2A%2A%2A%2A"),
        ("/soeg?q=anne@odense.dk&kind=passage", "/soeg?q=%2A%2A%2A%40%2A%2A%2A&kind=passage"),
        ("/soeg?q=010190%001234", "/soeg?q=%2A%2A%2A%2A%2A%2A-%2A%2A%2A%2A"),
        ("/?q=33933001", "/?q=%2A%2A+%2A%2A+%2A%2A+%2A%2A"),
    ],
)
def test_a_page_asked_for_with_a_personal_number_is_moved(tmp_path: Path, asked: str, masked: str) -> None:
    answer = create_app(tmp_path).test_client().get(asked)
    assert answer.status_code == 303
    assert answer.headers["Location"] == masked
    assert answer.headers["Cache-Control"] == "no-store"
    assert "1234" not in answer.text + str(answer.headers)


def test_it_is_not_moved_to_another_site(tmp_path: Path) -> None:
    client = create_app(tmp_path).test_client()
    answer = client.get("/?q=33933001", environ_overrides={"PATH_INFO": "//evil.example/"})
    assert answer.headers["Location"].startswith("/evil.example/?q=")


def test_an_ordinary_search_is_not_moved_and_no_proxy_keeps_it(tmp_path: Path) -> None:
    answer = create_app(tmp_path).test_client().get("/soeg?q=bolig+2018")
    assert answer.status_code == 503  # no index, but answered here
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_what_is_pasted_is_not_kept_and_has_an_end(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    answer = client.post("/citat-tjek", data={"tekst": "Borgeren er ekspert i eget liv."})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert client.post("/citat-tjek", data={"tekst": "a" * 300_000}).status_code == 413
    assert client.post("/kommuner", data=b"x").status_code == 405
