"""Claims with the words of their source and another sense: who does it to whom, a part told as the whole,
numbers compared against what they are, what is denied told for what is so. Most have a true twin beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.search.quotes.check import check_quotes
from tests import tiny

UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Faxe",),
        title="Skoler i Faxe",
        text=(
            "Skolerne skal i dialog med virksomhederne om praktik. "
            "Kollegiet har til huse i den gamle fabrik. "
            "Projektet er forankret hos jobcentret og ledes af biblioteket. "
            "Efter besøgene hos lærlingene kommer turen i 2016 til mestrene. "
            "Efter sommer kommer turen til foreningerne."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/2",
        municipalities=("Skive",),
        title="Tal fra Skive",
        text=(
            "I værkstedet arbejder 63 personer, heraf de fleste i praktik. "
            "Køkkenet fik 40 henvendelser om mad. Af disse blev 15 afvist. "
            "Der er bygget 48 boliger, hvoraf 12 er ungdomsboliger. "
            "Haven bag huset kostede 9 mio. kr., heraf gik 2 mio. kr. til planter. "
            "De 24 forløb koster i alt 4 mio. kr.\n\n"
            "Beboerne er glade for: Fælles spisning: 61 % Besøg af naboer: 68 % Ture til havet: 55 %\n\n"
            "De adspurgte nævner: Resultater: 41 % Naboskab: 52 %\n\n"
            "Sygefraværet er 12 % i køkkenet og 7 % i gården."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/3",
        municipalities=("Nyborg",),
        title="Vejledning i Nyborg",
        text=(
            "Vejlederens opgave er ikke at kontrollere, men at støtte de unge. "
            "Værestedet er ikke forbeholdt mænd, men kan bruges af hele byen. "
            "Lejlighederne ligger ikke samlet, men er spredt i tre kvarterer. "
            "Mødet er et tilbud og ikke en pligt."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/4",
        municipalities=("Struer",),
        title="Opfølgning i Struer",
        text="Byen revisiterede i 2014 alle tilbud efter SEL §§ 103, 104 og 107.",
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/5",
        municipalities=("Lemvig",),
        title="Huset i Lemvig",
        text=(
            "Foreningen Bedre Hjem viser i en analyse, at huset kan give en gevinst på 3 mio. kr. "
            "Ansættelse af flere vejledere er forudsætningen for bedre møder, da det frigiver tid. "
            "Efter planen skulle arbejdet i huset vare til 2019, men det blev udvidet til hele byen i 2018. "
            "54 % siger, at huset slet ikke eller kun i mindre grad har sænket deres husleje."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("turned"), UNITS, real_indexes)


TRUE = (
    # Behind a preposition.
    "I Faxe skal skolerne i dialog med virksomhederne.",
    "I Faxe har kollegiet til huse i den gamle fabrik.",
    "I Faxe er projektet forankret hos jobcentret.",
    "I Faxe ledes projektet af biblioteket.",
    # Whose turn it is.
    "I Faxe kommer turen i 2016 til mestrene efter besøgene hos lærlingene.",
    "I Faxe kommer turen i 2016 til mestrene.",
    # A whole and its part.
    "I Skive arbejder 63 personer i værkstedet.",
    "I Skive fik køkkenet 40 henvendelser om mad, og af disse blev 15 afvist.",
    "Skive har bygget 48 boliger, heraf 12 ungdomsboliger.",
    "Haven bag huset i Skive kostede 9 mio. kr.",
    "De 24 forløb i Skive koster i alt 4 mio. kr.",
    # Numbers of a list, compared.
    "I Skive er flere beboere glade for besøg af naboer end for ture til havet.",
    "I Skive er sygefraværet højere i køkkenet end i gården.",
    "I Skive er sygefraværet lavere i gården end i køkkenet.",
    # What is so behind what is denied.
    "Vejlederens opgave i Nyborg er at støtte de unge.",
    "Vejlederens opgave i Nyborg er ikke at kontrollere, men at støtte de unge.",
    "Vejlederens opgave i Nyborg er at støtte de unge, ikke at kontrollere.",
    "Værestedet i Nyborg kan bruges af hele byen.",
    "Lejlighederne i Nyborg er spredt i tre kvarterer.",
    "I Nyborg er mødet et tilbud.",
    # Who has reckoned, what is the cause, what was planned, how much.
    "At ansætte flere vejledere er i Lemvig forudsætningen for bedre møder, da det frigiver tid.",
    "I Lemvig siger 54 %, at huset kun i mindre grad eller slet ikke har sænket deres husleje.",
    # Paragraphs.
    "Struer revisiterede i 2014 alle tilbud efter SEL §§ 103, 104 og 107.",
    "Struer revisiterede i 2014 alle tilbud efter paragrafferne 103, 104 og 107.",
    "Struer revisiterede i 2014 alle tilbud efter SEL § 107 og § 104.",
)
FALSE = (
    "I Faxe skal virksomhederne i dialog med skolerne.",
    "I Faxe har den gamle fabrik til huse i kollegiet.",
    "I Faxe er projektet forankret hos biblioteket.",
    "I Faxe kommer turen i 2016 til lærlingene efter besøgene hos mestrene.",
    "I Faxe kommer turen i 2016 til lærlingene.",
    "I Skive arbejder 63 personer i praktik.",
    "I Skive er 63 personer i praktik i værkstedet.",
    "I Skive fik køkkenet 40 henvendelser om mad, som blev afvist.",
    "I Skive blev 40 henvendelser om mad afvist.",
    "Skive har bygget 48 ungdomsboliger.",
    "Skive har i alt bygget 12 boliger.",
    "Haven bag huset i Skive kostede i alt 2 mio. kr.",
    "Haven bag huset i Skive kostede 2 mio. kr.",
    "Hvert af de 24 forløb i Skive koster 4 mio. kr.",
    "I Skive er flere beboere glade for ture til havet end for besøg af naboer.",
    "I Skive er færre beboere glade for besøg af naboer end for ture til havet.",
    "I Skive nævner flere adspurgte resultater end naboskab.",
    "I Skive er sygefraværet højere i gården end i køkkenet.",
    "I Skive er sygefraværet lavere i køkkenet end i gården.",
    "Vejlederens opgave i Nyborg er at kontrollere.",
    "Vejlederens opgave i Nyborg er ikke at støtte de unge, men at kontrollere.",
    "Vejlederens opgave i Nyborg er at kontrollere, ikke at støtte de unge.",
    "Værestedet i Nyborg er forbeholdt mænd.",
    "Lejlighederne i Nyborg er ikke spredt i tre kvarterer, men ligger samlet.",
    "I Nyborg er mødet en pligt.",
    "I Nyborg er mødet en pligt og ikke et tilbud.",
    "Socialstyrelsen har beregnet, at huset i Lemvig kan give en gevinst på 3 mio. kr.",
    "Bedre møder er i Lemvig forudsætningen for at ansætte flere vejledere, da det frigiver tid.",
    "Arbejdet i huset i Lemvig varede som planlagt til 2019.",
    "Struer revisiterede i 2014 alle tilbud efter SEL §§ 103, 105 og 107.",
    "Struer revisiterede i 2014 alle tilbud efter paragrafferne 103 og 105.",
)


@pytest.mark.parametrize("text", TRUE)
def test_what_stands_there_is_approved(index: Index, text: str) -> None:
    assert [(v.verdict, v.differences, v.limits) for v in check_quotes(index, text)] == [("exact", (), ())]


@pytest.mark.parametrize("text", FALSE)
def test_what_is_turned_round_is_not(index: Index, text: str) -> None:
    (found,) = check_quotes(index, text)
    assert found.verdict in ("changed", "unsure")
