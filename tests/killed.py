"""A publisher killed at moments spread over its work: what is served, and what the next publisher does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kb.postgres import publish as postgres_publish
from kb.postgres.database import Database
from kb.postgres.publish import publish
from kb.postgres.verify import verify_published
from tests.cluster import Cluster
from tests.proofs.faults import in_a_fork

Build = tuple[Path, list[dict[str, object]]]
SMALL = 20  # units of one transaction here, so that there are many moments between two


@dataclass(frozen=True, slots=True)
class Killing:
    """A server with a database that serves the build `before`; builds are folders with their samples."""

    cluster: Cluster
    before: Build
    after: Build
    cache: Path


def killed_at(case: Killing, points: int) -> Iterator[str]:
    """What went wrong at each of `points` moments, one line each; a line `: killed` for each that hit."""
    template = case.cluster.database("template")
    publish(template, *case.before, lambda *_: None)
    took = _finished(case, _copy(case, "timed"))
    for point in range(points):
        address = _copy(case, f"killed{point}")
        child = in_a_fork(_publisher(case, address))
        time.sleep(took * (point + 0.5) / points)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            yield ": killed"
        yield from _judged(case, address, point)


def _judged(case: Killing, address: str, point: int) -> Iterator[str]:
    """What served before serves, whole, or what was published does; and the next publisher ends there."""
    serving, faults = verify_published(address, case.cache)
    yield from (f"{point}: {fault}" for fault in faults)
    if serving not in (case.before[0].name, case.after[0].name):
        yield f"{point}: {serving} serves"
    report = _patient(lambda: publish(address, *case.after, lambda *_: None))
    if report.changed is (serving == case.after[0].name):
        yield f"{point}: the next publisher said {report}"
    serving, faults = verify_published(address, case.cache)
    yield from (f"{point}: finished, but {fault}" for fault in faults)
    if serving != case.after[0].name:
        yield f"{point}: finished, but {serving} serves"
    with psycopg.connect(address) as link:
        asked = "SELECT count(*) FROM kb.unit WHERE item NOT IN (SELECT unnest(items) FROM kb.build)"
        if link.execute(asked).fetchone() != (0,):
            yield f"{point}: rows of the killed publisher were left"


def _patient(work: Callable[[], postgres_publish.Report]) -> postgres_publish.Report:
    """Do it as soon as the killed publisher's session has ended and its lock with it."""
    from kb.errors import BusyError

    end = time.monotonic() + 20
    while True:
        try:
            return work()
        except BusyError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _publisher(case: Killing, address: str) -> Callable[[], None]:
    def work() -> None:
        postgres_publish.BATCH = SMALL
        publish(address, *case.after, lambda *_: None)

    return work


def _finished(case: Killing, address: str) -> float:
    """Seconds that an undisturbed publisher takes."""
    start = time.monotonic()
    os.waitpid(in_a_fork(_publisher(case, address)), 0)
    return time.monotonic() - start


def _copy(case: Killing, name: str) -> str:
    """A database of its own, as the template is."""
    with psycopg.connect(case.cluster.address(), autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}" TEMPLATE template'.encode())
    return case.cluster.address(name)


def current(address: str, cache: Path) -> str | None:
    """The build that serves in a database."""
    database = Database(address, cache)
    try:
        return database.current()
    finally:
        database.close()
