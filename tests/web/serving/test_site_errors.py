from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from kb.errors import IndexUnusable
from web import create_app
from web.serving.errors import Problem


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_app(tmp_path)

    @app.get("/test/no-index")
    def no_index() -> str:
        raise IndexUnusable("no index in /x")

    @app.get("/test/bad-query")
    def bad_query() -> str:
        raise Problem(400, "kind: ukendt værdi «<b>»", parameter="kind")

    return app


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("GET", "/findes-ikke", 404, "Siden findes ikke"),
        ("POST", "/", 405, "Det kan siden ikke"),
        ("GET", "/test/no-index", 503, "Samlingen er ikke klar endnu"),
        ("GET", "/test/bad-query", 400, "Det kunne vi ikke læse"),
    ],
)
def test_an_error_is_a_page_in_danish(app: Flask, method: str, path: str, status: int, heading: str) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text


def test_a_page_tells_the_methods_it_has(app: Flask) -> None:
    assert app.test_client().delete("/kommuner").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_what_was_wrong_with_a_query_is_said_and_escaped(app: Flask) -> None:
    assert "kind: ukendt værdi «&lt;b&gt;»" in app.test_client().get("/test/bad-query").text


def test_a_folder_of_the_machine_is_not_shown(app: Flask) -> None:
    assert "/x" not in app.test_client().get("/test/no-index").text
