"""The two legs against independent arithmetic: BM25 written out, brute force for FAISS."""

import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest

from kb.index.columns import Allowed
from kb.index.dense import Dense, build_dense
from kb.index.lexical import Lexical, best_scored
from kb.index.tags import SAMPLED, best_found
from kb.search.ranking import scaled
from tests.made import write_leg

DOCUMENTS = [
    ["bolig", "støtte", "bolig"],
    ["støtte", "til", "unge", "uden", "bolig", "nu"],
    ["job"],
    [],
]


def bm25(term: str, document: list[str], k1: float = 1.2, b: float = 0.3) -> float:
    """Robertson and Zaragoza 2009, with Lucene's idf (always positive) and without its (k1 + 1)."""
    average = sum(map(len, DOCUMENTS)) / len(DOCUMENTS)
    having = sum(term in other for other in DOCUMENTS)
    idf = math.log(1 + (len(DOCUMENTS) - having + 0.5) / (having + 0.5))
    tf = Counter(document)[term]
    return idf * tf / (tf + k1 * (1 - b + b * len(document) / average))


def scores(leg: Lexical, terms: dict[str, float]) -> np.ndarray:
    """BM25 of every unit for weighted terms."""
    return leg.scores([[terms]])


def test_scores_are_weighted_bm25(tmp_path: Path) -> None:
    leg = write_leg([Counter(d) for d in DOCUMENTS], tmp_path)
    expected = [bm25("bolig", d) + 0.5 * bm25("unge", d) for d in DOCUMENTS]
    assert scores(leg, {"bolig": 1.0, "unge": 0.5, "ukendt": 9.0}) == pytest.approx(expected, abs=1e-6)
    assert leg.frequencies(["bolig", "job", "ukendt"]) == {"bolig": 2, "job": 1}


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_leg([Counter(d) for d in DOCUMENTS], tmp_path / name)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("a", "b"))
    assert first == second


def test_dense_agrees_with_brute_force(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    vectors = generator.normal(size=(50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    build_dense(vectors, tmp_path)
    leg = Dense(tmp_path)
    cosines = vectors @ vectors[3]
    found = leg.search(vectors[3], 5, None, np.arange(50))
    assert found.places.tolist() == np.argsort(-cosines)[:5].tolist()
    assert found.scores == pytest.approx(cosines[found.places], abs=1e-6)
    few = np.array([1, 2, 40])
    allowed = Allowed(np.isin(np.arange(50), few), few.astype(np.int32))
    near = leg.search(vectors[3], 9, allowed, np.arange(50)).places
    assert near.tolist() == few[np.argsort(-cosines[few])].tolist()


def test_legs_are_scaled_by_their_best() -> None:
    assert scaled(np.array([2, 4, 0], np.float32), 0.0, 4.0).tolist() == [0.5, 1.0, 0.0]
    assert scaled(np.array([1, 2, 3], np.float32), 2.0, 4.0).tolist() == [0.0, 0.0, 0.5]
    assert scaled(np.zeros(3, np.float32), 0.0, 0.0).tolist() == [0, 0, 0]
    # Cosines of a model lie close together, far from 0: they are told apart all the same.
    assert scaled(np.array([0.75, 0.875, 0.8125], np.float32), 0.75, 0.875).tolist() == [0, 1, 0.5]


def test_frequencies_may_be_fractions(tmp_path: Path) -> None:
    leg = write_leg([{"bolig": 2.5, "job": 0.5}, {"job": 1.0}], tmp_path)
    average = (3.0 + 1.0) / 2
    norm = 1.2 * (1 - 0.3 + 0.3 * 3.0 / average)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert scores(leg, {"bolig": 1.0}).tolist() == pytest.approx([idf * 2.5 / (2.5 + norm), 0.0], abs=1e-6)


def test_agrees_with_bm25s(tmp_path: Path) -> None:
    vocabulary = {term: n for n, term in enumerate(sorted({t for d in DOCUMENTS for t in d}))}
    other = bm25s.BM25(method="lucene", k1=1.2, b=0.3)
    numbered = [[vocabulary[term] for term in d] for d in DOCUMENTS]
    other.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
    leg = write_leg([Counter(d) for d in DOCUMENTS], tmp_path)
    for term, number in vocabulary.items():
        assert scores(leg, {term: 1.0}) == pytest.approx(other.get_scores_from_ids([number]), abs=1e-6)


def test_of_alternatives_the_best_counts(tmp_path: Path) -> None:
    leg = write_leg([Counter(d) for d in DOCUMENTS], tmp_path)
    one, other = scores(leg, {"bolig": 0.5}), scores(leg, {"støtte": 0.9})
    assert leg.scores([[{"bolig": 0.5}, {"støtte": 0.9}]]).tolist() == np.maximum(one, other).tolist()
    both = leg.scores([[{"bolig": 0.5}], [{"støtte": 0.9}]])
    assert both.tolist() == pytest.approx((one + other).tolist(), abs=1e-6)
    assert leg.scores([]).tolist() == [0, 0, 0, 0]


def test_who_holds_any_of_some_terms(tmp_path: Path) -> None:
    leg = write_leg([Counter(d) for d in DOCUMENTS], tmp_path)
    held = leg.holding([["bolig", "job"], ["unge"], ["ukendt"], []], np.array([1, 2]))
    assert held.tolist() == [[True, True], [True, False], [False, False], [False, False]]


def test_the_best_fall_by_score_and_ties_by_the_order_of_ids(tmp_path: Path) -> None:
    write_leg([{"bolig": 1.0}, {"bolig": 2.0, "job": 1.0}, {"bolig": 1.0}, {"job": 3.0}], tmp_path / "leg")
    leg = Lexical(tmp_path / "leg")
    order = np.array([3, 0, 1, 2])
    scores = leg.scores([[{"bolig": 1.0}]])
    assert best_scored(scores, 9, None, order).places.tolist() == [1, 2, 0]
    assert best_scored(scores, 2, None, order).places.tolist() == [1, 2]
    few = np.array([0, 3])
    allowed = Allowed(np.isin(np.arange(4), few), few.astype(np.int32))
    assert best_scored(scores, 9, allowed, order).places.tolist() == [0]


@pytest.mark.parametrize("spread", [3, 50, 10**6], ids=["most tie", "some tie", "few tie"])
@pytest.mark.parametrize("k", [1, 40, 900, 2000])
def test_the_best_of_many_are_those_of_a_whole_sort(spread: int, k: int) -> None:
    chance = np.random.default_rng(spread)
    scores = chance.integers(0, spread, 1500).astype(np.float32)
    scores[::SAMPLED] += 9  # a sample that tells too much
    places, order = np.arange(1500) * 2, chance.permutation(3000)
    found = best_found(places, scores, k, order)
    expected = np.lexsort((order[places], -scores))[:k]
    assert found.places.tolist() == places[expected].tolist()
    assert found.scores.tolist() == scores[expected].tolist()
