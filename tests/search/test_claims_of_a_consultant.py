"""Claims that a consultant met on the site: two ways exchanged, another's recommendation, list numbers. Her
sentences are held against the shipped documents, others of their kinds against made units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.model import Document
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Difference
from tests import tiny

REGIONS = Document("oplaeg-2019", "Mad i hjemmet", "Danske Regioner", 2019)
UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Struer",),
        title="Huslejer i Struer",
        text=(
            "I 2019 ses en lille stigning i huslejen på havnen og et lille fald i huslejen på bakken.\n\n"
            "Besøgene på museet er faldet, mens udlånene fra biblioteket er steget. "
            "Efter ombygningen ses færre skader, men langt flere klager over støjen.\n\n"
            "Planlægningen af broen begyndte i efteråret 2014, og selve broen blev åbnet i foråret 2016. "
            "Sidste år har 18 % af de 340 havnearbejdere, som bor på kajen, fået tilbudt et motionshold. "
            "Et lån af en robåd er beregnet til 12 dage pr. beboer, og et lån af en sejlbåd er beregnet til "
            "30 dage pr. beboer.\n\n"
            "Struer Kommune har skabt en ny have til naboerne, som dyrker grønsager.\n\n"
            "Kommunen har inviteret naboerne med i udviklingen af et nyt drivhus med 15 borde.\n\n"
            "Havnekontoret har gennemført en større flytning, så der nu bor 9 familier på kajen. "
            "Beregningerne fra havnekontoret viser, at tidlige reparationer sparer dyre ombygninger.\n\n"
            "En fjerdedel af bådejerne har en motor, og 54 % af bådejerne har et sejl.\n\n"
            "I Struer er der 40 boder og 3 vogne på torvet.\n\n"
            "Til stede ved besøget: Fra Struer Kommune: Leder af havnekontoret Anna Holm Bech, Leder af "
            "havnefonden Per Holm.\n"
            "Fra Danske Regioner: Konsulent Ida Krag og Konsulent Bo Lind.\n"
            "Kontakt konsulent Ida Krag om havnefonden: ida@regioner.dk, 12 34 56 78."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="oplaeg/anbefaling/1",
        kind="recommendation",
        document=REGIONS,
        text=(
            "Der skal oprettes et fælles køkken i hver opgang, så beboerne kan lave mad sammen. "
            "Køkkenet skal have åbent hver dag."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="oplaeg/afsnit/1",
        kind="passage",
        document=REGIONS,
        speaker="Anna Holm, formand for Beboerrådet",
        title="En sidste bemærkning",
        text=(
            "Jeg begriber ikke, at gården stadig er låst, når vi ser, at fælles måltider gør naboerne mindre "
            "ensomme om vinteren. Ida Krag fra Opgangen har set det samme. "
            "Det er ikke sandt, at støjen fra gården er blevet værre i år."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_a_consultant"), UNITS, real_indexes)


@pytest.mark.parametrize(
    "text",
    [
        "I Struer er huslejen på havnen faldet, mens huslejen på bakken er steget.",
        "I Struer ses et fald i huslejen på havnen og en stigning i huslejen på bakken.",
        "Huslejen på havnen er faldet i Struer.",
        "I Struer er besøgene på museet steget, mens udlånene fra biblioteket er faldet.",
        "I Struer ses en stigning i besøgene på museet og et fald i udlånene fra biblioteket.",
        "Udlånene fra biblioteket i Struer faldt.",
        "Efter ombygningen ses i Struer flere skader, men langt færre klager over støjen.",
    ],
)
def test_each_of_two_ways_is_told_of_its_own_thing(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict == "changed"
    assert {each.what for each in found.differences} == {"direction"}


@pytest.mark.parametrize(
    "text",
    [
        "I Struer er huslejen på havnen steget, mens huslejen på bakken er faldet.",
        "Huslejen på bakken er faldet og huslejen på havnen er steget i Struer.",
        "Huslejen på havnen er steget i Struer.",
        "Der ses et fald i besøgene på museet og en stigning i udlånene fra biblioteket i Struer.",
        "Udlånene fra biblioteket i Struer steg, mens besøgene på museet faldt.",
    ],
)
def test_two_ways_in_another_order_are_not_called_wrong(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("exact", "unsure")
    assert not [each for each in found.differences if each.what == "direction"]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("KL anbefaler, at der oprettes et fælles køkken i hver opgang.", ("KL", "Danske Regioner")),
        ("Ifølge FOA skal der oprettes et fælles køkken i hver opgang.", ("FOA", "Danske Regioner")),
        ("Der skal oprettes et fælles køkken i hver opgang, mener BUPL.", ("BUPL", "Danske Regioner")),
        (
            "Lejerforeningen anbefaler, at der oprettes et fælles køkken i hver opgang.",
            ("Lejerforeningen", ""),
        ),
        ("Anna Holm foreslår, at der oprettes et fælles køkken i hver opgang.", ("Anna", "")),
        (
            "Formanden for Beboerrådet kræver, at der oprettes et fælles køkken i hver opgang.",
            ("Beboerrådet", ""),
        ),
    ],
)
def test_what_another_is_told_to_advise_is_not_approved(
    index: Index, text: str, publisher: tuple[str, str]
) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("changed", "unsure")
    assert Difference("publisher", *publisher) in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "Danske Regioner anbefaler, at der oprettes et fælles køkken i hver opgang.",
        "Rapporten anbefaler, at der oprettes et fælles køkken i hver opgang.",
    ],
)
def test_what_the_publisher_advises_is_approved(index: Index, text: str) -> None:
    assert [each.verdict for each in check_quotes(index, text)] == ["exact"]


@pytest.mark.parametrize("mark", ["1. ", "2) ", "a) ", "12. ", "- "])
def test_the_number_of_a_list_is_no_part_of_its_sentence(index: Index, mark: str) -> None:
    told = "Huslejen på havnen er steget i Struer.", "I Struer er der 40 boder på torvet", "Udlånene steg."
    found = check_quotes(index, "\n".join(f"{mark}{each}" for each in told))
    assert [each.quote for each in found] == [f"- {each}" for each in told]
    for each, alone in zip(found, told, strict=True):
        (plain,) = check_quotes(index, alone) if each is not found[2] else (each,)
        assert (each.verdict, each.differences) == (plain.verdict, plain.differences)


def test_a_number_that_is_told_stays(index: Index) -> None:
    (found,) = check_quotes(index, "40 boder og 5 vogne står på torvet i Struer.")
    assert Difference("amount", "5", "3") in found.differences
    (dated,) = check_quotes(index, "2. kvartal gav en stigning i huslejen på havnen i Struer.")
    assert dated.quote.startswith("2. kvartal")


@pytest.mark.parametrize(
    "text",
    [
        "Havnefonden i Struer har givet 4 mio. kr. til havnekontoret.",
        "Konsulenterne fra Danske Regioner skrev om havnefonden i Struer.",
    ],
)
def test_a_list_of_persons_is_held_against_nothing(index: Index, text: str) -> None:
    assert [each.verdict for each in check_quotes(index, text)] == ["absent"]


QUOTED = '"fælles måltider gør naboerne mindre ensomme om vinteren"'


@pytest.mark.parametrize(
    ("frame", "strange"),
    [
        ("Formanden for Lejerforeningen siger: ", "Lejerforeningen"),
        ("Lejerforeningen fremhæver: ", "Lejerforeningen"),
        ("Per Lund fra Opgangen: ", "Per Lund"),
        ("Det siger Per Lund: ", "Per Lund"),
    ],
)
def test_a_quotation_of_somebody_whom_nothing_there_names(index: Index, frame: str, strange: str) -> None:
    (found,) = check_quotes(index, frame + QUOTED)
    assert found.verdict == "unsure"
    assert found.differences == (Difference("publisher", strange, "Anna Holm, formand for Beboerrådet"),)


@pytest.mark.parametrize(
    "frame",
    [
        "Formanden for Beboerrådet siger: ",
        "Anna Holm: ",
        "Ida Krag fremhæver: ",
        "Danske Regioner skriver: ",
        "En beboer siger: ",
        "Oplægget Mad i hjemmet: ",
        "Om vinteren hedder det: ",
    ],
)
def test_a_quotation_of_those_named_there_is_exact(index: Index, frame: str) -> None:
    (found,) = check_quotes(index, frame + QUOTED)
    assert (found.verdict, found.differences, found.limits) == ("exact", (), ())


def test_a_denial_that_governs_a_quotation_limits_it(index: Index) -> None:
    (found,) = check_quotes(index, 'Anna Holm: "støjen fra gården er blevet værre i år"')
    assert found.limits == ("ikke",)


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("Broen i Struer blev åbnet i foråret 2017.", Difference("year", "2017", "2016")),
        (
            "18 havnearbejdere, som bor på kajen i Struer, har fået tilbudt et motionshold.",
            Difference("unit", "18", "18 %"),
        ),
        (
            "Et lån af en robåd i Struer er beregnet til 30 dage pr. beboer.",
            Difference("amount", "30 dage", "12 dage"),
        ),
        (
            "Struer har dokumenteret, at tidlige reparationer sparer dyre ombygninger.",
            Difference("status", "dokumenteret", ""),
        ),
        (
            "Det er bevist i Struer, at tidlige reparationer sparer dyre ombygninger.",
            Difference("status", "bevist", ""),
        ),
    ],
)
def test_what_is_otherwise_is_told_of_the_same_thing(index: Index, text: str, difference: Difference) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("changed", "unsure")
    assert difference in found.differences


def test_a_share_in_words_is_not_named_for_one_in_figures(index: Index) -> None:
    (found,) = check_quotes(index, "54 % af bådejerne i Struer har en motor.")
    assert found.verdict != "exact"
    assert Difference("amount", "54 %", "En fjerdedel") not in found.differences


def test_of_several_years_none_is_named_where_none_stands_beside_the_same_word(index: Index) -> None:
    (found,) = check_quotes(index, "Broen i Struer blev planlagt og åbnet i 2019.")
    assert Difference("year", "2019", "") in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "Struer har lavet en ny have til naboerne, som dyrker grønsager.",
        "Naboerne i Struer var med, da et nyt drivhus med 15 borde skulle udvikles.",
        "Efter en flytning bor der nu 9 familier på kajen ved havnekontoret i Struer.",
    ],
)
def test_small_words_are_no_difference(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert (found.verdict, found.differences, found.limits) in (("exact", (), ()), ("unsure", (), ()))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("I Egedal er længden på § 85 steget, mens længden på § 107 er faldet.", "changed"),
        ("I Egedal er længden på § 85 faldet, mens længden på § 107 er steget.", "exact"),
        (
            "KL anbefaler, at der udvikles et beregningsværktøj, så kommunerne kan lave beregninger på "
            "større omstillinger af den sociale indsats.",
            "changed",
        ),
        (
            "DS mener, at kravet om, at beskæftigelsesindsatsen skal være adskilt fra andre indsatser, bør "
            "ophæves.",
            "changed",
        ),
        (
            "DS anbefaler, at et årligt sundhedstjek i forhold til den enkelte borger bør være standard i de "
            "habiliterende tilbud.",
            "exact",
        ),
        (
            "Haderslev har dokumenteret, at hurtigere og mere forebyggende indsatser sparer mere indgribende "
            "og dyrere indsatser.",
            "unsure",
        ),
        ("Gribskov har dokumenteret en øget progression på ca. 1 trin.", "unsure"),
        ("1. I Egedal er sagsstammen på handicapområdet 45 sager.", "exact"),
        ("Gribskov har sparet 1,2 mio. kr. på ungesporet i 2018.", "absent"),
        (
            "Formanden for Frivilligrådet siger: »gode relationer mellem patient og pårørende har lige så "
            "stor betydning for at kunne komme sig«.",
            "unsure",
        ),
        ("Fredericia har lavet en ny indgang for borgere, som søger støtte.", "exact"),
    ],
)
def test_her_own_sentences(shipped: Index, text: str, verdict: str) -> None:
    assert [found.verdict for found in check_quotes(shipped, text)] == [verdict]


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("Gribskovs program VUP blev igangsat i foråret 2018.", Difference("year", "2018", "2017")),
        (
            "I første halvår af 2018 modtog 27 borgere med socialpædagogisk støtte i Egedal gruppeforløb som "
            "del af støtten.",
            Difference("unit", "27 borgere", "27 %"),
        ),
        ("99 % af borgerne i SIV var trygge i samtalen.", Difference("amount", "99 %", "96 %")),
    ],
)
def test_what_her_figures_should_be(shipped: Index, text: str, difference: Difference) -> None:
    (found,) = check_quotes(shipped, text)
    assert found.differences == (difference,)
