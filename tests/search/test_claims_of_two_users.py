"""Claims that two users met on the site: false ones that were approved, true ones that were called wrong. The
sentences themselves are held against the shipped documents, others of their kinds against made units."""

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
        title="Bofællesskaber i Lemvig",
        text=(
            "Der er sket en forhøjelse af huslejen. "
            "Kommunen har skruet ned for varmen i bofællesskaberne.\n\n"
            "To vejledere har sparet 3 mio. kr. på transport til værkstedet. "
            "40 pct. af beboerne har enten en nabo eller en frivillig som bisidder. "
            "Nattevagten er enten sparet væk eller flyttet til dagtimerne.\n\n"
            "Ventetiden faldt til to uger før flytningen. "
            "Besøgene fortsatte trods lukningen. "
            "Taxakørslen kostede 2 mio. kr. på grund af ombygningen.\n\n"
            "Et hold på havneværkstedet er beregnet til 14 unge pr. vejleder. "
            "Gevinsten er beregnet til 6 mio. kr. om året.\n\n"
            "Projektet Styrket Nabohjælp når 60 beboere i bofællesskaberne."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="rapport/eksempel/2",
        municipalities=("Aalborg", "Struer"),
        title="Køkkener i to byer",
        text=(
            "Aalborg Kommune har planlagt køkkener til 30 beboere i egne lejligheder. "
            "I Struer Kommune spiser beboerne sammen i fælles lokaler med naboerne.\n\n"
            "I 2014 havde 31 af de 40 aalborgensiske lærlinge bestået svendeprøven. "
            "I 2015 var det 35 lærlinge ud af 44 tilmeldte lærlinge. "
            "Siden 2012 har beståelsesprocenten i Aalborg ligget over 70 %."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="notat/fund/1",
        kind="finding",
        document=tiny.NOTE,
        text=(
            "Blandt de adspurgte, hvis arbejdsplads ikke har ansat mestre, angiver 64 %, at årsagen hertil "
            "er husleje. 38 % af de adspurgte svarer, at deres værksted har ansat en mester."
        ),
    ),
    replace(
        tiny.EXAMPLE,
        id="notat/afsnit/1",
        kind="passage",
        document=tiny.NOTE,
        title="Flere får hjælp",
        text=(
            "Antallet af personer i behandling for høretab er steget fra 2.310 personer i 2003 til 9.450 "
            "personer i 2011. I 2019 vil op mod 80 pct. af personerne få hjælp. "
            "Hjælpen koster 4 mio. kr. om året."
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_indexes: Path) -> Index:
    return tiny.opened(tmp_path_factory.mktemp("claims_of_two_users"), UNITS, real_indexes)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("I Holstebro er sagstallet sat op.", "direction"),
        ("Frem mod 2020 vil Frederiksberg have op mod 66 pct. af borgerne i eksterne tilbud.", None),
        (
            "I Fredericia har to sagsbehandlere brugt 11 mio. kr. på dialogen med eksterne tilbud.",
            "direction",
        ),
        ("79 procent af de unge i København, der har gennemført U-turn, er i beskæftigelse.", "limits"),
        ("Trefjerdedele af de unge i U-turn i København har stoppet deres misbrug.", "limits"),
        ("I 2016 døde 194 borgere ud af 198 anviste borgere i København.", None),
        ("I 2016 havde 194 ud af 198 borgere i København fået arbejde.", None),
        ("Der har i Holstebro været besparelser på 5 mio. kr. årligt inden omlægningen.", None),
        ("I Gribskov er sagsstammen på Ungesporet 25 familier pr. sagsbehandler.", "group"),
    ],
)
def test_what_the_shipped_documents_do_not_say_is_not_approved(
    shipped: Index, text: str, what: str | None
) -> None:
    (found,) = check_quotes(shipped, text)
    assert found.verdict != "exact"
    told = {each.what for each in found.differences} | ({"limits"} if found.limits else set())
    assert what is None or what in told


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("I Egedal er en sagsstamme på handicapområdet 45 sager pr. sagsbehandler.", "exact"),
        ("I Gribskov er sagsstammen på Ungesporet 25 unge pr. sagsbehandler.", "exact"),
        ("74 % påpeger, at årsagen til manglende investeringer er økonomi.", "exact"),
        ("Antallet af personer i behandling for ADHD steg fra 2.129 i 2000 til 24.743 i 2009.", "exact"),
        (
            "Siden 2013 er over 95 procent af de hjemløse i København blevet boende i den bolig, "
            "de fik anvist.",
            "unsure",
        ),
    ],
)
def test_what_the_shipped_documents_say_is_not_called_wrong(shipped: Index, text: str, verdict: str) -> None:
    assert [found.verdict for found in check_quotes(shipped, text)] == [verdict]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        # Verbs of which "op" and "ned" tell the way.
        ("I Lemvig er huslejen sat op.", None),
        ("I Lemvig er huslejen sat ned.", "direction"),
        ("I Lemvig har kommunen skruet op for varmen i bofællesskaberne.", "direction"),
        # What is spent, and what is saved.
        ("I Lemvig har to vejledere sparet 3 mio. kr. på transport til værkstedet.", None),
        ("I Lemvig har to vejledere brugt 3 mio. kr. på transport til værkstedet.", "direction"),
        # One half of "A eller B", and both of them at once.
        ("I Lemvig har 40 pct. af beboerne enten en nabo eller en frivillig som bisidder.", None),
        ("I Lemvig har 40 pct. af beboerne en nabo som bisidder.", "limits"),
        ("I Lemvig er nattevagten flyttet til dagtimerne.", "limits"),
        # Before, at, in spite of, because of.
        ("I Lemvig faldt ventetiden til to uger inden flytningen.", None),
        ("I Lemvig faldt ventetiden til to uger efter flytningen.", "period"),
        ("I Lemvig fortsatte besøgene før lukningen.", "wording"),
        ("I Lemvig kostede taxakørslen 2 mio. kr. trods ombygningen.", "wording"),
        # What a number counts; how many are meant for one, and what is reckoned to be won.
        ("I Lemvig er et hold på havneværkstedet 14 unge pr. vejleder.", None),
        ("I Lemvig er et hold på havneværkstedet 14 familier pr. vejleder.", "group"),
        ("I Lemvig er gevinsten 6 mio. kr. om året.", "status"),
        # The words of a name tell no direction.
        ("Projektet i Lemvig, Styrket Nabohjælp, når 60 beboere i bofællesskaberne.", None),
        # From a sentence of another municipality, and of one that leans on the one before.
        ("Aalborg har planlagt køkkener til 30 beboere i fælles lokaler.", "unsaid"),
        ("I 2015 fik 35 lærlinge ud af 44 tilmeldte lærlinge i Aalborg arbejde.", "unsaid"),
    ],
)
def test_ways_halves_and_times_are_held_against_the_source(index: Index, text: str, what: str | None) -> None:
    (found,) = check_quotes(index, text)
    assert (found.verdict == "exact") == (what is None)
    told = {each.what for each in found.differences} | ({"limits"} if found.limits else set())
    assert what in (None, "unsaid") or what in told


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("64 % angiver, at årsagen til manglende mestre på deres arbejdsplads er husleje.", "exact"),
        ("64 % angiver, at årsagen til ansatte mestre på deres arbejdsplads er husleje.", "changed"),
        ("64 % angiver, at årsagen til manglende mestre på deres arbejdsplads ikke er husleje.", "unsure"),
        # The denial is of what the source denies, not of what stands beside it.
        ("64 % angiver, at årsagen hertil ikke er husleje.", "changed"),
        ("Antallet i behandling for høretab steg fra 2.310 i 2003 til 9.450 i 2011.", "exact"),
        ("Antallet i behandling for høretab faldt fra 2.310 i 2003 til 9.450 i 2011.", "changed"),
    ],
)
def test_a_denial_in_another_word_and_years_between_two_numbers(
    index: Index, text: str, verdict: str
) -> None:
    assert [found.verdict for found in check_quotes(index, text)] == [verdict]


