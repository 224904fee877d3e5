"""What identifies a person must not stand in an address: a page asked for with it is moved."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb.danish.mask import mask
from web.api.parameters import readable
from web.serving import problems


def install(app: Flask) -> None:
    """Answer a page's address that holds a personal number with 303 to the masked one."""
    app.before_request(_move)


def _move() -> ResponseReturnValue | None:
    if problems.for_program() or request.method not in ("GET", "HEAD"):
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
