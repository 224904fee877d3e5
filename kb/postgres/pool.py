"""A pool of connections that one build's questions go through; each that fails is asked once more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Lock
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from kb.errors import StoreUnavailable
from kb.postgres.link import Link, Silent, configure, hush, readable, translated
from kb.postgres.queries import Statement

Rows = Sequence[tuple[Any, ...]]
LARGEST = 8  # connections of one server process
WAITED_S = 3.0  # for a connection, before the store counts as away
REST_S = 1.0  # after it was found away nobody waits for it again for so long


class Pool:
    """Connections to one address, made when they are needed."""

    def __init__(self, address: str, connection: type[Link] = Link) -> None:
        hush()
        self._pool: ConnectionPool[Link] = ConnectionPool(
            readable(address),
            connection_class=connection,
            kwargs={"prepare_threshold": None},
            min_size=0,
            max_size=LARGEST,
            configure=configure,
            timeout=WAITED_S,
            reconnect_timeout=WAITED_S,
            open=False,
        )
        self._lock = Lock()
        self._away_until = 0.0

    def rows(self, statement: Statement) -> Rows:
        """What the database answers. Raises StoreUnavailable, at once where it was away a moment ago."""
        if time.monotonic() < self._away_until:
            raise StoreUnavailable("the database could not answer a moment ago")
        try:
            with translated():
                return self._twice(statement)
        except StoreUnavailable:
            self._away_until = time.monotonic() + REST_S
            raise

    def _twice(self, statement: Statement) -> Rows:
        try:
            return self._once(statement)
        except (psycopg.errors.QueryCanceled, PoolTimeout, Silent):
            # Who has waited once is not made to wait twice.
            raise
        except psycopg.OperationalError:
            # A connection that had died since it was used last; behind several hosts another may answer.
            self._pool.check()
            return self._once(statement)

    def _once(self, statement: Statement) -> Rows:
        with self._lock:
            if self._pool.closed:
                self._pool.open()
        with self._pool.connection() as link:
            return link.execute(statement.text.encode(), statement.values, binary=True).fetchall()

    def close(self) -> None:
        """End all connections."""
        self._pool.close()
