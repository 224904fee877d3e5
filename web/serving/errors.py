"""What a reader sees when something is not there or not right. Programs under /api/ get JSON instead."""

from __future__ import annotations

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kb.errors import IndexUnusable, QueryError, StoreUnavailable
from web.serving import problems

# (heading, what to do about it) by HTTP status
TEXTS = {
    400: ("Det kunne vi ikke læse", "Adressen eller søgningen indeholder noget, vi ikke forstår."),
    404: ("Siden findes ikke", "Måske er adressen skrevet forkert, eller kilden er taget ud af samlingen."),
    405: ("Det kan siden ikke", "Siden kan læses, men ikke bruges på den måde."),
    413: ("Teksten er for lang", "Del teksten op, og prøv med en mindre del ad gangen."),
    414: ("Adressen er for lang", "Søg med færre ord eller færre filtre."),
    429: ("Der er travlt", "Vent et øjeblik, og prøv så igen."),
    503: ("Samlingen er ikke klar endnu", "Prøv igen om et øjeblik."),
}
AWAY = ("Samlingen svarer ikke lige nu", "Prøv igen om et øjeblik.")
SOON = {"Retry-After": "2"}  # seconds
OTHERWISE = ("Noget gik galt", "Prøv igen. Bliver det ved, så sig det til den, der driver siden.")


def register(app: Flask) -> None:
    """Let every error end on a page in Danish."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IndexUnusable, _no_index)
    app.register_error_handler(StoreUnavailable, _away)
    app.register_error_handler(QueryError, _bad_query)


def _http(error: HTTPException) -> ResponseReturnValue:
    if problems.for_program():
        return problems.answer(error)
    status = error.code or 500
    if status < 400:  # a redirect is raised as an exception too
        return error.get_response()
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return *_page(status), {"Allow": ", ".join(sorted(allowed))} if allowed else {}


def _no_index(error: IndexUnusable) -> ResponseReturnValue:
    current_app.logger.warning("%s", error)
    return _page(503)


def _away(error: StoreUnavailable) -> ResponseReturnValue:
    current_app.logger.warning("%s", error)
    if problems.for_program():
        return problems.answer(problems.Problem(503, AWAY[1], headers=SOON))
    page = render_template("fejl.html", status=503, heading=AWAY[0], advice=AWAY[1], detail=None)
    return page, 503, SOON


def _bad_query(error: QueryError) -> ResponseReturnValue:
    return _page(400, f"{error.parameter}: {error}")


def _page(status: int, detail: str | None = None) -> tuple[str, int]:
    heading, advice = TEXTS.get(status, OTHERWISE)
    page = render_template("fejl.html", status=status, heading=heading, advice=advice, detail=detail)
    return page, status
