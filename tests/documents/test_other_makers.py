"""What other programs than reportlab print: each test draws the smallest page that once went wrong."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from kb.documents.pdf.read import load_pdf
from kb.model import Document, Source, Unit
from kb.units.cutting.clean import clean
from kb.units.cutting.segment import segment
from tests import pdf_maker as draw

SECTION = draw.Style("Helvetica-Bold", 14)
SUBSECTION = draw.Style("Helvetica-Bold", 12)
BODY = draw.Style(size=11)
TEXT = (
    "Kommunen har siden 2014 arbejdet med faste kontaktpersoner til de familier, der har haft mange skift. "
    "Det har givet ro i hjemmet, og skolen ved nu, hvem den skal ringe til."
)
OTHER = (
    "Ordningen er blevet dyrere end ventet, fordi flere familier har fået tilbuddet, og fordi den enkelte "
    "familie er med i længere tid. Udvalget har fulgt udgifterne hvert halve år."
)
AFTER = "Efter to år er antallet af skift faldet fra 62 til 38, og familierne er mere tilfredse."


def units_of(page: Canvas, path: Path) -> list[Unit]:
    page.save()
    layer = load_pdf(path)
    source = Source(Document("rapport", "Rapport", None, None), (path,))
    return [unit for unit in segment(source, layer, clean(layer)) if unit.parent is None]


def test_a_footnote_whose_number_is_glued_to_its_text(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    y = draw.paragraph(page, 60, 700, 450, TEXT, BODY)
    draw.line(page, 60, y, "Det viser en opgørelse.", BODY)
    draw.line(page, 60 + page.stringWidth("Det viser en opgørelse.", "Helvetica", 11), y + 4, "1", draw.SMALL)
    page.line(60, 110, 200, 110)
    draw.line(page, 60, 100, "1Byrådets møde den 28. oktober 2015, punkt 7.", draw.SMALL)
    (unit,) = units_of(page, tmp_path / "a.pdf")
    assert unit.text.endswith("Det viser en opgørelse.")
    assert unit.footnotes == ("1 Byrådets møde den 28. oktober 2015, punkt 7.",)


def test_a_footnote_whose_first_line_is_indented(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    y = draw.paragraph(page, 60, 700, 450, TEXT, BODY)
    draw.line(page, 60, y, "Det viser en opgørelse.", BODY)
    draw.line(page, 60 + page.stringWidth("Det viser en opgørelse.", "Helvetica", 11), y + 4, "1", draw.SMALL)
    page.line(60, 112, 130, 112)
    draw.line(page, 70, 100, "1 Opgjort af kommunens egen forvaltning for årene", draw.SMALL)
    draw.line(page, 60, 90, "2014-2017.", draw.SMALL)
    (unit,) = units_of(page, tmp_path / "a.pdf")
    assert unit.footnotes == ("1 Opgjort af kommunens egen forvaltning for årene 2014-2017.",)
    assert unit.text.endswith("Det viser en opgørelse.")


def test_a_head_on_one_page_only_is_known_by_the_page_number_beside_it(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 740, "Anbefalinger", SECTION)
    draw.paragraph(page, 60, 715, 450, "• At kommunen fortsætter ordningen i de kommende to år.", BODY)
    page.showPage()
    draw.line(page, 60, 794, "Rapport om ordningen", BODY)
    draw.line(page, 520, 794, "2", BODY)
    draw.paragraph(page, 60, 740, 450, "• At udvalget ser på udgifterne hvert halve år.", BODY)
    found = units_of(page, tmp_path / "a.pdf")
    assert [(unit.number, unit.text) for unit in found if unit.kind == "recommendation"] == [
        (1, "At kommunen fortsætter ordningen i de kommende to år."),
        (2, "At udvalget ser på udgifterne hvert halve år."),
    ]


def test_text_between_two_tables_with_rules_of_one_width_is_text(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Resultater", SECTION)
    y = 730.0
    for number, cells in ((1, ("12 %", "89")), (2, ("41 %", "304"))):
        draw.line(page, 60, y, f"Tabel {number}: Hvor mange sager har du?", draw.BOLD)
        page.line(60, y - 24, 510, y - 24)
        for row, label in enumerate(("Sager", "Under 20", "Over 20")):
            for x, text in zip(
                (60, 300, 420), (label, *(cells if row else ("Procent", "Antal"))), strict=True
            ):
                draw.line(page, x, y - 20 - 16 * row, text)
        page.line(60, y - 58, 510, y - 58)
        y = draw.paragraph(page, 60, y - 90, 450, TEXT if number == 1 else OTHER, BODY) - 20
    found = units_of(page, tmp_path / "a.pdf")
    assert [(unit.kind, unit.title, " ".join(unit.text.split())) for unit in found] == [
        (
            "finding",
            "Tabel 1: Hvor mange sager har du?",
            "Tabel 1: Hvor mange sager har du? Sager Procent Antal Under 20 12 % 89 Over 20 12 % 89",
        ),
        ("passage", "Resultater", TEXT),
        (
            "finding",
            "Tabel 2: Hvor mange sager har du?",
            "Tabel 2: Hvor mange sager har du? Sager Procent Antal Under 20 41 % 304 Over 20 41 % 304",
        ),
        ("passage", "Resultater", OTHER),
    ]


def test_a_box_goes_on_at_the_head_of_the_next_page_in_another_column(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.paragraph(page, 60, 760, 220, f"{OTHER} {OTHER}")
    draw.paragraph(page, 310, 760, 220, f"{OTHER} {OTHER}")
    page.rect(305, 60, 230, 120)
    draw.line(page, 310, 160, "Eksempel: Fast kontakt i Odder", draw.BOLD)
    draw.paragraph(
        page, 310, 145, 220, "I Odder har hver familie en fast kontaktperson, som kommer hver uge."
    )
    page.showPage()
    page.rect(55, 700, 230, 60)
    draw.paragraph(page, 60, 745, 220, AFTER)
    draw.paragraph(page, 60, 660, 220, TEXT)
    draw.paragraph(page, 310, 745, 220, OTHER)
    (example,) = [u for u in units_of(page, tmp_path / "a.pdf") if u.kind == "municipality_example"]
    assert (example.title, example.text) == (
        "Eksempel: Fast kontakt i Odder",
        "I Odder har hver familie en fast kontaktperson, som kommer hver uge.\n\n" + AFTER,
    )


def test_an_example_in_a_box_leaves_the_list_above_it_alone(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Bolig og nærmiljø", SECTION)
    y = draw.paragraph(page, 60, 735, 450, TEXT, BODY)
    draw.line(page, 60, y - 10, "Derfor skal vi", SUBSECTION)
    draw.line(page, 60, y - 30, "• Gøre det muligt at bygge flere små boliger.", BODY)
    draw.line(page, 60, y - 45, "• Give kommunerne ret til at anvise boliger til flere.", BODY)
    page.rect(55, 400, 300, 110)
    draw.line(page, 60, 490, "Eksempel: Naboer med nøgle i Odder", draw.BOLD)
    text = "I Odder bor 29 af de 34 lejere der endnu. " + OTHER
    draw.paragraph(page, 60, 470, 280, text)
    found = units_of(page, tmp_path / "a.pdf")[1:]
    assert [(unit.kind, unit.title, unit.number, unit.text) for unit in found] == [
        ("recommendation", None, None, "Gøre det muligt at bygge flere små boliger."),
        ("recommendation", None, None, "Give kommunerne ret til at anvise boliger til flere."),
        ("municipality_example", "Eksempel: Naboer med nøgle i Odder", None, text),
    ]


def test_a_speaker_without_a_name(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    y = draw.paragraph(page, 60, 700, 450, TEXT, BODY)
    draw.line(
        page, 80, y - 10, "”Jeg har aldrig haft så gode redskaber og så lidt tid til at bruge dem.”", BODY
    )
    draw.line(page, 80, y - 40, "Socialrådgiver i en sjællandsk kommune", BODY)
    draw.paragraph(page, 60, y - 75, 450, OTHER, BODY)
    found = [(unit.text, unit.speaker) for unit in units_of(page, tmp_path / "a.pdf")]
    assert found == [
        (TEXT, None),
        (
            "”Jeg har aldrig haft så gode redskaber og så lidt tid til at bruge dem.”",
            "Socialrådgiver i en sjællandsk kommune",
        ),
        (OTHER, None),
    ]


def test_a_quotation_in_an_example_keeps_its_speaker_in_the_text(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Eksempel: Fast kontakt i Odder", SECTION)
    y = draw.paragraph(page, 60, 735, 450, TEXT, BODY)
    draw.line(page, 80, y - 10, "”Jeg blev ved, fordi de andre savnede mig.”", BODY)
    draw.line(page, 80, y - 36, "Kvinde, 43 år, Odder", BODY)
    (example,) = units_of(page, tmp_path / "a.pdf")
    assert example.text == f"{TEXT}\n\n”Jeg blev ved, fordi de andre savnede mig.”\nKvinde, 43 år, Odder"


def test_bars_with_their_numbers_under_a_caption_are_a_finding(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    y = draw.paragraph(page, 60, 760, 450, TEXT, BODY)
    draw.line(page, 60, y - 10, "Figur 1: Andel, der må prioritere opgaver fra", draw.BOLD)
    for row, (year, share) in enumerate((("2012", 34), ("2014", 39), ("2016", 46))):
        draw.line(page, 60, y - 40 - 25 * row, year, draw.SMALL)
        page.rect(110, y - 45 - 25 * row, 5 * share, 15, fill=1)
        draw.line(page, 115 + 5 * share, y - 40 - 25 * row, f"{share} %", draw.SMALL)
    found = [(unit.kind, unit.text) for unit in units_of(page, tmp_path / "a.pdf")]
    chart = "Figur 1: Andel, der må prioritere opgaver fra\n2012 34 %\n2014 39 %\n2016 46 %"
    assert found == [("passage", TEXT), ("finding", chart)]


def test_what_an_intervention_has_led_to_is_no_definition(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    told = "Den tætte opfølgning har ført til, at 34 borgere er flyttet i egen bolig med støtte. " + OTHER
    draw.line(page, 60, 760, "Opfølgning på de dyre forløb", SECTION)
    draw.paragraph(page, 60, 730, 450, told, BODY)
    assert [(unit.kind, unit.text) for unit in units_of(page, tmp_path / "a.pdf")] == [("passage", told)]


def test_columns_between_underlined_headings_are_no_table(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    parts = (("Bolig og nærmiljø", TEXT), ("Støtte i hverdagen", OTHER))
    y = 760.0
    for title, text in parts:
        draw.line(page, 60, y, title, SECTION)
        page.line(60, y - 6, 530, y - 6)
        left, right = draw.wrap(f"{text} {text}", 220)[:4], draw.wrap(f"{text} {text}", 220)[4:]
        draw.lines(page, 60, y - 30, left)
        draw.lines(page, 310, y - 30, right)
        y -= 160
    page.line(60, y, 530, y)
    found = [(unit.kind, unit.title, unit.text) for unit in units_of(page, tmp_path / "a.pdf")]
    assert found == [("passage", title, f"{text} {text}") for title, text in parts]


def test_a_heading_over_both_columns_parts_sentences_that_go_on_beside_it(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    y = 760.0
    for title, end in (("Bolig og nærmiljø", " Leder, Odder"), ("Støtte i hverdagen", "")):
        draw.line(page, 60, y, title, SECTION)
        lines = draw.wrap(f"{TEXT} {OTHER} {TEXT}{end}", 220)
        half = next(n for n in range(6, len(lines)) if lines[n][0].islower())
        draw.lines(page, 60, y - 30, lines[:half])
        draw.lines(page, 310, y - 30, lines[half:])
        y -= 180
    found = [(unit.title, unit.text) for unit in units_of(page, tmp_path / "a.pdf")]
    assert found == [
        ("Bolig og nærmiljø", f"{TEXT} {OTHER} {TEXT} Leder, Odder"),
        ("Støtte i hverdagen", f"{TEXT} {OTHER} {TEXT}"),
    ]


def test_a_box_beside_the_text_comes_before_the_next_heading(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Det siger loven", SECTION)
    draw.paragraph(page, 60, 730, 220, f"{TEXT} {OTHER}")
    page.rect(305, 670, 230, 65)
    draw.line(page, 310, 715, "Fakta", draw.BOLD)
    draw.paragraph(page, 310, 700, 220, AFTER)
    draw.line(page, 60, 560, "Gode råd", SECTION)
    page.showPage()
    draw.paragraph(page, 60, 760, 450, OTHER)
    found = [(unit.section[-2:], unit.text) for unit in units_of(page, tmp_path / "a.pdf")]
    assert found == [
        (("Det siger loven",), f"{TEXT} {OTHER}"),
        (("Det siger loven", "Fakta"), AFTER),
        (("Gode råd",), OTHER),
    ]


def test_a_chapter_in_large_type_may_hold_a_clause(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    draw.line(page, 60, 760, "Bilag A: To kommuner, der er gået foran", draw.Style(size=18))
    draw.paragraph(page, 60, 720, 450, OTHER, BODY)
    (unit,) = units_of(page, tmp_path / "a.pdf")
    assert (unit.section, unit.text) == (("Bilag A: To kommuner, der er gået foran",), OTHER)


def test_a_heading_over_both_columns_parts_them_with_a_section_below(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    lines = draw.wrap(f"{TEXT} {OTHER} {TEXT} Leder, Odder", 220)
    half = next(n for n in range(6, len(lines)) if lines[n][0].islower())
    for y in (730, 550):
        draw.line(page, 60, y + 30, "Bolig og nærmiljø", SECTION)
        draw.lines(page, 60, y, lines[:half])
        draw.lines(page, 310, y, lines[half:])
    draw.line(page, 60, 400, "Litteratur", SECTION)
    draw.line(page, 60, 370, "Holm, K.F. (2016): Støtte på egne ben.")
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    found = [layer.text[line.start : line.end] for line in layer.pages[0].lines]
    assert found[: len(lines) + 2] == ["Bolig og nærmiljø", *lines, "Bolig og nærmiljø"]
