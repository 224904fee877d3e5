"""What a claim orders in time, or as cause and effect, must stand so in the source: a memo writer had ten
sentences approved that turned it round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.search.quotes.check import check_quotes
from kb.search.quotes.sequence import tells_order
from tests import tiny

UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Lemvig",),
        title="Et hus i Lemvig",
        text=(
            "Ventetiden faldt 12 pct. efter indførelsen af åben rådgivning. "
            "Beboeren får nøglen til lejligheden først og mødes derefter af en mentor. "
            "Køkkenet er åbnet til frokost, hvorefter naboerne er inviteret indenfor. "
            "Erfaringerne var så gode, at kommunen åbnede endnu et værksted. "
            "Bussen overgik til frivillige i 2019."
        ),
    ),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("sequence"), UNITS, real_indexes)


@pytest.mark.parametrize(
    "text",
    [
        "I Lemvig faldt ventetiden 12 pct., efter at åben rådgivning blev indført.",
        "Erfaringerne var så gode, at Lemvig åbnede endnu et værksted.",
        "Lemvig åbnede køkkenet til frokost, hvorefter naboerne blev inviteret indenfor.",
    ],
)
def test_what_is_told_in_the_order_of_the_source_is_borne_out(index: Index, text: str) -> None:
    assert [verdict.verdict for verdict in check_quotes(index, text)] == ["exact"]


@pytest.mark.parametrize(
    ("text", "written", "source"),
    [
        ("I Lemvig faldt ventetiden 12 pct., før åben rådgivning blev indført.", "før", "efter"),
        ("Lemvig indførte åben rådgivning, fordi ventetiden faldt 12 pct.", "fordi", "efter"),
        ("Naboerne blev inviteret ind, hvorefter køkkenet åbnede til frokost.", "hvorefter", "hvorefter"),
        ("Lemvig åbnede endnu et værksted, før erfaringerne var gode.", "før", "så gode, at"),
        ("Bussen i Lemvig overgik til frivillige, før 2019 begyndte.", "før", ""),
    ],
)  # fmt: skip
def test_what_is_told_in_another_order_is_not(index: Index, text: str, written: str, source: str) -> None:
    (verdict,) = check_quotes(index, text)
    assert verdict.verdict in ("changed", "unsure")
    assert ("period", written, source) in [(d.what, d.written, d.source) for d in verdict.differences]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lemvig byggede huset, før byen voksede.", True),
        ("Huset blev bygget, og derefter voksede byen.", True),
        ("I Lemvig var det før 12 pct.", False),  # a time, and no order
        ("Lemvig har færre end før.", False),
        ("Tallet er større end det var året før.", False),
        ("Inden for området er der ro.", False),
        ("Der gives støtte efter § 85.", False),
    ],
)
def test_a_sentence_surely_tells_what_comes_first(text: str, told: bool) -> None:
    assert tells_order(text) == told
