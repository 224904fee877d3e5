"""Variants made by rule, and what stability counts."""

from __future__ import annotations

import random

import pytest

from kb.danish.analyze import Analyzer
from kb.measuring.judge import Ideal, JudgedQuery, Judgment
from tests.proofs.variants import RULES, make_variants, stability

QUERY = JudgedQuery("q", "støtte til familierådgivning", "keyword", (Judgment("x", "d", 3),))


@pytest.mark.parametrize(
    ("rule", "variant"),
    [
        ("case", "STØTTE TIL FAMILIERÅDGIVNING"),
        ("letters", "stoette til familieraadgivning"),
        ("compound", "støtte til familie rådgivning"),
    ],
)
def test_rules(analyzer: Analyzer, rule: str, variant: str) -> None:
    assert RULES[rule](QUERY.text, analyzer, random.Random(0)) == variant


def test_order_and_typo_keep_the_letters_nearly(analyzer: Analyzer) -> None:
    shuffled = RULES["order"](QUERY.text, analyzer, random.Random(1))
    assert sorted(shuffled.split()) == sorted(QUERY.text.split())
    slip = RULES["typo"](QUERY.text, analyzer, random.Random(1))
    assert slip != QUERY.text and abs(len(slip) - len(QUERY.text)) <= 1


def test_inflections_become_lemmas(analyzer: Analyzer) -> None:
    assert RULES["inflection"]("børnenes botilbuddet", analyzer, random.Random(0)) == "barn botilbud"


def test_the_same_seed_gives_the_same_variants(analyzer: Analyzer) -> None:
    assert make_variants([QUERY], analyzer, 3, 7) == make_variants([QUERY], analyzer, 3, 7)


def test_stability_counts_shared_hits_and_kept_relevance(analyzer: Analyzer) -> None:
    wanted = {"q": Ideal({"good": (0,)}, (3,), (3,))}
    rankings = {QUERY.text: ["good", "b"], "v1": ["b", "good"], "v2": ["c", "d", "e", "good"]}
    rows = [("case", QUERY, "v1"), ("typo", QUERY, "v2")]
    total, case, typo = stability(rankings.__getitem__, rows, wanted)
    assert (case.overlap, case.kept) == (1.0, 1.0)
    assert (typo.overlap, typo.kept) == (0.5, 0.0)
    assert (total.rule, total.count, total.overlap, total.kept) == ("all", 2, 0.75, 0.5)
