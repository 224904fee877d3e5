"""How many of the nearest units HNSW finds, and what it costs beside the exact search."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import psycopg
from psycopg.rows import TupleRow

from kb.index.opened import Index
from kb.index.store import Vector
from kb.measuring.bench import Figures
from kb.postgres.link import PatientLink, configure, readable, translated
from kb.postgres.publish import HNSW
from kb.postgres.queries import Only, nearest
from kb.postgres.store import SPARE, vector_text
from kb.search.ranking import POOL

NEAREST = 10
ASKED = 50  # queries
_EXACT, _NEAR = ("off", "on"), ("on", "off")  # whether an index or a scan of all may be used
_BUILD = "SELECT build, last FROM kb.build JOIN kb.serving USING (build)"


def overlap(address: str, index: Index, queries: Sequence[str]) -> Figures:
    """Mean share of the ten nearest of real queries' vectors that HNSW finds, for as many candidates as the
    ranking asks for; medians of the milliseconds, and seconds that making the index took (0: it was there).
    """
    vectors = [index.encoder.encode(query).vector for query in queries[:ASKED]]
    with translated(), PatientLink.connect(readable(address)) as link:
        configure(link)
        exact, exact_ms = _asked(link, vectors, _EXACT)
        link.execute("SET default_transaction_read_only = off")
        link.execute("SET maintenance_work_mem = '1GB'")
        start = time.perf_counter()
        link.execute(HNSW.encode())
        built = time.perf_counter() - start
        near, near_ms = _asked(link, vectors, _NEAR)
    share = float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(exact, near, strict=True)]))
    return {
        "overlap@10": round(share, 4),
        "exact_ms": round(exact_ms, 2),
        "hnsw_ms": round(near_ms, 2),
        "built_s": round(built, 1),
    }


def _asked(
    link: psycopg.Connection[TupleRow], vectors: Sequence[Vector], allowed: tuple[str, str]
) -> tuple[list[list[int]], float]:
    """The nearest of each vector, and the median of the milliseconds."""
    for name, value in zip(("enable_indexscan", "enable_seqscan"), allowed, strict=True):
        link.execute("SELECT set_config(%s, %s, false)", [name, value])
    build, last = link.execute(_BUILD).fetchone() or (0, 0)
    seen = {"build": build, "last": last, "limit": POOL + SPARE}
    found, times = [], []
    for vector in vectors:
        statement = nearest(vector_text(vector), Only())
        start = time.perf_counter()
        rows = link.execute(statement.text.encode(), {**statement.values, **seen}, binary=True).fetchall()
        times.append(1000 * (time.perf_counter() - start))
        found.append([item for item, _ in rows[:NEAREST]])
    return found, float(np.median(times))
