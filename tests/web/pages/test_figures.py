from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from kb.danish import read_toml
from kb.danish.sentences import sentence_spans
from kb.index.opened import open_index
from kb.model import Fact
from kb.units.facts.phrases import names_measure
from tests import tiny
from web import create_app
from web.pages import figures
from web.pages.figures import bar_length, danish_number
from web.pages.outline import alphabetical


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (6.7, "6,7", 6.7),
        (24743, "24.743", 24743.0),
        (-80.0, "−80", 80.0),
        (0.5, "0,5", 0.5),
        ("4-5", "4–5", 4.0),
        ("4,8-5,25", "4,8–5,25", 4.8),
        ("80+", "80+", 80.0),
        ("op til 50000", "op til 50.000", 50000.0),
        ("over 1234,5", "over 1.234,5", 1234.5),
        ("3/4", "tre fjerdedele (3/4)", 3.0),
        ("9/10", "9 ud af 10", 9.0),
        ("mange", "mange", None),
        (None, "", None),
    ],
)
def test_figures_as_danish_readers_write_them(
    value: float | str | None, text: str, number: float | None
) -> None:
    assert (danish_number(value), bar_length(value)) == (text, number)


def fact(
    subject: str, measure: str, before: float | str | None, after: float | str | None, unit: str
) -> Fact:
    return Fact(subject, (subject,), measure, before, after, unit, None, "result", "", tiny.UNITS[2].id)


def test_before_and_after_are_drawn_to_the_longest_bar_of_their_unit() -> None:
    facts = [
        fact("Odense", "sagstal", "80+", 40, "sager"),
        fact("Aarhus", "sagstal", 100, 25, "sager"),
        fact("Greve", "sagstal", None, 30, "sager pr. uge"),
    ]
    (measure,) = figures.measures(facts)  # one subject, one table
    assert (measure.name, measure.drawn) == ("sagstal", True)
    rows = [(row.fact.subject, row.before, row.after) for row in measure.rows]
    # Aa sorts as Å; one bar alone says nothing.
    assert rows == [("Odense", 80.0, 40.0), ("Aarhus", 100.0, 25.0), ("Greve", None, None)]


@pytest.mark.parametrize(
    ("amounts", "unit", "periods", "drawn_together"),
    [
        ((2, 4), "mio. kr.", (None, None), False),
        ((2, 4), "mio. kr.", ("2015", "2016"), False),
        ((2, 4), "mio. kr.", ("2015", "2015"), True),
        ((2, 4), "mio. kr. pr. år", ("2015", None), True),
        ((2, -4), "%", (None, None), False),
        ((2, 4), "%", (None, None), True),
    ],
)
def test_only_amounts_on_one_scale_get_bars(
    amounts: tuple[int, int], unit: str, periods: tuple[str | None, str | None], drawn_together: bool
) -> None:
    facts = [
        replace(fact("Odense", "besparelse", None, amount, unit), period=period)
        for amount, period in zip(amounts, periods, strict=True)
    ]
    assert figures.comparable(facts) == drawn_together


@pytest.mark.parametrize(
    ("before", "after", "unit", "text"),
    [
        (None, 500_000, "kr.", "500.000 kr."),
        (None, "3/4", "andel", "tre fjerdedele (3/4)"),
        (1, 2, "faktor", "fordoblet"),
        (None, 3, "faktor", "faktor 3"),
    ],
)
def test_a_figure_is_told_with_its_unit(
    before: float | None, after: float | str, unit: str, text: str
) -> None:
    assert figures.amount_text(fact("Odense", "besparelse", before, after, unit)) == text


@pytest.mark.parametrize(
    ("before", "after", "unit", "quote", "text"),
    [
        (
            None,
            54,
            "%",
            "så det i dag er ca. 54 pct. af alle sager, der kan varetages i interne tilbud",
            "ca. 54 %",
        ),
        (None, "8-12", "uger", "I dag tager en visitation lidt over 8-12 uger.", "lidt over 8–12 uger"),
        (
            None,
            68,
            "mio. kr.",
            "Kommunen sætter 68 millioner af over tre år, heraf 17 i 2016.",
            "68 mio. kr.",
        ),
        (
            225,
            215,
            "borgere",
            "I 2015 havde 215 af de 225 borgere fastholdt deres bolig",
            "215 af 225 borgere",
        ),
        (60, 35, "sager", "Sagstallet er sat ned fra 60 til 35 sager.", "60 → 35 sager"),
        # What rose has its sign as what fell has; what is a share has none.
        (None, 6.5, "%", "Der har været en stigning på 6,5 pct. i nye indskrivninger.", "+6,5 %"),
        (None, 20, "%", "Der er 20 % flere i job.", "+20 %"),
        (None, -80, "%", "80 % færre anbringelser", "−80 %"),
        (None, 24, "%", "24 pct. af de unge er i job, og der er 3 % færre på overførsel.", "24 %"),
        (1, 2, "faktor", "Dobbelt så mange samtaler", "fordoblet"),
    ],
)
def test_the_amount_of_a_row_is_written_as_a_dane_writes_it(
    tiny_indexes: Path, before: float | None, after: float, unit: str, quote: str, text: str
) -> None:
    app = create_app(tiny_indexes)
    told = replace(fact("Odense", "sagstal", before, after, unit), quote=quote)
    with app.test_request_context():
        shown = app.jinja_env.get_template("tal.html").module.amount(told)  # type: ignore[attr-defined]
    assert re.sub(r"<[^>]+>", "", shown).strip() == text


