"""Is the process alive, and can it answer? For a service manager and a load balancer."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from kb.errors import KbError, StoreUnavailable
from web.serving.errors import SOON
from web.serving.problems import Problem

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives; whether it has an index is another question."""
    return _plain({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """An index is open, and the database that answers from it can be reached. Raises Problem 503 with the
    reason otherwise."""
    try:
        index = current_app.extensions["kb"].index()
        current_app.extensions["reach"]()
    except StoreUnavailable as error:
        raise Problem(503, "Databasen svarer ikke lige nu.", headers=SOON) from error
    except KbError as error:
        # The class, not the message: messages name folders of this machine.
        raise Problem(503, f"Intet indeks er åbent ({type(error).__name__}). Kør kb build.") from error
    return _plain({"status": "ready", "build": index.build})


def _plain(body: dict[str, str]) -> Response:
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
