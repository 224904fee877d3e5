"""The judgement of a build is fitted to its own units, on queries drawn by rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kb.builder.calibrate import GIVEN, _fit, calibrate, draw_queries, off_topic
from kb.index.opened import Index, open_index
from kb.model import Query
from kb.search.search import search
from tests import tiny


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    indexes = tmp_path_factory.mktemp("indexes")
    tiny.write(indexes)
    return open_index(indexes)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A hundred and twenty units: the made-up ones, many times, and no two with the same text."""
    units = [
        replace(unit, id=f"{unit.id}-{copy}", parent=None, text=f"{unit.text} Sag {copy}.")
        for copy in range(120 // len(tiny.UNITS) + 1)
        for unit in tiny.UNITS
    ]
    indexes = tmp_path_factory.mktemp("many")
    tiny.write(indexes, units)
    return open_index(indexes)


def test_a_small_corpus_has_the_given_judgement(index: Index) -> None:
    assert calibrate(index) == index.judgement == GIVEN


def test_a_larger_one_has_its_own_and_it_tells_the_two_sorts_apart(many: Index) -> None:
    assert many.judgement != GIVEN
    assert calibrate(many) == many.judgement
    drawn, beside = draw_queries(many, many.units, 40, seed=1), off_topic()
    not_answered = [query for query in drawn if search(many, Query(query)).outcome != "answers"]
    answered = [query for query in beside if search(many, Query(query)).outcome == "answers"]
    assert len(not_answered) <= 4
    assert len(answered) <= len(beside) // 20 + 1


def test_drawn_queries_are_the_same_for_the_same_units_and_say_it_in_other_words(many: Index) -> None:
    drawn = draw_queries(many, many.units, 60)
    assert drawn == draw_queries(many, many.units, 60)
    written = " ".join(unit.text.lower() for unit in many.units)
    assert any(word not in written for query in drawn for word in query.lower().split())
    assert any(all(word in written for word in query.lower().split()) for query in drawn)


def test_a_unit_more_leaves_the_other_queries_as_they_were(many: Index) -> None:
    units = list(many.units)
    added = [
        replace(units[5], id=f"rapport-2020/afsnit/ny-{n}", text=f"Ny støtte nummer {n}.") for n in range(9)
    ]
    before, after = draw_queries(many, units, 60), draw_queries(many, [*units[:50], *added, *units[50:]], 60)
    assert len(before) > 40
    assert len(set(before) - set(after)) <= 9
    assert [query for query in before if query in after] == [query for query in after if query in before]


def test_the_fit_finds_the_model_that_made_the_chances() -> None:
    generator = np.random.default_rng(3)
    rows = generator.normal(size=(4000, 2))
    chance = 1 / (1 + np.exp(-(2 * rows[:, 0] - rows[:, 1])))
    right = generator.random(len(rows)) < chance
    weights, bias = _fit(rows[right], rows[~right])
    assert weights.tolist() == pytest.approx([2, -1], abs=0.2)
    assert bias == pytest.approx(0, abs=0.2)
