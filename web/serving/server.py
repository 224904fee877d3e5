"""waitress: one process whose threads answer, behind a bounded backlog.

Chosen over gunicorn and granian by `make proof-clients`: web/OPERATION.md has the figures.
"""

import signal
import sys
import time
from collections.abc import Callable

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

from web.api.caching import LARGEST_BODY
from web.serving.errors import PROBLEM, details
from web.serving.limits import PAGES_PER_PROGRAM, Backlog
from web.serving.security import HEADERS

CONNECTIONS, SILENT_SECONDS, LARGEST_HEAD = 2_000, 60, 65_536
ON_THEIR_WAY_S, DRAIN_S = 0.3, 20.0
SPARE_THREADS = 8  # for refusals, health and the files of a page, when all others answer or wait


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """What waitress itself refuses (no readable request, too large), as problem details."""

    def execute(self) -> None:
        """Write the problem and close the connection."""
        error = self.request.error
        body = details(error.code).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", PROBLEM), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def percent_encoded(raw: bytes) -> bytes:
    """The same bytes with each that is not ASCII as %XX."""
    return b"".join(b"%%%02X" % byte if byte > 127 else bytes((byte,)) for byte in raw)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request whose address holds letters as they are: `curl '...?q=støtte'` sends raw UTF-8, and
    werkzeug fails on a query of bytes that are none."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line, percent-encoded where it was not, and the headers."""
        line, end, headers = header_plus.partition(b"\r\n")
        super().parse_header(percent_encoded(line) + end + headers)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that reads and refuses as above, by the classes that waitress lets a channel name."""

    parser_class = Parser
    error_task_class = ProblemTask


def _drain_at_sigterm(backlog: Backlog) -> None:
    """At SIGTERM go on for a moment, for requests that are on their way; then refuse new ones, and end once
    all that were let in are answered, or after DRAIN_S."""
    deadline = float("inf")

    def begin(*_: object) -> None:
        nonlocal deadline
        deadline = time.monotonic() + DRAIN_S
        signal.signal(signal.SIGALRM, end_if_idle)
        signal.setitimer(signal.ITIMER_REAL, ON_THEIR_WAY_S, 0.05)

    def end_if_idle(*_: object) -> None:
        backlog.refuse_all()
        if not backlog.admitted or time.monotonic() > deadline:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.exit()  # by which waitress ends as by Ctrl-C

    signal.signal(signal.SIGTERM, begin)


def listen(app: Flask, host: str, port: int, threads: int, queue: int) -> Callable[[], None]:
    """Take `host`:`port`; what is returned answers until SIGTERM, which lets what is under way be answered,
    or Ctrl-C. Raises OSError where the port can not be had."""
    backlog = Backlog(app, threads, queue)
    app.wsgi_app = backlog  # type: ignore[method-assign]
    server = create_server(
        app,
        host=host,
        port=port,
        # Slow clients are read and written aside: each costs a connection, not a thread.
        threads=threads + PAGES_PER_PROGRAM * queue + SPARE_THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() ends at 1024 connections
        channel_timeout=SILENT_SECONDS,
        # An answer goes out with the thread that made it, not when the reading thread has its turn.
        send_bytes=1,
        max_request_header_size=LARGEST_HEAD,
        max_request_body_size=2 * LARGEST_BODY,
        # The application believes X-Forwarded-* only from as many proxies as it is told of.
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    server.channel_class = Channel

    def run() -> None:
        _drain_at_sigterm(backlog)
        server.run()
        server.close()

    return run
