"""Claims as users wrote them in memos: true ones that were called wrong, false ones that were approved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index
from kb.search.quotes.check import check_quotes
from kb.search.quotes.sentence import read_sentence
from tests import tiny

UNITS = (
    replace(
        tiny.EXAMPLE,
        municipalities=("Lemvig",),
        title="Mentorer i Lemvig",
        text=(
            "De 70+-årige udgør 20 pct. af mentorerne. "
            "Ventetiden er gået fra en gennemsnitlig tid på 6 måneder til en nuværende tid på 2 måneder.\n\n"
            "Der laves måltavler for de enkelte beboere af kommunens mange vejledere.\n\n"
            "98 % af beboerne oplevede, at huset var rart.\n\n"
            "Projektgruppen har afsat ca. 700.000 kr. til efteruddannelse af mentorer i huset.\n\n"
            "Alle indsatser bør have en mentor, idet det er for byer, der ikke arbejder med mentorindsatser."
        ),
        footnotes=("3 Tallet stammer fra en lokal optælling. Mentorerne mødes hver uge i den gamle skole.",),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/2",
        municipalities=("Struer",),
        title="Overgange i Struer efter SAM",
        text=(
            "Når en borger er indlagt, kontakter en regional mentor kommunen samme dag. "
            "Kommunens medarbejdere deltager i fælles kurser i regionalt regi. "
            "Myndigheden og borgeren skriver planen. Planen overdrages til udføreren.\n\n"
            "Struer Kommune har inviteret naboerne med i udviklingen af et nyt hus med 18 boliger til unge. "
            "30 % af de 150 beboere, som får ugentlig støtte, har været på kursus som en del af støtten.\n\n"
            "I dag tager en udredning 5 uger.\n\n"
            "Regnet på et hypotetisk scenarie er huset dyrt. Huset giver overskud efter 15 måneder.\n\n"
            "Værkstedet giver overskud efter 9 måneder."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/3",
        municipalities=("Thisted",),
        title="Huse i Thisted",
        text=(
            "Ordningen dækker hele boligområdet. "
            "Der er dog nogle ganske få undtagelser: Det gælder de rene gældssager.\n\n"
            "Efter gode forløb for lærlinge kommer turen i 2015 til pensionister.\n\n"
            "Thisted har en lavere pris pr. plads end nabobyerne.\n\n"
            "Det vil sige, at myndigheden vælger stedet, mens udføreren vælger farven.\n\n"
            "Huset ved havnen er udelukkende for unge med en nabo."
        ),
    ),
    replace(tiny.EXAMPLE, id="rapport/fund/1", kind="finding", document=tiny.NOTE, text=(
        "Svarene kom i april. Blandt de adspurgte pårørende har 8 ud af 10 et arbejde. "
        "60 % af de adspurgte er glade for kontakten til værkstedet."
    )),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_users"), UNITS, real_indexes)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # An age from which on; a number that has the unit of the one beside it.
        ("I Lemvig er 20 procent af mentorerne over 70 år.", "exact"),
        ("I Lemvig er 20 procent af mentorerne 70 år og derover.", "exact"),
        ("I Lemvig er 20 procent af mentorerne under 70 år.", "unsure"),
        ("Ventetiden i Lemvig er i gennemsnit to måneder, hvor den før var seks.", "exact"),
        ("Ventetiden i Lemvig er i gennemsnit seks måneder, hvor den før var to.", "changed"),
        ("Ventetiden i Lemvig er i gennemsnit to måneder, hvor den før var fem.", "unsure"),
        # Each of them is not a few of them, and "mange" behind whose they are limits nothing.
        ("I Lemvig laves der måltavler for den enkelte beboer af kommunens vejledere.", "exact"),
        # Nearly all are a share that is nearly the whole.
        ("I Lemvig oplevede stort set alle beboere, 98 %, at huset var rart.", "exact"),
        ("I Lemvig oplevede alle beboere, 98 %, at huset var rart.", "unsure"),
        # A name in the place of another word for who it is.
        ("Lemvig har afsat ca. 700.000 kr. til efteruddannelse af mentorer i huset.", "exact"),
        # A denial in a side clause, of what the rest of the sentence says too.
        ("Alle indsatser i Lemvig bør have en mentor.", "exact"),
        ("Alle indsatser i Lemvig bør have mentor, for det er for byer, der arbejder med det.", "changed"),
        # Those asked are those whom the document has asked.
        ("60 % af de pårørende er glade for deres kontakt med værkstedet.", "exact"),
        ("60 % af sagsbehandlerne er glade for deres kontakt med værkstedet.", "unsure"),
        # The second sentence of a footnote.
        ("Mentorerne i Lemvig mødes hver uge i den gamle skole.", "exact"),
    ],
)  # fmt: skip
def test_true_claims_are_not_refused_for_what_limits_nothing(index: Index, text: str, verdict: str) -> None:
    assert [found.verdict for found in check_quotes(index, text)] == [verdict]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Når en borger er indlagt, kontakter en regional mentor kommunen i Struer samme dag.", None),
        ("Når en borger er indlagt, kontakter kommunen i Struer en regional mentor samme dag.", "group"),
        ("I Struer deltager kommunens medarbejdere i fælles kurser i regionalt regi.", None),
        ("I Struer deltager regionens medarbejdere i fælles kurser i kommunalt regi.", "group"),
        ("I Struer skriver myndigheden planen, som overdrages til udføreren.", None),
        ("I Struer skriver udføreren planen, som overdrages til myndigheden.", "group"),
        ("Struer har inviteret naboerne med i udviklingen af et nyt hus med 18 boliger til unge.", None),
        ("Struer har et hus med 18 boliger til unge.", "limits"),
        ("30 % af de 150 beboere i Struer, som får ugentlig støtte, har været på kursus.", None),
        ("I Struer har 30 % af de 150 beboere med sygdom været på kursus som en del af støtten.", "wording"),
        ("I dag tager en udredning 5 uger i Struer.", None),
        ("I Struer tager en udredning 5 uger efter SAM.", "period"),
        ("Myndigheden i Struer skriver planen, og det er udføreren, der får den overdraget.", None),
        ("Er en borger indlagt, er det kommunen i Struer, der kontakter en mentor.", "group"),
        ("I Thisted dækker ordningen hele boligområdet, også de rene gældssager.", "negation"),
        ("I Thisted kom turen i 2015 til pensionister efter gode forløb for lærlinge.", None),
        ("I Thisted kom turen i 2015 til lærlinge efter gode forløb for pensionister.", "group"),
        ("Thisted har en lavere pris pr. plads.", None),
        ("Nabobyerne har en lavere pris pr. plads.", "direction"),
        ("I Thisted vælger udføreren farven.", None),
        ("I Thisted vælger myndigheden farven.", "group"),
        ("Huset ved havnen i Thisted er kun for unge med en nabo.", None),
        ("I Struer giver værkstedet overskud efter 9 måneder.", None),
        ("I Struer giver huset overskud efter 15 måneder.", "status"),
    ],
)  # fmt: skip
def test_roles_plans_and_scenarios_are_held_against_the_source(
    index: Index, text: str, what: str | None
) -> None:
    (found,) = check_quotes(index, text)
    assert (found.verdict == "exact") == (what is None)
    told = {each.what for each in found.differences} | ({"limits"} if found.limits else set())
    assert what is None or what in told


@pytest.mark.parametrize(
    ("text", "unit", "bound"),
    [
        ("de 65+-årige", "år", "over"),
        ("65+ årige", "år", "over"),
        ("personer over 65 år", "år", "over"),
        ("65 år eller ældre", "år", "over"),
        ("over fire år", "år", ""),
        ("de 65-årige", "år", ""),
    ],
)
def test_an_age_is_told_from_a_time_that_passes(index: Index, text: str, unit: str, bound: str) -> None:
    (amount,) = read_sentence(index.analyzer, text).amounts
    assert (amount.unit, amount.bound) == (unit, bound)


def test_a_footnotes_mark_is_no_part_of_its_words(index: Index) -> None:
    (found,) = check_quotes(index, "I Lemvig mødes mentorerne hver uge i den gamle skole.")
    assert found.source == "Mentorerne mødes hver uge i den gamle skole."
