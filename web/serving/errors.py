"""Errors: as a page in Danish for readers, as problem details (RFC 9457) on every path that programs call."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kb.errors import IndexUnusable, QueryError, StoreUnavailable

MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")

# (title, what the caller can do) by HTTP status; where a Problem has its own detail, that one is told.
TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("Ugyldig forespørgsel", "Forespørgslen kunne ikke læses."),
    404: ("Findes ikke", "Der er intet på denne adresse. Adresserne står på /api."),
    405: ("Metoden er ikke tilladt", "Brug en af metoderne i Allow."),
    413: ("For stor", "Teksten er større end den tilladte størrelse."),
    414: ("Adressen er for lang", "Forkort adressen."),
    415: ("Forkert indholdstype", "Send application/json."),
    429: ("For mange forespørgsler", "Vent det antal sekunder, der står i Retry-After."),
    503: ("Ikke klar", "Prøv igen om det antal sekunder, der står i Retry-After."),
}
OTHERWISE = ("Fejl", "Forespørgslen kunne ikke besvares.")
# (heading, what to do about it) by HTTP status
PAGE_TEXTS = {
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
PAGE_OTHERWISE = ("Noget gik galt", "Prøv igen. Bliver det ved, så sig det til den, der driver siden.")


class Problem(HTTPException):
    """Raised when a request cannot be answered; `extra` are further members of the problem details.

    `parameter` names the parameter at fault, `headers` go on the response.
    """

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.detail = detail
        self.parameter = parameter
        self.extra_headers = dict(headers or {})


def for_program() -> bool:
    """Whether the path of the request at hand is one that programs call."""
    return request.path.startswith(MACHINE_PATHS)


def answer(error: HTTPException) -> Response:
    """The error as `application/problem+json`; `Allow` and `Retry-After` are kept."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    title, advice = TEXTS.get(status, OTHERWISE)
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": advice}
    headers = _kept(error)
    if isinstance(error, Problem):
        body["detail"] = error.detail or advice
        if error.parameter is not None:
            body["parameter"] = error.parameter
        headers |= error.extra_headers
    if status == 503:
        headers.setdefault("Retry-After", "5")
    # Also where no view was met (an unknown path, a wrong method): a page elsewhere is to read why.
    if request.method in ("GET", "HEAD"):
        headers["Access-Control-Allow-Origin"] = "*"
    return Response(
        json.dumps(body, ensure_ascii=True), status, headers, content_type="application/problem+json"
    )


def _kept(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}


def register(app: Flask) -> None:
    """Let every error end on a page in Danish."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IndexUnusable, _no_index)
    app.register_error_handler(StoreUnavailable, _away)
    app.register_error_handler(QueryError, _bad_query)


def _http(error: HTTPException) -> ResponseReturnValue:
    if for_program():
        return answer(error)
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
    if for_program():
        return answer(Problem(503, AWAY[1], headers=SOON))
    page = render_template("fejl.html", status=503, heading=AWAY[0], advice=AWAY[1], detail=None)
    return page, 503, SOON


def _bad_query(error: QueryError) -> ResponseReturnValue:
    return _page(400, f"{error.parameter}: {error}")


def _page(status: int, detail: str | None = None) -> tuple[str, int]:
    heading, advice = PAGE_TEXTS.get(status, PAGE_OTHERWISE)
    page = render_template("fejl.html", status=status, heading=heading, advice=advice, detail=detail)
    return page, status
