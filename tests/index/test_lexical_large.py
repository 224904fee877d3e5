"""The lexical leg with many units: spilled postings, frequent terms and filters, against plain loops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.index.columns import Allowed
from kb.index.lexical import Lexical, best_scored
from kb.index.postings import K1, B, LexicalBuilder, idf, pack
from kb.index.tags import Clauses

COUNT = 8_000
TERMS = 400
ORDER = np.arange(COUNT)
CLAUSES: Clauses = [
    [{"t0": 1.0, "t3": 0.5, "t40": 0.7}],
    [{"t7": 0.6, "t90": 0.3}, {"t200": 0.5}, {"ukendt": 1.0}],
    [{"t1": 0.2}, {"t350": 0.4, "t351": 0.1}],
]


@pytest.fixture(scope="module")
def documents() -> list[dict[str, float]]:
    """Terms by Zipf's law, three to twelve a unit."""
    chance = np.random.default_rng(5)
    weights = 1 / np.arange(1, TERMS + 1)
    drawn = chance.choice(TERMS, (COUNT, 12), p=weights / weights.sum())
    lengths = chance.integers(3, 13, COUNT)
    return [
        {f"t{term}": 1.0 + term % 3 / 2 for term in sorted(set(row[:length].tolist()))}
        for row, length in zip(drawn, lengths.tolist(), strict=True)
    ]


def build(documents: list[dict[str, float]], folder: Path, spilled: int, together: int) -> Path:
    with LexicalBuilder(folder, spilled) as leg:
        for start in range(0, len(documents), together):
            leg.add(pack(documents[start : start + together]))
        leg.finish()
    return folder


@pytest.fixture(scope="module")
def folder(documents: list[dict[str, float]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(documents, tmp_path_factory.mktemp("spilled"), 5_000, 70)


@pytest.fixture(scope="module")
def exact(documents: list[dict[str, float]]) -> np.ndarray:
    """BM25 of CLAUSES, unit by unit."""
    average = sum(sum(terms.values()) for terms in documents) / COUNT
    having = {f"t{n}": sum(f"t{n}" in terms for terms in documents) for n in range(TERMS)}

    def bm25(term: str, terms: dict[str, float]) -> float:
        norm = K1 * (1 - B + B * sum(terms.values()) / average)
        return idf(COUNT, having[term]) * terms[term] / (terms[term] + norm) if term in terms else 0.0

    return np.array(
        [
            sum(
                max(sum(weight * bm25(term, terms) for term, weight in one.items()) for one in clause)
                for clause in CLAUSES
            )
            for terms in documents
        ]
    )


def test_postings_spilled_and_not_are_the_same_bytes(
    folder: Path, documents: list[dict[str, float]], tmp_path: Path
) -> None:
    build(documents, tmp_path, 1 << 22, COUNT)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in folder.iterdir()
    }
    assert sorted(p.stem for p in folder.iterdir()) == ["data", "indices", "indptr", "size", "terms"]


@pytest.mark.parametrize("dense", [0, 4, 10**9], ids=["by postings", "both", "over all units"])
def test_scores_are_those_of_a_plain_loop(
    folder: Path, exact: np.ndarray, dense: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.lexical.DENSE", dense)
    assert Lexical(folder).scores(CLAUSES) == pytest.approx(exact, abs=1e-5)


@pytest.mark.parametrize("share", [1.0, 0.9, 0.1, 0.0])
def test_the_best_are_those_of_a_scan_within_a_filter(folder: Path, exact: np.ndarray, share: float) -> None:
    mask = np.random.default_rng(1).random(COUNT) < share
    allowed = None if share == 1.0 else Allowed(mask, np.flatnonzero(mask).astype(np.int32))
    every = Lexical(folder).scores(CLAUSES)
    scores = np.where(mask, every, 0)
    expected = [place for place in np.lexsort((ORDER, -scores))[:50].tolist() if scores[place] > 0]
    found = best_scored(every, 50, allowed, ORDER)
    assert found.places.tolist() == expected
    assert found.scores == pytest.approx(exact[found.places], abs=1e-5)


def test_who_holds_any_of_some_terms(folder: Path, documents: list[dict[str, float]]) -> None:
    lists = [["t0"], ["t200", "t350"], ["t3", "t399"], ["ukendt"], []]
    places = np.arange(1, COUNT, 3)
    held = Lexical(folder).holding(lists, places)
    assert held.tolist() == [
        [not names.isdisjoint(documents[p]) for p in places] for names in map(set, lists)
    ]


def test_no_units_and_no_terms(tmp_path: Path) -> None:
    for name, units in (("none", []), ("empty", [{}, {}])):
        leg = Lexical(build(units, tmp_path / name, 10, 10))
        assert leg.size == len(units)
        assert leg.frequencies(["bolig"]) == {}
        assert leg.scores(CLAUSES).tolist() == [0.0] * len(units)
        assert best_scored(leg.scores(CLAUSES), 5, None, np.arange(len(units))).places.tolist() == []


def test_terms_have_numbers_and_unknown_ones_none(folder: Path) -> None:
    leg = Lexical(folder)
    (first, *_) = leg.numbers(["t0", "t1", "t2"]).tolist()
    assert first >= 0
    assert leg.numbers(["findes ikke", "t0", "t0"]).tolist() == [-1, first, first]


def test_a_leg_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), LexicalBuilder(tmp_path / "leg", 4) as leg:
        for _ in range(3):
            leg.add(pack([{"bolig": 1.0, "job": 1.0}]))
        assert sum(path.stat().st_size for path in (tmp_path / "leg").rglob("*") if path.is_file()) == 64
        raise OSError("the disk is full")
    assert list((tmp_path / "leg").iterdir()) == []
