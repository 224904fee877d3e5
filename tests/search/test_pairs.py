"""Which units are shown beside a recommendation: agreement of the legs, and what the threshold is worth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.danish import read_toml
from kb.index.opened import open_index
from kb.measuring.cards import evaluate_pairs
from kb.measuring.judge import read_lines
from kb.search.related import Pairs, agreement, pairs, read_pairs, threshold
from tests import tiny

GOLD = Path(__file__).parents[1] / "gold" / "cards"
ROOT = np.sqrt(np.float32(2))


def test_a_pair_scores_the_least_that_any_leg_says_along_row_and_column() -> None:
    one = np.array(
        [[3.0, 0.0, 0.0], [0.0, 3.0, 0.0]], np.float32
    )  # along a row: 2, -1, -1 over the root of 2
    flat = np.ones((2, 3), np.float32)
    # Along the first column 3 and 0 are one standard deviation above and below their mean; the third is flat.
    assert agreement([one]) == pytest.approx(
        np.array([[1, -1, -1 / ROOT], [-1, 1, -1 / ROOT]], np.float32), abs=1e-6
    )
    assert agreement([one, flat]) == pytest.approx(np.minimum(agreement([one]), 0), abs=1e-6)


def test_of_parts_of_one_another_the_best_stands_for_all() -> None:
    first, second = tiny.UNITS[0], tiny.UNITS[1]
    whole, part, other = tiny.UNITS[2], tiny.UNITS[3], tiny.UNITS[4]
    level = threshold()
    scores = np.array([[level, level + 1, level + 0.5], [level - 0.1, 0, level]], np.float32)
    shown = Pairs((first, second), (whole, part, other), scores).shown()
    assert shown == {first.id: (part, other), second.id: (other,)}


def test_a_build_keeps_what_is_shown(tiny_indexes: Path) -> None:
    index = open_index(tiny_indexes)
    assert read_pairs(index) == pairs(index).shown()
    assert set(read_pairs(index)) == {unit.id for unit in index.recommendations}


def test_the_samples_count_as_the_page_says(real_indexes: Path) -> None:
    scored = pairs(open_index(real_indexes))
    samples = read_toml("pairs.toml")["sample"]
    for sample in samples:
        judged = read_lines(GOLD / sample["gold"])
        score = evaluate_pairs(scored, judged)
        right, shown = score.right, score.given
        # Other processors give other last digits, and a change of the ranking may move a pair or two.
        assert right / shown == pytest.approx(sample["right"] / sample["shown"], abs=0.1), sample
        assert (len(judged), abs(shown - sample["shown"]) <= 5) == (sample["judged"], True), sample
    assert samples[0]["right"] / samples[0]["shown"] >= 0.8
