"""What identifies a person must not stand in an address, and what is typed is not kept in memory."""

from __future__ import annotations

from urllib.parse import clear_cache, quote, urlencode  # type: ignore[attr-defined]

from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb.danish.mask import mask
from web.api.parameters import readable
from web.serving import errors


def install(app: Flask) -> None:
    """Answer a page's address that holds a personal number with 303 to the masked one; after each request
    drop the words that caches hold of it."""
    app.before_request(_move)
    app.teardown_request(_forget)


def _forget(_: BaseException | None) -> None:
    clear_cache()  # of addresses that were taken apart
    if "index" in g:
        g.index.analyzer.forget()


def _move() -> ResponseReturnValue | None:
    if errors.for_program() or request.method not in ("GET", "HEAD"):
        return None
    read = MultiDict((name, readable(value)) for name, value in request.args.items(multi=True))
    masked = MultiDict((name, mask(value)) for name, value in read.items(multi=True))
    if masked == read:
        return None
    # One slash: a path that begins with two would name another site.
    # A browser keeps the address it is sent to, not the one that was moved.
    query = urlencode(list(masked.items(multi=True)), errors="replace")
    answer = redirect(f"/{quote(request.path.lstrip('/'))}?{query}", 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer
