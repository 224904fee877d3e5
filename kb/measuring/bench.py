"""What a query costs, beside its yardsticks in the same run: `kb bench`.

Asked as people ask: each query is another one, and comes after a pause. Queries are made from the index's own
words, seeded, so that no list of judged queries is needed or favoured. Times are milliseconds on the clock,
`processor` is milliseconds of the processor, of all threads.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

import numpy as np

from kb.index.opened import Index
from kb.measuring.baselines import WORD, any_word, bm25, text_table, texts_of
from kb.measuring.server import Client, Process
from kb.model import Query
from kb.search.search import search

Figures = dict[str, float]
Way = Callable[[str], object]
# No request of the measurement is refused; what the server's own limit does is another question.
QUEUE = ("--queue", "64")
QUERIES = 100
CLIENTS = (1, 2, 4, 8)
READERS = (2, 8)
HITS = 10
WORDS_ALONE_UP_TO = 200_000  # bm25s tokenizes all texts in memory: at a million units over 10 GB of it
FLOOR, HTTP = "forward pass of the encoder", "HTTP"
RUN = 10  # queries by one way before the next has its turn, so that what else the machine does meets all
PAUSE_S = (0.02, 0.2)  # the shortest and the longest before a query


def make_queries(index: Index, count: int = QUERIES) -> list[str]:
    """Queries of 20 to 70 characters: runs of words out of the units' texts."""
    chance = random.Random(0)
    queries: list[str] = []
    while len(queries) < count:
        words = WORD.findall(chance.choice(index.units).text)
        start, length = chance.randrange(max(1, len(words))), chance.randint(2, 7)
        text = " ".join(words[start : start + length])
        if 20 <= len(text) <= 70:
            queries.append(text)
    return queries


def summary(times: Sequence[float]) -> Figures:
    """Percentiles of `times`."""
    return {f"p{q}": round(float(np.percentile(times, q)), 2) for q in (50, 95, 99)}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def yardsticks(index: Index, table: sqlite3.Connection, queries: Sequence[str]) -> dict[str, Way]:
    """What the pipeline is held against: each takes a query to the best `HITS`."""
    vectors = index.store.vectors(np.arange(len(index.units)))
    known = {query: index.encoder.encode(query).vector for query in queries}

    def fts5(query: str) -> object:
        best = "SELECT rowid FROM unit WHERE unit MATCH ? ORDER BY rank LIMIT ?"
        return table.execute(best, (any_word(query), HITS)).fetchall()

    ways: dict[str, Way] = {
        "NumPy, brute force": lambda query: np.argsort(-(vectors @ known[query]))[:HITS],
        "SQLite FTS5": fts5,
    }
    if len(index.units) <= WORDS_ALONE_UP_TO:
        words = bm25(texts_of(index))
        ways["bm25s"] = lambda query: np.argsort(-words(query))[:HITS]
    return ways


