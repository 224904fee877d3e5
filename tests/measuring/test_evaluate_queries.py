"""`kb evaluate queries` on the tiny corpus: every row is there and the arithmetic holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.index.opened import Index, open_index
from kb.measuring.baselines import baselines, bm25
from kb.measuring.judge import read_queries
from kb.measuring.queries import DEPTH, ideals, ids_without, measure, run
from kb.model import Query
from tests import tiny
from tests.proofs import variants
from tests.proofs.fit import START, fit

GOLD = [
    {
        "id": "a",
        "query": "sagsbehandler på sygehuset",
        "kind": "keyword",
        "judgments": [{"anchor": "møder borgeren på sygehuset", "doc": "rapport-2020", "grade": 3}],
    },
    {
        "id": "b",
        "query": "hjemløses bolig",
        "kind": "question",
        "judgments": [{"anchor": "hjemløshed en varig bolig", "doc": "rapport-2020", "grade": 2}],
    },
    {"id": "c", "query": "vejret i weekenden", "kind": "no-answer", "judgments": []},
]


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("indexes")
    tiny.write(folder)
    return folder


@pytest.fixture(scope="module")
def index(indexes: Path) -> Index:
    return open_index(indexes)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "queries.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in GOLD), encoding="utf-8")
    return path


def test_each_baseline_finds_the_plain_match(index: Index) -> None:
    for name, ranker in baselines(index).items():
        if name != "dense alone":  # the test encoder hashes words and knows no meaning
            assert ranker("møder borgeren på sygehuset")[0] == "rapport-2020/eksempel/en-dør-ind", name


def test_function_words_alone_find_nothing_by_bm25() -> None:
    assert bm25(["borgeren i egen bolig", "det er ikke til at sige"])("er det ikke").tolist() == [0, 0]


def test_the_report_has_product_systems_and_parts(indexes: Path, gold: Path, tmp_path: Path) -> None:
    arguments = ["evaluate", "queries", str(gold), "--indexes", str(indexes), "--json", "--ablate"]
    result = CliRunner().invoke(cli, [*arguments, "--trec", str(tmp_path)])
    found = json.loads(result.output)
    assert found["product"]["silent"] == 1.0
    assert found["product"]["refused"] == 0.0
    assert found["product"]["worths"]["a"] == {"ndcg": 1.0, "mrr": 1.0, "recall": 1.0}
    assert [one["name"] for one in found["systems"]] == [
        "SQLite FTS5", "BM25 Snowball", "dense alone", "RRF"
    ]  # fmt: skip
    assert set(found["p"]) == {one["name"] for one in found["systems"]}
    assert [one["name"] for one in found["without"]][:2] == ["without words", "without covered"]
    assert (tmp_path / "kb.run").read_text().startswith("a Q0 rapport-2020/eksempel/en-dør-ind 1 49 kb\n")


def test_a_fold_is_a_document_or_some_of_the_queries(index: Index, gold: Path) -> None:
    queries = read_queries(gold)
    by_document = fit(index, queries, "document")
    assert [fold.held_out for fold in by_document.folds] == sorted(
        {j.doc for q in queries for j in q.judgments}
    )
    # The weights in use rank every query rightly: none better are found, whatever is held out.
    assert (by_document.ndcg_in_use, by_document.ndcg, by_document.weights) == (1.0, 1.0, START)
    assert {(fold.ndcg, fold.ndcg_fitted_to_all) for fold in by_document.folds} == {(1.0, 1.0)}
    by_query = fit(index, queries, "query")
    assert sum(fold.queries for fold in by_query.folds) == sum(bool(query.judgments) for query in queries)


def test_the_fit_measures_what_the_product_ranks(index: Index, gold: Path) -> None:
    queries = [replace(query, text="støtte") for query in read_queries(gold)]
    found = run(lambda text: ids_without(index, Query(text, limit=DEPTH), "judgement"), queries)
    measured = measure("kb", found, queries, ideals(index, queries))
    assert fit(index, queries, "query").ndcg_in_use == pytest.approx(measured.ndcg, abs=1e-6)


def test_the_table_is_text(indexes: Path, gold: Path) -> None:
    lines = CliRunner().invoke(cli, ["evaluate", "queries", str(gold), "--indexes", str(indexes)]).output
    assert "nDCG@10" in lines.splitlines()[0]
    assert lines.splitlines()[1].startswith("kb ")


def test_variants_are_counted(indexes: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variants.main(indexes, 6, gold)
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["all", "6"]
