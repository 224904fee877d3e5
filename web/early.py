"""The encoder begins with a query as soon as its address is there, while Flask finds the way to the view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Flask, request

from kb.encoder import Begun
from kb.errors import KbError
from kb.index import Index
from web.holder import Holder
from web.parameters import QUERY_LENGTH, clean

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATHS = ("/soeg", "/api/v1/search")
KEY = "kb.begun"


def install(app: Flask) -> None:
    """Begin for every search. An answer that needs no vector (304, 400, 429) ends it."""
    app.wsgi_app = _beginning(app.wsgi_app, app.extensions["kb"])  # type: ignore[assignment, method-assign]


def begun() -> Begun | None:
    """What was begun for the request at hand."""
    found: Begun | None = request.environ.get(KEY)
    return found


def _beginning(app: WSGIApplication, holder: Holder[Index]) -> WSGIApplication:
    def beginning(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        ahead = _begin(environ["QUERY_STRING"], holder) if environ["PATH_INFO"] in PATHS else None
        if ahead is None:
            return app(environ, start_response)
        environ[KEY] = ahead
        try:
            return app(environ, start_response)
        finally:
            ahead.coming.cancel()  # no view waits for it any more

    return beginning


def _begin(asked: str, holder: Holder[Index]) -> Begun | None:
    """Begin with the text of a query string, if it has one that a view would take."""
    text = clean(parse_qs(asked).get("q", [""])[0])
    if not 0 < len(text) <= QUERY_LENGTH:
        return None
    try:
        encoder = holder.index().encoder
    except KbError:
        return None  # the view says so
    return Begun(encoder, text, encoder.start(text))
