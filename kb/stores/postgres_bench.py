"""The same index in PostgreSQL and in its files, measured beside each other in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from kb.bench import CLIENTS, QUEUE, Figures, make_queries, summary, timed
from kb.errors import StoreUnavailable
from kb.index import Index, open_index
from kb.model import Filters, Query
from kb.search import search
from kb.served import Client, served
from kb.stores.postgres_database import Database
from kb.stores.postgres_publish import publish
from kb.stores.postgres_queries import Statement
from kb.stores.postgres_sample import sample

WARM = 10  # queries before the measured ones
_SIZES = (
    "SELECT relname, pg_total_relation_size(pg_class.oid) FROM pg_class"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = 'kb' AND relkind = 'r' ORDER BY relname"
)
# What the database has as rows, in files.
_AS_ROWS = ("units.jsonl", "unit_starts.npy", "words/", "grams/", "ids/", "dense.faiss", "vectors.npy")

Report = dict[str, Any]


def beside(indexes: Path, address: str, count: int, seconds: float) -> Report:
    """Publish the current build and ask both stores `count` queries; `seconds` for each throughput."""
    index = open_index(indexes)
    start = time.perf_counter()
    report = publish(address, index.folder, sample(index), lambda *_: None)
    loaded = round(time.perf_counter() - start, 1)
    with closing(Database(address)) as database:
        start = time.perf_counter()
        other = database.open()
        opened = round(time.perf_counter() - start, 1)
        stores = {"files": index, "postgres": other}
        return {
            "units": index.store.size,
            "sent": report.sent,
            "load_s": loaded,
            "open_s": opened,
            "mb": _sizes(index, database),
            "query": _asked(stores, make_queries(index, count + WARM)),
            "throughput": _throughput(indexes, address, make_queries(index, count), seconds),
        }


def _sizes(index: Index, database: Database) -> Figures:
    """Megabytes of the units' rows and of all, beside the files with the same."""
    files = index.manifest["files"].items()
    as_rows = sum(int(entry["size"]) for path, entry in files if path.startswith(_AS_ROWS))
    tables = {name: size / 1e6 for name, size in database.pool.rows(Statement(_SIZES, {}))}
    return {
        "files": round(as_rows / 1e6, 1),
        "postgres": round(sum(tables[name] for name in ("unit", "vector", "posting", "frequency")), 1),
        "postgres, its postings": round(tables["posting"], 1),
    }


def _asked(stores: Mapping[str, Index], queries: Sequence[str]) -> dict[str, Figures]:
    """Milliseconds of a whole search, and of all but the encoder; the stores take turns."""
    first = next(iter(stores.values()))
    kinds = first.manifest["kinds"]
    ways = {"": Filters(), ", one kind": Filters(kind=(max(kinds, key=lambda kind: (kinds[kind], kind)),))}
    times: dict[str, list[float]] = {}
    for number, text in enumerate(queries):
        for name, index in stores.items():
            for way, filters in ways.items():
                took, encoding = _one(index, Query(text, filters=filters))
                if number >= WARM:
                    times.setdefault(f"{name}{way}", []).append(took)
                    times.setdefault(f"{name}{way}, without the encoder", []).append(took - encoding)
    return {name: summary(found) for name, found in times.items()}


def _one(index: Index, query: Query) -> tuple[float, float]:
    encoding: list[float] = []
    try:
        took = timed(lambda: encoding.append(search(index, query).stages["encode"]))
    except StoreUnavailable:
        # Slower than a server would wait for: counted as that long, not left out.
        return 5000.0, 0.0
    return took, encoding[0]


def _throughput(indexes: Path, address: str, queries: Sequence[str], seconds: float) -> dict[str, Figures]:
    """Queries a second by clients: one server on files, one on the database, two on the database."""
    store = ("--store", address)
    ways: dict[str, Sequence[Sequence[str]]] = {
        "one server, files": [()],
        "one server, postgres": [store],
        "two servers, postgres": [store, store],
    }
    found: dict[str, Figures] = {}
    for name, servers in ways.items():
        with ExitStack() as running:
            ports = [running.enter_context(served(indexes, *QUEUE, *own)).port for own in servers]
            found[name] = {str(clients): _rate(ports, queries, clients, seconds) for clients in CLIENTS}
    return found


def _rate(ports: Sequence[int], queries: Sequence[str], clients: int, seconds: float) -> float:
    end = time.perf_counter() + seconds

    def ask(number: int) -> int:
        done = 0
        with closing(Client(ports[number % len(ports)])) as client:
            while time.perf_counter() < end:
                done += client.ask(queries[(number * 31 + done) % len(queries)]) == 200
        return done

    with ThreadPoolExecutor(clients) as pool:
        return round(sum(pool.map(ask, range(clients))) / seconds, 1)


def as_table(report: Report) -> str:
    """The report for people."""
    lines = [
        f"{report['units']} units: {report['sent']} sent, published in {report['load_s']} s,"
        f" opened in {report['open_s']} s",
        "MB  " + ", ".join(f"{name} {size}" for name, size in report["mb"].items()),
        f"{'milliseconds':48}{'p50':>9}{'p95':>9}",
    ]
    lines += [f"{name:48}{row['p50']:9.2f}{row['p95']:9.2f}" for name, row in report["query"].items()]
    for name, rates in report["throughput"].items():
        lines.append(f"{name}: " + ", ".join(f"{n} clients {rate}/s" for n, rate in rates.items()))
    return "\n".join(lines)
