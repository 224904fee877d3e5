"""Small files that were once read wrongly, each for a kind of fault met on real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib import colors

from kb.documents.load import load
from kb.model import Document, Source, TextLayer, Unit
from kb.units.cutting.clean import clean
from kb.units.cutting.segment import segment
from tests import pdf_maker as draw

CASES = Path(__file__).parents[1] / "data" / "cases"


def printed(layer: TextLayer, zone: str | None = None) -> list[str]:
    return [
        layer.text[line.start : line.end] for page in layer.pages for line in page.lines if line.zone == zone
    ]


def units(layer: TextLayer) -> list[Unit]:
    source = Source(Document("sag", "Sag", None, None), ())
    return [unit for unit in segment(source, layer, clean(layer)) if unit.parent is None]


@pytest.mark.parametrize("name", ["glued.pdf", "not-glued.pdf"])
def test_a_space_is_a_gap_not_the_glyph_at_its_code(name: str) -> None:
    assert printed(load(CASES / name)) == [
        "Kommunen tilbyder den unge en fast",
        "kontaktperson og hjælp til egen bolig",
    ]


def test_an_accent_drawn_apart_is_put_on_its_letter() -> None:
    assert printed(load(CASES / "ring-over-a.pdf")) == [
        "Kommunen arbejder med at få de unge i gang og håndterer sagen",
        "på samme måde i hele foråret.",
    ]


def test_decomposed_letters_are_composed() -> None:
    text = load(CASES / "nfd.txt").text
    assert "Pårørende i Nfdby" in text
    assert "pårørende på væresteder med rådgivning om ældre og børn, når livet er svært." in text


def test_letters_that_no_font_tells_are_left_out_and_named() -> None:
    layer = load(CASES / "glyph-names.pdf")
    assert printed(layer) == ["Rapport om unge"]
    assert layer.warnings == (
        "glyph-names.pdf: page 1: 66 letters left out, their font does not tell which they are; "
        "run text recognition (OCR) on it",
    )


def test_a_table_with_some_cells_shaded() -> None:
    table = printed(load(CASES / "first-column-shaded.pdf"), "table")
    assert table[:3] == [
        "Dato for start\tKommune\tOrdning",
        "20240506\tRingby Kommune\tWebmaster",
        "20240507\tSolvang Kommune\tRedaktør",
    ]
    assert len(table) == 17


def test_a_table_with_nothing_drawn() -> None:
    table = printed(load(CASES / "unshaded.pdf"), "table")
    assert table[1:3] == ["20240506 Ringby Kommune\tWebmaster", "20240507 Solvang Kommune\tRedaktør"]
    assert len(table) == 17


def test_words_broken_in_a_cell_are_whole_again() -> None:
    assert printed(load(CASES / "cell-hyphens.pdf"), "table") == [
        "Socialrådgiver\tUdreder borgerens støttebehov og laver en handleplan for det næste år",
        "Kontaktperson\tFølger den unge til jobcenteret og til egen læge hver uge i det første halve år",
        "Bostøtte\tHjælper med at få et netværk og en fast beskæftigelse eller uddannelse",
    ]


def test_line_end_hyphens_of_all_sorts() -> None:
    text = " ".join(unit.text for unit in units(load(CASES / "deling.pdf")))
    assert text == (
        "I Delingsby får hver ung en kontaktperson, og socialrådgiveren følger barnets sag sammen med børne- "
        "og ungeforvaltningen. Et e-mailsvar gives inden tre dage, og det psykosociale arbejde ligger i "
        "socialpsykiatrien. Der er IT-systemer til det hele, og familiebehandlingen aftales med familien i "
        "Delingsby. Det korte jobcenter har åbent hver dag for de unge."
    )


def test_a_footnote_at_the_same_place_of_several_pages_is_kept() -> None:
    found = units(load(CASES / "repeated-footnote.pdf"))
    note = (
        "Underretningspligten gælder alle medarbejdere og skal opfyldes inden for et døgn efter at "
        "bekymringen er opstået, også i ferier og på helligdage."
    )
    assert [unit.footnotes for unit in found] == [(f"{n} {note}",) for n in range(1, 7)]
    assert not any("samme dag" in unit.text and unit.text[-1].isdigit() for unit in found)
    assert not any("Side" in unit.text for unit in found)


def test_numbered_headings_at_the_heads_of_pages_are_no_running_heads() -> None:
    assert [unit.title for unit in units(load(CASES / "case-a-page.pdf"))] == [
        f"Bilag {number}" for number in range(1, 7)
    ]


@pytest.mark.parametrize("below", [18, 40])
def test_they_are_none_with_white_space_below_either(tmp_path: Path, below: float) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for number in range(1, 5):
        draw.line(page, 60, 800, "Referater fra udvalget", draw.SMALL)
        draw.line(page, 60, 760, f"Møde {number}", draw.HEADING)
        draw.paragraph(page, 60, 760 - below, 450, f"Udvalget drøftede punkt {number} på dagsordenen. " * 6)
        draw.line(page, 500, 40, f"Side {number}", draw.SMALL)
        page.showPage()
    page.save()
    layer = load(tmp_path / "a.pdf")
    assert [unit.title for unit in units(layer)] == [f"Møde {number}" for number in range(1, 5)]
    assert printed(layer, "head") == ["Referater fra udvalget"] * 4
    assert printed(layer, "foot") == [f"Side {number}" for number in range(1, 5)]


def test_two_columns_of_lines_in_step_are_no_table(tmp_path: Path) -> None:
    text = draw.wrap("Kommunen har siden 2014 arbejdet med faste kontaktpersoner til familierne. " * 4, 200)
    other = draw.wrap("Ordningen er blevet dyrere end ventet, fordi flere familier er med i den. " * 4, 200)
    page = draw.canvas(tmp_path / "a.pdf")
    draw.lines(page, 60, 760, text)
    draw.lines(page, 300, 760, other)
    page.save()
    assert printed(load(tmp_path / "a.pdf")) == [*text, *other]


def test_a_table_whose_rows_are_shaded_in_turn(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Hjemløse i kommunerne", draw.HEADING)
    rows = [("Kommune", "2013", "2015"), ("Odder", "12", "15"), ("Greve", "", "7"), ("Lejre", "3", "11")]
    rows.append(("Ringsted", "7", "9"))
    for number, row in enumerate(rows):
        if number % 2:
            page.setFillColor(colors.lightgrey)
            page.rect(55, 695 - 16 * number, 330, 16, fill=1, stroke=0)
            page.setFillColor(colors.black)
        for x, text in zip((60, 200, 320), row, strict=True):
            draw.line(page, x, 700 - 16 * number, text)
    draw.paragraph(page, 60, 560, 450, "Kommunerne har selv opgjort tallene. " * 8)
    page.save()
    assert printed(load(tmp_path / "a.pdf"), "table") == ["\t".join(row) for row in rows]
