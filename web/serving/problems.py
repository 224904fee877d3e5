"""Errors as problem details (RFC 9457), for every path that programs call."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, request
from werkzeug.exceptions import HTTPException

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
