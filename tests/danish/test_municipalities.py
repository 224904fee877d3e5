"""Municipalities and acts in real Danish: one row for each way of writing, and for each trap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.danish.laws import (
    find_laws,
    find_paragraphs,
    listed_paragraphs,
    normalise_law,
    with_paragraph_signs,
)
from kb.danish.municipalities import find_municipalities, find_municipality, municipalities
from kb.units.tagging.setting import municipalities_of
from tests import tiny


def names(text: str) -> list[str]:
    return [name for _, _, name in find_municipalities(text)]


def test_there_are_98_municipalities_with_their_own_tile_and_code() -> None:
    found = municipalities()
    assert len({m.name for m in found}) == len({m.code for m in found}) == len(found) == 98
    assert len({(m.column, m.row) for m in found}) == 98
    regions = {"Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"}
    assert {m.region for m in found} == regions
    by_name = {m.name: m for m in found}
    assert (by_name["Aarhus"].code, by_name["Aarhus"].slug) == ("751", "aarhus")
    assert by_name["Høje-Taastrup"].slug == "hoeje-taastrup"
    assert by_name["Esbjerg"].column < by_name["Odense"].column < by_name["København"].column
    assert by_name["Hjørring"].row < by_name["Aarhus"].row < by_name["Tønder"].row


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Københavns Kommune og Roskildes borgere", ["København", "Roskilde"]),
        ("Haderslev, Odense og Holstebro kommuner", ["Haderslev", "Odense", "Holstebro"]),
        ("Lemvig, Mariagerfjord, Morsø og Viborg Kommuner", ["Lemvig", "Mariagerfjord", "Morsø", "Viborg"]),
        ("Århus, Ålborg, Åbenrå og Fåborg-Midtfyn", ["Aarhus", "Aalborg", "Aabenraa", "Faaborg-Midtfyn"]),
        ("I Høje Taastrup Kommune", ["Høje-Taastrup"]),
        ("HOLSTEBRO KOMMUNE", ["Holstebro"]),
        ("Randers' indsats, Aarhus’ borgere og Assens", ["Randers", "Aarhus", "Assens"]),
        ("Herning-modellen og Herningmodellen", ["Herning", "Herning"]),
        ("Bornholms Regionskommune", ["Bornholm"]),
        ("Ringkøbing-Skjern Kommune og Ikast-Brande Kommune", ["Ringkøbing-Skjern", "Ikast-Brande"]),
        ("Grenaa Kommune (nu Norddjurs)", ["Norddjurs", "Norddjurs"]),
        ("unge hjemløse i Aahus Kommune", ["Aarhus"]),
        ("Jobcenter Vejle og UC Aarhus", ["Vejle", "Aarhus"]),
        ("på Fanø, Læsø og Samsø", ["Fanø", "Læsø", "Samsø"]),
        ("i Greve, Køge, Solrød og Struer", ["Greve", "Køge", "Solrød", "Struer"]),
        ("I 2014 Aarhus, i 2015 Odense", ["Aarhus", "Odense"]),
        ("Odder\nSkive\nVejen", ["Odder", "Skive", "Vejen"]),
        ("jobcentret i Vejen Kommune", ["Vejen"]),
        ("Vejen Kommune", ["Vejen"]),
    ],
)
def test_finds_municipalities(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Region Sjælland og Region Hovedstaden",
        "Mette Vejle, Anne-Mette Ringsted og Hans Odense Jensen",
        "Ifølge J. Greve og socialrådgiver Xenia Kolding",
        "Else Vejle-Jensen, Thomsen-Vejle og lederen Holstebro Nielsen",
        "Region Aalborg og Smallegade 1, 2000 Frederiksberg",
        "Vejlevej og Storkøbenhavn",
        "Vejen til job er lang. Vejen ud: Skive",
        "en greve fra egnen, en odder i åen",
        "Aalborg Universitet og Aarhus Universitetshospital",
        "Toldbodgade 19, 8000 Aarhus C",
        "Frederiksborg Amt og Roskilde Amt",
        "Hansen (2012). København: Socialstyrelsen.",
        "København, maj 2018\nAarhus, den 3. juni",
        "Hotel Nyborg Strand, Herlev Hospital, Vejle Ådal og Københavns Vestegn",
    ],
)
def test_leaves_other_things_alone(text: str) -> None:
    assert names(text) == []


def test_mentions_point_at_the_text() -> None:
    text = "I Roskildes borgerservice"
    assert find_municipalities(text) == [(2, 11, "Roskilde")]
    assert text[2:11] == "Roskildes"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Århus", "Aarhus"),
        ("hoeje-taastrup", "Høje-Taastrup"),
        ("københavns kommune", "København"),
        ("Bornholms Regionskommune", "Bornholm"),
        ("Nakskov", "Lolland"),
        ("Assens Kommune", "Assens"),
        ("Sverige", None),
        ("", None),
    ],
)
def test_a_name_alone(written: str, expected: str | None) -> None:
    found = find_municipality(written)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("servicelovens § 85", ["SEL § 85"]),
        ("efter SEL §§ 85, 103, 104 og 107", ["SEL § 85", "SEL § 103", "SEL § 104", "SEL § 107"]),
        ("SEL §§ 83-87", ["SEL § 83", "SEL § 84", "SEL § 85", "SEL § 86", "SEL § 87"]),
        ("§§ 103 og 104", ["SEL § 103", "SEL § 104"]),
        ("§ 107, stk. 2: opfølgning 10-12 uger efter", ["SEL § 107"]),
        ("tilføjet § 82a og 82b i Serviceloven.", ["SEL § 82 a", "SEL § 82 b"]),
        ("tidligt indsats team (§11, SEL)", ["SEL § 11"]),
        ("med § 85-støtte", ["SEL § 85"]),
        ("Barnets Lovs § 32, stk. 1, nr. 3 og § 46", ["BL § 32", "BL § 46"]),
        ("almenboligloven § 105 og lov om aktiv beskæftigelsesindsats", ["ABL § 105", "LAB"]),
        ("sundhedslovens § 141 om alkoholbehandling", ["SUL § 141"]),
        ("retssikkerhedsloven. Efter § 10 skal kommunen", ["RSL", "RSL § 10"]),
        ("efter § 3 gælder", []),
        ("LAB rummer ressourceforløb efter § 107", ["LAB", "LAB § 107"]),
        ("almenboligloven og støtte efter § 85", ["ABL", "SEL § 85"]),
        ("lov om aktiv beskæftigelse og § 85-støtte efter serviceloven", ["LAB", "SEL § 85"]),
        ("the lab", []),
    ],
)
def test_finds_laws(text: str, expected: list[str]) -> None:
    assert [tag for _, _, tag in find_laws(text)] == expected


@pytest.mark.parametrize(
    ("text", "named", "listed"),
    [
        ("tilbud efter §§ 103 og 104", ("103", "104"), ["103", "104"]),
        ("paragrafferne 82a, 83 og 107, stk. 2", ("82 a", "83", "107"), ["82 a", "83", "107"]),
        ("§ 85 til 40 borgere", ("85", "40"), []),
    ],
)
def test_a_list_of_paragraphs_is_read_as_each_of_them(
    text: str, named: tuple[str, ...], listed: list[str]
) -> None:
    assert find_paragraphs(text) == named
    found = listed_paragraphs(text)
    assert list(found.values()) == listed
    assert [text[start : start + 2] for start in found] == [number[:2] for number in listed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("servicelovens § 85", "SEL § 85"),
        ("sel 85", "SEL § 85"),
        ("paragraf 85 i serviceloven", "SEL § 85"),
        ("§ 107, stk. 2", "SEL § 107"),
        ("lab", "LAB"),
        ("Lov om social service", "SEL"),
        ("hjemløse", None),
    ],
)
def test_normalises_what_a_user_writes(text: str, expected: str | None) -> None:
    assert normalise_law(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SEL 83", "SEL § 83"),
        ("sel §83 hjælp", "SEL § 83 hjælp"),
        ("servicelovens paragraf 83", "servicelovens § 83"),
        ("serviceloven 107 botilbud", "serviceloven § 107 botilbud"),
        ("støtte efter SEL § 82 a", "støtte efter SEL § 82 a"),
        ("serviceloven 2018", "serviceloven 2018"),
        ("serviceloven 18 år", "serviceloven 18 år"),
        ("barnets lov 25 børn", "barnets lov 25 børn"),
        ("serviceloven fra 1998", "serviceloven fra 1998"),
        ("lab", "lab"),
    ],
)
def test_a_number_behind_an_act_is_its_paragraph(text: str, expected: str) -> None:
    assert with_paragraph_signs(text) == expected


def test_a_part_that_names_no_municipality_is_of_the_one_that_its_example_is_of() -> None:
    whole = replace(tiny.EXAMPLE, id="d/eksempel/1", text="I Lemvig Kommune har man et hold. Holdet mødes.")
    part = replace(tiny.EXAMPLE, id="d/eksempel/2", text="Holdet mødes.", parent=whole.id)
    advice = replace(part, id="d/anbefaling/1", kind="recommendation")
    both = replace(whole, text="I Lemvig og Struer har man et hold.")
    assert municipalities_of([whole, part, advice]) == (("Lemvig",), ("Lemvig",), ())
    assert municipalities_of([both, part]) == (("Lemvig", "Struer"), ())
