"""A source to tagged units: what it is titled by, and what is taken once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.builder.cut import cut_sources
from kb.documents.corpus import read_sources
from kb.model import TextLayer
from kb.units.cutting.blocks import Cleaned
from tests import pdf_maker as draw

TEXT = "Kommunen giver hver familie en fast kontaktperson, som følger sagen fra dag til dag."


def test_the_same_text_in_two_files_is_one_document(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    page = draw.canvas(corpus / "b.pdf")
    page.setTitle("Faste kontaktpersoner")
    draw.lines(page, 60, 760, draw.wrap(TEXT, 200))
    page.save()
    (corpus / "c.txt").write_bytes(TEXT.encode("cp1252"))
    sources, _ = read_sources(corpus)
    cuts = cut_sources(sources, tmp_path, lambda *_: None)
    assert [[unit.text for unit in cut.units] for cut in cuts] == [[TEXT], [], []]
    assert [cut.warnings[-1:] for cut in cuts] == [
        (
            "a.txt: no entry in sources.toml, called 'a' and titled 'A'; "
            "an entry gives it another title and a year",
        ),
        ("b.pdf: left out, the same text as a.txt",),
        ("c.txt: left out, the same text as a.txt",),
    ]


def test_a_file_beside_the_list_has_the_title_it_gives_itself(tmp_path: Path) -> None:
    page = draw.canvas(tmp_path / "r-17.pdf")
    page.setTitle("Faste kontaktpersoner")
    draw.lines(page, 60, 760, draw.wrap(TEXT, 200))
    page.save()
    (cut,) = cut_sources(read_sources(tmp_path)[0], tmp_path / "cache", lambda *_: None)
    assert [(unit.document.id, unit.document.title) for unit in cut.units] == [
        ("r-17", "Faste kontaktpersoner")
    ]
    assert cut.warnings == (
        "r-17.pdf: no entry in sources.toml, called 'r-17' and titled 'Faste kontaktpersoner'; "
        "an entry gives it another title and a year",
    )


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        ([("Forord", 24), ("Hjem til alle unge", 24), ("Metode og data", 14)], "Hjem til alle unge"),
        ([("1. Indledning og formål", 24)], "R 17"),
        ([], "R 17"),
    ],
)
def test_a_pdf_whose_title_is_a_files_name_has_the_first_telling_heading_of_its_first_page(
    tmp_path: Path, headings: list[tuple[str, int]], title: str
) -> None:
    page = draw.canvas(tmp_path / "r-17.pdf")
    page.setTitle("new1.html")
    y = 780
    for heading, size in headings:
        draw.line(page, 60, y, heading, draw.Style("Helvetica-Bold", size))
        draw.lines(page, 60, y - 30, draw.wrap(TEXT, 400))
        y -= 120
    draw.lines(page, 60, y, draw.wrap(TEXT, 400))
    page.showPage()
    draw.line(page, 60, 780, "En anden side har en overskrift", draw.Style("Helvetica-Bold", 24))
    draw.lines(page, 60, 740, draw.wrap(TEXT, 400))
    page.save()
    (cut,) = cut_sources(read_sources(tmp_path)[0], tmp_path / "cache", lambda *_: None)
    assert {unit.document.title for unit in cut.units} == {title}
    assert f"titled '{title}'" in cut.warnings[0]


def test_a_fault_of_ours_costs_one_document_and_not_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.units.cutting import clean

    fault: Exception = ValueError("min() arg is an empty sequence")

    def faulty(layer: TextLayer, cleaned: Callable[[TextLayer], Cleaned] = clean.clean) -> Cleaned:
        if layer.file == "a.txt":
            raise fault
        return cleaned(layer)

    monkeypatch.setattr(clean, "clean", faulty)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"Rapport {name}. Kommunen hjælper borgere i egen bolig.")
    sources, _ = read_sources(folder)
    broken, sound = cut_sources(sources, tmp_path / "indexes", lambda done, total: None)
    assert broken.units == () and broken.warnings[0].startswith("a.txt: could not be cut (ValueError: min()")
    assert "Kommunen hjælper borgere i egen bolig." in sound.units[0].text
    fault = OSError("No space left on device")
    with pytest.raises(OSError, match="No space left"):  # a document that served must not be left out for it
        cut_sources(sources, tmp_path / "indexes", lambda done, total: None)
