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


def test_an_aim_of_a_person_is_none_of_the_project() -> None:
    help_given = "Kvinderne tilbydes hjælp til at opstille kvindens egne mål."
    aim = "Formålet er at forebygge, at flere unge bliver hjemløse."
    assert aims(made(f"{help_given} {aim}"), "result") == [("Formålet", "goal")]
    for text in (help_given, "Der arbejdes med mål for den enkelte i hver samtale.", "De sætter deres mål."):
        assert made(text).result == (), text


def test_where_no_sentence_is_near_a_result_or_an_aim_nothing_is_told() -> None:
    text = (
        "Byen deltager i et projekt.\nKvinder tilbydes et forløb i 9 måneder, når de forlader et "
        "krisecenter.\nDe får tilbudt en rådgiver som:\n• et tilbud med fokus på kvindens behov\n• hjælp til "
        "at opstille kvindens egne mål\nRådgiverne kommer på krisecenteret flere gange om ugen."
    )
    assert (made(text).strength, made(text).result) == (None, ())


def test_what_stands_with_a_scenario_in_its_paragraph_is_reckoned_in_it() -> None:
    scenario = (
        "SFIs beregninger af et hypotetisk scenario viser, at metoden giver færre udgifter efter et år."
    )
    money = "Metoden genererer et økonomisk overskud på 2 mio. kr. efter 18 måneder."
    done = "Kommunen har sparet 2 mio. kr. om året på anbringelser."
    assert aims(made(f"{scenario} {money}"), "economy")[-1] == ("Metoden", "expected")
    assert aims(made(f"{money} {scenario}"), "economy")[0] == ("Metoden", "expected")
    assert aims(made(f"{scenario}\n{money}"), "economy")[0] == ("Metoden", None)
    assert aims(made(f"{scenario} {done}"), "economy")[0] == ("Kommunen", None)


def test_an_item_of_a_list_is_shown_without_its_bullet() -> None:
    text = "De unge får:\n• et tilbud om samtaler med en mentor\n– træning i at møde til tiden"
    found = made(text)
    shown = [told for told in (*found.method, *found.organisation) if told]
    assert shown and not [told for told in shown if not told.text[0].isalpha()]
    assert all(text[told.start : told.end] == told.text for told in shown)


def test_a_measure_that_is_yet_to_be_taken_stands_behind_one_that_was() -> None:
    plan = "Paletten af tilbud vil også forsøges udvidet med åbne tilbud, som løbende udvikles og tilpasses."
    done = "De ansatte støtter borgerne gennem samtaler."
    also = "Der er planer om, at samtaler og træning med en mentor også tilbydes i hjemmet."
    for later in (plan, also):
        assert [told.text for told in made(f"{later} {done}").method][:1] == [done]
        assert [told.text for told in made(later).method] == [later]  # where nothing else is told
