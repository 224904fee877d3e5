"""Proof: PostgreSQL answers as the files do; HNSW finds the nearest. `python -m tests.proofs.postgres
[UNITS]`

A corpus of UNITS made units is built with the deterministic encoder and published; 200 queries, with and
without filters, are asked of both stores: hits, order, totals, facets and scores to 1e-4 must be equal. Then
as many vectors, made of those of the shipped units, are searched by HNSW and exactly for real queries.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from kb.builder.cut import cut_source
from kb.documents.corpus import read_sources
from kb.index.opened import Index, open_index
from kb.measuring.bench import make_queries
from kb.postgres.database import Database
from kb.postgres.publish import publish
from tests import cluster, made
from tests.postgres_contract import disagreements
from tests.proofs.growth_build import build_made
from tests.proofs.growth_sentences import Parts
from tests.proofs.postgres_overlap import ASKED, overlap

QUERIES = 200
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


def near(server: cluster.Cluster, shipped: Index, indexes: Path, count: int) -> float:
    """The share of the ten nearest that HNSW finds among `count` made vectors, for real queries."""
    build_made(shipped, Parts(shipped.analyzer, list(shipped.units)), count, indexes)
    address = server.database("near")
    publish(address, open_index(indexes).folder, [], lambda *_: None)
    found = overlap(address, shipped, make_queries(shipped, ASKED))
    print(f"{count} made vectors: {found}")
    return float(found["overlap@10"])


def main(units: int) -> int:
    """Run both; how many queries went wrong, or 1 for too small an overlap."""
    real = Path(__file__).parents[2] / "indexes"
    with tempfile.TemporaryDirectory() as name, cluster.site() as site:
        server, folder = site.started(), Path(name)
        (real / ".near").mkdir()  # on the same disk: the encoder is linked
        try:
            share = near(server, open_index(real), real / ".near", units)
        finally:
            shutil.rmtree(real / ".near")
        sources, _ = read_sources(Path(__file__).parents[2] / "corpus")
        made.write_made(folder, [unit for source in sources for unit in cut_source(source).units], units)
        wrong = contract(server, folder, folder / "cache")
    for line in wrong:
        print(line)
    return len(wrong) or int(share < LEAST)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000) else 0)
