"""Two printed pages side by side on one of the file, in PDFs drawn here."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.documents.pdf.read import load_pdf
from kb.model import TextLayer
from tests import pdf_maker as draw

SPREAD = (841.89, 595.28)
TITLES = ("Før du begynder", "Det første møde", "Når planen ændres", "Efter et halvt år", "Om tallene", "Tak")
STEPS = ("Spørg til boligen", "Skriv aftalen ned", "Ring efter en uge")
TEXT = (
    "Kommunen begyndte i 2014 med en fast kontaktperson til hver familie. Kontaktpersonen kommer i hjemmet "
    "en gang om ugen og holder forbindelse til skole, læge og boligforening."
)


def texts(layer: TextLayer, page: int) -> list[str]:
    return [layer.text[line.start : line.end] for line in layer.pages[page].lines]


def spreads(path: Path, count: int = 2, step: int = 2, across: bool = False, running: str = "") -> list[str]:
    """Spreads with a title, a paragraph and short steps on both pages, their numbers at the outer corners,
    beside a running title; returns the lines of the paragraph."""
    page = draw.canvas(path, SPREAD)
    wrapped = draw.wrap(TEXT, 300)
    for place in range(2 * count):
        x = 421 * (place % 2)
        draw.line(page, x + 50, 530, TITLES[place], draw.HEADING)
        y = draw.lines(page, x + 50, 500, wrapped)
        draw.lines(page, x + 50, y - 20, STEPS)
        number = 12 + step * (place // 2) + place % 2
        foot = f"{running} {number}" if place % 2 else f"{number} {running}"
        draw.line(page, 740 if place % 2 else 30, 25, foot.strip(), draw.SMALL)
        if place % 2:
            if across and place == 3:
                draw.line(page, 300, 60, "Billedet viser familiens kontaktpersoner på væresteder i byen")
            page.showPage()
    page.save()
    return wrapped


def test_two_printed_pages_on_one_are_read_left_page_first(tmp_path: Path) -> None:
    wrapped = spreads(tmp_path / "a.pdf")
    layer = load_pdf(tmp_path / "a.pdf")
    assert [(page.number, page.label) for page in layer.pages] == [(1, "12"), (1, "13"), (2, "14"), (2, "15")]
    for place, title in enumerate(TITLES[:4]):
        assert texts(layer, place) == [title, *wrapped, *STEPS, str(12 + place)]
    assert [page.lines[-1].zone for page in layer.pages] == ["foot"] * 4
    assert layer.pages[1].lines[0].x0 == pytest.approx(50, abs=0.5)


def test_the_numbers_of_a_spread_may_stand_beside_a_running_title(tmp_path: Path) -> None:
    wrapped = spreads(tmp_path / "a.pdf", running="Tidlig indsats")
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["12", "13", "14", "15"]
    assert texts(layer, 1) == [TITLES[1], *wrapped, *STEPS, "Tidlig indsats 13"]


def test_a_spread_with_text_across_its_middle_is_one_page(tmp_path: Path) -> None:
    spreads(tmp_path / "a.pdf", count=3, across=True)
    layer = load_pdf(tmp_path / "a.pdf")
    assert [(page.number, page.label) for page in layer.pages] == [
        (1, "12"), (1, "13"), (2, "14-15"), (2, None), (3, "16"), (3, "17")
    ]  # fmt: skip
    assert texts(layer, 3) == [] and {TITLES[2], TITLES[3]} <= set("\t".join(texts(layer, 2)).split("\t"))


@pytest.mark.parametrize(("count", "step"), [(1, 2), (2, 0), (2, 1)])
def test_numbers_that_do_not_run_along_make_no_spread(tmp_path: Path, count: int, step: int) -> None:
    spreads(tmp_path / "a.pdf", count, step)
    assert [page.number for page in load_pdf(tmp_path / "a.pdf").pages] == list(range(1, count + 1))
