"""`make proof-store`: both stores in one run, from a database that is left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.errors import IndexUnusable
from tests.cluster import Cluster

psycopg = pytest.importorskip("psycopg")

from tests.proofs.postgres_growth import as_table, grow_beside  # noqa: E402


def test_both_stores_are_measured_and_the_database_is_left_empty(
    tiny_indexes: Path, postgres: Cluster
) -> None:
    address = postgres.database("growth")
    (report,) = grow_beside(tiny_indexes, address, [80], (3, 0.1))
    assert (report["units"], report["sent"], report["overlap"]["overlap@10"]) == (80, 80, 1.0)
    assert {"files, no filter", "postgres, one kind", "postgres, one municipality"} <= set(report["query"])
    assert {"files", "postgres", "unit", "unit_tags", "posting", "posting_pkey"} <= set(report["mb"])
    assert set(report["throughput"]) == {
        "one server, files",
        "one server, postgres",
        "two servers, postgres",
    }
    with psycopg.connect(address) as link:
        assert link.execute("SELECT to_regnamespace('kb')").fetchone() == (None,)
    twice = {**report, "units": 160, "load_s": 4 * report["load_s"]}
    (line,) = [line for line in as_table([report, twice]).splitlines() if line.startswith("published in")]
    assert line.endswith(" 2.00"), "four times the seconds for twice the units"


def test_a_database_with_an_index_is_not_measured_in(tiny_indexes: Path, postgres: Cluster) -> None:
    address = postgres.database("occupied")
    with psycopg.connect(address) as link:
        link.execute("CREATE SCHEMA kb")
    with pytest.raises(IndexUnusable, match="holds an index"):
        next(grow_beside(tiny_indexes, address, [10], (1, 0.1)))
    with psycopg.connect(address) as link:
        assert link.execute("SELECT to_regnamespace('kb') IS NOT NULL").fetchone() == (True,)


def test_the_address_may_be_missing(tiny_indexes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_STORE", raising=False)
    done = CliRunner().invoke(cli, ["verify", "--indexes", str(tiny_indexes), "--store"])
    assert done.exit_code == 2
    assert "needs an address in KB_STORE" in done.output
    both = CliRunner().invoke(cli, ["verify", "--store", "postgresql://elsewhere"])
    assert (both.exit_code, "leave it out to name another" in both.output) == (2, True)
