"""Proof: PostgreSQL answers as the files do; HNSW finds the nearest. `python -m tests.proofs.postgres
[UNITS]`

A corpus of UNITS made units is built with the deterministic encoder and published; 200 queries, with and
without filters, are asked of both stores: hits, order, totals, facets and scores to 1e-4 must be equal. Then
as many vectors, clustered around those of the shipped units, are searched by HNSW and exactly.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import psycopg
from numpy.typing import NDArray

from kb.builder.cut import cut_source
from kb.documents.corpus import read_sources
from kb.index.opened import Index, open_index
from kb.postgres.copy import VECTOR_COLUMNS, vectors_copy
from kb.postgres.database import Database
from kb.postgres.link import SETTINGS
from kb.postgres.publish import HNSW, ensure_schema, publish
from kb.postgres.queries import Only, Statement, nearest
from tests import cluster, made
from tests.postgres_contract import disagreements

QUERIES = 200
NOISE = 0.25  # length of what is added to a shipped vector
LEAST = 0.98


def contract(server: cluster.Cluster, indexes: Path, cache: Path) -> list[str]:
    """Where the two stores disagree about the build in `indexes`."""
    index = open_index(indexes)
    address, start = server.database("contract"), time.perf_counter()
    publish(address, index.folder, [], lambda *_: None)
    print(f"{index.store.size} units published in {time.perf_counter() - start:.0f} s")
    with closing(Database(address, cache)) as database:
        found = list(disagreements(index, database.open(), QUERIES))
    print(f"{QUERIES} queries with and without filters: {len(found)} answered otherwise")
    return found


def overlap(server: cluster.Cluster, shipped: Index, count: int, asked: int = 100) -> float:
    """Mean share of the ten nearest of made vectors that HNSW finds, for vectors made the same way."""
    rows = clustered(shipped.store.vectors(np.arange(shipped.store.size)), count + asked)
    with psycopg.connect(server.database("near"), autocommit=True) as link:
        ensure_schema(link, rows.shape[1])
        with link.cursor().copy(f"COPY kb.vector ({VECTOR_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            for part in vectors_copy(range(1, count + 1), rows[asked:]):
                copy.write(part)
        link.execute("VACUUM ANALYZE kb.vector")
        for name, value in SETTINGS.items():
            link.execute("SELECT set_config(%s, %s, false)", [name, value])
        link.execute("SET default_transaction_read_only = off")
        exact, exact_ms = _nearest(link, rows[:asked])
        start = time.perf_counter()
        link.execute(HNSW.encode())
        built = time.perf_counter() - start
        link.execute("SET enable_seqscan = off")
        near, near_ms = _nearest(link, rows[:asked])
    share = float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, near, strict=True)]))
    print(
        f"{count} clustered vectors: exact {exact_ms:.1f} ms, HNSW {near_ms:.1f} ms (built in {built:.0f} s),"
        f" overlap@10 {share:.3f}"
    )
    return share


def _nearest(link: psycopg.Connection, vectors: NDArray[np.float32]) -> tuple[list[list[int]], float]:
    """The ten nearest of each vector, and the median of the milliseconds; 2,064 rows are asked for."""
    found, times = [], []
    for vector in vectors:
        text = "[" + ",".join(map(repr, vector.tolist())) + "]"
        statement: Statement = nearest(text, Only())
        seen = {"build": 1, "last": 2**31 - 1, "limit": 2064}
        start = time.perf_counter()
        rows = link.execute(statement.text.encode(), {**statement.values, **seen}).fetchall()
        times.append(1000 * (time.perf_counter() - start))
        found.append([item for item, _ in rows[:10]])
    return found, float(np.median(times))


def clustered(shipped: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Rows of length 1 around the shipped ones."""
    chance = np.random.default_rng(0)
    noise = chance.standard_normal((count, shipped.shape[1]), np.float32)
    noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    rows = shipped[chance.integers(len(shipped), size=count)] + noise
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def main(units: int) -> int:
    """Run both; how many queries went wrong, or 1 for too small an overlap."""
    real = Path(__file__).parents[2] / "indexes"
    with tempfile.TemporaryDirectory() as name, cluster.site() as site:
        server, folder = site.started(), Path(name)
        share = overlap(server, open_index(real), units)
        sources, _ = read_sources(Path(__file__).parents[2] / "corpus")
        made.write_made(folder, [unit for source in sources for unit in cut_source(source).units], units)
        wrong = contract(server, folder, folder / "cache")
    for line in wrong:
        print(line)
    return len(wrong) or int(share < LEAST)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000) else 0)
