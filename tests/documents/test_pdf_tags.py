"""What a PDF says of itself: tags first, then bookmarks, and the page's geometry where neither helps."""

from __future__ import annotations

from pathlib import Path

from kb.documents.pdf.read import load_pdf
from kb.model import TextLayer
from tests import pdf_maker as draw
from tests.pdf_tagged import Mark, tagged

TEXT = "Kommunen giver hver familie en fast kontaktperson, som følger sagen."
PARAGRAPHS: list[Mark] = [(f"P#{n}", 60, 700 - 15 * n, TEXT) for n in range(6)]


def read(tmp_path: Path, marks: list[Mark], roles: str = "") -> TextLayer:
    path = tmp_path / "a.pdf"
    path.write_bytes(tagged(marks, roles))
    return load_pdf(path)


def lines(layer: TextLayer) -> list[tuple[str | None, str | None, int | None, str]]:
    """(zone, tag, element, text) of every line."""
    return [
        (line.zone, line.tag, line.element, layer.text[line.start : line.end])
        for page in layer.pages
        for line in page.lines
    ]


def test_headings_lists_and_paragraphs_are_what_their_tags_say(tmp_path: Path) -> None:
    marks: list[Mark] = [
        ("Sect/Overskrift", 60, 780, "Indsatsen"),
        ("Sect/P#1", 60, 760, "Kommunen giver hver familie en fast kontaktperson,"),
        ("Sect/P#1/Span", 60, 745, "som følger sagen."),
        ("Sect/L/LI#1/Lbl", 60, 725, "1."),
        ("Sect/L/LI#1/LBody/P", 75, 725, "Sæt ind tidligt, og"),
        ("Sect/L/LI#1/LBody/P", 75, 710, "følg op."),
        ("Sect/L/LI#2/LBody", 75, 695, "Inddrag familien."),
    ]
    layer = read(tmp_path, marks, "/Overskrift/H2")
    assert layer.structure == "tags"
    assert lines(layer) == [
        (None, "H2", 1, "Indsatsen"),
        (None, "P", 2, "Kommunen giver hver familie en fast kontaktperson,"),
        (None, "P", 2, "som følger sagen."),
        (None, "LI", 3, "1. Sæt ind tidligt, og"),
        (None, "LI", 3, "følg op."),
        (None, "LI", 4, "Inddrag familien."),
    ]


def test_an_artifact_is_a_head_or_a_foot_on_one_page_too(tmp_path: Path) -> None:
    marks: list[Mark] = [
        ("Artifact", 60, 800, "Rapport om indsatsen"),
        ("H1", 60, 770, "Indsatsen"),
        *PARAGRAPHS,
        ("Artifact", 60, 40, "Side 1"),
    ]
    found = lines(read(tmp_path, marks))
    assert [(zone, tag, text) for zone, tag, _, text in (found[0], found[1], found[-1])] == [
        ("head", None, "Rapport om indsatsen"),
        (None, "H1", "Indsatsen"),
        ("foot", None, "Side 1"),
    ]


def test_a_tagged_table_is_whole_rows_whatever_is_drawn(tmp_path: Path) -> None:
    marks: list[Mark] = [
        ("P#0", 60, 780, TEXT),
        ("Table/TR#0/TH#0", 60, 740, "Kommune"),
        ("Table/TR#0/TH#1", 112, 740, "Indsats"),
        ("Table/TR#0/TH#2", 300, 740, "2014"),
        ("Table/TR#1/TD#0", 60, 720, "Odder"),
        ("Table/TR#1/TD#1", 112, 720, "Fast kontakt til jobcen-"),
        ("Table/TR#1/TD#1", 112, 706, "teret og egen læge"),
        ("Table/TR#1/TD#2", 300, 713, "12"),
        ("Table/TR#2/TD#0", 60, 690, "Greve"),
        ("Table/TR#2/TD#1", 112, 690, "Børne-"),
        ("Table/TR#2/TD#1", 112, 676, "og ungehus"),
        *PARAGRAPHS[4:],
    ]
    layer = read(tmp_path, marks)
    assert lines(layer)[1:4] == [
        ("table", "TH", 2, "Kommune\tIndsats\t2014"),
        ("table", "TD", 3, "Odder\tFast kontakt til jobcenteret og egen læge\t12"),
        ("table", "TD", 4, "Greve\tBørne- og ungehus"),
    ]


def test_a_page_laid_out_in_a_table_is_text(tmp_path: Path) -> None:
    marks: list[Mark] = [
        ("H1", 60, 780, "Indsatsen"),
        ("Table/TR#0/TD#0/H2", 60, 740, "Baggrund"),
        ("Table/TR#0/TD#0/P", 60, 720, "Familierne har haft mange skift."),
        ("Table/TR#0/TD#1/P", 320, 720, "Skolen ved nu, hvem den skal ringe til."),
        ("Table/TR#1/TD#0/P#0", 60, 660, "Det har givet ro i hjemmet."),
        ("Table/TR#1/TD#0/P#1", 60, 640, "Skolen er glad for ordningen."),
        ("Table/TR#1/TD#1/P", 320, 620, "Udvalget følger udgifterne."),
        *[(f"P#{n}", 60, 600 - 15 * n, TEXT) for n in range(6)],
    ]
    found = lines(read(tmp_path, marks))
    assert {zone for zone, *_ in found} == {None}
    assert {tag for _, tag, *_ in found} == {"H1", "H2", "P"}
    elements = {text: element for _, _, element, text in found}
    assert elements["Det har givet ro i hjemmet."] != elements["Skolen er glad for ordningen."]


def test_where_all_is_paragraphs_geometry_decides(tmp_path: Path) -> None:
    layer = read(tmp_path, PARAGRAPHS)
    assert layer.structure == "geometry"
    assert {(tag, element) for _, tag, element, _ in lines(layer)} == {(None, None)}


def test_bookmarks_name_headings_in_an_untagged_file(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "a.pdf")
    page.setTitle("Indsatsen i kommunerne")
    for level, title in enumerate(["2 Økonomi og opfølgning i ordningen", "2.1 Udgifter"]):
        page.bookmarkPage(title)
        page.addOutlineEntry(title, title, level)
    draw.lines(page, 60, 760, ["2 Økonomi og", "opfølgning i ordningen", TEXT, "2.1 Udgifter", TEXT])
    page.save()
    layer = load_pdf(tmp_path / "a.pdf")
    assert (layer.structure, layer.title) == ("outline", "Indsatsen i kommunerne")
    assert lines(layer) == [
        (None, "H1", 1, "2 Økonomi og"),
        (None, "H1", 1, "opfølgning i ordningen"),
        (None, None, None, TEXT),
        (None, "H2", 2, "2.1 Udgifter"),
        (None, None, None, TEXT),
    ]


def test_tagged_items_in_step_are_a_list_and_no_table(tmp_path: Path) -> None:
    items = ["Kladde", "Foreslået", "Bevilget", "Gennemført", "Slettet"]
    marks: list[Mark] = [("H1", 60, 780, "Trin i sagen"), *PARAGRAPHS]
    for n, text in enumerate(items):
        marks += [(f"L/LI#{n}/Lbl", 60, 560 - 15 * n, "-"), (f"L/LI#{n}/LBody", 90, 560 - 15 * n, text)]
    assert [(zone, tag, text) for zone, tag, _, text in lines(read(tmp_path, marks))][-5:] == [
        (None, "LI", f"- {text}") for text in items
    ]
