"""Tables that run over the break of a page, and rows of several lines."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from kb.documents.pdf.read import load_pdf
from tests import pdf_maker as draw

TEXT = "Kommunerne har selv opgjort tallene, og de skal læses med forbehold. " * 4
NAMES = ["Odder", "Greve", "Lejre", "Ringsted", "Vejen", "Struer", "Rebild", "Faxe", "Stevns", "Billund"]


def rows(page: Canvas, y: float, found: list[tuple[str, ...]]) -> None:
    """Rows of small type, as far apart as cells with some room are."""
    for number, row in enumerate(found):
        for x, text in zip((60, 200, 320, 420), row, strict=False):
            draw.line(page, x, y - 20 * number, text, draw.SMALL)


def tables(path: Path) -> list[list[str]]:
    layer = load_pdf(path)
    return [
        [layer.text[line.start : line.end] for line in page.lines if line.zone == "table"]
        for page in layer.pages
    ]


def test_rows_at_one_height_of_several_pages_are_no_running_heads(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    found = []
    draw.paragraph(page, 60, 760, 450, TEXT)
    for number in range(3):
        part = [(name, str(11 * n + number), str(7 * n + number)) for n, name in enumerate(NAMES, 2)]
        rows(page, 270 if number == 0 else 780, part)
        draw.line(page, 60, 815, "Rapport om indsatsen", draw.SMALL)
        draw.line(page, 290, 30, f"Side {number + 1}", draw.SMALL)
        page.showPage()
        found.append(["\t".join(row) for row in part])
    page.save()
    assert tables(tmp_path / "a.pdf") == found


def test_a_column_that_counts_the_rows_of_a_page_is_no_count_of_lines(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    found = [(str(n), name, str(11 * n), str(7 * n)) for n, name in enumerate(NAMES, 1)]
    rows(page, 700, found)
    page.save()
    assert tables(tmp_path / "a.pdf") == [["\t".join(row) for row in found]]


def test_wrapped_cells_of_a_table_with_nothing_drawn_are_whole(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    found = [
        ("Hvem", ["Opgave"], "Hvornår"),
        ("Mentor", ["Følger den unge til jobcen-", "teret og til egen læge"], "Hver uge"),
        ("Bostøtte", ["Hjælper med at få et netværk"], "Dagligt"),
        ("Leder", ["Holder møde med familien", "og skriver referat"], "Ved opstart"),
    ]
    y = 760.0
    for who, what, when in found:
        draw.line(page, 60, y, who)
        draw.lines(page, 160, y, what)
        draw.line(page, 400, y, when)
        y -= 13 * len(what) + 8
    draw.paragraph(page, 60, y - 10, 450, TEXT)
    page.save()
    assert tables(tmp_path / "a.pdf") == [
        [
            "Hvem\tOpgave\tHvornår",
            "Mentor\tFølger den unge til jobcenteret og til egen læge\tHver uge",
            "Bostøtte\tHjælper med at få et netværk\tDagligt",
            "Leder\tHolder møde med familien og skriver referat\tVed opstart",
        ]
    ]
