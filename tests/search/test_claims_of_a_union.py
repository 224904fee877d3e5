"""Claims that a union's consultant met on the site: what is only called for told as done, how many of them, a
year or an actor of the sentence beside. Others of their kinds are held against made units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.model import Document
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Difference
from tests import tiny

PAPER = Document("oplaeg-2021", "Livet på vandet", "Danske Regioner", 2021)
UNITS = (
    replace(
        tiny.EXAMPLE,
        id="oplaeg/fund/1",
        kind="finding",
        document=PAPER,
        title="Tabel 2",
        municipalities=(),
        text="Tabel 2: Hvad er ændret på kajen?\n1\t2\nBedre dialog med havnefogederne\t68\t52",
    ),
    replace(
        tiny.EXAMPLE,
        id="oplaeg/afsnit/1",
        kind="passage",
        document=PAPER,
        title="Havne",
        text=(
            "Der skal udvikles et bådregister, således at skipperne gives mulighed for at lave oversigter "
            "over "
            "ledige bådpladser. "
            "Samtidig bør reglen om, at skipperne skal være hjemme før midnat, herunder i weekenden, "
            "ophæves.\n\n"
            "Der er behov for, at der fra politisk side indkøbes redningsveste til børnehaverne. "
            "Der er brug for, at der sejles langsommere i fjorden, og at der igangsættes fælles ture med "
            "naboerne. "
            "Der er behov for søkort til at vise de dybe huller i fjorden. "
            "Der skal tages hensyn til sælerne, når det skal afgøres, hvor skipperne må sejle. "
            "Skipperne skal have redningsveste om bord, og de skal sejle langsomt.\n\n"
            "Få steder medfører stormen en egentlig omlægning af færgens rute. "
            "Mange sejlklubber vælger at blive på land om vinteren. "
            "Her beskriver en del af de adspurgte lystsejlere, at kajen stadig er glat. "
            "Ikke alle robåde kan repareres, men de males hvert forår. "
            "Nogle fiskere har solgt kutteren.\n\n"
            "Skemaet er sendt til 40 fast ansatte vejledere. 25 har besvaret skemaet, hvilket giver en "
            "samlet svarprocent på 63 %.\n\n"
            "I havnene er der opstillet 14 kraner, og broerne males af de frivillige."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        municipalities=("Struer",),
        title="Havnen i Struer",
        text=(
            "Struer Kommune har som en del af planen sat et mål om at nedbringe olieforbruget med 13 tons "
            "årligt "
            "fra 2030. Fra 2014, hvor planen blev vedtaget, til 2018 har havnen realiseret en besparelse på "
            "6 "
            "tons.\n\n"
            "Alle ansøgninger læses af regionen, hvorefter region og borger aftaler borgerens sejlplan. "
            "Planen "
            "sendes til kommunen, som oversætter den til et kursus. Kommunen prøver herefter borgeren af i "
            "en "
            "jolle og opdaterer månedligt listen over borgerens sejlture.\n\n"
            "Primo 2019 ses et lille fald i ventetiden på § 85 og en lille stigning i ventetiden på § 107 "
            "(første måling).\n\n"
            "På de faste bådpladser er man gået fra en gennemsnitlig ventetid på 6 år til en nuværende "
            "gennemsnitlig ventetid på 2 år.\n\n"
            "I Struer Kommune tilbydes sejlere et svømmekursus i 9 uger, når de forlader havnen.\n\n"
            "Baggrunden for at bygge havnemuseet var et krav fra bestyrelsen om årlige udstillinger, da de "
            "største både ligger her."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_a_union"), UNITS, real_indexes)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "Der er udviklet et bådregister, så skipperne kan lave oversigter over ledige bådpladser.",
            ("er udviklet", "skal"),
        ),
        (
            "Reglen om, at skipperne skal være hjemme før midnat, er ophævet.",
            ("er ophævet", "bør"),
        ),
        (
            "Samtidig blev reglen om, at skipperne skal være hjemme før midnat, ophævet.",
            ("blev reglen om, at skipperne skal være hjemme før midnat, ophævet", "bør"),
        ),
        (
            "Der er fra politisk side indkøbt redningsveste til børnehaverne.",
            ("er fra politisk side indkøbt", "er behov for"),
        ),
        ("Der er igangsat fælles ture med naboerne.", ("er igangsat", "er brug for")),
        (
            "Der er taget hensyn til sælerne, når det skal afgøres, hvor skipperne må sejle.",
            ("er taget", "skal"),
        ),
        ("Skipperne har haft redningsveste om bord, og de skal sejle langsomt.", ("har haft", "skal")),
    ],
)
def test_what_is_called_for_is_not_done(index: Index, text: str, status: tuple[str, str]) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict == "changed"
    assert Difference("status", *status) in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "Der er brug for, at der igangsættes fælles ture med naboerne.",
        "Der bør igangsættes fælles ture med naboerne.",
        "Der er opstillet 14 kraner i havnene.",
    ],
)
def test_what_is_told_as_the_source_has_it_is_approved(index: Index, text: str) -> None:
    assert [each.verdict for each in check_quotes(index, text)] == ["exact"]


@pytest.mark.parametrize(
    "text",
    [
        "Der er lavet søkort til at vise de dybe huller i fjorden.",
        "Der er blevet udviklet et søkort over de dybe huller i fjorden.",
    ],
)
def test_a_need_is_not_met_by_being_told(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("changed", "unsure")
    assert found.limits == ("er behov for",) or found.differences


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("De fleste steder medfører stormen en egentlig omlægning af færgens rute.", ("de fleste", "få")),
        ("Mange steder medfører stormen en egentlig omlægning af færgens rute.", ("mange", "få")),
        ("Få sejlklubber vælger at blive på land om vinteren.", ("få", "mange")),
        ("De færreste sejlklubber vælger at blive på land om vinteren.", ("færreste", "mange")),
        (
            "De fleste af de adspurgte lystsejlere beskriver, at kajen stadig er glat.",
            ("de fleste", "en del af"),
        ),
        ("De fleste robåde kan ikke repareres.", ("de fleste", "ikke alle")),
        ("Mange fiskere har solgt kutteren.", ("mange", "nogle")),
    ],
)
def test_how_many_is_compared(index: Index, text: str, amount: tuple[str, str]) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("changed", "unsure")
    assert Difference("amount", *amount) in found.differences


@pytest.mark.parametrize("many", ["Få", "Mange", "De fleste"])
def test_how_many_of_those_whom_no_source_counts(index: Index, many: str) -> None:
    (found,) = check_quotes(index, f"{many} havne har opstillet 14 kraner.")
    assert found.verdict == "unsure"
    assert Difference("amount", many.lower(), "") in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "Få steder medfører stormen en egentlig omlægning af færgens rute.",
        "Mange sejlklubber bliver på land om vinteren.",
        "En del af de adspurgte lystsejlere beskriver, at kajen stadig er glat.",
        "Ikke alle robåde kan repareres.",
    ],
)
def test_how_many_as_the_source_has_it_is_approved(index: Index, text: str) -> None:
    assert [each.verdict for each in check_quotes(index, text)] == ["exact"]


@pytest.mark.parametrize("year", ["2014", "2018"])
def test_a_year_of_the_next_sentence_is_not_the_one_of_this(index: Index, year: str) -> None:
    text = f"Struer Kommune har sat et mål om at nedbringe olieforbruget med 13 tons årligt fra {year}."
    (found,) = check_quotes(index, text)
    assert found.verdict == "changed"
    assert Difference("year", year, "2030") in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "I Struer er det regionen, der prøver borgeren af i en jolle og opdaterer listen månedligt.",
        "I Struer prøver regionen borgeren af i en jolle.",
    ],
)
def test_who_does_it_is_named_in_the_same_sentence(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("unsure", "changed")


def test_a_place_name_does_not_hide_that_two_ways_are_exchanged(index: Index) -> None:
    (found,) = check_quotes(index, "Primo 2019 ses et lille fald i ventetiden på § 107 i Struer.")
    assert found.verdict == "changed"
    assert Difference("direction", "fald", "stigning") in found.differences


@pytest.mark.parametrize("whose", ["Kommunernes", "Danske kommuners"])
def test_what_is_so_in_one_municipality_is_not_so_in_all(index: Index, whose: str) -> None:
    text = f"{whose} faste bådpladser er gået fra en gennemsnitlig ventetid på 6 år til 2 år."
    (found,) = check_quotes(index, text)
    assert found.verdict in ("unsure", "absent")
    named = Difference("municipality", whose.lower(), "Struer")
    assert found.verdict == "absent" or named in found.differences


def test_one_word_is_too_little_to_be_contradicted_by(index: Index) -> None:
    text = "Struer Kommune havde endnu ikke lavet om på sine tilbud, efter at havnemuseet kom til."
    (found,) = check_quotes(index, text)
    assert found.verdict in ("unsure", "absent")


def test_what_names_no_place_is_not_approved_of_one(index: Index) -> None:
    (found,) = check_quotes(index, "Sejlere tilbydes et svømmekursus i 9 uger, når de forlader havnen.")
    assert found.verdict == "unsure"
    assert found.differences == (Difference("municipality", "", "Struer"),)


def test_a_number_in_letters_is_no_difference(index: Index) -> None:
    text = "I Struer Kommune tilbydes sejlere et svømmekursus i ni uger, når de forlader havnen."
    assert [each.verdict for each in check_quotes(index, text)] == ["exact"]


@pytest.mark.parametrize(
    "text",
    [
        "Skemaet blev sendt til 40 vejledere, og 25 besvarede skemaet.",
        "Skemaet blev sendt til 40 ansatte vejledere, og 25 besvarede skemaet.",
    ],
)
def test_a_word_belongs_to_the_figure_of_its_own_sentence(index: Index, text: str) -> None:
    assert [each.verdict for each in check_quotes(index, text)] == ["exact"]


def test_a_word_that_the_source_has_is_not_called_missing(index: Index) -> None:
    (found,) = check_quotes(index, "Skemaet blev sendt til 25 vejledere, og 40 besvarede skemaet.")
    assert found.verdict != "exact"
    assert "vejledere" not in [each.written for each in found.differences]


def test_a_row_of_cells_bears_nothing_out(index: Index) -> None:
    [verdict] = check_quotes(index, "68 har fået en bedre dialog med havnefogederne.")
    assert verdict.verdict == "unsure"


@pytest.mark.parametrize("place", ["Struer", "struer", "STRUER"])
def test_a_place_may_be_named_in_small_letters(index: Index, place: str) -> None:
    """What is said of it is not told of all."""
    said = f"{place} kommune har sat et mål om at nedbringe olieforbruget med 13 tons årligt fra 2030."
    differences = [each for one in check_quotes(index, said) for each in one.differences]
    assert [each for each in differences if each.what == "municipality"] == []
