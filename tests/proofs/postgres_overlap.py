"""How many of the nearest units HNSW finds, and what it costs beside the exact search."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from kb.index.opened import Index
from kb.index.tags import Vector
from kb.measuring.bench import Figures
from kb.postgres.connection import PatientConnection, configure, connection_string, translated
from kb.postgres.publish import HNSW
from kb.postgres.store import NEAREST, SPARE, vector_text
from kb.search.ranking import POOL

ASKED = 50  # queries
_EXACT, _NEAR = ("off", "on"), ("on", "off")  # whether an index or a scan of all may be used


def overlap(address: str, index: Index, queries: Sequence[str]) -> Figures:
    """Mean share of the ten nearest of real queries' vectors that HNSW finds, for as many candidates as the
    ranking asks for; medians of the milliseconds, and seconds that making the index took (0: it was there).
    """
    vectors = [index.encoder.encode(query).vector for query in queries[:ASKED]]
    with translated(), PatientConnection.connect(connection_string(address)) as connection:
        configure(connection)
        exact, exact_ms = _nearest(connection, vectors, _EXACT)
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("SET maintenance_work_mem = '1GB'")
        start = time.perf_counter()
        connection.execute(HNSW.encode())
        built = time.perf_counter() - start
        near, near_ms = _nearest(connection, vectors, _NEAR)
    share = float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(exact, near, strict=True)]))
    return {
        "overlap@10": round(share, 4),
        "exact_ms": round(exact_ms, 2),
        "hnsw_ms": round(near_ms, 2),
        "built_s": round(built, 1),
    }


def _nearest(
    connection: PatientConnection, vectors: Sequence[Vector], allowed: tuple[str, str]
) -> tuple[list[list[int]], float]:
    """The ten nearest of each vector, put in order as the store does, and the median of the milliseconds."""
    for name, value in zip(("enable_indexscan", "enable_seqscan"), allowed, strict=True):
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])
    found, times = [], []
    for vector in vectors:
        asked = {"vector": vector_text(vector), "limit": POOL + SPARE}
        start = time.perf_counter()
        rows = connection.execute(NEAREST.format(where="").encode(), asked, binary=True).fetchall()
        times.append(1000 * (time.perf_counter() - start))
        found.append([item for item, _ in sorted(rows, key=lambda row: (row[1], row[0]))[:10]])
    return found, float(np.median(times))
