"""No room: what is said at once to a request that could not be answered soon.

Written by the thread that reads and writes, from bytes made once: a refusal that took a thread's time would
keep those waiting who were let in.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from web.serving.problems import MACHINE_PATHS
from web.serving.security import HEADERS

TITLE, DETAIL = "Der er travlt", "Der er for mange forespørgsler på én gang. Prøv igen om et øjeblik."
RETRY_AFTER_S = 1
_PAGE = f'<!doctype html><html lang="da"><title>{TITLE}</title><h1>{TITLE}</h1><p>{DETAIL}</p></html>'
_PROBLEM = json.dumps({"type": "about:blank", "title": TITLE, "status": 503, "detail": DETAIL})
# A program in a browser, on a page of another host, must be able to read when to come back.
_FOR_PROGRAMS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Retry-After"}


def _written(kind: str, body: str, more: dict[str, str]) -> tuple[bytes, bytes]:
    sent = body.encode()
    fields = {
        "Content-Type": kind,
        "Content-Length": str(len(sent)),
        "Retry-After": str(RETRY_AFTER_S),
        "Cache-Control": "no-store",
        "Connection": "close",
        **HEADERS,
        **more,
    }
    lines = ["HTTP/1.1 503 Service Unavailable", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode(), sent


_TO_PROGRAMS = _written("application/problem+json", _PROBLEM, _FOR_PROGRAMS)
_TO_READERS = _written("text/html; charset=utf-8", _PAGE, {})


def refuse(channel: Any) -> None:
    """Put the refusal of the channel's first request into its buffer, to be closed when it is sent.

    `channel` is waitress's; whoever calls holds its lock for requests.
    """
    request = channel.requests[0]
    head, body = _TO_PROGRAMS if request.path.startswith(MACHINE_PATHS) else _TO_READERS
    said = head if request.command == "HEAD" else head + body
    with channel.outbuf_lock:
        channel.outbufs[-1].append(said)
        channel.current_outbuf_count += len(said)
        channel.total_outbufs_len += len(said)
    for each in channel.requests:
        each.close()
    channel.requests = []
    channel.close_when_flushed = True
    if threading.current_thread() is not threading.main_thread():
        channel.server.pull_trigger()  # The thread that writes may be waiting for something to happen.
