"""Who may keep an answer and how it is asked for again: ETag by build and question, CORS for reading."""

import hashlib

from flask import Response, request

from web.current import opened_index
from web.serving.errors import READABLE, Problem

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
LONGEST_ADDRESS = 16_384  # characters of path and query string
LARGEST_BODY = 262_144  # bytes; 20,000 characters as JSON take up to 240,000 (\\ud83d\\ude00 for one)


def bound_and_revalidate() -> Response | None:
    """Before a request: refuse what is too large; 304 for who holds this very answer already."""
    if len(request.full_path) > LONGEST_ADDRESS:
        raise Problem(414, f"Højst {LONGEST_ADDRESS} tegn.")
    if (request.content_length or 0) > LARGEST_BODY:
        raise Problem(413, f"Højst {LARGEST_BODY} byte.")
    if request.method == "POST":
        if not request.is_json:
            raise Problem(415)
        try:
            body = request.get_json(silent=True)
        except RecursionError:  # nested deeper than Python reads
            body = None
        if not isinstance(body, dict):
            raise Problem(400, "Kroppen skal være et JSON-objekt i UTF-8.")
    asked_again = request.method in ("GET", "HEAD") and "If-None-Match" in request.headers
    # Not for "*": whether there is an answer at all is only known once the question has been read.
    if asked_again and not request.if_none_match.star_tag and request.if_none_match.contains_weak(etag()):
        return Response(status=304)
    return None


def tell_caches_and_browsers(response: Response) -> Response:
    """After a request: no shared cache may keep an answer to a query; any page may read it."""
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers.update(READABLE)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    if response.status_code in (200, 304) and request.method in ("GET", "HEAD"):
        response.set_etag(etag(), weak=True)  # weak: took_ms differs, the answer does not
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def etag() -> str:
    """A hash of build, path and query string; an index never changes under its name."""
    asked = f"{opened_index().build}\n{request.full_path}"
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:32]
