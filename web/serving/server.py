"""waitress, with a queue that has an end: who cannot be answered soon is told so at once."""

from __future__ import annotations

import json
import sys
from typing import Any

import waitress.channel
from flask import Flask
from waitress import create_server
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from web.api.caching import LARGEST_BODY
from web.serving import drain
from web.serving.problems import MACHINE_PATHS, TEXTS
from web.serving.refusal import refuse
from web.serving.security import HEADERS, percent_encoded

SWITCH_SECONDS = 0.0005
CONNECTIONS, SILENT_SECONDS, LARGEST_HEAD = 2_000, 60, 65_536
# Asked by those who watch over the process, or in the middle of a page: answered first, and never refused.
QUICK = ("/healthz", "/readyz", "/metrics", "/static/")
# A program can come back by itself; a reader cannot, and rather waits a little: so many times as many.
PATIENCE = 6
# The length of a queue that nobody may join.
REFUSE_ALL = -1_000_000


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """What waitress itself refuses (no readable request, too large), as problem details."""

    def execute(self) -> None:
        """Write the problem and close the connection."""
        error = self.request.error
        title, detail = TEXTS.get(error.code, TEXTS[400])
        problem = {"type": "about:blank", "title": title, "status": error.code, "detail": detail}
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "application/problem+json"), *HEADERS.items()]
        self.set_close_on_finish()
        sent = json.dumps(problem).encode()
        self.content_length = len(sent)
        self.write(sent)


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
        """Queue a channel with a request, or refuse it at once when too many wait."""
        if task.close_when_flushed:
            return  # Refused a moment ago; what was sent behind that request is not read any more.
        request = task.requests[0]
        path = getattr(request, "path", "")  # not there when the request could not be read
        first = request.error is not None or path.startswith(QUICK)
        longest = self._longest * (1 if path.startswith(MACHINE_PATHS) else PATIENCE)
        with self.lock:
            idle = len(self.threads) - self.stop_count - self.active_count
            room = first or len(self.queue) - idle < longest
            if room:
                (self.queue.appendleft if first else self.queue.append)(task)
                self.queue_cv.notify()
        if not room:
            refuse(task)
            if self._refused is not None:
                self._refused.inc()

    def unanswered(self) -> int:
        """How many requests wait for a thread or are being answered."""
        with self.lock:
            return len(self.queue) + int(self.active_count)

    def refuse_all(self) -> None:
        """From now on tell every new request that the queue is full."""
        self._longest = REFUSE_ALL


def serve(app: Flask, host: str, port: int, threads: int, queue: int) -> None:
    """Answer on `host`:`port` until SIGTERM or Ctrl-C; what is under way then is still answered."""
    # The thread that reads and writes gives up the interpreter at every call of the system, and gets it
    # back only after this interval while others compute: with the usual 5 ms a request that needs six
    # such calls waits 30 ms for nothing.
    sys.setswitchinterval(SWITCH_SECONDS)
    # Nothing else in this process serves, so that the class may be told once.
    waitress.channel.HTTPChannel.error_task_class = ProblemTask
    waitress.channel.HTTPChannel.parser_class = Parser
    line = Queue(threads, queue, app)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        _dispatcher=line,
        # Slow clients are read aside: each costs a connection, not a thread; select() ends at 1024.
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        channel_timeout=SILENT_SECONDS,
        # An answer goes out with the thread that made it, not when the reading thread has its turn.
        send_bytes=1,
        max_request_header_size=LARGEST_HEAD,
        max_request_body_size=2 * LARGEST_BODY,
        # The application believes X-Forwarded-* only from as many proxies as it is told of.
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    drain.run(server, line.unanswered, line.refuse_all)
