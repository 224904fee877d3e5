"""Outcome figures read out of Danish sentences: rows that report one, and rows that only look so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.danish.sentences import sentence_spans
from kb.measuring.facts import score_facts
from kb.measuring.units import read_gold
from kb.model import Document, Fact, Unit
from kb.units.facts.extract import extract_facts
from kb.units.facts.quantities import find_quantities

GOLD = Path(__file__).parents[1] / "gold" / "units.json"
UNIT = Unit("d/afsnit/1", "passage", "", Document("d", "Rapport", "Udgiver", 2020), "d.txt", 0, 0)


def facts(text: str, **fields: object) -> tuple[Fact, ...]:
    """Of a text that speaks of a municipality, so that what it tells is no background."""
    return extract_facts([replace(UNIT, text=text, municipalities=("Odense",), **fields)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Den 1. maj var det ca. 5 mio. kr. årligt.", ["Den 1. maj var det ca. 5 mio. kr. årligt."]),
        ("Et mål på 5 mio. kr. Efter det kom 8.", ["Et mål på 5 mio. kr.", "Efter det kom 8."]),
        ("Han sagde: ”Ja.” Så gik 80 pct. af dem.", ["Han sagde: ”Ja.”", "Så gik 80 pct. af dem."]),
        ("Resultat i 2015:\nFærre sager.", ["Resultat i 2015:", "Færre sager."]),
        (
            "Antallet faldt fra 51 til 35. Borgerne er glade.",
            ["Antallet faldt fra 51 til 35.", "Borgerne er glade."],
        ),
        ("De fik hjælp efter § 85. Nu har de bolig.", ["De fik hjælp efter § 85.", "Nu har de bolig."]),
        ("Tabel 1. Andel af unge i 9. Klasse", ["Tabel 1. Andel af unge i 9. Klasse"]),
        ("Mødet er fra 1. Maj til den 3. Juni.", ["Mødet er fra 1. Maj til den 3. Juni."]),
        ("12. Kommunen giver kontanthjælp.", ["12. Kommunen giver kontanthjælp."]),
        ("Se bl.a. Odense og jf. § 85, stk. 2.", ["Se bl.a. Odense og jf. § 85, stk. 2."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("otte millioner kroner over fire år", [(8, "mio. kr.")]),
        ("FIRE – FEM MILLIONER kroner", [("4-5", "mio. kr.")]),
        ("ca. 900.000 kr. og 3,77 %", [(900000, "kr."), (3.77, "%")]),
        ("ligger over 95 pct.", [("over 95", "%")]),
        ("mellem 25 og 50 pct.", [("25-50", "%")]),
        ("fra 80+ til 45", [("80+", ""), (45, "")]),
        ("hver anden, inden for et år", [(50, "%"), (1, "år")]),
        ("SEL § 85 den 28. august 2018 kl. 10, tabel 3, de 15-årige og en 10-skala", []),
        ("unge i alderen 18 - 30 år", []),
    ],
)
def test_quantities(text: str, expected: list[tuple[object, str]]) -> None:
    assert [(quantity.value, quantity.unit) for quantity in find_quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Antallet af sager per sagsbehandler er faldet fra 60 til 35.",
         ("sagstal", 60, 35, "sager pr. sagsbehandler", None, "parameter")),
        ("Sagsstammen er sænket fra 55 til 30 sager pr. rådgiver.",
         ("sagstal", 55, 30, "sager pr. rådgiver", None, "parameter")),
        ("En sagsstamme er beregnet til 28 sager pr. sagsbehandler.",
         ("sagstal", None, 28, "sager pr. sagsbehandler", None, "parameter")),
        ("Sagsbehandlingstiden er faldet fra 14 uger i 2018 til 6 uger i 2020.",
         ("sagsbehandlingstid", 14, 6, "uger", "2018-2020", "result")),
        ("Byrådet har afsat 4,5 mio. kr. i 2017.", ("investering", None, 4.5, "mio. kr.", "2017", "input")),
        ("De har en forventet besparelse på 2,1 mio. kr. årligt.",
         ("besparelse", None, 2.1, "mio. kr. pr. år", None, "expected")),
        ("Der er et mål om at reducere udgifterne med 13 mio. kr. fra 2020.",
         ("besparelse", None, 13, "mio. kr.", "fra 2020", "target")),
        ("Der spares 3.000 kr. pr. borger.", ("besparelse", None, 3000, "kr. pr. borger", None, "result")),
        ("Indsatsen giver et samfundsøkonomisk overskud på 2 mio. kr.",
         ("samfundsøkonomisk gevinst", None, 2, "mio. kr.", None, "result")),
        ("Der er 40 % færre anbringelser.", ("anbringelser", None, -40, "%", None, "result")),
        ("Sygefraværet er faldet med 12 pct. siden 2019.",
         ("sygefravær", None, -12, "%", "siden 2019", "result")),
        ("Halvering af antallet af anbringelser", ("anbringelser", None, -50, "%", None, "result")),
        ("63 pct. af deltagerne, der har gennemført forløbet, er i beskæftigelse.",
         ("beskæftigelse", None, 63, "%", None, "result")),
        ("I 2015 havde 215 af de 225 borgere fastholdt deres bolig.",
         ("fastholdelse", 225, 215, "borgere", "2015", "result")),
        ("7 ud af 10 borgere er tilfredse.", ("tilfredshed", None, "7/10", "andel", None, "result")),
        ("Fire ud af fem er i egen bolig.", ("egen bolig", None, "4/5", "andel", None, "result")),
        ("Udgifterne til anbringelser er faldet med 24,1 mio. kr.",
         ("besparelse", None, 24.1, "mio. kr.", None, "result")),
        ("Kommunen har opnormeret med tre sagsbehandlere.",
         ("normering", None, 3, "sagsbehandlere", None, "input")),
        ("Opholdstiden er gået fra en gennemsnitlig opholdstid på 6 år til 2 år.",
         ("opholdstid", 6, 2, "år", None, "result")),
        ("Investeringen er tjent hjem efter to år.",
         ("tilbagebetalingstid", None, 2, "år", "efter to år", "expected")),
        ("Psykiatrigruppen er opnormeret fra 4 – 6 socialrådgivere.",
         ("normering", 4, 6, "socialrådgivere", None, "input")),
        ("Der er ansat 4-6 socialrådgivere.", ("normering", None, "4-6", "socialrådgivere", None, "input")),
        ("Der følges op 4 gange om året.", ("opfølgning", None, 4, "gange pr. år", None, "result")),
    ],
)  # fmt: skip
def test_a_sentence_that_reports_a_figure(text: str, expected: tuple[object, ...]) -> None:
    found = facts(text)
    assert [(f.measure, f.before, f.after, f.unit, f.period, f.status) for f in found] == [expected]
    assert found[0].quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen har 45.000 indbyggere, og 12 pct. af budgettet går til socialområdet.",
        "Rapporten bygger på 34 interviews og 12 medarbejdere i fire kommuner.",
        "Indsatsen er målrettet unge mellem 18 og 30 år.",
        "Hvis indsatsen virker for 10 pct., giver det en gevinst på 1 mio. kr.",
        "Vi anbefaler højst 25 sager pr. sagsbehandler.",
        "Sæt sagstallet ned til højst 20 børn pr. sagsbehandler.",
        "Kommunerne bruger hvert år 45 mia. kr. på området.",
        "Et ophold koster 1.400 kr. pr. døgn.",
        "Kommunen modtager 50 pct. refusion i de første fire uger.",
        "Ledighed\t12 %\t34 %",
        "Større arbejdsglæde 1 % 1",
        "Odense ligger på 74 % mod 60 % i hele landet.",
        "Udgifterne til botilbud er steget med 8,4 mio. kr., selv om der skulle spares.",
        "Det svarer til 12 % af budgettet.",
        "Der er mulighed for at dække 40 % af udgifterne.",
        "Efter § 141 skal der være en handleplan inden 14 dage.",
    ],
)
def test_a_sentence_that_reports_none(text: str) -> None:
    assert facts(text) == ()


def test_each_share_of_a_survey_has_its_own_words() -> None:
    text = "De adspurgte angiver: Større arbejdsglæde: 59 % Forventet bedre koordinering: 61 %"
    assert [(f.after, f.status, f.quote) for f in facts(text)] == [
        (59, "result", "De adspurgte angiver: Større arbejdsglæde: 59 %"),
        (61, "result", "Forventet bedre koordinering: 61 %"),
    ]


def test_a_list_goes_on_with_the_question_above() -> None:
    text = "De adspurgte angiver:\nBedre dialog: 68 %\nBedre mulighed for et tilbud: 66 %"
    asked = "De adspurgte angiver at 59 % er glade:\nBedre dialog: 68 %\nBedre mulighed for et tilbud: 66 %"
    assert facts(text) == ()
    assert [(f.measure, f.after) for f in facts(asked)] == [
        ("svarandel", 59),
        ("svarandel", 68),
        ("svarandel", 66),
    ]


def test_the_sentence_names_the_municipality_before_the_heading_does() -> None:
    text = "Der er sparet 5 mio. kr. I Egedal er besparelsen 8 mio. kr."
    found = facts(text, section=("Holstebro Kommune",))
    assert [(f.subject, f.municipalities) for f in found] == [
        ("Holstebro", ("Holstebro",)),
        ("Egedal", ("Egedal",)),
    ]


def test_a_text_without_full_stops_is_no_sentence() -> None:
    assert facts("Der er sparet 5 mio. kr. " + "og " * 600) == ()
    assert [f.after for f in facts("og " * 600 + ".\nDer er sparet 5 mio. kr.")] == [5]


def test_a_line_above_tells_period_and_status() -> None:
    found = facts("Målsætning for 2019:\nEn besparelse på tre millioner kroner")
    assert [(f.period, f.status, f.after) for f in found] == [("2019", "target", 3)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Resultat i 20151:\nEn besparelse på tre millioner kroner", "2015"),
        ("Resultat efter første år:\n• En besparelse på tre millioner kroner", "efter første år"),
        ("Kommunen har sparet tre millioner kroner inden for det seneste år.", "inden for det seneste år"),
        ("Sidste år var sygefraværet 3,7 %.", "Sidste år"),
        ("Over en 36-månedersperiode er der sparet 4 mio. kr.", "Over en 36-månedersperiode"),
        ("Der er sparet 4 mio. kr. efter 18 måneder.", "efter 18 måneder"),
        ("I løbet af de første to år er der sparet 4 mio. kr.", "I løbet af de første to år"),
        ("Kommunen har henover projektperioden afsat 900.000 kr.", "henover projektperioden"),
        # How long something took, outside the brackets of a sum, is not told of the sum; a year is.
        ("Der er en gevinst efter 6 år for en investering i 24 forløb (i alt 4 mio. kr.).", None),
        ("Kommunen har afsat midler til det (i alt 4 mio. kr. over to år) efter 6 år.", "over to år"),
        ("I 2019 blev der investeret i flere forløb (i alt 4 mio. kr.).", "2019"),
        ("Øget progression: ca. 1 trin på en 10-skala på 1 år", "på 1 år"),
        ("Fra 2014, hvor det begyndte, til 2016 er der sparet 6 mio. kr.", "2014-2016"),
        ("Fra 2014 til 2016 er der sparet 6 mio. kr.", "2014-2016"),
        ("Fra 2010 til 2012 ventede man; i 2019 er der sparet 6 mio. kr.", "2019"),
        ("Antallet er faldet fra 2050 til 1950, og der er sparet 6 mio. kr. i 2018.", "2018"),
        ("Antallet er faldet fra 2050 til 1950, og der er sparet 6 mio. kr.", None),
        ("Antallet er steget fra 1950 til 2050 sager, og der er sparet 6 mio. kr.", None),
        ("Ud af 2019 unge er 30 % kommet i job.", None),
        ("Der er sparet 6 mio. kr. over mange år.", "over mange år"),
        ("Der er sparet 6 mio. kr. efter 15 år.", "efter 15 år"),
        ("Der er sparet 6 mio. kr. i 1. kvartal 2019.", "1. kvartal 2019"),
        ("Der er sparet 6 mio. kr. på borgere over 65 år.", None),
        ("Der er sparet 6 mio. kr. på børn på 3 år.", None),
        ("Der er sparet 6 mio. kr. på børn over 10 år.", None),
        ("Den gennemsnitlige opholdstid er på 2 år.", None),
    ],
)
def test_the_period_stands_in_the_sentence_or_the_line_above(text: str, period: str | None) -> None:
    assert [fact.period for fact in facts(text)] == [period]


def test_each_figure_has_the_years_nearest_to_it() -> None:
    text = (
        "Udgifterne er faldet med 6 mio. kr. fra 2014 til 2016, og sygefraværet er faldet til 3,7 % i 2018."
    )
    assert [(fact.after, fact.period) for fact in facts(text)] == [(6, "2014-2016"), (3.7, "2018")]


def test_a_heading_of_results_tells_the_period_and_the_day_of_a_meeting_none() -> None:
    text = "Der er sparet 5 mio. kr."
    assert [fact.period for fact in facts(text, title="Resultater i 2019")] == ["2019"]
    assert [fact.period for fact in facts(text, title="Effekt fra 2014 til 2016")] == ["2014-2016"]
    assert [fact.period for fact in facts(text, section=("Odense", "Effekt efter to år"))] == ["efter to år"]
    assert [fact.period for fact in facts(text, title="Møde i Odense den 4. september 2018")] == [None]


def test_a_sentence_inside_a_nested_unit_is_read_once() -> None:
    inner = "Der er sparet 5 mio. kr."
    units = [
        replace(UNIT, text=f"I Odense er der sket meget. {inner} Det er godt."),
        replace(UNIT, id="d/eksempel/1", kind="municipality_example", text=inner, parent=UNIT.id),
        replace(UNIT, id="d/anbefaling/1", kind="recommendation", text="Der skal spares 9 mio. kr."),
    ]
    assert [(f.unit_id, f.after) for f in extract_facts(units)] == [("d/eksempel/1", 5)]


def test_scoring_counts_numbers_units_places_and_words() -> None:
    row = {"id": "fact-1", "kind": "outcome_fact", "doc": "d", "municipalities": ["Odense"], "before": None,
           "after": "4-5",
           "unit": "mio. kr.", "what": "sparet", "status": "result", "quote": "fire-fem mio."}  # fmt: skip
    other = {**row, "id": "fact-2", "after": 7, "core": False}
    right = Fact("Odense", ("Odense",), "besparelse", None, "4-5", "mio. kr.", None, "result",
                 "Der er sparet fire-fem mio. kr. i alt", "u")  # fmt: skip
    wrong = [
        replace(right, after=6),
        replace(right, unit="%"),
        replace(right, municipalities=()),
        replace(right, quote="Noget helt andet"),
    ]
    score, statuses = score_facts([right, *wrong], [replace(UNIT, id="u")], [row, other])
    assert (score.right, score.given, score.found, score.wanted, statuses) == (1, 5, 1, 1, 1)
    assert (score.precision, score.recall) == (0.2, 1.0)
    assert [text.split(": ")[1] for text in score.extra] == [fact.quote for fact in wrong]


def test_the_documents_facts_agree_with_the_gold(corpus_units: tuple[Unit, ...]) -> None:
    score, _ = score_facts(extract_facts(corpus_units), corpus_units, read_gold(GOLD))
    assert score.precision >= 0.95
    assert score.recall >= 0.7
