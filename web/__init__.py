"""The site: pages for people and JSON for programs, over an index that it only reads."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_compress import Compress

from kb.index import open_index
from web import api, errors, health, pages, security
from web.holder import Holder


def create_app(indexes: Path) -> Flask:
    """The WSGI application that answers from the current build in the folder `indexes`.

    The opened index is `current_app.extensions["kb"].index()`; nothing is opened before the first
    request, and a missing index is an answer (503), not a failure to start.
    """
    app = Flask(__name__)
    app.extensions["kb"] = Holder(indexes, open_index)
    # Only gzip: every client knows it, and the others cost more time than they save on answers this small.
    app.config |= {"COMPRESS_ALGORITHM": ["gzip"], "COMPRESS_ALGORITHM_STREAMING": ["gzip"]}
    Compress(app)
    for part in (pages, api, health):
        app.register_blueprint(part.blueprint)
    security.install(app)
    errors.register(app)
    return app
