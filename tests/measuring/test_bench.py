"""`kb bench`: its rows, and what it leaves when it is terminated; five seconds of `make proof-load`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.index.opened import open_index
from kb.measuring.bench import FLOOR, HTTP, READERS, as_table, make_queries, summary
from tests.proofs.load import prove, two_builds

ROWS = [FLOOR, HTTP, f"{HTTP}, one kind only", "NumPy, brute force", "SQLite FTS5", "bm25s"]


def test_queries_are_the_same_each_time(tiny_indexes: Path) -> None:
    queries = make_queries(open_index(tiny_indexes), 20)
    assert queries == make_queries(open_index(tiny_indexes), 20)
    assert all(20 <= len(query) <= 70 for query in queries)


def test_percentiles() -> None:
    assert summary([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx({"p50": 3.0, "p95": 4.8, "p99": 4.96})


def test_no_request_fails_while_the_index_changes(tiny_indexes: Path, tmp_path: Path) -> None:
    load = prove(two_builds(tiny_indexes, tmp_path), 5.0, 1.0)
    assert load.asked > 20
    assert (load.failed, load.switches >= 3) == (0, True)


def test_queries_are_measured_beside_their_yardsticks(tiny_indexes: Path, tmp_path: Path) -> None:
    target = tmp_path / "bench.json"
    options = ["--queries", "3", "--seconds", "0.2", "--json", str(target)]
    done = CliRunner().invoke(cli, ["bench", "--indexes", str(tiny_indexes), *options])
    assert done.exit_code == 0, done.output
    report = json.loads(target.read_text())
    assert list(report["query"]) == [*ROWS, *(f"{HTTP}, {number} readers" for number in READERS)]
    for row in report["query"].values():
        assert 0 < row["p50"] <= row["p95"] <= row["p99"]
        assert row["processor"] >= 0
    assert set(report["stages"]) == {"read", "encode", "rank", "filter", "show"}
    assert set(report["throughput"]) == {"1", "2", "4", "8"}
    assert 0 <= report["server_own_mb"] <= report["server_mb"]
    assert report["units"] == 9
    assert done.output.strip() == as_table(report)


def test_terminated_it_stops_its_server_and_removes_its_folder(tiny_indexes: Path) -> None:
    command = [sys.executable, "-m", "tests.proofs.growth", str(tiny_indexes), "300", "30", "60"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as bench:
        try:
            _wait_for(lambda: _servers(bench.pid) != [])
            (server,) = _servers(bench.pid)
            assert len(_left(tiny_indexes)) == 1
        finally:
            bench.send_signal(signal.SIGTERM)
        assert bench.wait(60) == 128 + signal.SIGTERM
    _wait_for(lambda: not Path(f"/proc/{server}").exists())
    assert _left(tiny_indexes) == []


def _servers(pid: int) -> list[int]:
    """The children of a process that serve."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if b"serve" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except OSError:
        return []


def _left(indexes: Path) -> list[str]:
    return [name for name in os.listdir(indexes) if name.startswith(".growth")]


def _wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
