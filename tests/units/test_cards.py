"""Cards: which sentence of an example answers which question, and how sure its result is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.measuring.cards import evaluate_cards
from kb.measuring.judge import read_lines
from kb.model import Card, Document, Told, Unit
from kb.units.card_sentences import words
from kb.units.cards import answered_at, card, without_repeats

GOLD = Path(__file__).parents[1] / "gold" / "cards"
EXAMPLE = Unit("d/eksempel/1", "municipality_example", "", Document("d", "R", None, 2020), "d.txt", 0, 0)
TEXT = (
    "Projektet er målrettet unge med angst, der er gået i stå i skolen. "
    "De unge tilbydes et gruppeforløb på ti uger med samtaler og træning.\n"
    "Et team med to psykologer og en lærer står for forløbet.\n"
    "Forløbet har ført til, at flere unge er kommet i uddannelse.\n"
    "Kommunen har brugt 2 mio. kr. om året."
)


def made(text: str, **fields: object) -> Card:
    found = card(replace(EXAMPLE, text=text, **fields))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_each_question_has_its_own_sentence_verbatim_and_in_its_place() -> None:
    found = made(TEXT)
    first = {name: getattr(found, name)[0] for name in Card.__slots__[:5]}
    assert {name: told.text.split()[0] for name, told in first.items()} == {
        "target_group": "Projektet",
        "method": "De",
        "organisation": "Et",
        "result": "Forløbet",
        "economy": "Kommunen",
    }
    assert all(TEXT[told.start : told.end] == told.text for told in first.values())
    assert (found.strength, found.evaluator) == ("own", None)


@pytest.mark.parametrize(
    ("text", "strength", "evaluator"),
    [
        ("Indsatsen har ført til færre indlæggelser.", "own", None),
        ("Indsatsen er evalueret af VIVE. Den har ført til færre indlæggelser.", "evaluated", "VIVE"),
        ("Der er ansat en mentor med henblik på at få flere i arbejde.", "goal", None),
        ("Det ventes ikke endnu. Tilbuddet forventes at give færre indlæggelser.", "expected", None),
        ("Kommunen har et værested i midtbyen.", None, None),
        ("Huset er åbent for unge. Siden 2019 er ni af dem flyttet i egen bolig.", "own", None),
        ("Projektet går ud på at støtte unge. Der skal startes 25 forløb i 2018.", "goal", None),
        ("Der er ansat to mentorer. Det forventes at give færre og kortere indlæggelser.", "expected", None),
        ("Målet var flere i job. Det lykkedes for 38 af de unge efter et år.", "own", None),
        ("Dialogen gør borgerne bedre i stand til at få fat om deres eget håb og mål.", "own", None),
        ("Flere unge er nu i job. Ordningen evalueres af VIVE næste år.", "own", None),
        ("Flere unge er nu i job. VIVE har tidligere gennemgået forskning i metoden.", "own", None),
        (
            "VIA University College har målt før og efter: der er færre konflikter.",
            "evaluated",
            "VIA University College",
        ),
        ("Undersøgelsen gik til skoler og institutioner. Der er færre indlæggelser nu.", "own", None),
        ("Der er færre indlæggelser efter et år.\n1 Slutevaluering.\nKORA 2017.", "evaluated", "KORA"),
        ("En evaluering viser, at flere unge er kommet i job.", "evaluated", None),
        ("Evalueringen af forløbet peger på, at flere unge er kommet i job.", "evaluated", None),
        ("En evaluering viser, at flere unge har fået egen bolig.", "evaluated", None),
        ("Flere unge er kommet i job, viser en ekstern evaluering.", "evaluated", None),
        ("Ifølge en evaluering fra 2019 er flere unge kommet i job.", "evaluated", None),
        ("Kommunens egen evaluering viser, at flere unge er kommet i job.", "own", None),
        ("Forvaltningens evaluering viser, at flere unge er kommet i job.", "own", None),
        ("En intern evaluering viser, at flere unge er kommet i job.", "own", None),
        ("Da en evaluering viste frafald, blev forløbet kortere. Nu er flere i job.", "own", None),
        ("Flere unge er nu i job. En evaluering skal vise, om det holder.", "own", None),
        ("Flere unge er nu i job. Evalueringer af lignende forløb viser det samme.", "own", None),
    ],
)
def test_how_sure_a_result_is_stands_in_the_words(text: str, strength: str, evaluator: str) -> None:
    found = made(text)
    assert (found.strength, found.evaluator) == (strength, evaluator)
    assert bool(found.result) == (strength is not None)


def test_who_evaluated_may_stand_in_a_footnote() -> None:
    note = "1 Slutevaluering af byens program. KORA, april 2017"
    told = "I 2015 var antallet af anbringelser i Odense faldet med 80 %."
    assert [(one.strength, one.evaluator) for one in (made(told), made(told, footnotes=(note,)))] == [
        ("own", None),
        ("evaluated", "KORA"),
    ]


def test_a_sentence_is_known_by_its_words_how_they_begin_and_end_and_its_pairs() -> None:
    singles = {"det", "kostede", "0", "kr", "kost-", "-tede"}
    assert words("Det kostede 250 kr.") == singles | {"det kostede", "kostede 0", "0 kr"}


def test_an_aim_is_not_shown_where_a_result_is_told() -> None:
    result = "Efter et år har ni ud af ti egen bolig, og antallet af hjemløse er faldet."
    told = made(f"Formålet er at forebygge hjemløshed. {result}").result
    assert [one.text for one in told] == [result]


def test_of_what_somebody_evaluated_the_evaluation_is_shown_first() -> None:
    own = "Forløbet har ført til, at flere unge er kommet i uddannelse, og at personalet er gladere."
    other = "VIVE har undersøgt forløbet og fandt, at færre unge blev indlagt."
    method = "VIVE har fulgt 64 unge i rapporten."
    assert [one.text for one in made(f"{own} {other}").result] == [other, own]
    # Only how the evaluation was made is no result.
    assert [one.text for one in made(f"{own} {method}").result] == [own]


def aims(found: Card, question: str) -> list[tuple[str, str | None]]:
    return [(told.text.split()[0], told.aim) for told in getattr(found, question)]


def test_an_aim_or_expectation_under_result_is_called_one_where_no_result_is_told() -> None:
    goal = made("Kommunen har et værested. Målet er at forebygge, at unge bliver hjemløse.")
    assert aims(goal, "result") == [("Målet", "goal")]
    expected = made("Der er ansat to mentorer. Det forventes at give færre og kortere indlæggelser.")
    assert aims(expected, "result") == [("Det", "expected")]
    told = made("Efter et år har ni ud af ti egen bolig, og antallet af hjemløse er faldet.")
    assert aims(told, "result") == [("Efter", None)]


def test_an_aim_under_a_heading_of_aims_is_called_one() -> None:
    found = made("Mål og succeskriterier:\nAt flere unge kommer i uddannelse og får egen bolig.")
    assert aims(found, "result") == [("At", "goal")]


def test_a_sum_that_is_awaited_is_called_so_though_a_result_is_told() -> None:
    result = "Efter et år har ni ud af ti egen bolig, og antallet af hjemløse er faldet."
    for money, aim in (
        ("Kommunen forventer en årlig besparelse på 4 mio. kr. i 2024.", "expected"),
        ("Byrådet har sat et mål om at reducere udgifterne med 13 mio. kr. årligt.", "goal"),
        ("Kommunen har sparet 4 mio. kr. om året på anbringelser.", None),
        ("Kommunen forventer at nå målet om at spare 4 mio. kr. om året.", "expected"),
        ("Kommunen nåede målet om at spare 4 mio. kr. om året.", None),
        ("Målet om at spare 4 mio. kr. om året blev opfyldt.", None),
        ("Besparelsen blev større end forventet: 4 mio. kr.", None),
        ("Byrådet forventede 3 mio. kr., men kommunen har sparet 4 mio. kr. om året.", None),
        ("Kommunen har sparet 3 mio. kr., men forventer en årlig besparelse på 4 mio. kr.", "expected"),
    ):
        assert [told.aim for told in made(f"{result} {money}").economy] == [aim], money


def test_an_aim_told_as_reached_is_called_none_where_no_result_is_told_else() -> None:
    found = made("Kommunen nåede målet om at spare 4 mio. kr. om året.")
    assert (found.strength, aims(found, "result")) == ("own", [("Kommunen", None)])


def test_an_item_right_under_a_heading_of_criteria_is_a_goal_though_told_as_done() -> None:
    item = "5: Forløbet har medført, at mindst 5 borgere har stoppet deres misbrug."
    for text, title, aim in (
        (item, "Effekt: succeskriterier:", "goal"),
        (f"Effekt: succeskriterier\n{item}", None, "goal"),
        (f"Effekt: succeskriterier\n{item[3:]}", None, None),
        (f"Resultater:\n{item}", "Succeskriterier", None),
    ):
        assert [told.aim for told in made(text, title=title).result] == [aim], (text, title)


def test_a_sum_told_before_what_it_is_for_has_been_spent() -> None:
    found = made("Børn får et pas på 1.000 kr. til udstyr med henblik på at komme ind i foreningslivet.")
    assert (found.strength, aims(found, "economy")) == ("goal", [("Børn", None)])


def test_a_sentence_that_limits_an_aim_is_none_itself() -> None:
    found = made("Kommunen forventer færre og kortere indlæggelser. Det er dog usikkert, hvornår det ses.")
    assert aims(found, "result") == [("Kommunen", "expected"), ("Det", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Deltagere ved mødet: Leder af jobcentret Ida Holm og konsulent Per Juhl.",
        "Kontakt teamleder Ida Holm på ida@kommune.dk for mere om indsatsen.",
        "Hvad har teamet opnået med de unge?",
        "Organisering:",
    ],
)
def test_names_addresses_questions_and_headings_answer_nothing(text: str) -> None:
    assert made(text) == Card((), (), (), (), (), None, None)


def test_staff_numbers_are_organisation_and_advice_about_money_is_no_economy() -> None:
    staff = "Antallet af sager per sagsbehandler er faldet fra 60 til 35 i år."
    found = made(f"{staff} Borgerne får økonomisk rådgivning.")
    assert [one.text for one in found.organisation] == [staff]
    assert found.result == found.economy == ()


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        # A heading names the question that is answered below it.
        ("For økonomien:\nHver beboer har sit budget, som er sidste års minus 5 %.", "economy", ["Hver"]),
        # What an example is called may hold "mål" and is no heading of aims.
        ("Opfølgning på mål:\nByen har realiseret en årlig effekt på 3,5 mio. kr.", "economy", ["Byen"]),
        # Whom help is not for is no target group, nor one that somebody speaks of.
        ("Målgruppen er voksne på dagpenge. Borgere på SU er ikke i målgruppen.", "target_group", ["Målg"]),
        ("Det er for voksne på dagpenge. (En stor gruppe er ikke i målgruppen).", "target_group", ["Det"]),
        ("Tilbuddet er målrettet mennesker, som bor alene.", "target_group", ["Tilbuddet"]),
        ("”Støtte til borgere med psykiske lidelser er vejen frem.”", "target_group", []),
        # What was gained is economy and no organisation, whoever gained it.
        ("To sagsbehandlere har realiseret 7 mio. kr. ved at tale med tilbuddene.", "economy", ["To"]),
        ("To sagsbehandlere har realiseret 7 mio. kr. ved at tale med tilbuddene.", "organisation", []),
        # That nothing more was spent is economy.
        ("Opgaven er som før, og praksis er ændret indenfor den økonomiske ramme.", "economy", ["Opgaven"]),
        ("Der arbejdes inden for de fysiske rammer, som huset har.", "economy", []),
        # A list of participants answers nothing.
        ("Fra Regionen: Afdelingschef Ida Holm, leder Per Juhl og konsulent Bo Friis.", "organisation", []),
        # With whom something was made is organisation.
        ("Huset er oprettet i et samarbejde med frivillige i byen.", "organisation", ["Huset"]),
        # What something depends on is no aim.
        ("Fælles forståelse er en forudsætning for at kunne lykkes med støtten.", "result", []),
        # What a lower caseload has brought is a result.
        ("Det lavere sagstal har muliggjort en tættere opfølgning i sagerne.", "result", ["Det"]),
    ],
)
def test_what_answers_a_question(text: str, question: str, shown: list[str]) -> None:
    told = [one.text for one in getattr(made(text), question)]
    assert len(told) == len(shown) and all(map(str.startswith, told, shown)), told


def test_what_is_so_stands_before_a_likelier_aim() -> None:
    aim = "Byrådet har sat et mål om at reducere udgifterne med 9 mio. kr. årligt."
    so = "Der er realiseret 3 mio. kr. om året."
    result = "Efter et år har ni ud af ti egen bolig, og antallet af hjemløse er faldet."
    assert aims(made(f"{result} {aim} {so}"), "economy") == [("Der", None), ("Byrådet", "goal")]


def test_what_is_worked_out_from_a_scenario_is_expected_whoever_did_it() -> None:
    found = made(
        "SFI har undersøgt gevinsten ved metoden. SFIs beregninger af et hypotetisk scenario viser, at "
        "metoden resulterer i færre udgifter efter et år."
    )
    assert (found.strength, found.evaluator) == ("expected", None)
    assert {told.aim for told in found.result} == {"expected"}


def test_a_sentence_is_shown_under_the_first_of_its_questions_and_the_others_say_where() -> None:
    one, two = Told("Først.", 0, 6), Told("Så.", 7, 10)
    whole = Card((one,), (one, two), (), (two,), (), "own", None)
    shown = without_repeats(whole)
    assert (shown.target_group, shown.method, shown.result) == ((one,), (two,), ())
    assert (answered_at(whole, "result"), answered_at(whole, "economy")) == ("method", None)
    assert answered_at(whole, "target_group") is None


def test_what_limits_a_sentence_is_shown_with_it() -> None:
    money = "Der er lavet økonomiske beregninger, som viser, at hjælpen sparer kommunen for udgifter."
    limit = "Beregningerne er dog baseret på formodninger, så der mangler en egentlig opgørelse."
    found = made(f"Huset er åbent for unge. {money} Det gælder især gæld. {limit} Det åbnede dog i 2015.")
    assert [one.text for one in found.economy] == [money, limit]


def test_only_examples_have_a_card() -> None:
    assert card(replace(EXAMPLE, kind="passage", text=TEXT)) is None


def test_scoring_compares_by_overlap_and_counts_cells() -> None:
    unit = replace(EXAMPLE, text=TEXT)
    gold = {
        "unit": "gone/id",
        "text_start": TEXT[:60],
        "cards": {
            "target_group": ["unge med angst, der er gået i stå i skolen."],
            "method": ["De unge tilbydes et gruppeforløb på ti uger med samtaler og træning."],
            "organisation": [],
            "result": ["Forløbet har ført til, at flere unge er kommet i uddannelse."],
            "economy": [],
        },
        "strength": "goal",
        "borderline": ["economy"],
    }
    score = {each.name: each for each in evaluate_cards([unit], [gold])}
    sums = {name: (each.right, each.given, each.found, each.wanted) for name, each in score.items()}
    assert sums["target_group"] == (1, 1, 1, 1)
    assert sums["method"] == (1, 1, 1, 1)
    assert sums["organisation"] == (0, 1, 0, 0)
    assert sums["all"] == (3, 5, 3, 3)
    assert sums["all but borderline"] == (3, 4, 3, 3)
    assert score["strength"].found == 0
    assert len(score["organisation"].extra) == 1
    *_, every, _, strength = evaluate_cards([], [gold])
    assert (every.right, every.given, every.found, every.wanted) == (0, 0, 0, 3)
    assert strength.missed == ("gone/id: None, not goal",)
    judged = [{"unit": EXAMPLE.id, "judged": ["goal", "own", "own"]}]
    *_, strength = evaluate_cards([unit], judged)
    assert (strength.found, strength.wanted) == (1, 1)


@pytest.mark.parametrize(
    ("names", "precision", "recall", "strength"),
    [
        (("cards_seen", "cards_seen2"), 0.95, 0.85, 0.85),
        (("cards_made_seen", "cards_new_seen"), 0.9, 0.8, 0.8),
    ],
)
def test_the_seen_cards_are_met(
    corpus_units: tuple[Unit, ...], names: tuple[str, ...], precision: float, recall: float, strength: float
) -> None:
    gold = [each for name in names for each in read_lines(GOLD / f"{name}.jsonl") if not each.get("shelf")]
    *_, every, _, strengths = evaluate_cards(corpus_units, gold)
    assert every.precision >= precision and every.recall >= recall
    assert strengths.recall >= strength
