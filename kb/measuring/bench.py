"""What a query costs, beside its yardsticks in the same run: `kb bench`.

All times are milliseconds, measured around the thing itself with `time.perf_counter`. Queries are made
from the index's own words, seeded, so that no list of judged queries is needed or favoured.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from kb.index.opened import Index
from kb.measuring.server import Client
from kb.model import Query
from kb.search.search import search

Figures = dict[str, float]
Ways = Mapping[str, Callable[[str], object]]
# No request of the measurement is refused; what the server's own limit does is another question.
QUEUE = ("--queue", "64")
WORD = re.compile(r"\w+")
QUERIES = 100
CLIENTS = (1, 2, 4, 8)
HITS = 10
WORDS_ALONE_UP_TO = 200_000  # bm25s tokenizes all texts in memory: at a million units over 10 GB of it
FLOOR, BESIDE, PAUSED = "forward pass of the encoder", "HTTP: checking, JSON, the way", ", after a pause"
RUN, PAUSE_S = 25, 0.02


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


def others(index: Index, queries: Sequence[str]) -> list[str]:
    """As many other queries, asked first: measured are new ones to a server that has run for a while."""
    return make_queries(index, 2 * len(queries))[len(queries) :]


def summary(times: Sequence[float]) -> Figures:
    """Percentiles of `times`."""
    return {f"p{q}": round(float(np.percentile(times, q)), 2) for q in (50, 95, 99)}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def text_table(index: Index, path: str = ":memory:") -> sqlite3.Connection:
    """The units in SQLite's own full-text search."""
    table = sqlite3.connect(path)
    table.execute("CREATE VIRTUAL TABLE unit USING fts5(text, tokenize='unicode61')")
    table.executemany("INSERT INTO unit VALUES (?)", ((f"{u.title or ''} {u.text}",) for u in index.units))
    return table


def words_alone(index: Index) -> Callable[[str], object]:
    """The units in bm25s as it comes: its own tokenizer and index, the best `HITS`."""
    import bm25s

    model = bm25s.BM25(method="lucene")
    texts = [f"{unit.title or ''} {unit.text}" for unit in index.units]
    model.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    best = min(HITS, len(texts))

    def asked(query: str) -> object:
        words = bm25s.tokenize([query], stopwords=None, show_progress=False)
        return model.retrieve(words, k=best, show_progress=False)

    return asked


def yardsticks(
    index: Index, table: sqlite3.Connection, queries: Sequence[str]
) -> dict[str, Callable[[str], object]]:
    """What the pipeline is held against: each takes a query."""
    vectors = index.store.vectors(np.arange(len(index.units)))
    known = {query: index.encoder.encode(query).vector for query in queries}

    def brute_force(query: str) -> object:
        return np.argsort(-(vectors @ known[query]))[:HITS]

    def fts5(query: str) -> object:
        asked = " OR ".join(f'"{word}"' for word in WORD.findall(query))
        rows = table.execute("SELECT rowid FROM unit WHERE unit MATCH ? ORDER BY rank LIMIT ?", (asked, HITS))
        return rows.fetchall()

    ways: dict[str, Callable[[str], object]] = {"NumPy, brute force": brute_force, "SQLite FTS5": fts5}
    if len(index.units) <= WORDS_ALONE_UP_TO:
        ways["bm25s"] = words_alone(index)
    return ways


def compare(index: Index, port: int, queries: Sequence[str]) -> dict[str, Figures]:
    """Every query over HTTP with one client, with and without a filter, and by each yardstick, in turn."""
    with closing(Client(port)) as client, closing(text_table(index)) as table:
        return _compare(index, client, yardsticks(index, table, queries), queries)


def _compare(index: Index, client: Client, ways: Ways, queries: Sequence[str]) -> dict[str, Figures]:
    facet = f"&kind={max(index.manifest['kinds'], key=index.manifest['kinds'].get)}"
    times: dict[str, list[float]] = {}

    def http(query: str) -> float:
        start = time.perf_counter()
        _, body = client.get(_search(query))
        took = 1000 * (time.perf_counter() - start)
        times.setdefault(BESIDE, []).append(took - json.loads(body)["took_ms"])
        return took

    floor = _clocked(index.encoder.encode)
    clocked: dict[str, Callable[[str], float]] = {
        FLOOR: floor,
        "HTTP": http,
        "HTTP, one kind only": _clocked(lambda query: client.get(_search(query) + facet)),
        FLOOR + PAUSED: _paused(floor),
        "HTTP" + PAUSED: _paused(_clocked(lambda query: client.get(_search(query)))),
        **{name: _clocked(way) for name, way in ways.items()},
    }
    for query in others(index, queries):
        client.ask(query)
        index.encoder.encode(query)
    # In short runs, so that what else the machine does meets all ways. Not one query by each: to be the first
    # after another process, on a core that slept meanwhile, costs what PAUSED tells, and of two ways taking
    # turns only the server would pay for it.
    after = make_queries(index, 3 * len(queries))[2 * len(queries) :]  # the others were asked a moment before
    for start in range(0, len(queries), RUN):
        for name, way in clocked.items():
            asked = after if name.endswith(PAUSED) else queries
            times.setdefault(name, []).extend(way(query) for query in asked[start : start + RUN])
    return {name: summary(found) for name, found in times.items()}


