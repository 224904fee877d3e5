"""The headers that tell a browser what our pages may do: nothing but show what we sent."""

from __future__ import annotations

from flask import Flask, Response, request

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
    """Put the headers on every response, errors and static files included."""
    app.after_request(_protected)


def _protected(response: Response) -> Response:
    # A page may hold a search: no proxy between us and the reader may keep it.
    kept = "no-store" if request.method == "POST" else "private, no-cache"
    for name, value in {**HEADERS, "Cache-Control": kept}.items():
        response.headers.setdefault(name, value)
    return response
