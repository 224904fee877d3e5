"""Made corpora above the size of a pool: what the ranking finds there, held against a scan of everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.danish.terms import unit_words
from kb.index.opened import Index, open_index
from kb.measuring.bench import make_queries
from kb.model import Filters
from tests.proofs.growth_corpus import make_units, make_vectors
from tests.proofs.growth_measure import exponent, identical, recall, ten_of_pool
from tests.proofs.growth_plot import as_plot
from tests.proofs.growth_report import as_table
from tests.proofs.growth_sentences import Parts
from tests.tiny import passes


@pytest.fixture(scope="module")
def made(made_indexes: Path) -> Index:
    return open_index(made_indexes)


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(parts: Parts) -> None:
    few = [each.unit() for each in make_units(parts, 30)]
    assert [each.unit() for each in make_units(parts, 60)][:30] == few
    assert len({unit.id for unit in few}) == 30
    ids = {unit.id for unit in few}
    assert all(unit.parent in ids for unit in few if unit.parent is not None)
    assert any(unit.parent is not None for unit in few)


def test_the_terms_of_a_made_unit_are_the_builders_but_for_pairs_over_a_sentences_end(parts: Parts) -> None:
    for each in make_units(parts, 5):
        analyzer = parts.analyzer
        true, summed = unit_words(analyzer, each.unit()), each.summed()
        for name in true:
            assert name[0] == "c" or summed[name] == pytest.approx(true[name]), name


def test_vectors_lie_by_their_bases_and_have_length_1() -> None:
    shipped = np.eye(40, dtype=np.float32)
    near = np.array([[3, 7], [5, 5]])
    vectors = make_vectors(shipped, near)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert vectors.argmax(axis=1).tolist() == [3, 5]
    assert make_vectors(shipped, near).tolist() == vectors.tolist()


@pytest.mark.parametrize("filters", [Filters(), Filters(kind=("recommendation",))], ids=["all", "one kind"])
def test_the_pool_has_the_best_of_a_scan_of_everything(made: Index, filters: Filters) -> None:
    queries = make_queries(made, 12)
    found = ten_of_pool(made, queries[0], filters)
    assert len(set(found)) == 10
    assert all(passes(made.by_id[id], filters) for id in found)
    assert found != ten_of_pool(made, queries[1], filters)
    assert identical(made, queries, filters) == 1.0


def test_recall_of_the_dense_leg(made: Index) -> None:
    assert recall(made, make_queries(made, 5)) == {"no filter": 1.0, "one kind": 1.0}  # a scan up to 20,000


def test_an_exponent_is_the_slope_of_the_logarithms() -> None:
    assert exponent([10, 100, 1000], [2, 2 * 10**0.5, 20]) == pytest.approx(0.5)


def test_the_proof_writes_figures_and_a_plot(tiny_indexes: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.proofs.growth", str(tiny_indexes), "200,400", "2", "0.1"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=True)
    reports = json.loads((tmp_path / "growth.json").read_text())
    assert [report["units"] for report in reports] == [200, 400]
    assert {"read", "encode", "lexical", "dense", "fuse", "show"} <= set(reports[0]["stages"])
    assert "to the power of" in done.stdout
    assert (tmp_path / "growth.svg").read_text() == as_plot(reports)
    assert [entry.name for entry in tiny_indexes.iterdir() if entry.name.startswith(".growth")] == []
    del reports[1]["yardsticks"]["bm25s"]  # as above kb.measuring.bench.WORDS_ALONE_UP_TO
    (row,) = (line for line in as_table(reports).splitlines() if line.startswith("bm25s"))
    assert row.split()[-1] == "nan" and float(row.split()[-2]) > 0
