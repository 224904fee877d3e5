"""The same index in PostgreSQL and in its files, measured beside each other in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from kb.errors import StoreUnavailable
from kb.index.opened import Index, open_index
from kb.measuring.bench import CLIENTS, QUEUE, Figures, make_queries, rate, summary, timed
from kb.measuring.server import served
from kb.model import Filters, Query
from kb.postgres.database import Database
from kb.postgres.publish import ROWS, publish
from kb.postgres.verify import sample
from kb.search.search import search
from tests.proofs.growth_measure import narrow_filter, wide_filter
from tests.proofs.postgres_overlap import overlap

WARM = 20  # queries before the measured ones
# Bytes of a table with its long values, and of each index.
_SIZES = (
    "SELECT relname, pg_table_size(pg_class.oid) FROM pg_class"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = 'kb' AND relkind IN ('r', 'i') ORDER BY relkind DESC, relname"
)
_ROWS = "SELECT (SELECT count(*) FROM kb.unit) + (SELECT count(*) FROM kb.posting)"
# What the database has beside the units' rows: the small files, and the builds.
_NOT_ROWS = ("build", "file", "item", "part", "serving")

Report = dict[str, Any]


def beside(indexes: Path, address: str, asked: tuple[int, float]) -> Report:
    """Publish the current build and ask both stores; `asked` is how many queries, and for how many seconds
    each number of clients."""
    index = open_index(indexes)
    clock: dict[str, float] = {}
    start = time.perf_counter()
    report = publish(
        address,
        index.folder,
        sample(index),
        lambda stage, *_: clock.__setitem__(stage, time.perf_counter() - start),
    )
    loaded = time.perf_counter() - start
    with closing(Database(address)) as database:
        start = time.perf_counter()
        other = database.open()
        opened = time.perf_counter() - start
        ((rows,),) = database.pool.rows(_ROWS)
        queries = make_queries(index, asked[0] + WARM)
        return {
            "units": index.store.size,
            "sent": report.sent,
            "load_s": round(loaded, 1),
            "load_by_stage_s": _laps(clock, loaded),
            "units_a_second": round(report.sent / loaded, 1),
            "rows_a_second": round(rows / loaded, 1),
            "open_s": round(opened, 1),
            "mb": _sizes(index, database),
            "query": _asked({"files": index, "postgres": other}, queries),
            "overlap": overlap(address, other, queries[WARM:]),
            "throughput": _throughput(indexes, address, queries[WARM:], asked[1]),
        }


def _laps(clock: Mapping[str, float], loaded: float) -> Figures:
    """Seconds by stage of publishing, from what its progress told last of each."""
    stages = sorted(clock.items(), key=lambda each: each[1])
    before, laps = 0.0, {}
    for stage, at in [*stages, ("the rest", loaded)]:
        laps[stage] = round(at - before, 1)
        before = at
    return laps


def _sizes(index: Index, database: Database) -> Figures:
    """Megabytes of the units' rows, by table and by index, beside the files with the same."""
    files = index.manifest["files"].items()
    as_rows = sum(int(entry["size"]) for path, entry in files if path.startswith(ROWS))
    found = {name: size / 1e6 for name, size in database.pool.rows(_SIZES)}
    own = {name: size for name, size in found.items() if not name.startswith(_NOT_ROWS)}
    sizes = {"files": as_rows / 1e6, "postgres": sum(own.values()), **own}
    return {name: round(size, 1) for name, size in sizes.items()}


def _asked(stores: Mapping[str, Index], queries: Sequence[str]) -> dict[str, Figures]:
    """Milliseconds of a whole search, and of all but the encoder; stores and filters take turns."""
    first = next(iter(stores.values()))
    ways = [("no filter", Filters()), ("one kind", wide_filter(first))]
    if any(facet == "municipality" for facet, _ in first.store.facets.names):
        ways.append(("one municipality", narrow_filter(first)))
    times: dict[str, list[float]] = {}
    for number, text in enumerate(queries):
        # Who is asked a text first pays for what the others find read already.
        turned = [*ways[number % len(ways) :], *ways[: number % len(ways)]]
        for name, index in stores.items():
            for way, filters in turned:
                took, encoding = _one(index, Query(text, filters=filters))
                if number >= WARM:
                    times.setdefault(f"{name}, {way}", []).append(took)
                    times.setdefault(f"{name}, {way}, without the encoder", []).append(took - encoding)
    return {name: summary(found) for name, found in sorted(times.items())}


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
    ways: dict[str, Sequence[str | None]] = {
        "one server, files": [None],
        "one server, postgres": [address],
        "two servers, postgres": [address, address],
    }
    found: dict[str, Figures] = {}
    for name, stores in ways.items():
        with ExitStack() as running:
            ports = [running.enter_context(served(indexes, *QUEUE, store=store)).port for store in stores]
            for clients in (len(ports), 2 * len(ports)):
                rate(ports, queries, clients, min(2.0, seconds))  # warm
            found[name] = {str(clients): rate(ports, queries, clients, seconds) for clients in CLIENTS}
    return found
