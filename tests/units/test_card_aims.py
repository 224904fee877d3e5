"""Cards: what a sentence only aims at or expects is called so, and what is told as realised comes first."""

from __future__ import annotations

import pytest

from tests.units.test_cards import aims, made

RESULT = "Efter et år har ni ud af ti egen bolig, og antallet af hjemløse er faldet."


@pytest.mark.parametrize(
    ("money", "aim"),
    [
        ("I år 2016-2017: et reduktionsmål på 5,6 mio. kr.", "goal"),
        ("Der er lagt et sparemål på 3 mio. kr. ind i budgettet.", "goal"),
        ("Budgetmålet er på 3 mio. kr. om året.", "goal"),
        ("Der arbejdes med en budgetteret besparelse på 3 mio. kr.", "expected"),
        ("Der regnes på en hypotetisk besparelse på 3 mio. kr.", "expected"),
        ("Sparemålet på 3 mio. kr. blev opfyldt.", None),
        ("Besparelsen rejser et spørgsmål om 3 mio. kr.", None),
        ("Besparelsen på 3 mio. kr. er større end budgetteret.", None),
    ],
)
def test_a_figure_called_an_aim_or_awaited_is_one_beside_a_result(money: str, aim: str | None) -> None:
    assert [told.aim for told in made(f"{RESULT} {money}").economy] == [aim]


def test_what_is_told_as_realised_stands_before_two_likelier_aims() -> None:
    aim = "Byrådet har sat et mål om at reducere udgifterne med 9 mio. kr. årligt."
    other = "I år 2016-2017: et reduktionsmål på 5,6 mio. kr."
    so = "Effekten er ved regnskab 2017 opgjort til 3,1 mio. kr."
    told = aims(made(f"{RESULT} {aim}\n{other}\n{so}"), "economy")
    assert told == [("Effekten", None), ("Byrådet", "goal")]
