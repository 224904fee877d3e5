"""What sort of figure it is that a sentence tells, and that its quotation is a whole sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.model import Fact, Unit
from kb.units.facts.extract import extract_facts
from tests.units.test_facts import UNIT

EXAMPLE = replace(UNIT, kind="municipality_example", municipalities=("Odense",))


def facts(text: str, unit: Unit = EXAMPLE, **fields: object) -> tuple[Fact, ...]:
    return extract_facts([replace(unit, text=text, **fields)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # A caseload is how the work is arranged, also one that was brought down.
        ("Antallet af sager per socialrådgiver er halveret – fra 50 til 25", "parameter"),
        ("Vi har færre sager (20-25), hvilket giver tættere opfølgning.", "parameter"),
        # What was done stands under a heading that says so, up to the next heading.
        ("Hvad har kommunen gjort?\n• DOBBELT SÅ MANGE opfølgende samtaler med børnene", "parameter"),
        ("HVAD KRÆVES\nDer følges op 4 gange om året på hver borger.", "parameter"),
        ("Hvad har kommunen gjort?\n• Nyt team\nResultat:\n• 80 % færre anbringelser", "result"),
        ("Hvad har kommunen gjort?\n• Nyt team\n• Mere tid\n• 80 % færre anbringelser", "parameter"),
        # What an investment would be in a reckoning was not put in.
        ("Det er beregnet, at en investering i 24 forløb på 4 mio. kr. giver et overskud.", "expected"),
        ("Kommunen har investeret 4 mio. kr. i 24 forløb.", "input"),
        # What people are like is the background of an effort.
        ("I 2007 udgjorde de 65+-årige 15 pct. af den danske befolkning.", "background"),
        ("Antallet af personer i medicinsk behandling er steget fra 2.129 til 24.743.", "background"),
        ("Ifølge Danmarks Statistik har 35 pct. på landsplan gennemført en uddannelse.", "background"),
        ("Kommunen ligger med 1,9 pct. anbragte over landets gennemsnit.", "background"),
        # What is awaited.
        ("Ved at samle indkøbet venter kommunen at spare 3 mio. kr. årligt.", "expected"),
        ("Der er regnet med en gevinst på 35 mio. kr. over fem år.", "expected"),
    ],
)  # fmt: skip
def test_the_status_of_a_figure(text: str, status: str) -> None:
    assert {fact.status for fact in facts(text)} == {status}


def test_what_the_country_is_like_is_background_beside_a_result() -> None:
    told = facts("Nu er 35 pct. af de unge i job mod 20 pct. på landsplan.")
    assert [(fact.after, fact.status) for fact in told] == [(35, "result"), (20, "background")]


def test_a_figure_of_no_example_and_no_municipality_is_background() -> None:
    text = "Således modtog 24 pct. af de unge, som er vokset op i armod, kontanthjælp."
    assert [fact.status for fact in facts(text, UNIT)] == ["background"]
    assert [fact.status for fact in facts(text)] == ["result"]
    assert [fact.status for fact in facts(text, UNIT, kind="finding")] == ["result"]
    assert [fact.status for fact in facts(f"I Odense er det nyt. {text}", UNIT)] == ["result"]
    # What is said to be an aim or awaited stays one.
    assert [f.status for f in facts("Det skønnes, at 24 pct. er i job.", UNIT)] == ["expected"]


def test_a_share_in_brackets_goes_on_with_what_respondents_said() -> None:
    text = (
        "Halvdelen af de adspurgte (52 %) angiver det. "
        "Der foretages investeringer på børneområdet (34 %) og i job (30 %)."
    )
    unit = replace(UNIT, municipalities=())
    assert [(f.measure, f.after) for f in facts(text, unit)] == [
        ("svarandel", 52),
        ("svarandel", 34),
        ("svarandel", 30),
    ]
    # In an example they are of what was done.
    assert [(f.measure, f.after) for f in facts(text)][1:] == [("investering", 34), ("beskæftigelse", 30)]


def test_a_quotation_is_the_whole_sentence_however_many_figures_it_tells() -> None:
    long = (
        "79 % af de unge, der har gennemført et forløb, er enten i uddannelse eller beskæftigelse, og "
        "trefjerdedel har enten stoppet eller reduceret deres misbrug, mens resten er i behandling hos "
        "kommunen eller i et andet tilbud, som de selv har valgt sammen med deres forældre og rådgiver."
    )
    assert [(f.after, f.quote) for f in facts(long)] == [(79, long), ("3/4", long)]
    money = (
        "Over tre år er de samlede udgifter for 50 borgere, der deltager i indsatsen, omtrent 4-5 millioner "
        "kroner lavere, hvis borgerne deltager i løbet af de første 18 måneder, end hvis borgerne deltager i "
        "den sædvanlige beskæftigelsesindsats, som kommunen ellers giver."
    )
    assert [(f.after, f.quote) for f in facts(money)] == [("4-5", money)]
    # An item of a list is quoted without its bullet.
    assert [f.quote for f in facts("• 80 % færre anbringelser")] == ["80 % færre anbringelser"]
