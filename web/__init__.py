"""The site: pages for people and JSON for programs, over an index that it only reads."""

from functools import partial
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_compress import Compress

from kb.index.builds import current_build
from kb.index.opened import open_index
from web.api import caching, endpoints
from web.current import CurrentIndex
from web.pages import selection, templating
from web.serving import errors, health, limits, logs, security

# The modules of web.pages that have a blueprint.
PAGES = "examples figures home search selection texts topics units".split()


def create_app(
    indexes: Path,
    store: str | None = None,
    *,
    rate: int = 0,
    proxies: int = 0,
    metrics: bool = True,
    access_log: bool = False,
) -> Flask:
    """The WSGI application that answers from the current build in the folder `indexes`, or in `store`.

    `rate` is requests a minute for one address, 0 for no limit; `proxies` how many reverse proxies stand in
    front, each setting X-Forwarded-For (0: no such header is believed); `metrics` whether /metrics is there;
    `access_log` whether each request is logged (never its address or query).

    The opened index is `current_app.extensions["kb"].index()`; nothing is opened before the first
    request, and a missing index is an answer (503), not a failure to start. Raises IndexUnusable for a
    `store` that is no address of a database.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = caching.LARGEST_BODY
    if store is None:
        current = CurrentIndex(partial(open_index, indexes), partial(current_build, indexes))
    else:
        # Only who has such a store needs its libraries.
        from kb.postgres.database import Database

        database = Database(store)
        current = CurrentIndex(database.open, database.current)
        app.extensions["reach"] = database.reach
    app.extensions["kb"] = current
    # What runs after a request runs in reverse: what counts and logs stands first, to see the last word.
    if metrics:
        health.install(app)
    if access_log:
        logs.install(app)
    security.install(app)
    # Only gzip: every client knows it, and the others cost more time than they save on answers this small.
    # Level 4: a list of hits is 4 % larger than at the usual 6 and costs 0.4 ms less.
    app.config |= {"COMPRESS_ALGORITHM": ["gzip"], "COMPRESS_ALGORITHM_STREAMING": ["gzip"]}
    app.config["COMPRESS_LEVEL"] = 4
    Compress(app)
    pages = [import_module(f"web.pages.{name}").blueprint for name in PAGES]
    for blueprint in (*pages, endpoints.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    selection.install(app, [blueprint.name for blueprint in pages])
    templating.install(app)
    limits.install(app, rate, proxies)
    errors.register(app)
    return app
