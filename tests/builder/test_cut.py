"""A source to tagged units: what it is titled by, and what is taken once."""

from __future__ import annotations

from pathlib import Path

from kb.builder.cut import cut_sources
from kb.documents.corpus import read_sources
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
        (),
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
