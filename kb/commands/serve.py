"""`kb serve`: the site and the JSON endpoint, served by waitress."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kb.commands.options import indexes as indexes_option
from kb.commands.options import setting

M_ARENA_MAX = -8  # of glibc's malloc.h


@click.command(epilog="Example:  kb serve --indexes indexes --port 8000 --rate 120 --proxies 1 --log json")
@indexes_option
@setting("--store", "Serve from this database instead: postgresql://user@host:5432/database.", default=None)
@setting("--host", "Address to listen on.", default="127.0.0.1")
@setting("--port", "Port to listen on.", type=click.IntRange(1, 65535), default=8000)
@setting("--threads", "Threads that answer.", type=click.IntRange(1, 64), default=2)
@setting(
    "--queue",
    "Programs' requests that may wait for a thread, and 6 times as many readers'; others are told 503.",
    type=click.IntRange(1, 100),
    default=1,
)
@setting(
    "--rate",
    "Requests a minute from one address; further ones are answered 429. 0: no limit.",
    type=click.IntRange(0, 1_000_000),
    default=0,
)
@setting(
    "--proxies",
    "Reverse proxies in front, whose X-Forwarded-For, -Proto and -Host are believed. 0: nobody's.",
    type=click.IntRange(0, 5),
    default=0,
)
@setting("--metrics/--no-metrics", "Figures for Prometheus at /metrics.", default=True)
@setting("--log", "How logs are written to stderr.", type=click.Choice(["text", "json"]), default="text")
@setting(
    "--log-level",
    "What is logged.",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
)
@setting(
    "--access-log/--no-access-log",
    "Log each request's route, method, status and time. No query, path or address is ever logged.",
    default=False,
)
def command(indexes: Path, store: str | None, host: str, port: int, **options: Any) -> None:
    """Serve the current index; a new build is picked up while it runs.

    Every option can be given as the variable of the environment beside it.
    """
    # Several questions share the cores: threads of one product that wait for each other cost ten times more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # glibc keeps what a thread frees in an arena of that thread's; of two the memory is used again by all.
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    from kb.errors import StoreUnavailable
    from web import Settings, create_app
    from web.serving import logs
    from web.serving.server import serve

    logs.configure(options["log_level"], options["log"] == "json")
    settings = Settings(**{name: options[name] for name in ("rate", "proxies", "metrics", "access_log")})
    try:
        app = create_app(indexes, settings, store)
    except ModuleNotFoundError as error:
        raise click.ClickException("--store needs the extra `postgres`: pip install '.[postgres]'") from error
    # Opened before listening, so that a missing index is one clear line and exit 2. A database that is
    # away is waited for: until it comes back every question is answered 503.
    try:
        app.extensions["kb"].index()
    except StoreUnavailable as error:
        click.echo(f"kb: {error}; serving as soon as it can", err=True)
    click.echo(f"Serving on http://{host}:{port}")
    serve(app, host, port, options["threads"], options["queue"])
