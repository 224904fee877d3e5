"""Citat-tjek: the page, the year and the publisher that a writer gives are held against the source's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.model import Document, Unit
from kb.search.quotes.check import check_quotes, check_text
from kb.search.quotes.references import read_reference
from tests import tiny

REPORT = Document(tiny.REPORT.id, "Luk op for flere", "Dansk Socialrådgiverforening", 2018)
UNIT = Unit("rapport/afsnit/1", "passage", "", REPORT, "rapport.txt", 0, 0)
CASES = "I Odense er antallet af sager per sagsbehandler faldet fra 60 til 35."
SAME = "De unge møder den samme kontaktperson hver uge."
SUMMED_UP = "Borgere i hjemløshed får en varig bolig og støtte i hjemmet fra første dag."
COUNTED = "Teamet mødes ikke med pårørende om aftenen."
CITED = "Kun hver tiende får en ny bolig (Socialstyrelsen, 2014), og det går langsomt."
UNITS = (
    replace(UNIT, text=f"Før det hele i 24 timers 3 døgn. {CASES} {SAME}", municipalities=("Odense",),
            pages=(16, 16), page_labels=("14", "14")),
    replace(UNIT, id="rapport/afsnit/2", text=SUMMED_UP, pages=(5, 5), page_labels=("3", "3")),
    # The whole chapter, and the paragraph that lies in it.
    replace(UNIT, id="rapport/afsnit/3", text=f"Et kapitel. {SUMMED_UP} {CITED}", pages=(20, 29),
            page_labels=("18", "27")),
    replace(UNIT, id="rapport/afsnit/4", text=f"{SUMMED_UP} Sådan er det.", pages=(22, 23),
            page_labels=("20", "21"), parent="rapport/afsnit/3"),
    replace(UNIT, id="rapport/afsnit/5", text=COUNTED, pages=(30, 30)),
    replace(UNIT, id="rapport/anbefaling/1", kind="recommendation", number=1, pages=(40, 40),
            page_labels=("38", "38"), text="Kommunen bør tilbyde fremskudte indsatser tæt på borgeren."),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("references"), UNITS, real_indexes)


@pytest.mark.parametrize(
    ("text", "plain", "pages", "years"),
    [
        ("Det falder (s. 3).", "Det falder.", [(3, 3)], []),
        ("Det falder (Luk op for flere, 2017, s. 3-4).", "Det falder.", [(3, 4)], ["2017"]),
        ("Det falder (jf. DS, 2017; KL, 2013).", "Det falder.", [], ["2017", "2013"]),
        ("Det falder [Ibid., s. 143-44].", "Det falder.", [(143, 144)], []),
        ("Det falder, ifølge DS 2018, side 14.", "Det falder, ifølge DS.", [(14, 14)], ["2018"]),
        ("På side 3 står, at det falder.", "står, at det falder.", [(3, 3)], []),
        ("På side 3 skriver KL, at det falder.", "skriver KL, at det falder.", [(3, 3)], []),
        ("KL (2013) siger, at det falder.", "KL siger, at det falder.", [], ["2013"]),
        ("Det falder (Den Sociale Håndbog, 2018).", "Det falder.", [], ["2018"]),
        ("Det falder (se KL 2013).", "Det falder.", [], ["2013"]),
        ("Det falder (anbefaling 2, s. 3).", "Det falder (anbefaling 2).", [(3, 3)], []),
        ("Det falder (s. 3, 5 og 7-8).", "Det falder.", [(3, 3), (5, 5), (7, 8)], []),
        ("Det falder (Rapport 2018: 14).", "Det falder.", [(14, 14)], ["2018"]),
        ("Det faldt (Efter reformen, 2018).", "Det faldt (Efter reformen, 2018).", [], []),
        ("Byen ansatte med KL 2018 rådgivere.", "Byen ansatte med KL 2018 rådgivere.", [], []),
        ("Der er på den modsatte side 40 boliger.", "Der er på den modsatte side 40 boliger.", [], []),
        # What stands in brackets may also be said.
        ("Det faldt (2017).", "Det faldt (2017).", [], []),
        ("Det faldt (Aarhus, 2017).", "Det faldt (Aarhus, 2017).", [], []),
        ("Det faldt (i 2017).", "Det faldt (i 2017).", [], []),
        ("Det faldt (Siden 2015).", "Det faldt (Siden 2015).", [], []),
        ("Det faldt (fra 12 til 8).", "Det faldt (fra 12 til 8).", [], []),
        ("Det faldt (i Danmark).", "Det faldt (i Danmark).", [], []),
        ("Det faldt (15 af de 20, s. 3).", "Det faldt (15 af de 20).", [(3, 3)], []),
        ("På den anden side 14 kommuner.", "På den anden side 14 kommuner.", [], []),
        ("KL 2013-2016 og side 3 % mere.", "KL 2013-2016 og side 3 % mere.", [], []),
    ],
)
def test_a_reference_is_told_from_what_is_said(
    text: str, plain: str, pages: list[tuple[int, int]], years: list[str]
) -> None:
    found, reference = read_reference(text)
    assert (found, list(reference.pages), list(reference.years)) == (plain, pages, years)


@pytest.mark.parametrize(
    ("text", "verdict", "differences"),
    [
        (f"»{SAME}« (Luk op for flere, 2018, s. 14)", "exact", []),
        (f"»{SAME}« (Luk op for flere, 2018, s. 13-15).", "exact", []),
        (f"»{SAME}« (Luk op for flere, 2018, s. 3).", "unsure", [("page", "3", "14")]),
        (f"»{SAME}« (s. 16 i filen).", "exact", []),
        (f"»{SAME}« (s. 14 i filen).", "unsure", [("page", "14", "16")]),
        (f"»{SAME}« (s. 3).", "unsure", [("page", "3", "14")]),
        (f"På side 3 står »{SAME}«", "unsure", [("page", "3", "14")]),
        (f"»{SAME}« (s. 12 ff.).", "exact", []),
        (f"»{SAME}« (DS, 2017, s. 3).", "unsure", [("page", "3", "14"), ("published", "2017", "2018")]),
        (f"»{SAME}« (KL, 2018).", "unsure", [("publisher", "KL", "Dansk Socialrådgiverforening")]),
        # Word for word in the source without marks, and in words of the writer's own.
        (f"{SAME[:-1]} (DS, 2018, s. 14).", "exact", []),
        (f"{SAME[:-1]} (DS, 2018, s. 3).", "unsure", [("page", "3", "14")]),
        (f"{SAME} (DS, 2018, s. 3).", "unsure", [("page", "3", "14")]),
        ("Odenses antal sager per sagsbehandler faldt fra 60 til 35 (DS, 2018, s. 14).", "exact", []),
        ("Ifølge DS 2018, side 14, faldt antallet af sager per sagsbehandler i Odense fra 60 til 35.",
         "exact", []),
        ("Odenses antal sager per sagsbehandler faldt fra 60 til 35 (DS, 2017).", "unsure",
         [("published", "2017", "2018")]),
        ("Odenses antal sager per sagsbehandler faldt fra 60 til 35 (KL, 2018).", "unsure",
         [("publisher", "KL", "Dansk Socialrådgiverforening")]),
        ("Odenses antal sager per sagsbehandler faldt fra 60 til 45 (DS, 2018, s. 14).", "changed",
         [("amount", "45", "35")]),
        # It stands on both pages, and in a chapter whose other pages are not meant.
        (f"»{SUMMED_UP}« (s. 3)", "exact", []),
        (f"»{SUMMED_UP}« (s. 21)", "exact", []),
        (f"»{SUMMED_UP}« (s. 25)", "unsure", [("page", "25", "3")]),
        ("Borgere i hjemløshed fik en varig bolig og støtte i hjemmet fra første dag (s. 21).", "exact", []),
        ("Borgere i hjemløshed fik en varig bolig og støtte i hjemmet fra første dag (s. 25).", "unsure",
         [("page", "25", "3")]),
        # The printed numbers are not known.
        (f"»{COUNTED}« (DS, 2018, s. 3)", "exact", []),
        (f"»{COUNTED}« (DS, 2018, s. 3 i filen)", "unsure", [("page", "3", "30")]),
        # The source's own reference.
        (CITED, "exact", []),
        (f"»{CITED}« (s. 18)", "exact", []),
    ],
)  # fmt: skip
def test_what_stands_elsewhere_is_told(
    index: Index, text: str, verdict: str, differences: list[tuple[str, str, str]]
) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict == verdict
    assert [(each.what, each.written, each.source) for each in found.differences] == differences
    assert found.misplaced == any(what in ("page", "published") for what, _, _ in differences)


def test_the_writers_sentence_is_shown_with_its_reference(index: Index) -> None:
    text = "Odenses antal sager per sagsbehandler faldt fra 60 til 35 (DS, 2018, s. 14)."
    assert [found.quote for found in check_quotes(index, text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        f"{SAME[:-1]} (DS, 2018, s. {{}}).",
        f"»{SAME[:-1]} (DS, 2018, s. {{}})«",
        f"»{SAME[:-1]}« (DS, 2018, s. {{}}).",
    ],
)
def test_a_reference_is_no_part_of_what_is_called_word_for_word(index: Index, text: str) -> None:
    found = [check_quotes(index, text.format(page))[0] for page in (14, 3)]
    assert [(v.kind, v.verdict, v.quote.rstrip("."), v.reference) for v in found] == [
        ("quotation", "exact", SAME[:-1], "(DS, 2018, s. 14)"),
        ("quotation", "unsure", SAME[:-1], "(DS, 2018, s. 3)"),
    ]


def test_each_quotation_has_the_page_beside_it(index: Index) -> None:
    told = f"»{SAME}« (s. 14) og »{SUMMED_UP}« (s. {{}})."
    found = [[v.misplaced for v in check_quotes(index, told.format(page))] for page in (3, 40)]
    assert found == [[False, False], [False, True]]


def test_a_reference_behind_a_full_stop_belongs_to_its_sentence(index: Index) -> None:
    checked = check_text(index, f"»{SAME}« (DS, 2018, s. 3). {CASES} (DS, 2018, s. 14)")
    assert [found.misplaced for found in checked.verdicts] == [True, False]
    assert checked.passed_over == ()


def test_a_recommendation_on_another_page_is_told(index: Index) -> None:
    said = "Anbefaling 1 lyder: Kommunen bør tilbyde fremskudte indsatser tæt på borgeren (s. {})."
    quoted = "Anbefaling 1 lyder: »Kommunen bør tilbyde fremskudte indsatser tæt på borgeren« (s. {})."
    for text in (said, quoted):
        found = [check_quotes(index, text.format(page))[-1] for page in (38, 3)]
        assert [(v.kind, v.verdict, v.misplaced) for v in found] == [
            ("recommendation", "exact", False),
            ("recommendation", "unsure", True),
        ]
