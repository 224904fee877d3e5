"""The builds in the database: which there are, which one serves, how one comes and goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from kb.errors import IndexUnusable
from kb.index.builds import KEPT

BATCH = 500  # units of one transaction


@dataclass(frozen=True, slots=True)
class Number:
    """The number of the build that is being published, and the last item of those before it."""

    build: int
    last: int


def next_number(link: psycopg.Connection[Any]) -> Number:
    """What a new build is numbered with."""
    asked = "SELECT build + 1, last FROM kb.build ORDER BY build DESC LIMIT 1"
    return Number(*(link.execute(asked).fetchone() or (1, 0)))


def number_of(link: psycopg.Connection[Any], name: str) -> int | None:
    """The number of the build of this name, or None."""
    found = link.execute("SELECT build FROM kb.build WHERE name = %s", [name]).fetchone()
    return None if found is None else int(found[0])


def switch(link: psycopg.Connection[Any], build: int) -> None:
    """Let a build serve, in one step."""
    link.execute(
        "INSERT INTO kb.serving (build) VALUES (%s) ON CONFLICT (one) DO UPDATE SET build = excluded.build",
        [build],
    )


def serving(link: psycopg.Connection[Any]) -> int | None:
    """The number of the build that serves."""
    found = link.execute("SELECT build FROM kb.serving").fetchone()
    return None if found is None else int(found[0])


def switch_back(link: psycopg.Connection[Any]) -> tuple[str, str]:
    """Let the build before the one that serves serve again; the names of both, the new one first.

    Raises IndexUnusable when there is none.
    """
    asked = (
        "SELECT name, build FROM kb.build WHERE build <= (SELECT build FROM kb.serving) ORDER BY build DESC"
    )
    found = link.execute(asked).fetchmany(2)
    if len(found) < 2:
        raise IndexUnusable("the database has no build before the one that serves")
    (before, _), (name, build) = found
    switch(link, build)
    return name, before


def mark(link: psycopg.Connection[Any], items: Sequence[int], until: int) -> None:
    """Tell which build is the first without these units."""
    for part in _parted(items):
        with link.transaction():
            for table in ("vector", "unit"):
                link.execute(f"UPDATE kb.{table} SET until = %s WHERE item = ANY(%s)".encode(), [until, part])


def remove(link: psycopg.Connection[Any], items: Sequence[int]) -> None:
    """Delete units and their vectors; the lists that they are in forget them when they are written anew."""
    for part in _parted(items):
        with link.transaction():
            for table in ("vector", "unit"):
                link.execute(f"DELETE FROM kb.{table} WHERE item = ANY(%s)".encode(), [part])


def _parted(items: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(items), BATCH):
        yield list(items[start : start + BATCH])


def prune(link: psycopg.Connection[Any]) -> None:
    """Remove all builds but the last ones and the one that serves, and what only they had."""
    builds = [build for (build,) in link.execute("SELECT build FROM kb.build ORDER BY build")]
    kept = {*builds[-KEPT:], serving(link)}
    gone = [build for build in builds if build not in kept]
    oldest = min(build for build in builds if build in kept)
    link.execute("DELETE FROM kb.build WHERE build = ANY(%s)", [gone])
    items = [item for (item,) in link.execute("SELECT item FROM kb.unit WHERE until <= %s", [oldest])]
    remove(link, items)
    if gone:
        link.execute(
            "DELETE FROM kb.frequency old USING kb.frequency new"
            " WHERE old.term = new.term AND old.build < new.build AND new.build <= %s",
            [oldest],
        )
        link.execute("DELETE FROM kb.frequency WHERE units = 0 AND build <= %s", [oldest])
    link.execute("DELETE FROM kb.part WHERE sha256 NOT IN (SELECT sha256 FROM kb.file)")