def compare(index: Index, server: Process, queries: Sequence[str]) -> dict[str, Figures]:
    """Every query after a pause, over HTTP with and without a filter and by each yardstick, in turn."""
    facet = f"&kind={max(index.manifest['kinds'], key=index.manifest['kinds'].get)}"
    with closing(Client(server.port)) as client, closing(text_table(texts_of(index))) as table:
        ways: dict[str, Way] = {
            FLOOR: index.encoder.encode,
            HTTP: client.ask,
            f"{HTTP}, one kind only": lambda query: client.ask(query, facet),
            **yardsticks(index, table, queries),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for query in make_queries(index, 2 * len(queries))[len(queries) :]:  # others, so that all is warm
            client.ask(query)
            index.encoder.encode(query)
        chance = random.Random(1)
        for start in range(0, len(queries), RUN):
            for name, way in ways.items():
                spent = server.processor_ms if name.startswith(HTTP) else own_processor_ms
                run = queries[start : start + RUN]
                times[name] += [_after_a_pause(way, query, spent, chance) for query in run]
    return {name: _figures(found) for name, found in times.items()}


def own_processor_ms() -> float:
    """Milliseconds that this process has had of the processor."""
    return 1000 * time.process_time()


def _after_a_pause(
    way: Way, query: str, spent: Callable[[], float], chance: random.Random
) -> tuple[float, float]:
    """Milliseconds of a query on the clock and of the processor."""
    time.sleep(chance.uniform(*PAUSE_S))
    before = spent()
    took = timed(lambda: way(query))
    return took, spent() - before


def _figures(times: Sequence[tuple[float, float]]) -> Figures:
    clock, processor = zip(*times, strict=True)
    return {**summary(clock), "processor": round(float(np.mean(processor)), 2)}


def readers(server: Process, queries: Sequence[str], count: int, seconds: float) -> Figures:
    """`count` readers at once, each of whom pauses before each query."""
    before = server.processor_ms()
    times = at_once([server.port], queries, count, seconds, PAUSE_S)
    return {**summary(times), "processor": round((server.processor_ms() - before) / len(times), 2)}


def at_once(
    ports: Sequence[int], queries: Sequence[str], count: int, seconds: float, pause: tuple[float, float]
) -> list[float]:
    """Milliseconds of every answer that `count` clients get, who are dealt to the servers at `ports` and ask
    one query after another with a pause before each."""
    end = time.perf_counter() + seconds

    def ask(number: int) -> list[float]:
        chance = random.Random(number)
        times: list[float] = []
        with closing(Client(ports[number % len(ports)])) as client:
            while time.perf_counter() < end or not times:
                time.sleep(chance.uniform(*pause))
                times.append(timed(partial(client.ask, chance.choice(queries))))
        return times

    with ThreadPoolExecutor(count) as pool:
        return [took for times in pool.map(ask, range(count)) for took in times]


def stages(index: Index, queries: Sequence[str]) -> dict[str, Figures]:
    """Where the time goes inside `kb.search.search.search`."""
    asked = [search(index, Query(query)).stages for query in queries]
    return {stage: summary([each[stage] for each in asked]) for stage in asked[0]}


def throughput(port: int, queries: Sequence[str], seconds: float) -> dict[str, float]:
    """Queries a second with so many clients, each asking again as soon as it is answered."""
    return {str(clients): rate([port], queries, clients, seconds) for clients in CLIENTS}


def rate(ports: Sequence[int], queries: Sequence[str], clients: int, seconds: float) -> float:
    """The same for one number of clients, who are dealt to the servers at `ports`."""
    return round(len(at_once(ports, queries, clients, seconds, (0, 0))) / seconds, 1)


def measure(index: Index, server: Process, count: int, seconds: float) -> dict[str, Any]:
    """All figures of a served index; `seconds` for each number of readers and clients."""
    queries = make_queries(index, count)
    files = index.manifest["files"].values()
    query = compare(index, server, queries)
    for number in READERS:
        query[f"{HTTP}, {number} readers"] = readers(server, queries, number, seconds)
    return {
        "units": len(index.units),
        "index_mb": round(sum(entry["size"] for entry in files) / 1e6, 1),
        "cold_start_s": server.cold_start_s,
        "query": query,
        "throughput": throughput(server.port, queries, seconds),
        "server_mb": server.memory_mb(),
        "server_own_mb": server.anonymous_mb(),
        "stages": stages(index, queries),
    }


def as_table(report: Mapping[str, Any]) -> str:
    """The report for people."""
    lines = [
        f"{report['units']} units, index {report['index_mb']} MB, server {report['server_mb']} MB (PSS; "
        f"{report['server_own_mb']} not mapped files), "
        f"cold start to first answer {report['cold_start_s']} s"
    ]
    lines.append(f"{'milliseconds':36}{'p50':>9}{'p95':>9}{'p99':>9}{'processor':>12}")
    for name, row in (*report["query"].items(), *report["stages"].items()):
        lines.append(f"{name:36}" + "".join(f"{took:9.2f}" for took in row.values()))
    floor, http = report["query"][FLOOR]["p50"], report["query"][HTTP]
    lines.append(f"HTTP over the forward pass, p50: {http['p50'] / floor:.2f}")
    lines.append(f"HTTP, p99 over p50: {http['p99'] / http['p50']:.2f}")
    lines += [f"{clients} clients: {rate} queries a second" for clients, rate in report["throughput"].items()]
    return "\n".join(lines)
