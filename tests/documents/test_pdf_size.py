"""A small run of `make proof-pdf`: all pages are read, and memory does not grow with them."""

from __future__ import annotations

from pathlib import Path

from kb.documents.pdf.read import load_pdf
from tests.proofs.pdf import measured_apart, write_report


def test_memory_is_flat_beyond_the_text(tmp_path: Path) -> None:
    found = {}
    for pages in (10, 60):
        write_report(tmp_path / f"{pages}.pdf", pages)
        found[pages] = measured_apart(tmp_path / f"{pages}.pdf")
    assert [found[pages]["pages"] for pages in (10, 60)] == [10, 60]
    assert 5.5 < found[60]["letters"] / found[10]["letters"] < 6.5
    assert found[60]["reader_mb"] - found[10]["reader_mb"] < 4
    assert found[60]["own_mb"] - found[10]["own_mb"] < 10


def test_every_page_has_its_number_and_its_text(tmp_path: Path) -> None:
    write_report(tmp_path / "a.pdf", 12)
    layer = load_pdf(tmp_path / "a.pdf")
    assert [(page.number, page.label) for page in layer.pages] == [(n, str(n)) for n in range(1, 13)]
    firsts = [page.lines[1] for page in layer.pages]
    assert [layer.text[line.start : line.start + 5] for line in firsts[:2]] == ["1.0 E", "2.0 S"]
