from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.index.opened import Index, open_index
from kb.index.tags import Tags, facets_of
from kb.search.nested import best_of_nested, count_listed

DOOR = "rapport-2020/eksempel/en-dør-ind"
INSIDE = f"{DOOR}/1"
HOME = "rapport-2020/eksempel/hjem-foerst"


@pytest.fixture(scope="module")
def index(tiny_indexes: Path) -> Index:
    return open_index(tiny_indexes)


def scored(index: Index, **given: float) -> tuple[np.ndarray, np.ndarray, Tags]:
    """The scores of all units, those that were given one, and the tags of all."""
    names = {"door": DOOR, "inside": INSIDE, "home": HOME}
    scores = np.zeros(len(index.units), np.float32)
    for name, score in given.items():
        scores[index.store.place(names[name])] = score
    return scores, np.flatnonzero(scores), index.store.tags(np.arange(len(index.units)))


@pytest.mark.parametrize(
    ("scores", "listed"),
    [
        ({"door": 0.5, "inside": 0.7, "home": 0.6}, [INSIDE, HOME]),
        ({"door": 0.7, "inside": 0.5, "home": 0.6}, [DOOR, HOME]),
        ({"inside": 0.5, "home": 0.5}, [INSIDE, HOME]),  # a tie is broken by id
    ],
)
def test_the_best_of_a_unit_and_the_units_inside_it(
    index: Index, scores: dict[str, float], listed: list[str]
) -> None:
    assert [index.units[n].id for n in best_of_nested(*scored(index, **scores)).tolist()] == listed


def test_the_example_of_the_docstring() -> None:
    names = [("municipality", "Odense"), ("municipality", "Køge")]
    tags = Tags(
        places=np.arange(3),
        order=np.arange(3),
        facets=facets_of(names),
        codes=np.array([0, 0, 1, 1]),
        holders=np.array([0, 1, 1, 2]),
        inner=np.array([0]),
        outer=np.array([1]),
        whole=np.ones(3, np.bool_),
    )
    scores = np.array([0.7, 0.6, 0.5], np.float32)
    listed = best_of_nested(scores, np.arange(3), tags)
    assert listed.tolist() == [0, 2]
    assert count_listed(scores, np.arange(3), listed, tags)["municipality"] == {"Køge": 2, "Odense": 1}


def test_choices_count_what_is_listed_when_a_value_is_chosen(index: Index) -> None:
    # The part inside is a passage and names no law: choosing the law lists the other one of the two.
    scores, chosen, tags = scored(index, door=0.5, inside=0.7, home=0.6)
    listed = best_of_nested(scores, chosen, tags)
    facets = count_listed(scores, chosen, listed, tags)
    assert facets["kind"] == {"municipality_example": 1, "passage": 1}  # as many as are listed
    assert facets["municipality"] == {"Odense": 1, "Roskilde": 1}
    assert facets["law"] == {"SEL § 85": 1}
    assert facets["document"] == {"rapport-2020": 2}
    examples = count_listed(scores, chosen, listed, tags, ("municipality_example",))
    assert examples["kind"] == {"municipality_example": 1}
    assert examples["municipality"] == {"Odense": 1}  # that of Roskilde is listed as a passage
    assert examples["document"] == {"rapport-2020": 1}


@pytest.mark.parametrize("seed", range(20))
def test_the_listed_are_those_that_a_walk_from_the_best_down_keeps(index: Index, seed: int) -> None:
    """Chains up to four deep, some of their units no candidates."""
    chance = np.random.default_rng(seed)
    parent = [int(chance.integers(-1, number)) if number % 3 else -1 for number in range(40)]
    above: list[list[int]] = [[] if p < 0 else [p] for p in parent]
    for number, around in enumerate(above):
        above[number] = around + (above[around[0]] if around else [])
    places = np.flatnonzero(chance.random(40) < 0.8)
    pairs = [(row, outer) for row, place in enumerate(places.tolist()) for outer in above[place]]
    tags = replace(
        index.store.tags(np.arange(0)),
        places=places,
        order=chance.permutation(len(places)),
        inner=np.array([row for row, _ in pairs], np.int64),
        outer=np.array([outer for _, outer in pairs], np.int64),
    )
    scores = chance.integers(0, 9, len(places)).astype(np.float32)
    chosen = np.flatnonzero(chance.random(len(places)) < 0.7)
    kept: list[int] = []
    for row in sorted(chosen.tolist(), key=lambda row: (-scores[row], tags.order[row])):
        place = places[row]
        if not any(place in above[places[k]] or places[k] in above[place] for k in kept):
            kept.append(row)
    assert best_of_nested(scores, chosen, tags).tolist() == kept
