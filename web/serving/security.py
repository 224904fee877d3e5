"""The headers that tell a browser what our pages may do: nothing but show what we sent. And privacy: what
identifies a person must not stand in an address, and what is typed is not kept in memory."""

from urllib.parse import clear_cache, quote, urlencode  # type: ignore[attr-defined]

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb.danish.mask import mask
from web.api.parameters import readable
from web.serving import errors

# No 'unsafe-inline' anywhere: a title or a snippet of a hostile document stays text even if it got through.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A search stands in the address; it must not travel to the sites that a page links to.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def install(app: Flask) -> None:
    """Put the headers on every response, errors and static files included; answer a page's address that holds
    a personal number with 303 to the masked one; after each request drop the words that caches hold of it."""
    app.after_request(_protected)
    app.before_request(_move)
    app.teardown_request(_forget)


def _protected(response: Response) -> Response:
    # A page may hold a search: no proxy between us and the reader may keep it.
    kept = "no-store" if request.method == "POST" else "private, no-cache"
    for name, value in {**HEADERS, "Cache-Control": kept}.items():
        response.headers.setdefault(name, value)
    return response


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
