"""Errors: as a page in Danish for readers, as problem details (RFC 9457) on every path that programs call."""

import json
from collections.abc import Mapping

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kb.errors import IndexUnusable, KbError, StoreUnavailable

MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")
PROBLEM = "application/problem+json"
# A page of another host may read an answer, and when to come back.
READABLE = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Retry-After"}

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
PAGE_OTHERWISE = ("Noget gik galt", "Prøv igen. Bliver det ved, så sig det til den, der driver siden.")
AWAY = ("Samlingen svarer ikke lige nu", "Prøv igen om et øjeblik.")
SOON = {"Retry-After": "2"}  # seconds


class Problem(HTTPException):
    """Raised when a request cannot be answered: `parameter` names the parameter at fault, `headers` go on
    the response; a page has the heading and advice of `page` in place of those of the status."""

    code: int

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
        page: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.parameter = status, detail, parameter
        self.headers, self.page = headers or {}, page


def register(app: Flask) -> None:
    """Let every error end on a page in Danish, or for programs as problem details."""
    app.register_error_handler(HTTPException, answer)
    for kind in (IndexUnusable, StoreUnavailable):
        app.register_error_handler(kind, lambda error: answer(_problem(error)))


def _problem(error: KbError) -> Problem:
    # Not told, for it may name a folder of the machine.
    current_app.logger.warning("%s", error)
    if isinstance(error, StoreUnavailable):
        return Problem(503, AWAY[1], headers=SOON, page=AWAY)
    return Problem(503, "Intet indeks er åbent.")


def for_program() -> bool:
    """Whether the path of the request at hand is one that programs call."""
    return request.path.startswith(MACHINE_PATHS)


def answer(error: HTTPException) -> ResponseReturnValue:
    """The error as a page or as problem details; `Allow` and `Retry-After` are kept."""
    status = error.code or 500
    if status < 400:  # a redirect is raised as an exception too
        return error.get_response()
    problem = error if isinstance(error, Problem) else Problem(status, headers=dict(error.get_headers()))
    kept = {name: problem.headers[name] for name in ("Allow", "Retry-After") if name in problem.headers}
    headers = {name: ", ".join(sorted(value.split(", "))) for name, value in kept.items()}
    if for_program():
        return _as_json(problem, headers)
    heading, advice = problem.page or PAGE_TEXTS.get(status, PAGE_OTHERWISE)
    told = {"heading": heading, "advice": advice, "detail": problem.detail, "parameter": problem.parameter}
    return render_template("fejl.html", **told), status, headers


def _as_json(problem: Problem, headers: dict[str, str]) -> Response:
    if problem.code == 503:
        headers.setdefault("Retry-After", "5")
    # Also where no view was met (an unknown path, a wrong method): a page elsewhere is to read why.
    if request.method in ("GET", "HEAD"):
        headers["Access-Control-Allow-Origin"] = "*"
    body = details(problem.code, detail=problem.detail, parameter=problem.parameter)
    return Response(body, problem.code, headers, mimetype=PROBLEM)


def details(status: int, **members: str | None) -> str:
    """The members of a problem, those of its status where none is given."""
    title, advice = TEXTS.get(status, OTHERWISE)
    told = {name: value for name, value in members.items() if value is not None}
    return json.dumps({"type": "about:blank", "title": title, "status": status, "detail": advice} | told)
