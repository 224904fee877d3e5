"""A card and the key figures agree: a figure that is a result is a told result of its example."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.model import Unit
from kb.units.cards import QUESTIONS, card
from kb.units.facts.extract import facts_of
from tests.units.test_cards import EXAMPLE, made


@pytest.mark.parametrize(
    ("text", "strength", "shown"),
    [
        (
            "Holme Kommune har ved en investering og en målrettet indsats overfor en bred gruppe af borgere "
            "formået at omlægge indsatsen og samtidig indhente en nettobesparelse på 5 mio. kr. årligt.",
            "own",
            ["Holme"],
        ),
        (
            "Flere initiativer var iværksat med henblik på at reducere omkostningerne til borgere i eksterne "
            "tilbud. To sagsbehandlere har realiseret 11 mio. kr. ved at tage dialogen med eksterne tilbud.",
            "own",
            ["To"],
        ),
        # A figure that is awaited, aimed at or put in is no result.
        ("Kommunen har afsat 4 mio. kr. til flere sagsbehandlere.", None, []),
        ("Kommunen forventer en årlig besparelse på 4 mio. kr.", "expected", ["Kommunen"]),
        ("Antallet af sager per sagsbehandler er faldet fra 60 til 35.", None, []),
    ],
)
def test_a_figure_that_is_a_result_makes_the_strength(
    text: str, strength: str | None, shown: list[str]
) -> None:
    found = made(text)
    assert found.strength == strength
    assert [one.text.split()[0] for one in found.result] == shown


def test_what_an_evaluation_counted_stays_evaluated() -> None:
    found = made("VIVE har evalueret tilbuddet og viser, at 95 % af borgerne oplevede en bedre hverdag.")
    assert (found.strength, found.evaluator) == ("evaluated", "VIVE")


def test_no_shipped_example_has_a_figure_that_is_a_result_and_none_told(
    corpus_units: tuple[Unit, ...],
) -> None:
    examples = [(unit, found) for unit in corpus_units if (found := card(unit))]
    counted = [
        (unit, found) for unit, found in examples if any(fact.status == "result" for fact in facts_of(unit))
    ]
    assert len(counted) > 20
    for unit, found in counted:
        assert found.strength in ("own", "evaluated"), unit.id
        assert any(one.aim is None for q in ("result", "economy") for one in getattr(found, q)), unit.id
    assert set(QUESTIONS) >= {"result", "economy"} and card(replace(EXAMPLE, text="Et hus.")) is not None
