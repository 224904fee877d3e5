"""How much one address may ask, and how many requests may wait: all others are told so at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.model import QUOTES_LENGTH
from kb.search.questions import MOST, read_questions
from web.pages.texts import QUESTIONS_FIELD
from web.serving.errors import MACHINE_PATHS, PROBLEM, READABLE, details
from web.serving.security import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Asked by whoever watches the process, or in the middle of a page: never refused and never made to wait.
EXEMPT = ("/healthz", "/readyz", "/metrics", "/static/")
# A program can come back by itself; a reader cannot and would rather wait: so many times as many may.
PAGES_PER_PROGRAM = 6
RETRY_AFTER_S = 1
TITLE, DETAIL = "Der er travlt", "Der er for mange forespørgsler på én gang. Prøv igen om et øjeblik."
_PAGE = f'<!doctype html><html lang="da"><title>{TITLE}</title><h1>{TITLE}</h1><p>{DETAIL}</p></html>'
_PROBLEM = details(503, title=TITLE, detail=DETAIL)


def install(app: Flask, rate: int, proxies: int) -> None:
    """Allow `rate` requests a minute from one address (0: any number), seen through `proxies` proxies.

    The counts live in this process's memory and are gone a minute later; several processes behind one
    address each count for themselves. Of many questions in one request each counts, half of `rate` at most.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    def cost() -> int:
        asked = request.form.get(QUESTIONS_FIELD, "") if request.path.startswith("/spoergsmaal") else ""
        return max(1, min(rate // 2, MOST, len(read_questions(asked[:QUOTES_LENGTH]))))

    if rate:
        app.after_request(_only_refused_are_told_when)  # the first that is given runs last
        Limiter(
            get_remote_address,
            app=app,
            application_limits=[f"{rate} per minute"],
            application_limits_cost=cost,
            application_limits_exempt_when=lambda: request.path.startswith(EXEMPT),
            storage_uri="memory://",
            headers_enabled=True,  # Retry-After, and how many are left
        )


def _only_refused_are_told_when(response: Response) -> Response:
    """flask-limiter puts Retry-After on every answer, by which a careful program waits after each."""
    if response.status_code not in (429, 503):
        response.headers.pop("Retry-After", None)
    return response


class Backlog:
    """The WSGI application `app` behind a bound: `threads` requests run, `queue` programs' or six times as
    many readers' requests wait. Put outside every other middleware, so that a refusal costs next to nothing.
    """

    def __init__(self, app: Flask, threads: int, queue: int) -> None:
        self._app: WSGIApplication = app.wsgi_app
        self._running = threading.Semaphore(threads)
        self._lock = threading.Lock()
        self.admitted = 0  # requests that run or wait
        self._programs, self._pages = threads + queue, threads + PAGES_PER_PROGRAM * queue
        figures = app.extensions.get("figures")
        self._refused = figures.refused if figures is not None else None
        if figures is not None:
            figures.queue.set_function(lambda: max(0, self.admitted - threads))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, wait and answer, or refuse."""
        path = environ["PATH_INFO"]
        if path.startswith(EXEMPT):
            return self._app(environ, start_response)
        for_program = path.startswith(MACHINE_PATHS)
        with self._lock:
            admitted = self.admitted < (self._programs if for_program else self._pages)
            self.admitted += admitted
        if not admitted:
            if self._refused is not None:
                self._refused.inc()
            return _refusal(for_program)(environ, start_response)
        try:
            with self._running:
                return self._app(environ, start_response)
        finally:
            with self._lock:
                self.admitted -= 1

    def refuse_all(self) -> None:
        """Let no further request in."""
        self._programs = self._pages = 0


def _refusal(for_program: bool) -> Response:
    """503 and when to come back, as problem details or as a page."""
    headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store", **HEADERS}
    if for_program:
        return Response(_PROBLEM, 503, {**headers, **READABLE}, mimetype=PROBLEM)
    return Response(_PAGE, 503, headers)
