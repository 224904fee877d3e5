"""Which units are shown beside a recommendation: agreement of the legs, and what the threshold is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.danish import read_toml
from kb.index.opened import open_index
from kb.measuring.cards import evaluate_pairs
from kb.measuring.judge import read_lines
from kb.search.related import (
    Pairs,
    agreement,
    nearest_sentences,
    pairs,
    read_pairs,
    threshold,
)
from tests import tiny

GOLD = Path(__file__).parents[1] / "gold" / "cards"
ROOT = np.sqrt(np.float32(2))


def test_a_pair_scores_the_mean_of_what_the_legs_say_along_row_or_column_whichever_is_less() -> None:
    one = np.array(
        [[3.0, 0.0, 0.0], [0.0, 3.0, 0.0]], np.float32
    )  # along a row: 2, -1, -1 over the root of 2
    flat = np.ones((2, 3), np.float32)
    # Along the first column 3 and 0 are one standard deviation above and below their mean; the third is flat.
    assert agreement([one]) == pytest.approx(
        np.array([[1, -1, -1 / ROOT], [-1, 1, -1 / ROOT]], np.float32), abs=1e-6
    )
    assert agreement([one, flat]) == pytest.approx(agreement([one]) / 2, abs=1e-6)


def test_of_two_texts_the_nearest_sentences_count_and_scraps_do_not(tiny_indexes: Path) -> None:
    index = open_index(tiny_indexes)
    asked = "Borgeren får en fast kontaktperson hos kommunen."
    other = "Budgettet for næste år er vedtaget."
    left = [replace(tiny.UNITS[0], text=f"{other} {asked}")]
    right = [replace(tiny.UNITS[1], text=text) for text in (f"Ja da. {asked}", "Ja da.", f"{other} Ja da.")]
    (row,) = nearest_sentences(index.encoder, left, right)
    assert row == pytest.approx([1, row[1], 1], abs=1e-6)
    assert row[1] < 0.5


def test_shown_pairs_are_counted_and_judged_ones_that_are_not_shown_are_missed() -> None:
    first, unit, other = tiny.UNITS[:3]
    judged = [
        {"recommendation": first.id, "unit": each.id, "grade": grade}
        for each, grade in ((unit, 0), (other, 1))
    ]
    score = evaluate_pairs({first.id: (unit,)}, judged)
    assert (score.right, score.given, score.wanted) == (0, 1, 1)
    assert (score.missed, score.extra) == ((f"{first.id} {other.id}",), (f"{first.id} {unit.id}",))
    assert evaluate_pairs({first.id: (other,)}, judged).right == 1


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
    shown = read_pairs(open_index(real_indexes))
    near = {(name, unit.id) for name, units in shown.items() for unit in units}
    samples = read_toml("pairs.toml")["sample"]
    for sample in samples:
        judged = read_lines(GOLD / sample["gold"])
        score = evaluate_pairs(shown, judged)
        wholly = sum(each["grade"] == 2 for each in judged if (each["recommendation"], each["unit"]) in near)
        # Other processors give other last digits, and a change of the ranking may move a pair or two.
        assert score.right / score.given == pytest.approx(sample["right"] / sample["shown"], abs=0.1), sample
        assert (len(judged), abs(score.given - sample["shown"]) <= 5) == (sample["judged"], True), sample
        assert abs(wholly - sample["wholly"]) <= 3, sample
    assert sum(each["right"] for each in samples) / sum(each["shown"] for each in samples) >= 0.8
    blind = evaluate_pairs(shown, read_lines(GOLD / "pairs_seen.jsonl"))
    assert blind.right / blind.given >= 0.8
