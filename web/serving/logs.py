"""Logs that cannot tell on a reader: no query, no address, no identifier, at any level.

What libraries log may hold a path or a value, so of their records only the fixed text is written, and
of an exception its class and the lines it passed through, not its message.
"""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, request

from web.serving.health import method, note_start

# Loggers whose messages are written with their values: ours, which name builds and files, not queries.
OURS = ("kb.", "web.")
access = logging.getLogger("web.access")


class Formatter(logging.Formatter):
    """A record as one JSON line, or as one plain line."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event(record),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            fields["error"] = record.exc_info[0].__name__
            frames = reversed(traceback.extract_tb(record.exc_info[2]))
            fields["at"] = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        if self._as_json:
            return json.dumps(fields, ensure_ascii=False)
        head = f"{fields.pop('time')} {fields.pop('level')} {fields.pop('logger')}: {fields.pop('event')}"
        return " ".join([head, *(f"{name}={value}" for name, value in fields.items())])


def event(record: logging.LogRecord) -> str:
    """What happened: our own words, of others only a text that cannot hold a value."""
    if record.name.startswith(OURS):
        return record.getMessage()
    if record.args and isinstance(record.msg, str):
        return record.msg
    return f"{record.module}:{record.lineno}"  # a text put together beforehand may hold anything


def configure(level: str, as_json: bool) -> None:
    """Write every log of this process to stderr in our form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(as_json))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def install(app: Flask) -> None:
    """Log each request of `app`: route, method, status and time; not the path, which may be a query."""
    app.before_request(note_start)
    app.after_request(_log)


def _log(response: Response) -> Response:
    fields = {
        "method": method(),
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.started), 1),
    }
    access.info("request", extra={"fields": fields})
    return response
