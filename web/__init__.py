"""The site: pages for people and JSON for programs, over an index that it only reads."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from flask import Flask

from web import errors, pages
from web.holder import Holder


def create_app(indexes: Path) -> Flask:
    """The WSGI application that answers from the current build in the folder `indexes`.

    The opened index is `current_app.extensions["kb"].index()`; nothing is opened before the first
    request, and a missing index is an answer (503), not a failure to start.
    """
    app = Flask(__name__)
    app.extensions["kb"] = Holder(indexes, _open)
    app.register_blueprint(pages.blueprint)
    errors.register(app)
    return app


def _open(indexes: Path) -> Any:
    # By name until kb.index is there; then a plain import.
    return importlib.import_module("kb.index").open_index(indexes)
