"""Amounts as two texts are compared by them."""

from __future__ import annotations

import pytest

from kb.units.facts.amounts import find_amounts


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("12 millioner kroner", [((12e6,), "kr.")]),
        ("1,5 mia. kr. eller 50.000 kr.", [((1.5e9,), "kr."), ((50000,), "kr.")]),
        ("Hver femte, halvdelen og firs procent", [((20,), "%"), ((50,), "%"), ((80,), "%")]),
        ("tre til fire samtaler", [((3, 4), "")]),
        ("1.234,5 timer, 1.234,50 kr.", [((1234.5,), "timer"), ((1234.5,), "kr.")]),
        ("1.234,5-1.300,5 mio. kr. til 12.345,5", [((1234.5e6, 1300.5e6), "kr."), ((12345.5,), "")]),
        ("9.000 til 12.000 kr.", [((9000, 12000), "kr.")]),
        ("mellem 25 og 50 pct.", [((25, 50), "%")]),
        # A change is two amounts, however it is printed.
        ("fra 120 til 72 sager", [((120,), ""), ((72,), "")]),
        ("fra 4 – 6 socialrådgivere", [((4,), ""), ((6,), "")]),
        ("fra to til seks år", [((2,), "år"), ((6,), "år")]),
        ("et fireårigt projekt", [((4,), "år")]),
        ("i projektets fjerde år, i år 4", [((4,), "år"), ((4,), "år")]),
        ("over en 36-månedersperiode", [((36,), "måneder")]),
        ("femogtyve unge på halvandet år", [((25,), ""), ((1.5,), "år")]),
        ("unge mellem 18 og 30 år", [((18, 30), "år")]),
        # Years and paragraphs are none, not even with the mark of a footnote.
        ("Resultat i 20151, perioden 2014-2016, § 85", []),
        ("der skulle forsørge 91.", [((91,), "")]),
        ("95 ud af 100 har beholdt boligen", [((95,), "%")]),
        ("en ud af fire", [((25,), "%")]),
        ("3,4 ud af 5", [((3.4,), ""), ((5,), "")]),
        ("194 ud af 198", [((194,), ""), ((198,), "")]),
    ],
)
def test_amounts_in_one_unit(text: str, amounts: list[tuple[tuple[float, ...], str]]) -> None:
    assert [(amount.values, amount.unit) for amount in find_amounts(text)] == amounts


@pytest.mark.parametrize(
    ("text", "bound", "rate"),
    [
        ("op til 50.000 kr. at disponere over", "op til", ""),
        ("mere end 70 pct.", "over", ""),
        ("færre end 3 pct.", "under", ""),
        ("over fire år", "", ""),
        ("5 mio. kr. årligt", "", "pr. år"),
        ("en årlig effekt på 6,2 mio. kr.", "", "pr. år"),
        ("20.000 kr. pr. borger", "", "pr. borger"),
        ("250 kuverter om dagen", "", "pr. dag"),
    ],
)
def test_what_bounds_an_amount_and_per_what_it_is(text: str, bound: str, rate: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.bound, amount.rate) == (bound, rate)


@pytest.mark.parametrize(
    "written", ["1.234,5 timer", "3,5–4,5 mio. kr.", "1.234-1.300 kr.", "12.345.678 kr."]
)
def test_an_amount_keeps_its_punctuation(written: str) -> None:
    assert [amount.written for amount in find_amounts(f"Der er {written}.")] == [written]
