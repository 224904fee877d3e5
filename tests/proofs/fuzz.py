"""Fuzzing of every path: `python -m tests.proofs.fuzz INDEXES [INPUTS]`; exit 1 on a 5xx, on a slow input or
on one that is never answered (599).

Slow is over 20 times the median of a path's answers, by processor time (the machine may be busy), and
still so when asked twice more.
"""

from __future__ import annotations

import io
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzzing import ADDRESSES
from web import create_app
from web.serving.server import percent_encoded

SLOW = 20
HUNG_SECONDS = 20  # a machine that does much else takes its time; what goes on for ever takes longer
SEARCHES = ("/api/v1/search", "/soeg", "/api/v1/suggest")


def open_address(app: Flask, address: str | bytes) -> tuple[int, float]:
    """Status and seconds of processor time of a GET of `address`: path and query, percent-encoded or raw."""
    raw = address if isinstance(address, bytes) else address.encode("ascii")
    path, _, query = percent_encoded(raw).partition(b"?")  # as the server's parser reads it
    # As waitress hands it over (PEP 3333): the path decoded, both as latin-1 text.
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    statuses: list[str] = []
    started = time.process_time()
    b"".join(app(environ, lambda status, headers, error=None: statuses.append(status)))  # type: ignore[arg-type]
    return int(statuses[0].split()[0]), time.process_time() - started


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the block when it takes longer; in the main thread only."""

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def main(indexes: Path, inputs: int) -> int:
    """Ask `inputs` times; print the figures and what failed; 0 if nothing did."""
    app = create_app(indexes)
    statuses: Counter[int] = Counter()
    seconds: dict[str, list[tuple[float, str]]] = {path: [] for path in SEARCHES}
    failed: list[str] = []

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(address=ADDRESSES)
    def ask(address: str) -> None:
        try:
            with in_time(HUNG_SECONDS):
                status, taken = open_address(app, address)
        except TimeoutError:
            status, taken = 599, HUNG_SECONDS
        statuses[status] += 1
        if status >= 500:
            failed.append(address)
        path = address.partition("?")[0]
        if status == 200 and path in seconds:
            seconds[path].append((taken, address))

    ask()
    print(f"inputs {sum(statuses.values())}, statuses {dict(sorted(statuses.items()))}")
    slow = [path for path, times in seconds.items() if not _quick_enough(app, path, times)]
    for address in failed[:20]:
        print("FAILED", address[:300])
    return int(bool(failed or slow))


def _quick_enough(app: Flask, path: str, times: list[tuple[float, str]]) -> bool:
    """Whether no answer took over SLOW times the median; the slowest are asked twice more, and the least
    counts."""
    median = statistics.median(taken for taken, _ in times)
    slowest = sorted(times, reverse=True)[:20]
    again = [(min(taken, *(open_address(app, a)[1] for _ in range(2))), a) for taken, a in slowest]
    worst, address = max(again)
    print(f"{path}: {len(times)} answers, median {1000 * median:.2f} ms, slowest {1000 * worst:.1f} ms")
    if worst > SLOW * median:
        print("SLOW", address[:300])
    return worst <= SLOW * median


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000))
