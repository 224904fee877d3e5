"""References as the programs read them that people cite with: RIS, BibTeX, Word, a page's metadata."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
import rispy
from flask import Flask
from pybtex.database import parse_string

from kb.model import COUNTED, Unit
from tests import tiny
from web import create_app
from web.pages import cite, labels, selection
from web.pages.cite import QUOTED, quoted

UNITS = (tiny.UNITS[0], tiny.UNITS[2], tiny.UNITS[7])
ADDRESS = "http://localhost/enhed/rapport-2020/eksempel/en-d%C3%B8r-ind"


@pytest.fixture(scope="module")
def app(tiny_indexes: Path) -> Iterator[Flask]:
    app = create_app(tiny_indexes)
    with app.test_request_context():
        yield app


def test_ris_is_read_by_rispy(app: Flask) -> None:
    first, second, third = rispy.loads(cite.ris(UNITS))
    assert (first["type_of_reference"], first["title"]) == ("RPRT", "Rapport om udsatte voksne")
    assert (second["authors"], second["year"], second["language"]) == (["Socialforeningen"], "2020", "da")
    assert second["access_date"] == date.today().strftime("%Y/%m/%d")
    assert second["notes"][0].startswith("Roskilde: En dør ind: Roskilde Kommune møder borgeren")
    assert first["notes"][0].startswith("Anbefaling 1: Kommunen bør tilbyde")
    assert "secondary_title" not in first and "authors" not in third
    assert second["urls"] == [ADDRESS]


def test_bibtex_is_read_by_pybtex(app: Flask) -> None:
    entries = parse_string(cite.bibtex(UNITS), "bibtex").entries
    assert len(entries) == 3
    entry = entries["rapport-2020-eksempel-en-doer-ind"]
    assert entry.type == "techreport"
    assert entry.fields["title"] == "Rapport om udsatte voksne" and entry.fields["year"] == "2020"
    assert entry.fields["url"] == ADDRESS
    assert [str(person) for person in entry.persons["author"]] == ["{Socialforeningen}"]


def test_word_opens_with_headings_quotations_notes_and_a_bibliography(app: Flask) -> None:
    day = date(2026, 11, 28)
    file = docx.Document(io.BytesIO(selection.word(UNITS, day)))
    by_style: dict[str, list[str]] = {}
    for paragraph in file.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Heading 1"][1:] == [
        "Roskilde: En dør ind",
        "Har kommunen ansat flere rådgivere?",
        "Litteratur",
    ]
    # The quotation ends with the number of the note that belongs to it.
    assert by_style["Intense Quote"][1] == tiny.UNITS[2].text + "[2]"
    (quote,) = (p for p in file.paragraphs if p.text.endswith("35 sager.[2]"))
    assert [(run.text, run.font.superscript) for run in quote.runs[1:]] == [("[2]", True)]
    assert by_style["Normal"][1] == (
        "[2] Socialforeningen, Rapport om udsatte voksne, 2020, s. 10–11 i filen. "
        f"Kilden er fra 2020; serviceloven er ændret i 2024. {ADDRESS} (hentet 28. november 2026)"
    )
    assert by_style["List Bullet"] == [
        "Socialforeningen (2020): Rapport om udsatte voksne.",
        "Uden udgiver (2021): Notat om unge.",
    ]
    word = selection.word(UNITS, day)
    assert word == selection.word(UNITS, day)
    # The same file a minute later, too: no part is stamped with the clock.
    assert {part.date_time[0] for part in ZipFile(io.BytesIO(word)).infolist()} == {1980}


def test_the_bibliography_tells_publisher_and_address() -> None:
    url = "https://example.dk/rapport.pdf"
    assert (
        selection.bibliography_entry(tiny.REPORT, url)
        == f"Socialforeningen (2020): Rapport om udsatte voksne. {url}"
    )
    assert (
        selection.bibliography_entry(replace(tiny.NOTE, year=None), None)
        == "Uden udgiver (u.å.): Notat om unge."
    )


def test_the_list_is_given_as_a_word_file(tiny_indexes: Path) -> None:
    answer = create_app(tiny_indexes).test_client().get(f"/liste.docx?liste={UNITS[1].id}")
    named = f"roskilde-en-doer-{date.today().isoformat()}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{named}.docx"'
    headings = [
        p.text for p in docx.Document(io.BytesIO(answer.data)).paragraphs if p.style.name == "Heading 1"
    ]
    assert headings == ["Roskilde: En dør ind", "Litteratur"]


def test_a_file_is_called_by_first_words_and_date(tiny_indexes: Path) -> None:
    client, day = create_app(tiny_indexes).test_client(), date.today().isoformat()
    named = {
        f"/liste.ris?liste={UNITS[1].id}": f"roskilde-en-doer-{day}.ris",
        f"/liste.bib?liste={UNITS[1].id}": f"roskilde-en-doer-{day}.bib",
        "/liste.csv": f"min-liste-{day}.csv",
        "/soeg.csv?q=Øget støtte, 'og' en bolig": f"oeget-stoette-og-{day}.csv",
    }
    for address, name in named.items():
        assert client.get(address).headers["Content-Disposition"] == f'attachment; filename="{name}"'
    posted = client.post("/soeg.csv", data={"q": "en sag om støtte"})  # a case is in no file's name
    assert posted.headers["Content-Disposition"] == f'attachment; filename="soegning-{day}.csv"'


def test_a_page_tells_reference_managers_what_it_is(tiny_indexes: Path) -> None:
    page = create_app(tiny_indexes).test_client().get(f"/enhed/{UNITS[1].id}").text
    told = {
        name: unescape(content)
        for name, content in re.findall(r'<meta name="([^"]+)" content="([^"]*)"', page)
    }
    assert told["citation_title"] == "Rapport om udsatte voksne"
    assert told["citation_author"] == told["citation_technical_report_institution"] == "Socialforeningen"
    assert (told["citation_publication_date"], told["citation_language"]) == ("2020", "da")
    assert "citation_firstpage" not in told  # counted in its file: no page of the report
    assert told["citation_public_url"] == ADDRESS
    assert told["description"].startswith("Roskilde Kommune møder borgeren på sygehuset.")


def sentences(count: int) -> Unit:
    text = " ".join(f"Sætning nummer {n} handler om noget, som ikke er det samme." for n in range(count))
    return replace(tiny.UNITS[2], text=text)


def test_a_long_text_is_quoted_from_the_sentence_that_was_hit(app: Flask) -> None:
    unit = sentences(40)
    piece = quoted(unit.text, 20)
    assert piece.startswith("[…] Sætning nummer 20 ") and piece.endswith("samme. […]")
    assert len(piece) <= QUOTED + 10
    assert quoted(unit.text).startswith("Sætning nummer 0 ")
    assert quoted(unit.text, 39).endswith("det samme.")
    assert quoted(unit.text, 999) == quoted(unit.text, 39)
    assert "«. Socialforeningen" in cite.reference(unit, sentence=20)
    assert "::" not in cite.reference(replace(unit, title="Mål:"))


def test_of_several_paragraphs_in_word_the_last_has_the_number_of_the_note(app: Flask) -> None:
    file = docx.Document(io.BytesIO(selection.word([replace(tiny.UNITS[2], text="Et.\n\nTo.\n")])))
    assert [p.text for p in file.paragraphs if p.style.name == "Intense Quote"] == ["Et.", "To.[1]"]


def test_one_sentence_is_quoted_alone_and_without_the_notes(app: Flask) -> None:
    unit = replace(tiny.UNITS[2], footnotes=("1 En note.",))
    told = "Roskilde: En dør ind: »En sagsbehandler er til stede to gange om ugen.« Socialforeningen, "
    assert cite.reference(unit, 1, alone=True).startswith(told)
    assert quoted(unit.text, 9, alone=True) == "Sagstallet er sat ned fra 60 til 35 sager."
    assert "Note i kilden: »1 En note.«" in cite.reference(unit, 1)
    for write in (cite.ris, cite.bibtex, cite.csl_json):
        assert "Note i kilden: »1 En note.«" in write([unit])
        assert "Note i kilden" not in write([unit], lambda _: cite.Quote(1, alone=True))


def test_a_reference_manager_gets_the_sentence_that_the_list_quotes_from(app: Flask) -> None:
    unit = sentences(40)
    for write in (cite.ris, cite.bibtex, cite.csl_json):
        assert "[…] Sætning nummer 20 " in write([unit], lambda _: cite.Quote(20))
        assert "[…] Sætning nummer" not in write([unit])


def test_a_short_reference_has_neither_address_nor_quotation() -> None:
    long = replace(tiny.REPORT, title="Luk op for flere i arbejde, tidligere hjælp til udsatte")
    assert labels.short_reference(replace(tiny.UNITS[2], document=long)) == (
        "Socialforeningen, Luk op for flere i arbejde …, 2020, s. 10–11 i filen"
    )
    assert labels.short_reference(tiny.UNITS[7]) == "Notat om unge, 2021"


def test_a_page_that_is_only_counted_is_cited_as_one_of_the_file(app: Flask) -> None:
    counted, printed = tiny.UNITS[2], replace(tiny.UNITS[2], page_labels=("8", "9"))
    assert (
        labels.source_line(counted) == "Socialforeningen, Rapport om udsatte voksne, 2020, s. 10–11 i filen"
    )
    assert labels.source_line(printed) == "Socialforeningen, Rapport om udsatte voksne, 2020, s. 8–9"
    assert labels.pages(tiny.UNITS[7]) == ""
    for write in (cite.ris, cite.bibtex, cite.csl_json):
        assert "35 sager. (s. 10–11 i filen)" in write([counted])
        assert "(s. " not in write([printed])
    (of_file,), (of_report,) = (rispy.loads(cite.ris([unit])) for unit in (counted, printed))
    assert "start_page" not in of_file
    assert (of_report["start_page"], of_report["end_page"]) == ("8", "9")
    assert "pages = {8--9}" in cite.bibtex([printed]) and "pages" not in cite.bibtex([counted])
    assert dict(cite.highwire(printed))["citation_lastpage"] == "9"


def test_a_number_that_is_not_printed_is_cited_as_counted(app: Flask) -> None:
    counted = replace(UNITS[0], edits=(COUNTED,))
    assert "« (anbefaling 1). " in cite.reference(UNITS[0])
    assert "« (anbefaling 1, nummereret her). " in cite.reference(counted)
    for write in (cite.ris, cite.bibtex, cite.csl_json):
        assert "Anbefaling 1, nummereret her" in write([counted])
        assert "nummereret her" not in write([UNITS[0]])


def test_who_is_quoted_stands_in_every_reference(app: Flask) -> None:
    said = replace(tiny.UNITS[2], title=None, text="Det gavner borgeren.", speaker="Bo Li, formand for X")
    where = "Bo Li, formand for X, citeret i: Socialforeningen, Rapport om udsatte voksne, 2020, s. 10–11"
    where += " i filen"
    assert f"»Det gavner borgeren.« {where}. http" in cite.reference(said)
    assert labels.short_reference(said) == labels.source_line(said) == where
    told = "Bo Li, formand for X, citeret i kilden: »Det gavner borgeren.«"
    for write in (cite.ris, cite.bibtex, cite.csl_json):
        assert told in write([said])
        assert "citeret" not in write([tiny.UNITS[2]])
    (record,) = rispy.loads(cite.ris([said]))
    assert record["authors"] == ["Socialforeningen"]
    assert record["notes"] == [f"{told} (s. 10–11 i filen)"]
    assert ("citation_abstract", told) in cite.highwire(said)
    assert '"Bo Li, formand for X"' in selection.csv_text([said])
    file = docx.Document(io.BytesIO(selection.word([said])))
    assert any(f"[1] {where}." in paragraph.text for paragraph in file.paragraphs)


def test_who_is_quoted_stands_on_the_pages_and_in_tables_of_questions(tmp_path: Path) -> None:
    said = replace(tiny.UNITS[2], text="Det gavner borgeren på sygehuset.", speaker="Bo Li, formand for X")
    tiny.write(tmp_path, [said])
    client = create_app(tmp_path).test_client()
    where = "Bo Li, formand for X, citeret i: "
    for address in (f"/enhed/{said.id}", f"/liste?liste={said.id}", "/soeg?q=sygehuset"):
        assert where in client.get(address).text, address
    asked = {"emner": "sygehuset"}
    assert where in client.post("/spoergsmaal", data=asked).text
    assert where + "Rapport om udsatte voksne (2020" in client.post("/spoergsmaal.csv", data=asked).text
    file = docx.Document(io.BytesIO(client.post("/spoergsmaal.docx", data=asked).data))
    assert where in "".join(cell.text for row in file.tables[0].rows for cell in row.cells)
