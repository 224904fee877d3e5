"""The shipped corpus cut and held against the hand-made gold: what `kb evaluate units` prints."""

from pathlib import Path

import pytest

from kb.measuring.score import Score
from kb.measuring.units import evaluate, read_gold
from kb.model import Unit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def scores(corpus_units: tuple[Unit, ...]) -> dict[str, Score]:
    return {score.name: score for score in evaluate(corpus_units, read_gold(ROOT / "tests/gold/units.json"))}


@pytest.mark.parametrize(
    "name",
    [
        "recommendations, exact",
        "recommendations, page",
        "themes of recommendations",
        "recommendations without number",
        "table rows",
        "listed municipalities",
    ],
)
def test_what_must_be_exact_is(scores: dict[str, Score], name: str) -> None:
    assert scores[name].missed == ()
    assert scores[name].given == scores[name].wanted


@pytest.mark.parametrize(
    ("name", "aim"),
    [
        ("examples, core", 0.9),
        ("examples, all", 0.8),
        ("municipalities of examples, core", 0.9),
        ("mind-set elements", 0.9),
        ("indsats types", 0.9),
    ],
)
def test_what_is_aimed_at_is_reached(scores: dict[str, Score], name: str, aim: float) -> None:
    assert scores[name].f1 >= aim


def test_every_titled_example_of_the_appendix_is_cut_exactly(scores: dict[str, Score]) -> None:
    assert [name for name in scores["examples, all"].missed if name.startswith("bilagB")] == []
