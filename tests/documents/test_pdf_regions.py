"""What stands beside, across or inside the running text: quotes, boxes, tables, drawings, footnotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from kb.documents.pdf.read import load_pdf
from kb.model import Document, Source, TextLayer
from kb.units.cutting.clean import clean
from kb.units.cutting.segment import segment
from tests import pdf_maker as draw

FIRST = (
    "Boligforeningen ringer til kommunen, så snart en lejer er bagud med huslejen, og en medarbejder banker "
    "på samme uge. Det sker ikke for at kontrollere, men for at høre, hvad der er galt. De fleste sager kan "
    "løses med en afdragsordning og lidt hjælp til at få overblik over økonomien."
)
SECOND = (
    "Enkelte borgere har brug for mere, og de får tilbudt en bostøtte, som kommer fast i hjemmet, indtil der "
    "er ro på. Ordningen koster under halvdelen af, hvad et ophold på et herberg koster, og medarbejderne "
    "oplever for første gang at komme før ulykken."
)
QUOTE = ["”Vi kommer før ulykken", "og ikke efter den.”"]
NINE = draw.Style("Helvetica", 9)


def zoned(layer: TextLayer) -> list[tuple[str | None, str]]:
    return [(line.zone, layer.text[line.start : line.end]) for page in layer.pages for line in page.lines]


def free(layer: TextLayer) -> list[str]:
    return [text for zone, text in zoned(layer) if zone is None]


def texts_of(path: Path) -> list[str]:
    layer = load_pdf(path)
    return [unit.text for unit in segment(Source(Document("a", "A", None, None), ()), layer, clean(layer))]


def start(folder: Path) -> tuple[Path, Canvas]:
    return folder / "a.pdf", draw.canvas(folder / "a.pdf")


def test_a_quote_across_two_columns_comes_after_them(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right = draw.wrap(FIRST, 200), draw.wrap(SECOND, 200)
    draw.lines(page, 60, 760, left[:4])
    draw.lines(page, 300, 760, right[:4])
    draw.lines(page, 150, 680, QUOTE, draw.Style("Helvetica-Oblique", 18))
    draw.lines(page, 60, 620, left[4:])
    draw.lines(page, 300, 620, right[4:])
    page.save()
    assert zoned(load_pdf(path)) == [(None, t) for t in left + right] + [("box", t) for t in QUOTE]


def test_a_heading_across_two_columns_ends_both(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right = draw.wrap(FIRST, 200), draw.wrap(SECOND, 200)
    draw.lines(page, 60, 760, left)
    draw.lines(page, 300, 760, right)
    draw.line(page, 60, 620, "Økonomien i ordningen og hvad den har betydet for lejerne", draw.HEADING)
    draw.lines(page, 60, 590, right)
    draw.lines(page, 300, 590, left)
    page.save()
    title = "Økonomien i ordningen og hvad den har betydet for lejerne"
    assert free(load_pdf(path)) == [*left, *right, title, *right, *left]


def test_a_short_heading_between_two_pairs_of_columns(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right = draw.wrap(FIRST, 200), draw.wrap(SECOND, 200)
    draw.line(page, 60, 780, "Opsøgning", draw.HEADING)
    draw.lines(page, 60, 760, left)
    draw.lines(page, 300, 760, right)
    draw.line(page, 60, 625, "Økonomi", draw.HEADING)
    draw.lines(page, 60, 600, right)
    draw.lines(page, 300, 600, left)
    page.save()
    assert free(load_pdf(path)) == ["Opsøgning", *left, *right, "Økonomi", *right, *left]


def test_a_box_beside_the_text_comes_after_it(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    text, fact = (
        draw.wrap(FIRST + " " + SECOND, 330),
        draw.wrap("I 2014 blev 42 familier sat ud. I 2017 var det 11.", 110, NINE),
    )
    page.setFillColor(colors.lightgrey)
    page.rect(410, 660, 130, 110, fill=1, stroke=0)
    page.setFillColor(colors.black)
    draw.line(page, 418, 752, "Fakta", draw.BOLD)
    draw.lines(page, 418, 738, fact, NINE)
    draw.lines(page, 60, 760, text)
    page.save()
    expected = [(None, t) for t in text] + [("box", t) for t in ["Fakta", *fact]]
    assert zoned(load_pdf(path)) == expected


def test_a_framed_box_inside_a_sentence_comes_after_its_paragraph(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    text = draw.wrap(FIRST, 450)
    y = draw.lines(page, 60, 760, text[:2])
    page.rect(60, y - 50, 450, 50)
    draw.lines(page, 70, y - 20, ["Fakta om ordningen", "Den begyndte i 2012 med to medarbejdere."])
    y = draw.lines(page, 60, y - 70, text[2:])
    draw.lines(page, 60, y - 10, draw.wrap(SECOND, 450))
    page.save()
    assert [text for zone, text in zoned(load_pdf(path)) if zone == "box"] == [
        "Fakta om ordningen",
        "Den begyndte i 2012 med to medarbejdere.",
    ]
    assert FIRST in texts_of(path)[0]


def test_a_table_with_rules_keeps_empty_cells_and_wrapped_ones(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    style = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
    rows = [
        ["Målgruppe", "Indsats", "2014", "2015"],
        ["Unge i hjemløshed", "Bostøtte efter CTI i ni måneder med en fast medarbejder", "12", "15"],
        ["Familier med gæld", "Gældsrådgivning", "", "7"],
    ]
    cells = [[Paragraph(text, style) if text else "" for text in row] for row in rows]
    table = Table(cells, colWidths=[110, 150, 40, 40], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    table.wrap(0, 0)
    table.drawOn(page, 60, 600)
    draw.lines(page, 60, 560, draw.wrap(FIRST, 450))
    page.save()
    assert [text for zone, text in zoned(load_pdf(path)) if zone == "table"] == [
        "Målgruppe\tIndsats\t2014\t2015",
        "Unge i hjemløshed\tBostøtte efter CTI i ni måneder med en fast medarbejder\t12\t15",
        "Familier med gæld\tGældsrådgivning\t\t7",
    ]


def test_a_table_without_rules_is_read_row_by_row(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    for number, row in enumerate(
        [("Kommune", "2014", "2015"), ("Lejre", "12", "15"), ("Ringsted", "7", "11")]
    ):
        for x, text in zip((60, 200, 260), row, strict=True):
            draw.line(page, x, 700 - 16 * number, text)
    draw.lines(page, 60, 620, draw.wrap(FIRST, 450))
    page.save()
    assert zoned(load_pdf(path))[:3] == [
        ("table", text) for text in ("Kommune\t2014\t2015", "Lejre\t12\t15", "Ringsted\t7\t11")
    ]


def test_labels_of_a_chart_do_not_break_the_sentence(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    text = draw.wrap(FIRST, 450)
    y = draw.lines(page, 60, 760, text[:2]) - 150
    for number, height in enumerate((40, 90, 120, 60)):
        page.rect(100 + number * 60, y, 30, height, fill=1)
        draw.line(page, 100 + number * 60, y - 12, str(2014 + number), draw.SMALL)
        draw.line(page, 106 + number * 60, y + height + 4, str(height), draw.SMALL)
    draw.lines(page, 60, y - 40, text[2:])
    page.save()
    labels = [text for zone, text in zoned(load_pdf(path)) if zone == "figure"]
    assert "2014\t2015\t2016\t2017" in labels
    assert texts_of(path) == [FIRST]


def test_columns_between_the_crop_marks_of_a_printer_are_no_table(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right = draw.wrap(FIRST * 2, 220), draw.wrap(SECOND * 2, 220)
    for x, y in ((50, 780), (520, 780), (50, 500), (520, 500)):
        page.line(x, y - 8, x, y + 8)
        page.line(x - 8, y, x + 8, y)
    page.rect(50, 500, 470, 280)
    page.line(285, 500, 285, 780)
    draw.lines(page, 60, 765, left)
    draw.lines(page, 295, 765, right)
    page.showPage()
    page.save()
    assert [text for _, text in zoned(load_pdf(path))] == [*left, *right]


def test_a_table_between_rules_in_one_of_two_columns(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    rows = [("Kreditor", "Andel", "Gæld"), ("Staten", "72 %", "81.000"), ("Kviklån", "24 %", "19.000")]
    right = draw.wrap(SECOND * 2, 220)
    for y in (774, 758, 722):
        page.line(60, y, 280, y)
    for number, row in enumerate(rows):
        for x, text in zip((60, 160, 220), row, strict=True):
            draw.line(page, x, 763 - 17 * number, text)
    draw.lines(page, 60, 690, draw.wrap(FIRST, 220))
    draw.lines(page, 300, 763, right)
    page.save()
    found = zoned(load_pdf(path))
    assert [text for zone, text in found if zone == "table"] == ["\t".join(row) for row in rows]
    assert [text for zone, text in found if zone is None][-len(right) :] == right


def test_a_title_beside_the_text_comes_before_it(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    text = draw.wrap(FIRST + " " + SECOND, 300)
    draw.lines(page, 60, 760, ["Værdier", "og mål"], draw.Style("Helvetica-Bold", 20))
    draw.lines(page, 220, 760, text)
    page.save()
    assert free(load_pdf(path)) == ["Værdier", "og mål", *text]


def test_titles_of_unlike_length_over_two_columns_are_not_woven(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    titles = ["Udvikling af kriterier", "som led i arbejdet"], ["Netværket"]
    bodies = draw.wrap(FIRST * 2, 210), draw.wrap(SECOND * 2, 210)
    for x, title, text in zip((60, 300), titles, bodies, strict=True):
        draw.lines(page, x, 760, title, draw.Style("Helvetica", 18))
        draw.lines(page, x, 700, text)
    page.save()
    assert free(load_pdf(path)) == [*titles[0], *bodies[0], *titles[1], *bodies[1]]


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_beside_every_line_or_every_fifth_are_no_text(tmp_path: Path, step: int) -> None:
    path, page = start(tmp_path)
    text = draw.wrap(f"{FIRST} {SECOND} {FIRST} {SECOND}", 300)
    draw.lines(page, 100, 760, text)
    for number in range(0, len(text), step):
        draw.lines(page, 60, 760, [""] * number + [str(475 + number)])
    page.save()
    assert free(load_pdf(path)) == text


def test_a_single_letter_in_a_heading_is_no_initial(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    draw.line(page, 60, 760, "Veileder for ordningen I Tromsby", draw.Style("Helvetica-Bold", 24))
    draw.paragraph(page, 60, 735, 450, FIRST)
    page.save()
    assert free(load_pdf(path))[0] == "Veileder for ordningen I Tromsby"


def test_footnotes_come_last(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right = draw.wrap(FIRST, 200), draw.wrap(SECOND, 200)
    draw.lines(page, 60, 760, left)
    draw.lines(page, 300, 760, right)
    draw.lines(page, 60, 320, ["1 Boligforeningens årsberetning 2016."], draw.SMALL)
    draw.lines(page, 300, 320, ["2 Lov om social service § 85."], draw.SMALL)
    page.save()
    assert zoned(load_pdf(path)) == [(None, t) for t in left + right] + [
        ("note", "1 Boligforeningens årsberetning 2016."),
        ("note", "2 Lov om social service § 85."),
    ]


@pytest.mark.parametrize(("x", "written"), [(60, "B"), (50, " B")])
def test_an_initial_goes_back_to_its_word(tmp_path: Path, x: float, written: str) -> None:
    path, page = start(tmp_path)
    draw.line(page, x, 730, written, draw.Style("Times-Bold", 40))
    texts = draw.wrap(FIRST[1:], 400)
    draw.lines(page, 90, 747, texts[:2])
    draw.lines(page, 60, 721, texts[2:])
    page.save()
    assert free(load_pdf(path)) == ["B" + texts[0], *texts[1:]]


def test_letters_set_apart_are_one_word(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    x = 60.0
    for letter in "VORES ANBEFALINGER":
        draw.line(page, x, 700, letter, draw.HEADING)
        x += draw.stringWidth(letter, "Helvetica-Bold", 16) + 6
    draw.lines(page, 60, 660, draw.wrap(FIRST, 400))
    page.save()
    assert free(load_pdf(path))[0] == "VORES ANBEFALINGER"


def test_a_place_where_a_word_might_break_is_no_space(tmp_path: Path) -> None:
    # Chromium draws every soft hyphen as a space glyph of no advance and tells so in marked content.
    page = draw.canvas(tmp_path / "a.pdf")
    text = page.beginText(60, 700)
    text.setFont("Helvetica", 10)
    text.textOut("kommu")
    back = -page.stringWidth(" ", "Helvetica", 10)
    text._code.append("/Span<</ActualText <FEFF00AD> >> BDC ( ) Tj EMC")
    text._code.append(f"[{-back * 100:.3f}] TJ (nens ) Tj")
    text._code.append("/Span<</ActualText (fl) >> BDC (X) Tj EMC (ytning) Tj")
    page.drawText(text)
    page.save()
    assert free(load_pdf(tmp_path / "a.pdf")) == ["kommunens flytning"]


def test_a_gutter_no_wider_than_stretched_spaces(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    style = draw.Style("Times-Roman", 10, 1.2, justified=True)
    left, right = draw.wrap(FIRST + " " + SECOND, 240, style), draw.wrap(SECOND + " " + FIRST, 240, style)
    draw.lines(page, 50, 760, left, style, 240)
    draw.lines(page, 298, 760, right, style, 240)
    page.save()
    assert free(load_pdf(path)) == [*left, *right]


def test_a_painted_dot_before_a_line_is_its_bullet(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    for number, text in enumerate(["Sæt tidligt ind.", "Følg op hvert halve år."]):
        page.circle(64, 703 - 20 * number, 2, fill=1)
        draw.line(page, 74, 700 - 20 * number, text)
    draw.lines(page, 60, 640, draw.wrap(FIRST, 450))
    page.save()
    assert free(load_pdf(path))[:2] == ["• Sæt tidligt ind.", "• Følg op hvert halve år."]


def test_a_quotation_in_large_type_keeps_its_speaker_below(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    draw.lines(page, 60, 760, draw.wrap(FIRST, 450))
    draw.line(page, 80, 690, "”Vi var bange for kommunen.”", draw.Style("Helvetica-Oblique", 15))
    draw.line(page, 80, 672, "Mor til to, Kalundborg", draw.SMALL)
    draw.lines(page, 60, 640, draw.wrap(SECOND, 450))
    page.save()
    boxed = [text for zone, text in zoned(load_pdf(path)) if zone == "box"]
    assert boxed == ["”Vi var bange for kommunen.”", "Mor til to, Kalundborg"]


def test_a_heading_below_two_columns_is_not_the_left_one_s(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    left, right, below = draw.wrap(FIRST, 200), draw.wrap(SECOND, 200), draw.wrap(FIRST, 450)
    draw.lines(page, 60, 760, left)
    draw.lines(page, 300, 760, right)
    draw.line(page, 60, 620, "Økonomi", draw.HEADING)
    draw.lines(page, 60, 595, below)
    page.save()
    assert free(load_pdf(path)) == [*left, *right, "Økonomi", *below]


def test_a_turned_page_is_read_upright(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    page.rotate(90)
    draw.line(page, 60, -60, "Liggende tabel", draw.HEADING)
    rows = [("Kommune", "2014", "2015"), ("Lejre", "12", "15"), ("Greve", "7", "11")]
    for number, row in enumerate(rows):
        for x, text in zip((60, 200, 260), row, strict=True):
            draw.line(page, x, -100 - 16 * number, text)
    page.save()
    layer = load_pdf(path)
    assert [text for _, text in zoned(layer)] == ["Liggende tabel", *map("\t".join, rows)]
    assert layer.pages[0].lines[0].x0 == 60


def test_turned_text_beside_an_upright_page_is_told(tmp_path: Path) -> None:
    path, page = start(tmp_path)
    draw.lines(page, 60, 760, draw.wrap(FIRST, 450))
    page.rotate(90)
    draw.line(page, 300, -575, "Socialforvaltningen", draw.SMALL)
    page.save()
    assert zoned(load_pdf(path))[-1] == ("turned", "Socialforvaltningen")
