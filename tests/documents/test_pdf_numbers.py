"""Printed page numbers, wherever they stand, in PDFs drawn here."""

from __future__ import annotations

from pathlib import Path

from kb.documents.pdf.read import load_pdf
from kb.model import TextLayer
from tests import pdf_maker as draw

TITLES = ("Før du begynder", "Det første møde", "Når planen ændres", "Efter et halvt år", "Om tallene")
TEXT = (
    "Kommunen begyndte i 2014 med en fast kontaktperson til hver familie. Kontaktpersonen kommer i hjemmet "
    "en gang om ugen og holder forbindelse til skole, læge og boligforening."
)


def texts(layer: TextLayer, page: int) -> list[str]:
    return [layer.text[line.start : line.end] for line in layer.pages[page].lines]


def numbered(path: Path, first: int, places: list[tuple[float, float]], title: str = "") -> None:
    """A page a place (x, y), with its number there and the title behind it, and text in the middle."""
    page = draw.canvas(path)
    for place, (x, y) in enumerate(places):
        draw.line(page, 110, 700, TITLES[place], draw.HEADING)
        draw.paragraph(page, 110, 670, 380, f"{TEXT} {TEXT} {TEXT}")
        draw.line(page, x, y, f"{first + place}{title}", draw.SMALL)
        page.showPage()
    page.save()


def test_numbers_in_the_outer_margin_at_half_height_are_labels(tmp_path: Path) -> None:
    numbered(tmp_path / "a.pdf", 7, [(560, 657), (40, 657), (560, 657), (40, 657)])
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["7", "8", "9", "10"]
    assert [texts(layer, n)[-1] for n in range(4)] == ["7", "8", "9", "10"]
    assert [page.lines[-1].zone for page in layer.pages] == ["foot"] * 4


def test_numbers_beside_the_text_that_do_not_run_along_stay(tmp_path: Path) -> None:
    numbered(tmp_path / "a.pdf", 7, [(560, 657), (40, 640), (560, 620), (40, 600)])
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == [None] * 4
    assert "foot" not in {line.zone for page in layer.pages for line in page.lines}


def test_a_number_in_the_corner_with_the_running_title_is_the_label(tmp_path: Path) -> None:
    numbered(tmp_path / "a.pdf", 31, [(40, 800), (430, 800), (40, 800)], " Tidlig indsats")
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["31", "32", "33"]
    assert {page.lines[0].zone for page in layer.pages} == {"head"}


def test_chapters_counted_in_running_heads_are_no_labels(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for place, chapter in enumerate((1, 1, 2, 3, 3, 3, 4)):
        draw.paragraph(page, 110, 670, 380, f"{TITLES[place % 5]}. {TEXT}")
        draw.line(page, 40, 800, f"{chapter} {TITLES[chapter]}", draw.SMALL)
        page.showPage()
    page.save()
    assert [page.label for page in load_pdf(tmp_path / "a.pdf").pages] == [None] * 7


def test_a_number_with_a_full_stop_is_a_label(tmp_path: Path) -> None:
    numbered(tmp_path / "a.pdf", 4, [(40, 30), (540, 30), (40, 30)], ".")
    assert [page.label for page in load_pdf(tmp_path / "a.pdf").pages] == ["4", "5", "6"]


def test_a_number_right_below_the_text_of_a_full_page_is_its_label(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for number in (4, 5, 6):
        lowest = 53 if number == 6 else 300
        draw.lines(page, 72, lowest + 13 * 40, draw.wrap(" ".join([TEXT] * 14), 400)[:41])
        draw.line(page, 72, 40, f"{number}.")
        page.showPage()
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["4", "5", "6"]
    assert [page.lines[-1].zone for page in layer.pages] == ["foot"] * 3


def test_a_turned_number_in_the_outer_margin_is_the_label(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for number in (21, 22, 23):
        draw.paragraph(page, 110, 670, 380, f"{TITLES[number % 5]}. {TEXT}")
        page.saveState()
        page.translate(570, 400)
        page.rotate(90)
        draw.line(page, 0, 0, f"Side {number}", draw.SMALL)
        page.restoreState()
        page.showPage()
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["21", "22", "23"]
    assert {page.lines[-1].zone for page in layer.pages} == {"turned"}
