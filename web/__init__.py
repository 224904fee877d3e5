"""The site: pages for people and JSON for programs, over an index that it only reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask
from flask_compress import Compress

from kb.index.builds import current_build
from kb.index.opened import Index, open_index
from web.api import caching
from web.api import endpoints as api
from web.opened import CurrentIndex
from web.pages import api as pages_api
from web.pages import compare as pages_compare
from web.pages import examples as pages_examples
from web.pages import figures as pages_figures
from web.pages import home as pages
from web.pages import news as pages_news
from web.pages import overview as pages_overview
from web.pages import quality as pages_quality
from web.pages import questions as pages_questions
from web.pages import quotes as pages_quotes
from web.pages import search as pages_search
from web.pages import selection as pages_selection
from web.pages import selection_links as carry
from web.pages import templating
from web.pages import topics as pages_topics
from web.pages import units as pages_units
from web.serving import errors, health, limits, logs, metrics, privacy, security
from web.settings import DEFAULTS, Settings

PAGES = (
    pages.blueprint,
    pages_api.blueprint,
    pages_compare.blueprint,
    pages_examples.blueprint,
    pages_figures.blueprint,
    pages_news.blueprint,
    pages_overview.blueprint,
    pages_quality.blueprint,
    pages_questions.blueprint,
    pages_quotes.blueprint,
    pages_search.blueprint,
    pages_selection.blueprint,
    pages_topics.blueprint,
    pages_units.blueprint,
)

# Where answers come from, and what raises StoreUnavailable while that is out of reach.
Source = tuple[CurrentIndex[Index], Callable[[], None]]


def create_app(indexes: Path, settings: Settings = DEFAULTS, store: str | None = None) -> Flask:
    """The WSGI application that answers from the current build in the folder `indexes`, or in `store`.

    The opened index is `current_app.extensions["kb"].index()`; nothing is opened before the first
    request, and a missing index is an answer (503), not a failure to start.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = caching.LARGEST_BODY
    app.extensions["kb"], app.extensions["reach"] = _built(indexes) if store is None else _published(store)
    # What runs after a request runs in reverse: what counts and logs stands first, to see the last word.
    if settings.metrics:
        metrics.install(app)
    if settings.access_log:
        logs.install(app)
    security.install(app)
    # Only gzip: every client knows it, and the others cost more time than they save on answers this small.
    # Level 4: a list of hits is 4 % larger than at the usual 6 and costs 0.4 ms less.
    app.config |= {"COMPRESS_ALGORITHM": ["gzip"], "COMPRESS_ALGORITHM_STREAMING": ["gzip"]}
    app.config["COMPRESS_LEVEL"] = 4
    Compress(app)
    for blueprint in (*PAGES, api.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    carry.install(app, [blueprint.name for blueprint in PAGES])
    templating.install(app)
    privacy.install(app)
    limits.install(app, settings.rate, settings.proxies)
    errors.register(app)
    return app


def _built(indexes: Path) -> Source:
    """What follows the build that serves in a folder."""
    return CurrentIndex(partial(open_index, indexes), partial(current_build, indexes)), lambda: None


def _published(store: str) -> Source:
    """What follows the build that serves in a database. Raises IndexUnusable for an address that is none."""
    # Only who has such a store needs its libraries.
    from kb.postgres.database import Database

    database = Database(store)
    return CurrentIndex(database.open, database.current), database.reach
