"""From a PDF to units: the same report set in many ways gives the same units."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kb.documents.pdf.read import load_pdf
from kb.model import Document, Source, Unit
from kb.units.cutting.clean import clean
from kb.units.cutting.segment import segment
from tests import pdf_report as report
from tests.pdf_prose import FAMILIES, HOUSING
from tests.pdf_report import Part, Setting

PLAIN = Setting()
SETTINGS = {
    "plain": PLAIN,
    "justified, hyphenated": Setting(family="Times", size=11, justified=True, hyphen="-"),
    "two columns": Setting(columns=2, size=9.5, hyphen="-", justified=True, box="framed"),
    "two columns, row by row": Setting(
        columns=2, family="Times", size=9, gutter=16, row_by_row=True, head="sides", first_number=5
    ),
    "ligatures, soft hyphens, bullets last": Setting(
        family="Vera", size=9, hyphen="\u00ad", ligatures=True, bullet="■", bullets_last=True
    ),
    "indented paragraphs, boxes between rules": Setting(
        family="Times", size=11.5, paragraph="indent", head="sides", table_rules="three", box="rules"
    ),
    "no heads, no rules, dashes": Setting(head="", table_rules="", bullet="–", indent=16, leading=1.15),
    "three columns": Setting(page=(842, 595), columns=3, gutter=18, size=8.5, hyphen="-"),
}


def units_of(path: Path) -> tuple[Unit, ...]:
    layer = load_pdf(path)
    source = Source(Document("rapport", "Rapport", None, None), (path,))
    return segment(source, layer, clean(layer))


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def of_kind(kind: str) -> list[Part]:
    return [part for part in HOUSING if part.kind == kind]


@pytest.fixture(scope="module", params=SETTINGS, ids=str)
def units(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Unit]:
    path = tmp_path_factory.mktemp("rapport") / "rapport.pdf"
    report.write(path, HOUSING, SETTINGS[request.param])
    return [unit for unit in units_of(path) if unit.parent is None]


def test_recommendations_are_the_bullets_numbered(units: list[Unit]) -> None:
    found = [(unit.number, unit.text) for unit in units if unit.kind == "recommendation"]
    assert found == list(enumerate(of_kind("bullets")[0].items, 1))


def test_boxes_are_examples_with_their_titles(units: list[Unit]) -> None:
    found = [(unit.title, folded(unit.text)) for unit in units if unit.kind == "municipality_example"]
    assert found == [(part.text, " ".join(part.items)) for part in of_kind("box")]


def test_tables_are_findings_with_every_number(units: list[Unit]) -> None:
    (table,) = of_kind("table")
    (finding,) = [unit for unit in units if unit.kind == "finding"]
    assert finding.title == table.text
    assert finding.text.split("\n")[1:] == [" ".join(row) for row in table.rows]


def test_every_paragraph_is_whole_and_in_its_section(units: list[Unit]) -> None:
    chapter: tuple[str, ...] = ()
    for part in HOUSING:
        if part.kind == "chapter":
            chapter = (part.text,)
        elif part.kind == "heading":
            chapter = (chapter[0], part.text)
        elif part.kind == "text":
            holders = [unit for unit in units if part.text in folded(unit.text)]
            assert [unit.section[-len(chapter) :] for unit in holders] == [chapter], part.text


def test_heads_feet_contents_and_quotes_are_gone(units: list[Unit]) -> None:
    text = "\n".join(unit.text for unit in units)
    assert not re.search(r"Side \d|Socialforvaltningen|\.{4}", text)
    assert text.count("fire ud af fem stadig i egen bolig") == 1


def test_the_footnote_is_with_its_unit(units: list[Unit]) -> None:
    noted = [(unit.section[-1], unit.footnotes) for unit in units if unit.footnotes]
    assert noted == [("Indledning", ("1 Egen opgørelse på baggrund af kommunernes indberetninger 2016.",))]


def test_pages_are_counted_and_labelled(tmp_path: Path) -> None:
    report.write(tmp_path / "a.pdf", HOUSING, replace(PLAIN, first_number=11))
    first = next(unit for unit in units_of(tmp_path / "a.pdf") if unit.kind == "recommendation")
    assert (first.pages, first.page_labels) == ((4, 4), ("14", "14"))


@pytest.mark.parametrize("name", ["plain", "two columns", "indented paragraphs, boxes between rules"])
def test_another_report_loses_nothing_and_has_nothing_twice(tmp_path: Path, name: str) -> None:
    report.write(tmp_path / "a.pdf", FAMILIES, SETTINGS[name])
    units = [unit for unit in units_of(tmp_path / "a.pdf") if unit.parent is None]
    advice = [part for part in FAMILIES if part.kind == "bullets"][-1]
    assert [unit.text for unit in units if unit.kind == "recommendation"] == list(advice.items)
    examples = [unit.title for unit in units if unit.kind == "municipality_example"]
    assert examples == ["Hedensted Kommune", "Lolland Kommune"]
    for part in FAMILIES:
        for text in [part.text] if part.kind == "text" else part.items if part.kind != "contents" else []:
            assert sum(folded(unit.text).count(text) for unit in units) == 1, text
    notes = [note for unit in units for note in unit.footnotes]
    assert [note[:10] for note in notes] == ["1 Lov om s", "2 Skemaern"]
