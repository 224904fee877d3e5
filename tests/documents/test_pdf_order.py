"""Reading order, printed lines, geometry and page labels of PDFs drawn here."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from kb.documents.pdf.read import load_pdf
from kb.documents.pdf.rows import runs_on
from kb.model import TextLayer
from tests import pdf_maker as draw

LEFT = (
    "Kommunen begyndte i 2014 med en fast kontaktperson til hver familie. Kontaktpersonen kommer i hjemmet "
    "en gang om ugen og holder forbindelse til skole, læge og boligforening. Familien skal ikke længere "
    "fortælle sin historie forfra, hver gang der kommer en ny medarbejder til."
)
RIGHT = (
    "Efter to år er antallet af underretninger faldet med en fjerdedel. Medarbejderne peger på, at det "
    "skyldes den korte vej fra bekymring til handling. De kan sætte ind samme dag, uden at sagen først skal "
    "visiteres, og det giver ro i familien og tid til at lytte."
)


def texts(layer: TextLayer) -> list[str]:
    return [layer.text[line.start : line.end] for page in layer.pages for line in page.lines]


def two_columns(path: Path, style: draw.Style, row_by_row: bool) -> tuple[list[str], list[str]]:
    left, right = draw.wrap(LEFT, 220, style), draw.wrap(RIGHT, 220, style)
    page = draw.canvas(path)
    draw.line(page, 60, 760, "Færre underretninger med en fast kontaktperson i familien", draw.HEADING)
    step = style.size * style.leading
    if row_by_row:
        for number, (one, two) in enumerate(zip(left, right, strict=False)):
            draw.line(page, 60, 720 - number * step, one, style)
            draw.line(page, 310, 720 - number * step, two, style)
        rest = min(len(left), len(right))
        draw.lines(page, 60, 720 - rest * step, left[rest:], style)
        draw.lines(page, 310, 720 - rest * step, right[rest:], style)
    else:
        draw.lines(page, 310, 720, right, style, 220)
        draw.lines(page, 60, 720, left, style, 220)
    page.save()
    return left, right


def test_columns_drawn_row_by_row(tmp_path: Path) -> None:
    left, right = two_columns(tmp_path / "a.pdf", draw.BODY, row_by_row=True)
    layer = load_pdf(tmp_path / "a.pdf")
    assert texts(layer) == ["Færre underretninger med en fast kontaktperson i familien", *left, *right]


def test_justified_columns_drawn_right_one_first(tmp_path: Path) -> None:
    style = draw.Style("Times-Roman", 11, justified=True)
    left, right = two_columns(tmp_path / "a.pdf", style, row_by_row=False)
    assert texts(load_pdf(tmp_path / "a.pdf"))[1:] == [*left, *right]


def test_lines_carry_offsets_and_geometry(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 72, 700, "Anbefalinger", draw.HEADING)
    draw.line(page, 72, 670, "Kommunen bør tilbyde støtte.")
    page.showPage()
    draw.line(page, 72, 700, "Næste side")
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert layer.text == "Anbefalinger\nKommunen bør tilbyde støtte.\fNæste side"
    head, body = layer.pages[0].lines
    assert (head.x0, head.y, head.size, head.bold) == (72, 700, 16, True)
    assert (body.start, body.end, body.y, body.size, body.bold) == (13, 41, 670, 10, False)
    width = stringWidth("Kommunen bør tilbyde støtte.", "Helvetica", 10)
    assert body.x1 == round(72 + width, 2)
    assert layer.text[layer.pages[1].lines[0].start :] == "Næste side"


def test_heads_come_first_feet_last_and_give_the_label(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for number in (5, 6, 7):
        draw.line(page, 295, 30, str(number), draw.SMALL)
        draw.line(page, 72, 700, f"Her står side {number} i rapporten.")
        draw.line(page, 72, 805, "Tidlig indsats", draw.SMALL)
        draw.line(page, 450, 805, "Socialudvalget", draw.SMALL)
        page.showPage()
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert [page.label for page in layer.pages] == ["5", "6", "7"]
    assert texts(layer)[:3] == ["Tidlig indsats\tSocialudvalget", "Her står side 5 i rapporten.", "5"]
    assert [line.zone for line in layer.pages[0].lines] == ["head", None, "foot"]


def test_a_footnote_mark_keeps_its_place_and_is_marked(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    shown = page.beginText(72, 700)
    shown.setFont("Helvetica", 10)
    shown.textOut("Det gavner familien.")
    shown.setRise(4)
    shown.setFont("Helvetica", 6)
    shown.textOut("3")
    shown.setRise(0)
    shown.setFont("Helvetica", 10)
    shown.textOut(" Derfor fortsætter det.")
    page.drawText(shown)
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert layer.text == "Det gavner familien.3 Derfor fortsætter det."
    assert [layer.text[a:b] for a, b in layer.pages[0].lines[0].marks] == ["3"]


def test_labels_of_the_document_come_before_printed_ones(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    page.addPageLabel(0, style="ROMAN_LOWER")
    page.addPageLabel(2, style="ARABIC", start=1)
    for number in range(4):
        draw.line(page, 72, 700, f"Side {number} i filen.")
        page.showPage()
    page.save()
    assert [page.label for page in load_pdf(tmp_path / "a.pdf").pages] == ["i", "ii", "1", "2"]


def test_a_page_without_its_number_is_counted_between_others(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    for number in (None, 8, None, 10):
        draw.line(page, 72, 700, "Et afsnit af rapporten, som er lidt længere end en side.")
        if number:
            draw.line(page, 295, 30, f"Side {number}", draw.SMALL)
        page.showPage()
    page.save()
    assert [page.label for page in load_pdf(tmp_path / "a.pdf").pages] == [None, "8", "9", "10"]


def test_a_heading_on_top_of_the_left_column_ends_nothing(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    step = draw.BODY.size * draw.BODY.leading
    left, right = draw.wrap(LEFT, 220, draw.BODY), draw.wrap(RIGHT, 220, draw.BODY)
    draw.lines(page, 310, 720, right, draw.BODY)
    lowest = 720 - len(right) * step
    draw.line(page, 60, lowest - step, "Kontaktpersonen", draw.HEADING)
    draw.lines(page, 60, lowest - 3 * step, left, draw.BODY)
    draw.lines(page, 310, lowest - 3 * step, right, draw.BODY)
    page.save()
    words = " ".join(texts(load_pdf(tmp_path / "a.pdf"))).split()
    assert sorted(words) == sorted(" ".join([*right, "Kontaktpersonen", *left, *right]).split())


def test_a_heading_in_the_margin_stands_before_its_text(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    rows = draw.wrap(f"{LEFT} {RIGHT}", 330)
    draw.lines(page, 190, 700, rows)
    draw.line(page, 60, 700, "Før du ringer", draw.Style("Helvetica-Bold", 9))
    page.save()
    assert texts(load_pdf(tmp_path / "a.pdf")) == ["Før du ringer", *rows]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Borgeren får en", "kontaktperson hos kommunen.", 1),
        ("Det sker i hele kommunen.", "og hos naboen.", -1),
        ("Læs mere på www.kommune.dk", "og hos naboen.", -1),
        ("Det sker i hele", "Kommunen betaler.", 0),
    ],
)
def test_a_sentence_runs_on_where_it_is_open(before: str, after: str, expected: int) -> None:
    assert runs_on(before, after) == expected
