"""The lexical leg as it is with many units: spilled chunks, frequent terms as bits, the best kept apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.index.columns import Allowed
from kb.index.lexical import BLOCK, Lexical
from kb.index.packed import pack
from kb.index.postings import LexicalBuilder, Sizes, build_lexical

COUNT = 3 * BLOCK // 2
TERMS = 400
SMALL = Sizes(chunk=50_000, champions=500, bits_from=1_000)
ORDER = np.arange(COUNT)
CLAUSES = [
    [{"t0": 1.0, "t3": 0.5, "t40": 0.7}],
    [{"t7": 0.6, "t90": 0.3}, {"t200": 0.5}],
    [{"t1": 0.2}, {"t350": 0.4}],
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


@pytest.fixture(scope="module")
def folder(documents: list[dict[str, float]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    build_lexical(documents, folder, SMALL)
    return folder


@pytest.fixture(scope="module")
def whole(documents: list[dict[str, float]], tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    """The same in one piece, without bits and best."""
    folder = tmp_path_factory.mktemp("whole")
    build_lexical(documents, folder, Sizes(champions=COUNT, bits_from=COUNT))
    return Lexical(folder)


def test_chunks_merge_to_what_one_piece_holds(folder: Path, whole: Lexical, tmp_path: Path) -> None:
    leg = Lexical(folder)
    names = [f"t{number}" for number in range(TERMS)]
    assert leg.frequencies(names) == whole.frequencies(names)
    every = np.arange(COUNT)
    assert leg.at(CLAUSES, every).tolist() == whole.at(CLAUSES, every).tolist()
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_the_same_documents_give_the_same_bytes(
    folder: Path, documents: list[dict[str, float]], tmp_path: Path
) -> None:
    build_lexical(iter(documents), tmp_path, SMALL)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in folder.iterdir()
    }


@pytest.mark.parametrize("count", [1, 40, 5_000])
def test_given_units_are_scored_exactly(folder: Path, whole: Lexical, count: int) -> None:
    places = np.sort(np.random.default_rng(count).choice(COUNT, count, replace=False))
    leg = Lexical(folder)
    assert leg.at(CLAUSES, places) == pytest.approx(whole.at(CLAUSES, np.arange(COUNT))[places], abs=1e-6)
    lists = [["t0"], ["t200", "t350"], ["t3", "t399"], ["ukendt"]]
    assert leg.holding(lists, places).tolist() == whole.holding(lists, np.arange(COUNT))[:, places].tolist()


def test_candidates_without_champions_are_exact(whole: Lexical) -> None:
    scores = whole.at(CLAUSES, np.arange(COUNT))
    found = whole.best(CLAUSES, 100, None, ORDER)
    assert found.scores == pytest.approx(np.sort(scores)[::-1][:100], abs=1e-6)
    assert set(found.places.tolist()) >= set(np.flatnonzero(scores > found.scores[-1] + 1e-6).tolist())


@pytest.mark.parametrize("share", [1.0, 0.9, 0.1])
def test_the_best_of_champions_are_nearly_the_best_and_scored_exactly(
    folder: Path, whole: Lexical, share: float
) -> None:
    mask = np.random.default_rng(1).random(COUNT) < share
    allowed = None if share == 1.0 else Allowed(mask, np.flatnonzero(mask).astype(np.int32))
    found = Lexical(folder, budget=15_000).best(CLAUSES, 50, allowed, ORDER)
    exact = np.where(mask, whole.at(CLAUSES, np.arange(COUNT)), 0)
    assert found.scores == pytest.approx(exact[found.places], abs=1e-6)
    assert (np.diff(found.scores) <= 0).all()
    # Scores fall over few steps here: a unit that is not among the best is nearly as good.
    best = np.sort(exact)[::-1][:50]
    assert found.scores[:5] == pytest.approx(best[:5], abs=1e-6)
    assert found.scores.mean() >= 0.9 * best.mean()


def test_no_units_and_no_terms(tmp_path: Path) -> None:
    build_lexical([], tmp_path / "none")
    build_lexical([{}, {}], tmp_path / "empty")
    for name, size in (("none", 0), ("empty", 2)):
        leg = Lexical(tmp_path / name)
        assert leg.frequencies(["bolig"]) == {}
        assert leg.at(CLAUSES, np.arange(size)).tolist() == [0.0] * size
        assert leg.best(CLAUSES, 5, None, np.arange(size)).places.tolist() == []


def test_a_question_asked_again_within_filters_is_another_one_with_other_clauses(folder: Path) -> None:
    leg, fresh = Lexical(folder, budget=15_000), Lexical(folder, budget=15_000)
    halves = [np.arange(COUNT) % 2 == rest for rest in (0, 1)]
    filters = [None, *(Allowed(mask, np.flatnonzero(mask).astype(np.int32)) for mask in halves)]
    few = np.arange(0, COUNT, 7)
    for clauses in (CLAUSES, CLAUSES[1:], CLAUSES):
        for allowed in filters:
            alone = Lexical(folder, budget=15_000).best(clauses, 50, allowed, ORDER)
            again = leg.best(clauses, 50, allowed, ORDER)
            assert again.places.tolist() == alone.places.tolist()
            assert again.scores.tolist() == alone.scores.tolist()
        assert leg.at(clauses, few).tolist() == fresh.at(list(clauses), few).tolist()


def test_terms_asked_for_again_have_the_same_numbers_and_unknown_ones_none(folder: Path) -> None:
    leg = Lexical(folder)
    (first, *_), *_ = CLAUSES
    known = next(iter(first))
    once = leg.numbers([known, "findes ikke"]).tolist()
    assert once[0] >= 0 and once[1] == -1
    assert leg.numbers(["findes ikke", known, known]).tolist() == [-1, once[0], once[0]]


def test_a_leg_that_is_given_up_leaves_no_chunks(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), LexicalBuilder(tmp_path / "leg", Sizes(chunk=2)) as leg:
        for _ in range(3):
            leg.add(pack([{"bolig": 1.0, "job": 1.0}]))
        assert len(list((tmp_path / "leg").rglob("*.npy"))) == 9  # three chunks of three columns
        raise OSError("the disk is full")
    assert list((tmp_path / "leg").iterdir()) == []
