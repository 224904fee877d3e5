"""Late interaction against a plain loop: every unit, some, and pooled ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.index.token_vectors import (
    KEYWORDS,
    Keywords,
    TokenVectorBuilder,
    TokenVectors,
    build_keywords,
    pooled,
    quantised,
)


def unit_rows(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def written(folder: Path, texts: list[np.ndarray]) -> TokenVectors:
    with TokenVectorBuilder(folder) as builder:
        for rows in texts:
            builder.add(quantised(rows), np.array([len(rows)], np.int32))
    return TokenVectors(folder)


def test_maxsim_is_that_of_a_plain_loop(tmp_path: Path) -> None:
    texts = [unit_rows(3 + number % 7, number) for number in range(40)]
    query = np.round(unit_rows(5, 99) * 127) / 127  # a query is in whole steps too
    opened = written(tmp_path, texts)
    expected = [float((query @ (np.round(t * 127) / 127).T).max(axis=1).mean()) for t in texts]
    for places in (np.arange(40), np.array([0, 3, 4, 17, 39]), np.array([7])):
        found = opened.nearness(query, places)
        assert found.tolist() == pytest.approx([expected[place] for place in places], abs=1e-5)
    assert opened.nearness(query, np.zeros(0, np.int64)).tolist() == []
    assert opened.nearness(query[:0], np.arange(2)).tolist() == [0, 0]


def test_a_build_without_them_has_every_unit_as_far_as_any_other(tmp_path: Path) -> None:
    assert TokenVectors(tmp_path).nearness(unit_rows(2, 0), np.arange(3)).tolist() == [0, 0, 0]


def test_pooling_averages_the_nearest_and_keeps_length_one() -> None:
    east, north = np.eye(2, dtype=np.float32)
    rows = np.stack([east, east, north, north])
    assert pooled(rows, 4) is rows
    merged = pooled(rows, 2)
    assert sorted(merged.tolist()) == [[0.0, 1.0], [1.0, 0.0]]


def test_of_an_editors_phrases_the_nearest_counts(tmp_path: Path) -> None:
    phrases = [unit_rows(1 + number * 7 % 5, number) for number in range(30)]
    owners = [number // 4 * 2 for number in range(30)]  # units 0, 2, ... 14
    codes = [quantised(rows) for rows in phrases]
    build_keywords(owners, [f"ord {number}" for number in range(30)], codes, tmp_path / KEYWORDS)
    query = np.round(unit_rows(3, 99) * 127) / 127
    alone = [float((query @ (np.round(rows * 127) / 127).T).max(axis=1).mean()) for rows in phrases]
    keywords = Keywords(tmp_path)
    for places in ([0, 1, 2, 3, 4, 6, 8, 10, 12, 14], [2, 5, 12], [5]):
        nearness, numbers = keywords.nearest(query, np.array(places))
        own = [[number for number in range(30) if owners[number] == place] for place in places]
        expected = [max((alone[number] for number in of_unit), default=-1) for of_unit in own]
        assert nearness.tolist() == pytest.approx(expected, abs=1e-5)
        best = [f"ord {max(of_unit, key=alone.__getitem__)}" if of_unit else None for of_unit in own]
        assert [keywords.phrases[n] if n >= 0 else None for n in numbers.tolist()] == best


def test_a_build_without_phrases_has_none_nearest(tmp_path: Path) -> None:
    build_keywords([], [], [], tmp_path / KEYWORDS)
    for keywords in (Keywords(tmp_path), Keywords(tmp_path / "none")):
        assert [found.tolist() for found in keywords.nearest(unit_rows(2, 0), np.arange(2))] == [[-1, -1]] * 2
