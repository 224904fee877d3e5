"""Claims that a consultant met on the site: two ways exchanged, another's recommendation, list numbers. Her
sentences are held against the shipped documents, others of their kinds against made units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.model import Document
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Difference
from tests import tiny

REGIONS = Document("oplaeg-2019", "Mad i hjemmet", "Danske Regioner", 2019)
UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Struer",),
        title="Huslejer i Struer",
        text=(
            "I 2019 ses en lille stigning i huslejen på havnen og et lille fald i huslejen på bakken.\n\n"
            "Besøgene på museet er faldet, mens udlånene fra biblioteket er steget. "
            "Efter ombygningen ses færre skader, men langt flere klager over støjen."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="oplaeg/anbefaling/1",
        kind="recommendation",
        document=REGIONS,
        text=(
            "Der skal oprettes et fælles køkken i hver opgang, så beboerne kan lave mad sammen. "
            "Køkkenet skal have åbent hver dag."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_a_consultant"), UNITS, real_indexes)


@pytest.mark.parametrize(
    "text",
    [
        "I Struer er huslejen på havnen faldet, mens huslejen på bakken er steget.",
        "I Struer ses et fald i huslejen på havnen og en stigning i huslejen på bakken.",
        "Huslejen på havnen er faldet i Struer.",
        "I Struer er besøgene på museet steget, mens udlånene fra biblioteket er faldet.",
        "I Struer ses en stigning i besøgene på museet og et fald i udlånene fra biblioteket.",
        "Udlånene fra biblioteket i Struer faldt.",
        "Efter ombygningen ses i Struer flere skader, men langt færre klager over støjen.",
    ],
)
def test_each_of_two_ways_is_told_of_its_own_thing(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict == "changed"
    assert {each.what for each in found.differences} == {"direction"}


@pytest.mark.parametrize(
    "text",
    [
        "I Struer er huslejen på havnen steget, mens huslejen på bakken er faldet.",
        "Huslejen på bakken er faldet og huslejen på havnen er steget i Struer.",
        "Huslejen på havnen er steget i Struer.",
        "Der ses et fald i besøgene på museet og en stigning i udlånene fra biblioteket i Struer.",
        "Udlånene fra biblioteket i Struer steg, mens besøgene på museet faldt.",
    ],
)
def test_two_ways_in_another_order_are_not_called_wrong(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("exact", "unsure")
    assert not [each for each in found.differences if each.what == "direction"]
