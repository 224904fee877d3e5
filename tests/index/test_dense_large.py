"""Above the size of an exact scan: cells of 8-bit codes, put in order by the exact vectors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.index.columns import Allowed
from kb.index.dense import FLAT_UP_TO, SCAN_UP_TO, Dense, build_dense
from kb.search.ranking import POOL

COUNT = FLAT_UP_TO + 5_000
K = 50


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    """Clustered, as texts are: 200 centres with noise, 32 dimensions."""
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(200, 32))[chance.integers(0, 200, COUNT)] + 0.4 * chance.normal(
        size=(COUNT, 32)
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def leg(vectors: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> Dense:
    folder = tmp_path_factory.mktemp("large")
    build_dense(vectors, folder)
    return Dense(folder)


@pytest.mark.parametrize("share", [1.0, 0.6, 0.1], ids=["no filter", "a wide filter", "a narrow filter"])
def test_recall_against_brute_force(leg: Dense, vectors: NDArray[np.float32], share: float) -> None:
    pool = np.arange(0, COUNT, 1 / share).astype(np.int64)
    mask = np.zeros(COUNT, np.bool_)
    mask[pool] = True
    allowed = None if share == 1.0 else Allowed(mask, pool.astype(np.int32))
    assert allowed is None or (len(pool) > SCAN_UP_TO) == (share == 0.6)
    found = []
    for row in range(0, COUNT, COUNT // 20):
        best_found = leg.search(vectors[row], K, allowed, np.arange(COUNT))
        scores, positions = best_found.scores, best_found.places
        exact = vectors[pool] @ vectors[row]
        best = set(pool[np.argsort(-exact)[:K]].tolist())
        found.append(len(best & set(positions.tolist())) / K)
        assert scores == pytest.approx(vectors[positions] @ vectors[row], abs=2e-3)
        assert (np.diff(scores) <= 0).all()
    assert np.mean(found) >= 0.95


def test_as_many_are_found_as_are_asked_for_however_far_they_lie(
    leg: Dense, vectors: NDArray[np.float32]
) -> None:
    farthest = np.argsort(vectors @ vectors[0])[: COUNT * 9 // 20]
    mask = np.zeros(COUNT, np.bool_)
    mask[farthest] = True
    allowed = Allowed(mask, np.flatnonzero(mask).astype(np.int32))
    assert len(farthest) > SCAN_UP_TO
    found = leg.search(vectors[0], POOL, allowed, np.arange(COUNT)).places.tolist()
    assert (len(set(found)), set(found) <= set(farthest.tolist())) == (POOL, True)
    nearest = farthest[np.argsort(-(vectors[farthest] @ vectors[0]))[:K]]
    assert len(set(nearest.tolist()) & set(found[:K])) >= 0.95 * K


def test_a_small_index_is_exact_and_is_served_without_faiss(tmp_path: Path) -> None:
    build_dense(np.eye(8, dtype=np.float32), tmp_path)
    code = (
        "import sys, numpy, pathlib; from kb.index.dense import Dense; "
        f"leg = Dense(pathlib.Path({str(tmp_path)!r})); order = numpy.arange(8); "
        "print(leg.search(leg.vectors(order[5:6])[0], 1, None, order).places, 'faiss' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[5] False\n"
