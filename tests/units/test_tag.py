"""Tagging in real Danish: rows of text and the tags a careful editor would give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.model import Document, Theme, Unit
from kb.units.tagging.setting import told_of
from kb.units.tagging.tag import tag

UNIT = Unit("d/afsnit/1", "passage", "", Document("d", "Rapport", "Udgiver", 2020), "d.txt", 0, 0)


def tagged(text: str, **fields: object) -> Unit:
    return tag([replace(UNIT, text=text, **fields)])[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Critical Time Intervention (CTI) og CTI-metoden", ("CTI",)),
        ("støttes med ICM-forløb eller ACT-teams", ("ICM", "ACT")),
        ("Housing First-tilgangen og FIT.", ("Housing First", "FIT")),
        ("Housing-first og ICS er metoden, fx ’housingfirst-princippet’.", ("Housing First", "ICS")),
        ("Feed-back Informed Treatment", ("FIT",)),
        ("BIP, VUM 2.0 og FKO", ("BIP", "VUM", "FKO")),
        ("et netværksmøde efter Åben Dialog", ("Åben dialog",)),
        ("åben dialog på psykiatriområdet", ("Åben dialog",)),
        ("Tanken om bolig først til unge på herberg", ("Housing First",)),
        ("en åben dialog om at få en bolig først, tæt på familien", ()),
        ("U-turn/IPS", ("U-turn", "IPS")),
        ("personlige, borgerstyrede budgetter", ("PBB",)),
        ("Peer-guidens egne erfaringer", ("Peer-støtte",)),
        ("den svenske model og Borås-modellen", ("Sverigesmodellen",)),
        ("den svenske model for køb af sex", ()),
        ("ART er et program mod aggression", ("ART",)),
        ("ART I PRAKSIS", ()),
        ("at komme fit hjem, på den act, mi og dat", ()),
        ("Mening og mestring", ("Mening og mestring",)),
        ("de finder mening og mestring i hverdagen", ()),
    ],
)
def test_programmes(text: str, expected: tuple[str, ...]) -> None:
    assert tagged(text).programmes == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unge hjemløses vej til bolig", ("hjemløse", "udsatte unge")),
        ("psykiske lidelser og stofmisbrug", ("borgere med psykiske lidelser", "borgere med misbrug")),
        ("socialt udsatte voksne", ("udsatte voksne",)),
        ("socialt udsatte borgere", ("udsatte voksne",)),
        ("psykisk sårbare mennesker", ("borgere med psykiske lidelser",)),
        ("sårbare familier", ("udsatte familier",)),
        ("anbragte børn og unge", ("anbragte børn og unge", "børn og unge")),
        ("borgere med udviklingshæmning", ("borgere med udviklingshæmning",)),
        ("visitation på psykiatrisk sygehus", ("borgere med psykiske lidelser",)),
        ("sagsbehandlere og ledere", ()),
    ],
)
def test_target_groups(text: str, expected: tuple[str, ...]) -> None:
    assert set(tagged(text).target_groups) == set(expected)


def test_laws_keep_the_order_of_the_text() -> None:
    assert tagged("SEL §§ 103 og 104, § 85 og LAB").laws == ("SEL § 103", "SEL § 104", "SEL § 85", "LAB")


def test_a_heading_gives_its_municipality_to_the_units_below() -> None:
    unit = tagged("Her er der færre sager.", section=("Bilag A", "Holstebro Kommune", "HVORFOR"))
    assert unit.municipalities == ("Holstebro",)


def test_a_book_without_a_heading_is_tagged() -> None:
    assert tagged("Unge hjemløse i Odense." + " " * 1_000_001).target_groups == ("hjemløse", "udsatte unge")


def test_a_line_of_marks_is_read_in_bounded_time() -> None:
    assert tagged("(§" * 50_000 + " i Housing First").programmes == ("Housing First",)


def test_words_are_split_before_and_after_an_abbreviation() -> None:
    unit = tagged("CTI-forløb, (bl.a. IPS) m.m. til ca. 20 hjemløse/stofmisbrugere; CTI-forløb, CTI-forløb.")
    assert (unit.programmes, unit.target_groups) == (("CTI", "IPS"), ("hjemløse", "borgere med misbrug"))


def test_the_title_counts() -> None:
    assert tagged("Et tilbud.", title="Fremskudt sagsbehandling i Roskilde").municipalities == ("Roskilde",)


def test_the_innermost_heading_counts_for_programmes_and_laws() -> None:
    unit = tagged("Borgeren vælger selv.", section=("Housing First", "Critical Time Intervention (§ 85)"))
    assert (unit.programmes, unit.laws) == (("CTI",), ("SEL § 85",))


def test_a_place_lies_where_the_document_says() -> None:
    example = replace(UNIT, kind="municipality_example", text="På Birkehuset laver beboerne selv mad.")
    told = replace(UNIT, id="d/afsnit/2", text="Birkehuset i Vejle og Jobcentrene i Odense er med.")
    other = replace(example, id="d/afsnit/3", text="Jobcentrene er med, siger jobcentrene.")
    assert [u.municipalities for u in tag([example, told, other])] == [("Vejle",), ("Vejle", "Odense"), ()]


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ({"section": ("Bilag B", "Afklarende indsatser")}, "En forebyggende indsats.", ("afklarende",)),
        ({"section": ("Kapitel 5", "Forebyggende indsatser", "Eksempler")}, "Tekst.", ("forebyggende",)),
        ({"section": ("Rehabiliterende indsatser",)}, "Tekst.", ("rehabiliterende",)),
        ({"section": ("Habiliterende indsatser",)}, "Tekst.", ("habiliterende",)),
        ({"theme": Theme("forebyggende", "Tidlig og forebyggende indsats")}, "Tekst.", ("forebyggende",)),
        ({"title": "Opfølgning på mål"}, "Tekst.", ("afklarende",)),
        ({}, "Fleksible rehabiliterende indsatser virker.", ("rehabiliterende",)),
        ({}, "Forebyggende eller habiliterende tiltag", ("forebyggende", "habiliterende")),
        ({}, "Det kan forebygge, at nogen mister boligen.", ()),
    ],
)
def test_indsats(fields: dict[str, object], text: str, expected: tuple[str, ...]) -> None:
    assert tagged(text, **fields).indsats == expected


def test_a_definition_holds_until_the_next_heading() -> None:
    section = ("Kapitel 5",)
    units = [
        replace(UNIT, kind="indsats_type", text="En rehabiliterende indsats er kort.", section=section),
        replace(UNIT, text="I Slagelse får unge en bolig.", section=section),
        replace(UNIT, text="Økonomien.", section=("Kapitel 6",)),
    ]
    assert [u.indsats for u in tag(units)] == [("rehabiliterende",), ("rehabiliterende",), ()]


def test_what_a_text_tells_of_one_of_its_municipalities() -> None:
    text = "Mange gør det. I Odense er et hus. Det er nyt.\nVejle har et andet. I Odense og Vejle er to."
    several = replace(UNIT, text=text, municipalities=("Odense", "Vejle"))
    assert told_of(several, "Odense").text == "I Odense er et hus. Det er nyt.\nI Odense og Vejle er to."
    assert told_of(several, "Vejle").text == "Vejle har et andet. I Odense og Vejle er to."
    assert told_of(several, "Greve") == several
    alone = replace(several, municipalities=("Odense",))
    assert told_of(alone, "Odense") == alone
