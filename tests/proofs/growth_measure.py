"""One size of a made corpus, measured: by stage, over HTTP, and beside its yardsticks in the same run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from kb.embedding.encoder import Encoded, QueryEncoder
from kb.index.files import FileStore
from kb.index.opened import Index, open_index
from kb.index.store import Store
from kb.index.tags import passing
from kb.measuring.baselines import text_table, texts_of
from kb.measuring.bench import (
    FLOOR,
    QUEUE,
    make_queries,
    own_processor_ms,
    summary,
    throughput,
    timed,
    yardsticks,
)
from kb.measuring.server import Client, served
from kb.model import Filters, Query
from kb.search.ranking import POOL, LegQueries, Ranked, leg_queries, rank, rank_within, score_places
from kb.search.reading import Reading, read_query
from kb.search.search import search
from tests.proofs.growth_build import build_made
from tests.proofs.growth_sentences import Parts

Report = dict[str, Any]
# Which leg a question of the store belongs to.
LEGS = {
    "sparse": "lexical",
    "scores": "lexical",
    "holding": "lexical",
    "frequencies": "lexical",
    "dense": "dense",
    "dense_at": "dense",
}
STAGES = ("read", "encode", "lexical", "dense", "fuse", "show")
OUTSIDE, PROCESSOR = "outside the encoder", "outside the encoder, processor time"
NEAREST = 50
WARM = 20  # queries before the measured ones: pages of mapped files come in
YARDSTICKS = 50  # queries that the yardsticks are asked: FTS5 takes seconds for one at a million units


class Timed:
    """A store whose questions are timed by leg, in milliseconds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.spent = {"lexical": 0.0, "dense": 0.0}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._store, name)
        return self._timed(value, LEGS[name]) if name in LEGS else value

    def _timed(self, question: Callable[..., Any], leg: str) -> Callable[..., Any]:
        def ask(*asked: Any) -> Any:
            start = time.perf_counter()
            answer = question(*asked)
            self.spent[leg] += 1000 * (time.perf_counter() - start)
            return answer

        return ask


class TimedEncoder:
    """An encoder that counts the processor time of its caller's thread, in milliseconds."""

    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder
        self.spent = 0.0

    def encode(self, text: str) -> Encoded:
        """The query's vector."""
        start = time.thread_time()
        vector = self._encoder.encode(text)
        self.spent += 1000 * (time.thread_time() - start)
        return vector


def measure(shipped: Index, parts: Parts, count: int, indexes: Path, asked: int, seconds: float) -> Report:
    """Make a corpus of `count` units in `indexes`, serve it and ask it `asked` queries."""
    laps = build_made(shipped, parts, count, indexes)
    index = open_index(indexes)
    queries = make_queries(index, asked + WARM)
    plain, filtered = (_stages(index, queries, filters) for filters in (Filters(), wide_filter(index)))
    written = sum(laps[stage] for stage in laps if stage != "make")
    sizes = [entry["size"] for name, entry in index.manifest["files"].items() if _own(name)]
    report: Report = {
        "units": count,
        "build_s": {**laps, "all but make": round(written, 1)},
        "units_a_second": round(count / written),
        "index_mb": round(sum(sizes) / 1e6, 1),
        "stages": plain,
        "stages, one kind": filtered,
        "recall": recall(index, queries[:asked]),
        "identical": {
            "no filter": identical(index, queries[:asked], Filters()),
            "one kind": identical(index, queries[:asked], wide_filter(index)),
        },
        "yardsticks": _yardsticks(index, queries[WARM : WARM + YARDSTICKS], indexes),
    }
    with served(indexes, *QUEUE) as server:
        report["cold_start_s"] = server.cold_start_s
        report["http"] = _over_http(index, server.port, queries)
        report["throughput"] = throughput(server.port, queries, seconds)
        report["server_mb"], report["server_own_mb"] = server.memory_mb(), server.anonymous_mb()
    return report


def _own(name: str) -> bool:
    """Whether a file grows with the corpus; encoder and lexicon are the shipped ones."""
    return not name.startswith(("encoder/", "analyzer/"))


def wide_filter(index: Index) -> Filters:
    """The kind that most units have."""
    counts: Mapping[str, int] = index.manifest["kinds"]
    return Filters(kind=(max(counts, key=lambda kind: (counts[kind], kind)),))


def narrow_filter(index: Index) -> Filters:
    """A municipality."""
    return Filters(
        municipality=(next(v for facet, v in index.store.facets.names if facet == "municipality"),)
    )


