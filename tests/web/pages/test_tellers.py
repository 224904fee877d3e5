"""Who is said to tell what an example tells: the municipality only where one is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests import tiny
from tests.web.pages.test_evidence import sheet, text_of
from web import create_app

RESULT = "Forløbet har ført til, at flere unge er kommet i uddannelse, og at færre er hjemløse."


def test_an_own_result_is_the_municipalitys_the_respondents_or_the_sources(tmp_path: Path) -> None:
    example = replace(tiny.UNITS[2], text=RESULT, section=("Bilag", "Børn"))
    lead = replace(
        tiny.UNITS[-1],
        id="rapport-2020/afsnit/bilag",
        document=tiny.REPORT,
        text="Her er eksempler fra undersøgelsens kvalitative kommentarer.",
        section=("Bilag",),
    )
    units = [
        example,
        replace(example, id=f"{example.id}-a", title="Ud", municipalities=()),
        replace(example, id=f"{example.id}-b", title="Op", municipalities=(), section=("Kapitel 1",)),
        replace(example, id=f"{example.id}-c", title="Ned", municipalities=(), document=tiny.NOTE),
        lead,
    ]
    tiny.write(tmp_path, units)
    client = create_app(tmp_path).test_client()
    told = {row["adresse"][-1]: row["belæg"] for row in sheet(client, "/eksempler.csv")}
    assert told == {
        "d": "Kommunens egen oplysning",
        "a": "Oplyst af de adspurgte",
        "b": "Oplyst i kilden",
        "c": "Oplyst i kilden",
    }
    for value, wanted in (("oplyst-af-de-adspurgte", 1), ("oplyst-i-kilden", 2)):
        page = client.get(f"/eksempler?belaeg={value}").text
        assert len(sheet(client, f"/eksempler.csv?belaeg={value}")) == wanted
        assert f"({wanted})" in text_of(page)


def test_an_aim_looks_weaker_than_a_result(tmp_path: Path) -> None:
    aim = "Der er ansat en mentor med henblik på at få flere i arbejde."
    units = [
        replace(tiny.UNITS[2], text=RESULT),
        replace(tiny.UNITS[2], id="rapport-2020/eksempel/2", title="Op", text=aim),
    ]
    tiny.write(tmp_path, units)
    page = create_app(tmp_path).test_client().get("/eksempler").text
    assert '<span class="told__strength">Kommunens egen oplysning</span>' in page
    assert '<span class="told__strength told__strength--aim">Mål</span>' in page


def test_the_mark_of_a_cut_sentence_does_not_stand_on_a_line_of_its_own(tmp_path: Path) -> None:
    long = RESULT.removesuffix(".") + " efter et forløb" * 20 + "."
    tiny.write(tmp_path, [replace(tiny.UNITS[2], text=long)])
    page = create_app(tmp_path).test_client().get("/eksempler").text
    assert "forløb\u00a0…</a>" in page or "et\u00a0…</a>" in page or "efter\u00a0…</a>" in page
    assert " …</a>" not in page
