"""Connections to PostgreSQL: how they are made, how long they are waited for, what their errors become.

A connection string may hold a password. Nothing here or above puts one, or what the driver says of one,
into a message: an error is told by its class and SQLSTATE, which is what an operator looks up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

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
    "hnsw.iterative_scan": "strict_order",
    "enable_partitionwise_aggregate": "on",
    "enable_partitionwise_join": "on",
}
_NOTHING_THERE = (errors.UndefinedTable, errors.InvalidSchemaName, errors.UndefinedColumn)


def hush() -> None:
    """Keep the driver and its pool from logging what a failed connection said."""
    for name in ("psycopg", "psycopg.pool"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


class Silent(psycopg.OperationalError):
    """Raised when a server has said nothing for SILENCE seconds."""


class Link(psycopg.Connection[TupleRow]):
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


class PatientLink(Link):
    """One for work that may take its time: publishing and verifying."""

    silence = None
    statement = 0


def readable(address: str, **more: Any) -> str:
    """The connection string with our defaults and `more`. Raises IndexUnusable for one that is none."""
    try:
        given: Mapping[str, Any] = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise IndexUnusable(
            "the address of the store cannot be read: postgresql://user@host:5432/database is asked"
        ) from None
    return make_conninfo(**{"connect_timeout": CONNECT, "application_name": "kb", **given, **more})


def configure(link: Link) -> None:
    """Make a server's session what the queries need."""
    link.autocommit = True
    settings = {**SETTINGS, "statement_timeout": f"{link.statement}s"}
    chosen = "SELECT " + ", ".join(
        f"set_config('{name}', '{value}', false)" for name, value in settings.items()
    )
    link.execute(chosen.encode())


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into StoreUnavailable, or IndexUnusable where nothing is published."""
    try:
        yield
    except _NOTHING_THERE as error:
        raise IndexUnusable(f"the database holds no index ({_told(error)}); {PUBLISH}") from None
    except errors.InsufficientPrivilege as error:
        raise IndexUnusable(
            f"the database refuses this to the role ({_told(error)}); see kb/postgres/README.md"
        ) from None
    except psycopg.Error as error:
        raise StoreUnavailable(f"the database cannot answer now ({_told(error)})") from None


def _told(error: psycopg.Error) -> str:
    """An error without its message, which may hold parts of a connection string."""
    return f"{type(error).__name__} {error.sqlstate}" if error.sqlstate else type(error).__name__
