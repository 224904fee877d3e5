"""The two legs against independent arithmetic: BM25 written out, brute force for FAISS."""

import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest

from kb.dense import Dense, build_dense
from kb.fuse import min_max, weighted_sum
from kb.lexical import Lexical, build_lexical

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


def test_scores_are_weighted_bm25(tmp_path: Path) -> None:
    build_lexical([Counter(d) for d in DOCUMENTS], tmp_path / "leg")
    leg = Lexical(tmp_path / "leg")
    expected = [bm25("bolig", d) + 0.5 * bm25("unge", d) for d in DOCUMENTS]
    assert leg.scores({"bolig": 1.0, "unge": 0.5, "ukendt": 9.0}) == pytest.approx(expected, abs=1e-6)
    assert [leg.frequency(term) for term in ("bolig", "job", "ukendt")] == [2, 1, 0]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build_lexical([Counter(d) for d in DOCUMENTS], tmp_path / name)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("a", "b"))
    assert first == second


def test_dense_agrees_with_brute_force(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    vectors = generator.normal(size=(50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    build_dense(vectors, tmp_path)
    leg = Dense(tmp_path)
    cosines = vectors @ vectors[3]
    scores, positions = leg.search(vectors[3], None, 5)
    assert positions.tolist() == np.argsort(-cosines)[:5].tolist()
    assert scores == pytest.approx(cosines[positions], abs=1e-6)
    allowed = np.array([1, 2, 40], np.int64)
    assert leg.search(vectors[3], allowed, 9)[1].tolist() == allowed[np.argsort(-cosines[allowed])].tolist()


def test_fusion_adds_scaled_legs() -> None:
    legs = {"a": np.array([2, 4, 0], np.float32), "b": np.array([0.5, 0.0, 1.0], np.float32)}
    assert weighted_sum(legs, {"a": 0.75, "b": 0.25}).tolist() == [0.75 * 0.5 + 0.25 * 0.5, 0.75, 0.25]
    assert min_max(np.zeros(3, np.float32)).tolist() == [0, 0, 0]
    # Cosines of a model lie close together, far from 0: they are told apart all the same.
    assert min_max(np.array([0.75, 0.875, 0.8125], np.float32)).tolist() == [0, 1, 0.5]


def test_frequencies_may_be_fractions(tmp_path: Path) -> None:
    build_lexical([{"bolig": 2.5, "job": 0.5}, {"job": 1.0}], tmp_path / "leg")
    leg = Lexical(tmp_path / "leg")
    average = (3.0 + 1.0) / 2
    norm = 1.2 * (1 - 0.3 + 0.3 * 3.0 / average)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert leg.scores({"bolig": 1.0}).tolist() == pytest.approx([idf * 2.5 / (2.5 + norm), 0.0], abs=1e-6)


def test_agrees_with_bm25s(tmp_path: Path) -> None:
    vocabulary = {term: n for n, term in enumerate(sorted({t for d in DOCUMENTS for t in d}))}
    other = bm25s.BM25(method="lucene", k1=1.2, b=0.3)
    numbered = [[vocabulary[term] for term in d] for d in DOCUMENTS]
    other.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
    build_lexical([Counter(d) for d in DOCUMENTS], tmp_path / "leg")
    leg = Lexical(tmp_path / "leg")
    for term, number in vocabulary.items():
        assert leg.scores({term: 1.0}) == pytest.approx(other.get_scores_from_ids([number]), abs=1e-6)


def test_of_alternatives_the_best_counts(tmp_path: Path) -> None:
    build_lexical([Counter(d) for d in DOCUMENTS], tmp_path / "leg")
    leg = Lexical(tmp_path / "leg")
    one, other = leg.scores({"bolig": 0.5}), leg.scores({"job": 0.9})
    assert leg.best([{"bolig": 0.5}, {"job": 0.9}]).tolist() == np.maximum(one, other).tolist()
    assert leg.best([]).tolist() == [0, 0, 0, 0]