def _stages(index: Index, queries: Sequence[str], filters: Filters) -> dict[str, dict[str, float]]:
    """Milliseconds by stage, and of all of them but the encoder: on the clock, and of the processor, which
    does not count what else the machine is doing."""
    store, encoder = Timed(index.store), TimedEncoder(index.encoder)
    index = replace(index, store=cast(Store, store), encoder=cast(QueryEncoder, encoder))
    rows: dict[str, list[float]] = {stage: [] for stage in (*STAGES, OUTSIDE, PROCESSOR)}
    for number, query in enumerate(queries):
        store.spent.update(lexical=0.0, dense=0.0)
        encoder.spent = 0.0
        start = time.thread_time()
        stages = search(index, Query(query, filters)).stages
        laps = {**{stage: stages[stage] for stage in ("read", "encode", "show")}, **store.spent}
        laps["fuse"] = sum(stages.values()) - sum(laps.values())
        laps[PROCESSOR] = 1000 * (time.thread_time() - start) - encoder.spent
        laps[OUTSIDE] = sum(laps[stage] for stage in STAGES if stage != "encode")
        if number >= WARM:
            for stage, times in rows.items():
                times.append(laps[stage])
    return {stage: summary(times) for stage, times in rows.items()}


def _over_http(index: Index, port: int, queries: Sequence[str]) -> dict[str, dict[str, float]]:
    """One client: without a filter, with a wide one and with a narrow one."""
    (kind,), (place,) = wide_filter(index).kind, narrow_filter(index).municipality
    ways = {"no filter": "", "one kind": f"&kind={kind}", "one municipality": f"&municipality={place}"}
    times: dict[str, list[float]] = {name: [] for name in ways}
    with closing(Client(port)) as client:
        for number, query in enumerate(queries):
            for name, rest in ways.items():
                took = timed(lambda query=query, rest=rest: client.ask(query, rest))  # type: ignore[misc]
                if number >= WARM:
                    times[name].append(took)
    return {name: summary(found) for name, found in times.items()}


def _yardsticks(index: Index, queries: Sequence[str], folder: Path) -> dict[str, dict[str, float]]:
    with closing(text_table(texts_of(index), str(folder / "fts5.sqlite"))) as table:
        ways = {FLOOR: index.encoder.encode, **yardsticks(index, table, queries)}
        return {
            name: {
                **summary([timed(lambda way=way, query=query: way(query)) for query in queries]),  # type: ignore[misc]
                "processor": float(np.median([_processor(way, query) for query in queries])),
            }
            for name, way in ways.items()
        }


def _processor(way: Callable[[str], object], query: str) -> float:
    """Milliseconds of the processor, of all threads."""
    start = own_processor_ms()
    way(query)
    return own_processor_ms() - start


def recall(index: Index, queries: Sequence[str]) -> dict[str, float]:
    """Mean share of the 50 nearest by exact cosine that the dense leg finds, for the queries' own vectors."""
    leg = cast(FileStore, index.store).dense_leg
    found: dict[str, list[float]] = {"no filter": [], "one kind": []}
    for query in queries:
        vector = index.encoder.encode(query).vector
        exact = leg.cosines(vector, None)
        for name, filters in (("no filter", Filters()), ("one kind", wide_filter(index))):
            allowed = index.store.allowed(filters)
            cosines = exact if allowed is None else np.where(allowed.mask, exact, -2.0)
            least = np.partition(cosines, -NEAREST)[-NEAREST]
            near = index.store.dense(vector, POOL, filters).places[:NEAREST]
            found[name].append(float((exact[near] >= least - 1e-6).mean()))
    return {name: round(float(np.mean(shares)), 4) for name, shares in found.items()}


def identical(index: Index, queries: Sequence[str], filters: Filters) -> float:
    """The share of queries whose first ten hits are those of a scan of every unit."""
    return sum(ten_of_pool(index, q, filters) == ten_of_scan(index, q, filters) for q in queries) / len(
        queries
    )


def ten_of_pool(index: Index, query: str, filters: Filters) -> list[str]:
    """The ids of the best ten of the candidates that the legs bring."""
    reading, queries = _read(index, query)
    ranked = rank_within(index, reading, queries, rank(index, reading, queries), filters)
    return _best_ten(index, ranked, filters)


def ten_of_scan(index: Index, query: str, filters: Filters) -> list[str]:
    """The ids of the best ten of all units, each scored by every leg."""
    reading, queries = _read(index, query)
    scale = rank(index, reading, queries)
    every = np.arange(index.store.size)
    ranked = score_places(index, reading, queries, every, bounds=scale.bounds, total=scale.total)
    return _best_ten(index, ranked, filters)


def _read(index: Index, query: str) -> tuple[Reading, LegQueries]:
    reading = read_query(index, Query(query))
    return reading, leg_queries(index, reading, index.encoder.encode(reading.text))


def _best_ten(index: Index, ranked: Ranked, filters: Filters) -> list[str]:
    scores = np.where(passing(ranked.tags, filters), ranked.scores, -1)
    best = np.lexsort((ranked.tags.order, -scores))[:10]
    return [unit.id for unit in index.store.units(ranked.tags.places[best])]


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The b of times ~ sizes ** b, by least squares on the logarithms."""
    slope, _ = np.polyfit([math.log(size) for size in sizes], [math.log(took) for took in times], 1)
    return round(float(slope), 3)
