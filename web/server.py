"""waitress, with a queue that has an end: who cannot be answered soon is told so at once."""

from __future__ import annotations

import json
from typing import Any

import waitress.channel
from flask import Flask
from waitress import create_server
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from web.caching import LARGEST_BODY
from web.problems import TEXTS
from web.security import HEADERS, percent_encoded

# Asked by those who watch over the process; they are answered first, and never refused.
WATCHED = ("/healthz", "/readyz", "/metrics")


class Busy(Error):  # type: ignore[misc]
    """The queue is full."""

    code = 503
    reason = "Service Unavailable"


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """What waitress itself refuses (no readable request, too large, queue full), as problem details."""

    def execute(self) -> None:
        """Write the problem and close the connection."""
        error = self.request.error
        title, detail = TEXTS.get(error.code, TEXTS[400])
        if isinstance(error, Busy):
            detail = "Der er for mange forespørgsler på én gang. " + detail
            self.response_headers.append(("Retry-After", "1"))
        problem = {"type": "about:blank", "title": title, "status": error.code, "detail": detail}
        body = json.dumps(problem).encode("ascii")
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "application/problem+json"), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request whose address holds letters as they are: `curl '...?q=støtte'` sends raw UTF-8."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line, percent-encoded where it was not, and the headers."""
        line, end, headers = header_plus.partition(b"\r\n")
        super().parse_header(percent_encoded(line) + end + headers)


class Queue(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that answer, and at most `longest` requests that wait for one."""

    def __init__(self, threads: int, longest: int, app: Flask) -> None:
        super().__init__()
        self._longest = longest
        figures = app.extensions.get("figures")
        if figures is not None:
            figures.queue.set_function(lambda: len(self.queue))
        self._refused = figures.refused if figures is not None else None
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """Queue a channel with a request; when too many wait, make the request an error and put it first."""
        request = task.requests[0]
        first = request.error is not None or request.path in WATCHED
        with self.lock:
            if not first and len(self.queue) >= self._longest:
                request.error = Busy("")
                first = True
                if self._refused is not None:
                    self._refused.inc()
            if first:
                self.queue.appendleft(task)
            else:
                self.queue.append(task)
            self.queue_cv.notify()


def serve(app: Flask, host: str, port: int, threads: int, queue: int) -> None:
    """Answer on `host`:`port` until the process ends."""
    # Nothing else in this process serves, so that the class may be told once.
    waitress.channel.HTTPChannel.error_task_class = ProblemTask
    waitress.channel.HTTPChannel.parser_class = Parser
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        _dispatcher=Queue(threads, queue, app),
        # Slow clients are read aside: each costs a connection, not a thread; select() ends at 1024.
        connection_limit=2000,
        asyncore_use_poll=True,
        channel_timeout=60,
        max_request_header_size=65_536,
        max_request_body_size=2 * LARGEST_BODY,
        # The application believes X-Forwarded-* only from as many proxies as it is told of.
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    server.run()
