from __future__ import annotations

from dataclasses import replace

import pytest

from kb.model import Fact
from tests import tiny
from web.pages import figures
from web.pages.figures import drawn, shown


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
        ("mange", "mange", None),
        (None, "", None),
    ],
)
def test_figures_as_danish_readers_write_them(
    value: float | str | None, text: str, number: float | None
) -> None:
    assert (shown(value), drawn(value)) == (text, number)


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


def test_a_figure_is_told_with_its_unit() -> None:
    assert figures.told(fact("Odense", "besparelse", None, 500_000, "kr.")) == "500.000 kr."


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