def _search(query: str) -> str:
    return f"/api/v1/search?q={quote(query)}"


def _clocked(way: Callable[[str], object]) -> Callable[[str], float]:
    return lambda query: timed(lambda: way(query))


def _paused(way: Callable[[str], float]) -> Callable[[str], float]:
    def after_a_pause(query: str) -> float:
        time.sleep(PAUSE_S)
        return way(query)

    return after_a_pause


def stages(index: Index, queries: Sequence[str]) -> dict[str, Figures]:
    """Where the time goes inside `kb.search.search.search`."""
    found: dict[str, list[float]] = {}
    for query in others(index, queries):
        search(index, Query(query))
    for query in queries:
        for stage, took in search(index, Query(query)).stages.items():
            found.setdefault(stage, []).append(took)
    return {stage: summary(times) for stage, times in found.items()}


def throughput(port: int, queries: Sequence[str], seconds: float) -> dict[str, float]:
    """Queries a second with so many clients, each asking again as soon as it is answered."""
    return {str(clients): _rate(port, queries, clients, seconds) for clients in CLIENTS}


def _rate(port: int, queries: Sequence[str], clients: int, seconds: float) -> float:
    end = time.perf_counter() + seconds

    def ask(number: int) -> int:
        done = 0
        with closing(Client(port)) as client:
            while time.perf_counter() < end:
                done += client.ask(queries[(number * 31 + done) % len(queries)]) == 200
        return done

    with ThreadPoolExecutor(clients) as pool:
        return round(sum(pool.map(ask, range(clients))) / seconds, 1)


def sentence_transformers(model: str | None, index: Index, queries: Sequence[str]) -> Figures:
    """The same search in plain sentence-transformers: its encoder and a product with all vectors."""
    from kb.embedding.models import SentenceModel, load_encoder

    encoder = load_encoder(model, index.folder.parent / "models")
    vectors = index.store.vectors(np.arange(len(index.units)))

    def encode(text: str) -> NDArray[np.float32]:
        if isinstance(encoder, SentenceModel):
            return np.asarray(encoder.model.encode_query(text))
        return encoder.encode_passages([text])[0].vector

    encode(queries[0])
    return summary([timed(lambda q=q: np.argsort(-(vectors @ encode(q)))[:HITS]) for q in queries])  # type: ignore[misc]


def as_table(report: Mapping[str, Any]) -> str:
    """The report for people."""
    lines = [
        f"{report['units']} units, index {report['index_mb']} MB, server {report['server_mb']} MB (PSS; "
        f"{report['server_own_mb']} not mapped files), "
        f"cold start to first answer {report['cold_start_s']} s"
    ]
    lines.append(f"{'milliseconds':44}{'p50':>9}{'p95':>9}{'p99':>9}")
    for part in ("query", "stages"):
        for name, row in report[part].items():
            lines.append(f"{name:44}" + "".join(f"{row[f'p{q}']:9.2f}" for q in (50, 95, 99)))
    floor, http = report["query"][FLOOR]["p50"], report["query"]["HTTP"]
    paused = report["query"]["HTTP" + PAUSED]["p50"] / report["query"][FLOOR + PAUSED]["p50"]
    lines.append(
        f"HTTP over the forward pass, p50: {http['p50'] / floor:.2f}, "
        f"each after {1000 * PAUSE_S:.0f} ms of nothing: {paused:.2f}"
    )
    lines.append(f"HTTP, p99 over p50: {http['p99'] / http['p50']:.2f}")
    rest = {name: row["p50"] for name, row in report["stages"].items() if name != "encode"}
    rest[BESIDE] = report["query"][BESIDE]["p50"]
    held = ", ".join(f"{name} {took:.2f}" for name, took in rest.items())
    lines.append(f"beside the forward pass, p50: {http['p50'] - floor:.2f}, held by {held}")
    lines += [f"{clients} clients: {rate} queries a second" for clients, rate in report["throughput"].items()]
    return "\n".join(lines)


def as_json(report: Mapping[str, Any]) -> str:
    """The report for programs."""
    return json.dumps(report, ensure_ascii=False, indent=1)
