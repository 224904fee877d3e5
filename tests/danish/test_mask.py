"""What is struck out of a query, and what must stay."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.danish.mask import CPR, EMAIL, PHONE, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("støtte til 010190-1234", f"støtte til {CPR}"),
        ("0101901234", CPR),
        ("010190 1234 hjemløs", f"{CPR} hjemløs"),
        ("010190 - 1234", CPR),
        ("010190\u20131234", CPR),
        ("01.01.90-1234", CPR),
        ("CPR311299-0000", f"CPR{CPR}"),
        ("cpr:290200-4321, borger", f"cpr:{CPR}, borger"),
        ("\uff10\uff11\uff10\uff11\uff19\uff10-\uff11\uff12\uff13\uff14", CPR),
        ("\u0660\u0661\u0660\u0661\u0669\u0660\u0661\u0662\u0663\u0664", CPR),
        ("010190\u00a01234", CPR),
        ("skriv til anne.hansen+sag@odense.dk nu", f"skriv til {EMAIL} nu"),
        ("<bo@example.com>", f"<{EMAIL}>"),
        ("åse@møn.dk", EMAIL),
        ("33 93 30 00", PHONE),
        ("33933000", PHONE),
        ("ring 33933000", PHONE),
        ("33.93.30.01", PHONE),
        ("7010 2030", PHONE),
        ("+45 33933000", PHONE),
        ("+4533933000", PHONE),
        ("tlf. 12 34 56 78", PHONE),
        ("Mobil: 20182019", PHONE),
        ("010190-1234 og 020290-4321", f"{CPR} og {CPR}"),
    ],
)
def test_what_identifies_a_person_is_struck_out(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "2015 2016 2017 2018",
        "20182019",
        "2018-2019",
        "SEL § 85",
        "§§ 85 96 97 99",
        "servicelovens § 104 og § 107",
        "12.500.000 kr.",
        "25000000",
        "1 250 000",
        "kr. 45678912",
        "45678912 kr.",
        "33,5 mio. kr. i 2017",
        "320190-1234",  # no 32nd day
        "011390-1234",  # no 13th month
        "4711",
        "100-300 borgere",
        "Bilag B",
        "20 30 40 50 %",
        "010190-12345",  # a longer number
        "housing first",
        "@ kommunen",
    ],
)
def test_ordinary_figures_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=300) | st.text("0123456789 .-+@akr§%\u0661", max_size=60))
@settings(max_examples=100, deadline=None)
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "1" * 50_000,
        "1 " * 25_000,
        "a.@" * 15_000,
        "a@" + "b-" * 25_000,
        "1 tlf" + " " * 50_000 + "x",
        "1 ring til +45" + " " * 50_000 + "x",
        "12345678" + " " * 50_000 + "x",
    ],
)
def test_long_inputs_take_linear_time(text: str) -> None:
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 1
