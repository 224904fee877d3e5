"""The gold's rules on a handful of made-up units, the arithmetic written out."""

from __future__ import annotations

import math
from pathlib import Path

import ir_measures
import pytest

from kb.measuring.judge import JudgedQuery, Judgment, gains, ideal, squash_units, worth
from kb.measuring.queries import measure, p_value, write_trec
from kb.model import Document, Unit

DOCUMENT = Document("d", "D", None, None)


def unit(name: str, text: str) -> Unit:
    return Unit(name, "passage", text, DOCUMENT, "d.txt", 0, len(text))


UNITS = [
    unit("long", "Alfa beta. Gamma delta. " + "Mere om det hele. " * 10),
    unit("one", "Alfa beta."),
    unit("two", "Gamma  del-\nta."),
    unit("giant", "Alfa beta. " * 300),
]
QUERY = JudgedQuery(
    "q",
    "?",
    "keyword",
    (Judgment("alfa BETA", "d", 3), Judgment("gamma delta", "d", 2), Judgment("står ingen steder", "d", 1)),
)
IDEAL = ideal(QUERY, squash_units(UNITS))


def test_a_giant_holds_nothing_and_the_shortest_holder_makes_the_place() -> None:
    assert IDEAL.held == {"long": (0, 1), "one": (0,), "two": (1,)}
    assert IDEAL.places == (3, 2, 1)


def test_an_anchor_pays_once() -> None:
    assert gains(["giant", "one", "long", "two"], IDEAL) == [0, 3, 2, 0]


def test_measures_written_out() -> None:
    found = worth(["giant", "one", "two"], IDEAL)
    best = 7 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg == pytest.approx((7 / math.log2(3) + 3 / math.log2(4)) / best)
    assert (found.mrr, found.recall) == (0.5, 1.0)


def test_the_trec_files_give_the_same_figures(tmp_path: Path) -> None:
    results = {"q": ["giant", "one", "long", "two"]}
    write_trec(tmp_path, "kb", results, [QUERY], {"q": IDEAL})
    measures = [
        ir_measures.parse_measure("nDCG(gains={0: 0, 1: 1, 2: 3, 3: 7})@10"),
        ir_measures.parse_measure("RR(rel=2)@10"),
        ir_measures.parse_measure("R(rel=2)@20"),
    ]
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "kb.qrels")))
    run = list(ir_measures.read_trec_run(str(tmp_path / "kb.run")))
    theirs = ir_measures.calc_aggregate(measures, qrels, run)
    ours = worth(results["q"], IDEAL)
    assert [theirs[m] for m in measures] == pytest.approx([ours.ndcg, ours.mrr, ours.recall])


def test_silence_and_refusals_are_counted_apart() -> None:
    nothing = JudgedQuery("n", "?", "no-answer", ())
    found = measure("x", {"q": [], "n": []}, [QUERY, nothing], {"q": IDEAL})
    assert (found.silent, found.refused, found.ndcg) == (1.0, 1.0, 0.0)
    other = measure("y", {"q": ["one"], "n": ["one"]}, [QUERY, nothing], {"q": IDEAL})
    assert (other.silent, other.refused) == (0.0, 0.0)
    assert p_value(found, found) == 1.0