def test_the_other_group_is_named_beside_the_sources(shipped: Index) -> None:
    (found,) = check_quotes(shipped, "I Gribskov er sagsstammen på Ungesporet 25 familier pr. sagsbehandler.")
    assert (found.verdict, found.differences[0]) == ("changed", Difference("group", "familier", "unge"))


def test_limits_are_told_in_the_sources_own_words(index: Index) -> None:
    said = ("I 2019 vil 80 pct. af personerne få hjælp.", "Støtten koster 4 mio. kr.")
    found = [check_quotes(index, text)[0].limits for text in said]
    assert found == [("op mod 80 pct.",), ("om året",)]


@pytest.mark.parametrize(
    ("said", "verdict", "carried", "difference"),
    [
        # Its inhabitants name the municipality.
        ("I 2014 havde 31 af 40 aalborgensere bestået deres svendeprøve.", "exact", (), None),
        ("I 2014 havde 31 af 40 aalborgensiske lærlinge bestået svendeprøven.", "exact", (), None),
        # What the source tells of no municipality, and what it tells of another one.
        ("38 % af de adspurgte svarer, at deres værksted har ansat en mester.", "exact", (), None),
        (
            "I 2014 havde 31 af de 40 lærlinge bestået svendeprøven.",
            "unsure",
            ("Lemvig",),
            Difference("municipality", "Lemvig", "Aalborg"),
        ),
    ],
)
def test_a_line_that_names_no_place_is_not_tied_to_the_one_before(
    index: Index, said: str, verdict: str, carried: tuple[str, ...], difference: Difference | None
) -> None:
    *_, found = check_quotes(index, f"I Lemvig når Styrket Nabohjælp 60 beboere.\n{said}")
    assert (found.verdict, found.carried) == (verdict, carried)
    assert difference is None or difference in found.differences


def test_a_memo_of_lines_is_checked_line_by_line(shipped: Index) -> None:
    memo = (
        "I Holstebro er der en nettobesparelse på 5 mio. kr. årligt.\n"
        "Ud af 225 københavnere, som var blevet anvist en bolig, havde 215 fastholdt den i 2015.\n"
        "74 % påpeger, at årsagen hertil er økonomi."
    )
    _, inhabitants, survey = check_quotes(shipped, memo)
    assert (inhabitants.carried, inhabitants.unit_id is not None) == ((), True)
    assert all(each.what != "municipality" for each in (*inhabitants.differences, *survey.differences))
    assert (survey.verdict, survey.carried) == ("exact", ())
