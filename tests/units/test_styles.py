"""Made reports in many house styles: what is found in all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.builder.cut import cut_source
from kb.measuring.score import Score, total
from kb.measuring.styles import evaluate, read_styles

STYLES = Path(__file__).parents[1] / "gold" / "styles"


def summed(*names: str) -> dict[str, Score]:
    """The scores of all styles of these sets together."""
    styles = [style for name in names for style in read_styles(STYLES / name)]
    found = [evaluate(cut_source(source).units, key) for source, key in styles]
    return {each[0].name: total(each[0].name, each) for each in zip(*found, strict=True)}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return summed("seen")  # of its last eight, letters and "iv" are printed numbers but no unit's


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Score]:
    """Sets with many reports that tell of one municipality after the other."""
    return summed("seen4", "seen5", "seen7", "seen8", "seen9")


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("recommendations", 0.94, 0.97),
        ("printed numbers", 0.87, 0.87),
        ("examples", 0.96, 0.96),
        ("headings", 0.95, 0.95),
        ("table cells", 0.96, 0.96),
        ("words kept", 0.998, 0.998),
    ],
)
def test_styles_are_cut_right(scores: dict[str, Score], name: str, recall: float, precision: float) -> None:
    assert scores[name].recall >= recall
    assert scores[name].precision >= precision


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [("recommendations", 0.91, 0.88), ("examples", 0.92, 0.88), ("headings", 0.94, 0.94)],
)
def test_catalogues_are_cut_right(
    catalogues: dict[str, Score], name: str, recall: float, precision: float
) -> None:
    assert catalogues[name].recall >= recall
    assert catalogues[name].precision >= precision
