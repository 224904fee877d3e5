"""Connections to PostgreSQL: how they are made, how long they are waited for, what their errors become.

A connection string may hold a password. Nothing here or above puts one, or what the driver says of one,
into a message: an error is told by its class and SQLSTATE, which is what an operator looks up.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from kb.errors import IndexUnusable, StoreUnavailable

PUBLISH = "publish one with: kb publish"
# Seconds. Beside the statement's own limit in the server, for one that is stopped and says nothing.
CONNECT, STATEMENT, SILENCE = 3, 5, 6
# A session's settings: values of the query are known to the planner, and no plan is worth compiling.
# They do not reach the workers of a Citus cluster: there they are set on the database (README.md).
SETTINGS = {
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    "default_transaction_read_only": "on",
    "hnsw.ef_search": "1000",
    # What a scan finds late may be nearer than what it found first; it is put in order here.
    "hnsw.iterative_scan": "relaxed_order",
}
_NOTHING_THERE = (errors.UndefinedTable, errors.InvalidSchemaName, errors.UndefinedColumn)


def silence_driver() -> None:
    """Keep the driver and its pool from logging what a failed connection said: it may hold a password."""
    for name in ("psycopg", "psycopg.pool"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


class Silent(psycopg.OperationalError):
    """Raised when a server has said nothing for SILENCE seconds."""


class Connection(psycopg.Connection[TupleRow]):
    """A connection that is not waited for longer than SILENCE seconds."""

    silence: float | None = SILENCE
    statement = STATEMENT

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server's answer; a server that does not answer has lost the connection."""
        try:
            return super().wait(gen, interval, timeout if timeout is not None else self.silence)
        except errors._WaitTimeout as error:
            self.pgconn.finish()
            raise Silent("no answer") from error


class PatientConnection(Connection):
    """One for work that may take its time: publishing and verifying."""

    silence = None
    statement = 0


def connection_string(address: str, **more: Any) -> str:
    """The connection string with our defaults and `more`. Raises IndexUnusable for one that is none."""
    try:
        given: Mapping[str, Any] = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise IndexUnusable(
            "the address of the store cannot be read: postgresql://user@host:5432/database is asked"
        ) from None
    return make_conninfo(**{"connect_timeout": CONNECT, "application_name": "kb", **given, **more})


def configure(connection: Connection) -> None:
    """Make a server's session what the queries need."""
    connection.autocommit = True
    settings = {**SETTINGS, "statement_timeout": f"{connection.statement}s"}
    chosen = "SELECT " + ", ".join(
        f"set_config('{name}', '{value}', false)" for name, value in settings.items()
    )
    connection.execute(chosen.encode())


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into StoreUnavailable, or IndexUnusable where nothing is published."""
    try:
        yield
    except _NOTHING_THERE as error:
        raise IndexUnusable(f"the database holds no index ({_error_name(error)}); {PUBLISH}") from None
    except errors.InsufficientPrivilege as error:
        raise IndexUnusable(
            f"the database refuses this to the role ({_error_name(error)}); see kb/postgres/README.md"
        ) from None
    except psycopg.Error as error:
        raise StoreUnavailable(f"the database cannot answer now ({_error_name(error)})") from None


def _error_name(error: psycopg.Error) -> str:
    """An error without its message, which may hold parts of a connection string."""
    return f"{type(error).__name__} {error.sqlstate}" if error.sqlstate else type(error).__name__


Rows = Sequence[tuple[Any, ...]]
Values = Mapping[str, object]
NO_VALUES: Values = {}
LARGEST = 8  # connections of one server process
WAITED_S = 3.0  # for a connection, before the store counts as away
REST_S = 1.0  # after it was found away nobody waits for it again for so long


class Pool:
    """Connections to one address, made when they are needed."""

    def __init__(self, address: str, kind: type[Connection] = Connection) -> None:
        silence_driver()
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            connection_string(address),
            connection_class=kind,
            kwargs={"prepare_threshold": None},
            min_size=0,
            max_size=LARGEST,
            configure=configure,
            timeout=WAITED_S,
            reconnect_timeout=WAITED_S,
            open=False,
        )
        self._away_until = 0.0

    def rows(self, text: str, values: Values = NO_VALUES) -> Rows:
        """What the database answers. Raises StoreUnavailable, at once where it was away a moment ago."""
        if time.monotonic() < self._away_until:
            raise StoreUnavailable("the database could not answer a moment ago")
        try:
            with translated():
                return self._twice(text, values)
        except StoreUnavailable:
            self._away_until = time.monotonic() + REST_S
            raise

    def _twice(self, text: str, values: Values) -> Rows:
        try:
            return self._once(text, values)
        except (psycopg.errors.QueryCanceled, PoolTimeout, Silent):
            # Who has waited once is not made to wait twice.
            raise
        except psycopg.OperationalError:
            # A connection that had died since it was used last; behind several hosts another may answer.
            self._pool.check()
            return self._once(text, values)

    def _once(self, text: str, values: Values) -> Rows:
        self._pool.open()  # nothing where it is open
        with self._pool.connection() as connection:
            return connection.execute(text.encode(), values, binary=True).fetchall()

    def close(self) -> None:
        self._pool.close()
