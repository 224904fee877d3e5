from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.danish.analyze import Analyzer
from kb.danish.spelling import Speller
from kb.model import Unit
from tests import tiny
from web.pages import titles
from web.pages.labels import rows_of
from web.pages.outline import alphabetical

EXAMPLE = replace(tiny.UNITS[2], id="r/eksempel/x", section=("Greve Kommune",), municipalities=("Greve",))
PART = replace(EXAMPLE, id="r/eksempel/x-y", parent="r/eksempel/x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kommunen bør give tid.", "Kommunen bør give tid."),
        ("Kommunen bør give tid. Det tager fx to år.", "Kommunen bør give tid.\u00a0…"),
        ("Kommunen bør\ngive tid. Og ro.", "Kommunen bør give tid.\u00a0…"),
        ("Kommunen bør give borgeren både tid og ro.", "Kommunen bør give borgeren både …"),
    ],
)
def test_an_opening_is_a_whole_sentence_where_it_fits(text: str, shown: str) -> None:
    assert titles.opening(text, 36) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("FOR HVEM OG HVORDAN", "For hvem og hvordan"),
        ("BILAG B: Eksempler", "Bilag B: Eksempler"),
        ("Med HVEM", "Med hvem"),
        ("IPS", "IPS"),
        ("Individual Placement and Support IPS", "Individual Placement and Support IPS"),
        ("ERFARINGER I GREVE", "Erfaringer i Greve"),
    ],
)
def test_headings_lose_their_capitals_and_names_keep_theirs(written: str, shown: str) -> None:
    assert titles.cased(written) == shown


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Opfølgen de handlemulig- heder er nød- vendigt", "Opfølgende handlemuligheder er nødvendigt"),
        ("Børne- og ungeområdet", "Børne- og ungeområdet"),
        ("Støtte i egen bolig til unge", "Støtte i egen bolig til unge"),
        ("En indsats er startet", "En indsats er startet"),
    ],
)
def test_words_broken_in_a_heading_are_joined(analyzer: Analyzer, broken: str, whole: str) -> None:
    speller = Speller({"opfølgen": 1, "opfølgende": 4, "indsats": 9, "indsatser": 8}, analyzer)
    assert titles.mended(broken, speller) == whole


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        (tiny.UNITS[0], "Anbefaling 1: Kommunen bør tilbyde borgere i hjemløshed en varig bolig og støtte …"),
        (
            replace(tiny.UNITS[0], title="Ansæt en fast boligvejleder:"),
            "Anbefaling 1: Ansæt en fast boligvejleder",
        ),
        (replace(EXAMPLE, title="Eksempel: Sammen i livet"), "Greve: Sammen i livet"),
        (replace(EXAMPLE, title="CASE 3 – sammen i livet"), "Greve: Sammen i livet"),
        (replace(EXAMPLE, title="Boks 3: Sammen i livet"), "Greve: Boks 3: Sammen i livet"),
        (replace(EXAMPLE, title="Case-arbejde: Sammen"), "Greve: Case-arbejde: Sammen"),
        (replace(EXAMPLE, title="KAPITEL 3: Sammen i livet"), "Greve: Sammen i livet"),
        (replace(EXAMPLE, title="Bilag B – Sammen i livet"), "Greve: Sammen i livet"),
        (replace(EXAMPLE, title="Del 2 af livet: Sammen"), "Greve: Del 2 af livet: Sammen"),
        (replace(EXAMPLE, title="Kapitel 3"), "Greve: Kapitel 3"),
        (replace(EXAMPLE, title="Greve Kommune"), "Greve Kommune"),
        (
            replace(tiny.UNITS[7], title=":"),
            "Tabel 1. Har kommunen ansat flere rådgivere? Ja 52 %. Nej 38 %. Ved …",
        ),
        (
            replace(EXAMPLE, title="og støtte til", section=("Sociale tilbud", "og støtte til")),
            "Greve: Sociale tilbud",
        ),
        (
            replace(tiny.UNITS[8], title="Unge, job og", section=("Unge uden job", "Unge, job og")),
            "Aarhus: Unge uden job",
        ),
        (replace(tiny.UNITS[8], text="og derfor får unge en mentor.", section=("Unge",)), "Aarhus: Unge"),
        (replace(EXAMPLE, title="Sammen i livet:"), "Greve: Sammen i livet"),
        (replace(EXAMPLE, title="Sammen", municipalities=("Greve", "Køge")), "Greve og Køge: Sammen"),
        (
            replace(EXAMPLE, title="Sammen", municipalities=("Greve", "Køge", "Odense")),
            "Greve, Køge og Odense: Sammen",
        ),
        (replace(EXAMPLE, title="Sammen", municipalities=("Greve", "Køge", "Odense", "Ishøj")), "Sammen"),
        (
            replace(EXAMPLE, title=None, municipalities=(), text="Man har ansat to.", section=("Voksne",)),
            "Voksne – Man har ansat to.",
        ),
        (
            replace(PART, title="For borgerne:", section=("Greve Kommune", "HVAD BETYDER DET FOR")),
            "Greve: hvad betyder det for borgerne",
        ),
        (replace(PART, title="Mål:", section=("Greve Kommune", "HVORFOR")), "Greve: Mål"),
        (
            replace(PART, title="Resultater", section=("Greve", "Hjem først")),
            "Greve: Hjem først – Resultater",
        ),
        (
            replace(PART, id="r/eksempel/x-del-1", title=None, section=("Greve Kommune", "HVORFOR")),
            "Greve: hvorfor – Roskilde Kommune møder borgeren på sygehuset. En sagsbehandler er …",
        ),
        (
            replace(
                tiny.UNITS[3], id="r/afsnit/y", parent=None, title="Med hvem:", section=("Guide", "Med hvem:")
            ),
            "Guide – med hvem",
        ),
    ],
)
def test_a_title_tells_place_and_matter(unit: Unit, title: str) -> None:
    assert titles.title(unit) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Et eksempel på dette er virtuel behandling.", "Greve: Virtuel behandling."),
        ("Et af de kendte eksempler på dette er ”Din indgang”.", "Greve: ”Din indgang”."),
        ("Et eksempel på, hvorledes dette er forsøgt, er Greve Kommune.", "Greve Kommune."),
        ("Der er tillige eksempler på brobygning.", "Greve: Brobygning."),
        ("Et eksempel er også bostøtte.", "Greve: Bostøtte."),
        ("Eksempelvis har man bostøtte.", "Greve: Eksempelvis har man bostøtte."),
        ("Den er et eksempel på bostøtte.", "Greve: Den er et eksempel på bostøtte."),
    ],
)
def test_first_words_leave_out_that_an_example_follows(text: str, title: str) -> None:
    assert titles.title(replace(EXAMPLE, title=None, text=text)) == title


