"""Six seconds of what `make proof-load` does for ten minutes, and the figures `kb bench` prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.index.opened import open_index
from kb.measuring.bench import make_queries, summary
from tests.proofs.load import prove, two_builds


def test_no_request_fails_while_the_index_changes(tiny_indexes: Path, tmp_path: Path) -> None:
    load = prove(two_builds(tiny_indexes, tmp_path), 6.0, 1.0)
    assert load.asked > 20
    assert (load.failed, load.switches >= 3) == (0, True)


def test_queries_are_the_same_each_time(tiny_indexes: Path) -> None:
    queries = make_queries(open_index(tiny_indexes), 20)
    assert queries == make_queries(open_index(tiny_indexes), 20)
    assert all(20 <= len(query) <= 70 for query in queries)


def test_percentiles() -> None:
    assert summary([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx({"p50": 3.0, "p95": 4.8, "p99": 4.96})


def test_bench_names_its_yardsticks(tiny_indexes: Path, tmp_path: Path) -> None:
    target = tmp_path / "bench.json"
    arguments = ["bench", "--indexes", str(tiny_indexes), "--seconds", "0.2", "--queries", "5"]
    done = CliRunner().invoke(cli, [*arguments, "--json", str(target)])
    assert done.exit_code == 0, done.output
    report = json.loads(target.read_text())
    assert set(report["query"]) == {
        "forward pass of the encoder",
        "forward pass of the encoder, after a pause",
        "NumPy, brute force",
        "SQLite FTS5",
        "bm25s",
        "HTTP",
        "HTTP: checking, JSON, the way",
        "HTTP, after a pause",
        "HTTP, one kind only",
        "sentence-transformers",
    }
    assert set(report["throughput"]) == {"1", "2", "4", "8"}
    assert re.search(r"HTTP over the forward pass, p50: [\d.]+, each after 20 ms of nothing: ", done.output)
    assert 0 <= report["server_own_mb"] <= report["server_mb"]
    assert re.search(r"beside the forward pass, p50: -?[\d.]+, held by read [\d.]+, ", done.output)
    assert "HTTP, p99 over p50:" in done.output
