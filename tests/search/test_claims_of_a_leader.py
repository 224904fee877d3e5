"""False claims of a team leader that were approved: a sibling for the one meant, other persons, another
paragraph of the law; and reasons that said something else than what is wrong. Her own sentences are held
against the shipped documents, others of their kinds against made units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Difference
from tests import tiny

UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Lemvig",),
        title="Huse og hold i Lemvig",
        text=(
            "I Børnehuset arbejder to pædagoger med lektier og fritid. "
            "I Ungehuset arbejder en psykolog og en socialrådgiver med angst og ensomhed.\n\n"
            "Skovteamet og Byteamet har hver sin bil. "
            "Byteamet kører ud til beboerne to aftener om ugen.\n\n"
            "I 2017 havde 40 % af de 120 beboere fået aftenstøtte i deres egen bolig. "
            "Kommunen afholdt 30 kursusdage med gruppesamtaler om økonomi i foråret.\n\n"
            "Visitationen følger SEL §§ 83 og 85 om hjælp i boligen. "
            "Støtten gives som midlertidigt ophold efter servicelovens § 107 i op til et halvt år.\n\n"
            "Beboerens drømme er udgangspunktet, og derfor oplærer Lemvig sine medarbejdere i metoden "
            "Åben Dialog, som beboerne har valgt. "
            "Vejlederne besøger de pårørende hver måned, mens borgerne selv kommer på kontoret. "
            "Aftenkurset i konflikthåndtering er for lederne på bostederne."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/2",
        municipalities=("Struer",),
        title="Kurser i Struer",
        text=(
            "Borgerne mødes i de 12 uger, et kursus på Kajen kan vare.\n\n"
            "Fra at være et lille hold på syv beboere er Kajen nu et hus med 52 beboere i dagtimerne."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_a_leader"), UNITS, real_indexes)


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        (
            "På Ungesporet i Gribskov består makkerparret af en sagsbehandler og en virksomhedskonsulent.",
            Difference("group", "Ungesporet", "Voksensporet"),
        ),
        (
            "På Voksensporet i Gribskov er en sagsstamme beregnet til 25 unge pr. sagsbehandler i en "
            "fuldtidsstilling.",
            Difference("group", "Voksensporet", "Ungesporet"),
        ),
        (
            "I første halvår af 2018 havde 27 % af de 255 borgere i Egedal modtaget individuelle forløb som "
            "del af støtten.",
            Difference("wording", "individuelle forløb", "gruppeforløb"),
        ),
        (
            "Frederiksbergs visitationsudvalg gennemgik hver enkelt borger på området for SEL § 107.",
            Difference("wording", "§ 107", "§ 85"),
        ),
        (
            "Egedal har valgt at uddanne borgerne i samtaleteknikken MI.",
            Difference("group", "borgerne", "personale"),
        ),
    ],
)
def test_what_the_shipped_documents_tell_of_another(
    shipped: Index, text: str, difference: Difference
) -> None:
    (found,) = check_quotes(shipped, text)
    assert found.verdict != "exact"
    assert difference in found.differences


@pytest.mark.parametrize(
    "text",
    [
        "På Voksensporet i Gribskov består makkerparret af en sagsbehandler og en virksomhedskonsulent.",
        "På Ungesporet i Gribskov er en sagsstamme beregnet til 25 unge pr. sagsbehandler i en "
        "fuldtidsstilling.",
        "I første halvår af 2018 havde 27 % af de 255 borgere i Egedal modtaget gruppeforløb som del af "
        "støtten.",
        "Frederiksbergs visitationsudvalg gennemgik hver enkelt borger på området for SEL § 85.",
        "Egedal har valgt at uddanne personalet i samtaleteknikken MI.",
    ],
)
def test_the_same_sentences_with_the_right_one_are_approved(shipped: Index, text: str) -> None:
    assert [found.verdict for found in check_quotes(shipped, text)] == ["exact"]


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        # A sibling in the sentence before, and one that the sentence before names beside the one meant.
        ("I Ungehuset i Lemvig arbejder en psykolog og en socialrådgiver med angst og ensomhed.", None),
        (
            "I Børnehuset i Lemvig arbejder en psykolog og en socialrådgiver med angst og ensomhed.",
            Difference("group", "Børnehuset", "Ungehuset"),
        ),
        ("I Lemvig kører Byteamet ud til beboerne to aftener om ugen.", None),
        (
            "I Lemvig kører Skovteamet ud til beboerne to aftener om ugen.",
            Difference("group", "Skovteamet", "Byteamet"),
        ),
        # An adjective and a noun for a compound of that noun.
        ("I 2017 havde 40 % af de 120 beboere i Lemvig fået aftenstøtte i deres egen bolig.", None),
        (
            "I 2017 havde 40 % af de 120 beboere i Lemvig fået praktisk støtte i deres egen bolig.",
            Difference("wording", "praktisk støtte", "aftenstøtte"),
        ),
        (
            "Lemvig afholdt 30 kursusdage med individuelle samtaler om økonomi i foråret.",
            Difference("wording", "individuelle samtaler", "gruppesamtaler"),
        ),
        # Paragraphs of the law.
        ("Visitationen i Lemvig følger SEL § 85 om hjælp i boligen.", None),
        (
            "Visitationen i Lemvig følger SEL § 95 om hjælp i boligen.",
            Difference("wording", "§ 95", "§ 83, § 85"),
        ),
        (
            "I Lemvig gives støtten som midlertidigt ophold efter servicelovens § 108 i op til et halvt år.",
            Difference("wording", "§ 108", "§ 107"),
        ),
        # To whom something is done, where the source speaks of both, and where of one only.
        ("Lemvig oplærer medarbejderne i metoden Åben Dialog.", None),
        (
            "Lemvig oplærer beboerne i metoden Åben Dialog.",
            Difference("group", "beboerne", "medarbejdere"),
        ),
        (
            "I Lemvig besøger vejlederne borgerne hver måned.",
            Difference("group", "borgerne", "pårørende"),
        ),
        (
            "I Lemvig er aftenkurset i konflikthåndtering for beboerne på bostederne.",
            Difference("group", "beboerne", "lederne"),
        ),
    ],
)
def test_a_sibling_another_paragraph_or_other_persons(
    index: Index, text: str, difference: Difference | None
) -> None:
    (found,) = check_quotes(index, text)
    assert (found.verdict == "exact") == (difference is None)
    assert difference is None or difference in found.differences


def test_up_to_so_long_is_what_it_can_last(shipped: Index, index: Index) -> None:
    said = (
        check_quotes(shipped, "Et forløb i Din Indgang kan vare op til 20 uger."),
        check_quotes(index, "I Struer kan et kursus på Kajen vare op til 12 uger."),
    )
    assert [found.limits for (found,) in said] == [(), ()]


def test_a_bound_of_the_writers_own_is_no_limit_of_the_source(index: Index) -> None:
    (found,) = check_quotes(
        index, "Fra et lille hold på syv beboere er Kajen i Struer nu på over 52 beboere."
    )
    assert found.verdict != "exact"
    assert (Difference("amount", "over 52", "52") in found.differences, found.limits) == (True, ())


def test_figures_the_other_way_round_are_shown_together(shipped: Index, index: Index) -> None:
    (cafe,) = check_quotes(shipped, "Cafe Ingeborg er gået fra 63 til ni medarbejdere.")
    (house,) = check_quotes(index, "I Struer er Kajen gået fra 52 til syv beboere.")
    assert cafe.differences == (
        Difference(
            "amount", "63 til ni medarbejdere", "ni mennesker, er der nu tilknyttet i alt 63 medarbejdere"
        ),
    )
    assert house.differences == (Difference("amount", "52 til syv", "syv beboere er Kajen nu et hus med 52"),)