@pytest.mark.parametrize(
    ("status", "quote", "said"),
    [
        (
            "expected",
            "Det vil give 2 mio. kr., hvis de får job.",
            "Forventet, under en betingelse",
        ),
        ("expected", "Det ventes at give 2 mio. kr.", "Forventet"),
        # What stands in brackets is not what the condition is of.
        ("expected", "24 forløb (i alt 2 mio. kr.) vil give et overskud, hvis de får job.", "Forventet"),
        ("result", "Blandt dem, hvis plads er nedlagt, er der sparet 2 mio. kr.", "Resultat"),
    ],
)
def test_a_figure_that_holds_under_a_condition_says_so(
    tiny_indexes: Path, status: str, quote: str, said: str
) -> None:
    app = create_app(tiny_indexes)
    told = replace(fact("Odense", "gevinst", None, 2, "mio. kr."), quote=quote, status=status)
    with app.test_request_context():
        shown = app.jinja_env.get_template("tal.html").module.status(told)  # type: ignore[attr-defined]
    assert re.sub(r"<[^>]+>", "", shown).strip() == said


def test_sums_that_may_be_of_the_same_money_are_not_to_be_added() -> None:
    one = fact("Odense", "besparelse", None, 5, "mio. kr.")
    yearly = fact("Odense", "besparelse", None, 4, "mio. kr. pr. år")
    elsewhere = fact("Aarhus", "besparelse", None, 4, "mio. kr.")
    cases = fact("Odense", "besparelse", None, 4, "sager")
    for facts, shared in (
        ([one, yearly], True),
        ([one, elsewhere], False),
        ([one, cases], False),
        ([cases, cases], False),
    ):
        assert [measure.is_shared for measure in figures.measures(facts)] == [shared]


def test_a_line_under_the_table_says_so(shipped_indexes: Path) -> None:
    note = "Flere tal fra samme kommune kan dække de samme penge; læg dem ikke sammen."
    client = create_app(shipped_indexes).test_client()
    assert client.get("/noegletal?emne=besparelse").text.count(note) == 1
    assert note not in client.get("/noegletal?emne=tilfredshed").text


def test_no_amount_of_the_shipped_reports_is_part_of_nothing(shipped_indexes: Path) -> None:
    page = create_app(shipped_indexes).test_client().get("/noegletal").text
    amounts = re.findall(r'data-label="Før → Efter"><div>(.*?)\n', page)
    told = [re.sub(r"<[^>]+>", "", amount) for amount in amounts]
    assert [each for each in told if " af " in each] == ["215 af 225 borgere", "194 af 198 borgere"]
    assert not [each for each in told if re.search(r"faktor|andel|\d{4}", each)]
    assert {"ca. 54 %", "24 %", "68 mio. kr.", "op til 50.000 kr.", "ca. 900.000 kr."} <= set(told)


def test_many_figures_are_folded_by_subject_with_their_counts(shipped_indexes: Path) -> None:
    client = create_app(shipped_indexes).test_client()
    subjects = Counter(fact.measure for fact in open_index(shipped_indexes).facts)
    page = client.get("/noegletal").text
    folds = re.findall(
        r'<details class="unfold fold"><summary>([^<]+) <span class="count">(\d+)</span>', page
    )
    assert folds == [(name.capitalize(), str(subjects[name])) for name in alphabetical(subjects)]
    assert 'name="emne"' in page and 'name="kommune"' in page and 'name="status"' in page
    for query in ("?emne=besparelse", "?kommune=egedal", "?emne=undersoegelser"):
        assert "<details" not in client.get(f"/noegletal{query}").text.split("</header>", 2)[2]


def test_the_filters_stand_behind_one_button_that_says_how_many_are_chosen(shipped_indexes: Path) -> None:
    client = create_app(shipped_indexes).test_client()
    for address, said in (
        ("/noegletal", "Filtre"),
        ("/noegletal?emne=besparelse&status=result", "Filtre 2 valgt"),
    ):
        folded = client.get(address).text.split("<details", 1)[1].split("</details>")[0]
        assert folded.count("<select") == 3 and folded.count('<button type="submit">Vis') == 1
        summary = folded.split("<summary>")[1].split("</summary>")[0]
        assert re.sub(r"<[^>]+>", "", summary) == said