def test_no_two_units_are_called_the_same() -> None:
    alike = [
        replace(
            tiny.UNITS[5], id=f"r/afsnit/{n}", title="Anbefalinger", section=(f"Kapitel {n}", "Anbefalinger")
        )
        for n in (1, 2)
    ]
    same = [
        replace(tiny.UNITS[5], id=f"r/afsnit/forord-{n}", title="Forord", section=("Forord",)) for n in (1, 2)
    ]
    found = titles.distinct([*alike, *same, tiny.UNITS[4]])
    assert found["r/afsnit/1"] == "Kapitel 1 – Anbefalinger"
    assert found["r/afsnit/2"] == "Kapitel 2 – Anbefalinger"
    assert found[tiny.UNITS[4].id] == "Odense: Hjem først"
    assert len(set(found.values())) == 5


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Resultater", "Greve: Resultater – Sagstallet er faldet. Flere bor i egen bolig …"),
        ("HVAD KRÆVES", "Greve: hvad kræves – Sagstallet er faldet. Flere bor i egen bolig …"),
        ("Færre sager", "Greve: Færre sager"),
    ],
)
def test_a_heading_that_tells_no_matter_has_first_words(heading: str, title: str) -> None:
    text = "Sagstallet er faldet. Flere bor i egen bolig, og færre flytter."
    unit = replace(PART, title=heading, text=text, section=("Greve Kommune", heading))
    assert titles.distinct([EXAMPLE, unit])[unit.id] == title


def test_a_part_has_the_place_and_the_heading_of_the_text_it_lies_in() -> None:
    whole = replace(PART, title="Hvordan", section=("Greve Kommune",))
    parts = [
        replace(
            whole,
            id=f"{whole.id}-del-{number}",
            parent=whole.id,
            title=None,
            text="Der er ansat to.",
            municipalities=places,
        )
        for number, places in ((1, ()), (2, ("Greve", "Køge")))
    ]
    found = titles.distinct([replace(EXAMPLE, title="Greve Kommune"), whole, *parts[:1]])
    assert found[parts[0].id] == "Greve: hvordan – Der er ansat to."
    found = titles.distinct([replace(EXAMPLE, title="Greve Kommune"), whole, *parts[1:]])
    assert found[parts[1].id] == "Greve: hvordan – Der er ansat to."


def test_every_example_of_the_shipped_reports_names_its_municipality(corpus_units: tuple[Unit, ...]) -> None:
    found = titles.distinct(corpus_units)
    examples = [unit for unit in corpus_units if unit.kind == "municipality_example"]
    unnamed = {
        unit.id
        for unit in examples
        if 0 < len(unit.municipalities) <= titles.PLACES
        and not any(name[:4] in found[unit.id] for name in unit.municipalities)
    }
    assert unnamed == set()


def test_the_titles_of_the_shipped_reports_are_all_different(corpus_units: tuple[Unit, ...]) -> None:
    found = titles.distinct(corpus_units)
    assert len(set(found.values())) == len(found) == len(corpus_units)
    shouted = [name for name in found.values() if re.search(r"\b[A-ZÆØÅ]{5,}\b", name)]
    assert shouted == []
    assert not any("(uddrag)" in name for name in found.values())


def test_the_danish_alphabet() -> None:
    names = ["Aarhus", "Ærø", "Zoo", "Østed", "Åby", "Albertslund", "Viborg", "SEL § 104", "SEL § 85"]
    ordered = ["Albertslund", "SEL § 85", "SEL § 104", "Viborg", "Zoo", "Ærø", "Østed", "Åby", "Aarhus"]
    assert alphabetical(names) == ordered


def test_the_heads_of_a_tables_columns_stand_over_the_last_cells() -> None:
    text = "Tabel 3: I hvor høj grad?\n1\t2\nStørre arbejdsglæde\t1 % 1\t33 % 26"
    assert rows_of(text) == [
        ["Tabel 3: I hvor høj grad?"],
        ["", "1", "2"],
        ["Større arbejdsglæde", "1 % 1", "33 % 26"],
    ]
    assert rows_of("") == []