def test_each_status_lists_the_rows_that_say_it(shipped_indexes: Path) -> None:
    every = Counter(row["status"] for row in sheet(shipped_indexes, "/noegletal.csv"))
    page = create_app(shipped_indexes).test_client().get("/noegletal?status=answer").text
    offered = dict(re.findall(r'<option value="(\w+)"[^>]*>([^<]+)', page.split('name="status"')[1]))
    assert set(offered.values()) == set(every) and '<option value="answer" selected>Svar' in page
    assert set(re.findall(r'class="status [^>]*>([^<]+)', page)) == {"Svar"}
    for key, name in offered.items():
        rows = sheet(shipped_indexes, f"/noegletal.csv?status={key}")
        assert Counter(row["status"] for row in rows) == {name: every[name]}


def test_a_factor_was_nothing_before() -> None:
    facts = [fact(who, "opfølgning", 1, after, "faktor") for who, after in (("Herning", 2), ("Odense", 4))]
    (measure,) = figures.measures(facts)
    assert [(row.before, row.after) for row in measure.rows] == [(None, 50.0), (None, 100.0)]


def sheet(indexes: Path, address: str) -> list[dict[str, str]]:
    text = create_app(indexes).test_client().get(address).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_sheet_of_figures_holds_a_row_for_each(tiny_indexes: Path) -> None:
    (row,) = sheet(tiny_indexes, "/noegletal.csv")
    assert row == {
        "emne": "sagstal",
        "hvem": "Roskilde",
        "før": "60",
        "tal": "35",
        "ud af": "",
        "enhed": "sager",
        "kommuner": "Roskilde",
        "periode": "",
        "status": "Tilrettelæggelse",
        "citat": "Sagstallet er sat ned fra 60 til 35 sager.",
        "kilde": "Rapport om udsatte voksne",
        "år": "2020",
        "side": "10–11",
        "adresse": "http://localhost/enhed/rapport-2020/eksempel/en-d%C3%B8r-ind",
    }


def test_the_sheet_of_figures_respects_the_filters(shipped_indexes: Path) -> None:
    client = create_app(shipped_indexes).test_client()
    for query in ("", "?emne=besparelse", "?kommune=egedal&status=target", "?emne=svarandel"):
        page = client.get(f"/noegletal{query}").text
        rows = sheet(shipped_indexes, f"/noegletal.csv{query}")
        shown = page.split("</header>", 2)[2]
        assert [row["citat"] for row in rows] == [unescape(q) for q in re.findall("<q>(.*?)</q>", shown)]
        assert f'<a href="/noegletal.csv{query.replace("&", "&amp;")}">Hent' in page
    by_amount = {(row["tal"], row["enhed"]): row for row in sheet(shipped_indexes, "/noegletal.csv")}
    assert {("6,7", "mio. kr."), ("-80", "%"), ("900000", "kr."), ("4–5", "mio. kr.")} <= set(by_amount)
    assert by_amount["2", "faktor"]["før"] == ""
    part = by_amount["215", "borgere"]
    assert (part["før"], part["ud af"]) == ("", "225")
    assert by_amount["74", "%"]["status"] == "Svar"
    assert client.get("/noegletal.csv?emne=findes-ikke").status_code == 404
    assert sheet(shipped_indexes, "/noegletal.csv?emne=undersoegelser") == []


def test_a_survey_table_is_read_row_by_row() -> None:
    finding = replace(
        tiny.UNITS[7], text="Tabel 1: Har I?\nProcent Antal\nJa 52 % 79\nNej, ikke i 2014 38,5 % 58\nNote: x"
    )
    (survey,) = figures.surveys([finding, tiny.UNITS[0], tiny.UNITS[7]])
    assert [(row.label, row.pairs) for row in survey.rows] == [
        ("Ja", ((52.0, 79),)),
        ("Nej, ikke i 2014", ((38.5, 58),)),
    ]
    assert survey.scale == ()


def test_the_answers_of_a_scale_stand_one_after_the_other_under_their_names() -> None:
    note = "Note: 1 – I høj grad, 2 – Lidt, 3 – Slet ikke"
    text = f"1 2 3\nRo 10 % 1 60 % 6 30 % 3\nTid 0 % 0 50 % 5 50 % 5\n{note}"
    (survey,) = figures.surveys([replace(tiny.UNITS[7], text=text)])
    assert survey.scale == ("I høj grad", "Lidt", "Slet ikke")
    assert survey.rows[0].starts == (0, 10.0, 70.0)
    assert survey.rows[1].pairs == ((0.0, 0), (50.0, 5), (50.0, 5))


@pytest.mark.parametrize(
    ("quote", "part"),
    [
        ("I 2015 havde 215 af de 225 borgere fastholdt deres bolig", True),
        ("215 borgere ud af 225 er i bolig", True),
        ("Antallet er faldet fra 225 til 215, og 10 af dem er flyttet", False),
    ],
)
def test_so_many_of_so_many_is_no_change(quote: str, part: bool) -> None:
    told = replace(fact("Odense", "fastholdelse", 225, 215, "borgere"), quote=quote)
    assert figures.is_part(told) is part


def test_a_quotation_too_long_for_its_cell_ends_where_a_clause_does_and_says_so() -> None:
    said = "Der er sparet 4 mio. kr. (i alt), hvis man regner ordet " + "og " * 200 + "med."
    assert figures.excerpt(said) == "Der er sparet 4 mio. kr. (i alt) …"
    assert figures.excerpt(said[:400]) == said[:400]
    assert len(figures.excerpt("ord " * 400)) <= figures.QUOTED


def test_each_figure_is_quoted_with_a_whole_sentence_of_its_text(shipped_indexes: Path) -> None:
    index = open_index(shipped_indexes)
    for each in index.facts:
        text = index.by_id[each.unit_id].text
        spans = [text[start:end].lstrip("•❚- ") for start, end in sentence_spans(text)]
        assert each.quote in spans or re.search(r": \d+ %$", each.quote), each  # an item in a sentence
        assert not re.search(r"\b(?:og|eller|at)$", each.quote)


def test_what_is_no_result_is_called_none(shipped_indexes: Path) -> None:
    rows = sheet(shipped_indexes, "/noegletal.csv")
    by_subject = {
        name: {row["status"] for row in rows if row["emne"] == name} for name in ("sagstal", "demografi")
    }
    assert by_subject == {"sagstal": {"Tilrettelæggelse"}, "demografi": {"Baggrund"}}
    assert {row["status"] for row in rows if row["hvem"] == "U-turn" and "mio." in row["enhed"]} == {
        "Forventet"
    }


@pytest.mark.parametrize(
    ("text", "quote", "told"),
    [
        ("Vi spurgte.\nDe oplever i nogen grad: Mere ro: 59 % Bedre tid: 62 %", "Bedre tid: 62 %",
         "De oplever i nogen grad: […] Bedre tid: 62 %"),
        ("De siger: Mere ro: 59 %. Tid har 62 %.", "Tid har 62 %.", "Tid har 62 %."),
        ("Mere ro: 59 %\nBedre tid: 62 %", "Bedre tid: 62 %", "Bedre tid: 62 %"),
        ("Hun siger: »Det er godt.« I dag er 62 % her.", "I dag er 62 % her.", "I dag er 62 % her."),
        ("De oplever (f.eks. Struer) i nogen grad: Ro: 59 % Tid: 62 %", "Tid: 62 %",
         "De oplever (f.eks. Struer) i nogen grad: […] Tid: 62 %"),
    ],
)  # fmt: skip
def test_an_item_of_a_sentence_is_quoted_with_what_all_items_have_in_common(
    tmp_path: Path, text: str, quote: str, told: str
) -> None:
    unit = replace(tiny.EXAMPLE, text=text)
    tiny.write(tmp_path, [unit])
    fact = Fact("R", (), "svarandel", None, 62, "%", None, "result", quote, unit.id)
    with create_app(tmp_path).test_request_context():
        assert figures.quotation(fact) == told


@pytest.mark.parametrize(
    ("text", "measure", "names"),
    [
        ("Der skal være et passende antal sager til hver.", "sagstal", True),
        ("Antallet af sager skal ned.", "sagstal", True),
        ("Sagstallet skal ned.", "sagstal", True),
        ("Et antal borgere har sager.", "sagstal", False),
        ("Der skal være fokus på fraværet blandt de ansatte.", "sygefravær", True),
        ("Investeringstilgangen skal gives tid.", "investering", False),
        ("Det kræver en investering.", "investering", True),
        ("Medarbejderne skal inddrages.", "medarbejdere", False),
        ("Det kan måles som progression.", "progression", True),
    ],
)
def test_a_text_names_a_measure_by_its_name_or_another(text: str, measure: str, names: bool) -> None:
    assert names_measure(text, measure) is names


def test_every_name_of_a_measure_is_of_one_that_the_rules_tell() -> None:
    data = read_toml("measures.toml")
    told = (
        {row["name"] for row in (*data["measure"], *data["figure"])} | set(data["money"]) | set(data["staff"])
    )
    assert set(data["names"]) <= told
