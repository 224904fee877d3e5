"""Municipalities side by side by what a search finds of each."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kb.index.opened import Index
from kb.model import Filters, Query
from kb.search.search import search
from web.pages import results


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())


def links(page: str) -> list[tuple[str, str]]:
    """(address, label) of the links of a page."""
    found = re.findall('<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return [(unescape(way), unescape(re.sub("<[^>]+>", "", label))) for way, label in found]


def way_of(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("query", ["housing first", "sagstal", "mentor til unge", "fremskudt psykiatri"])
def test_a_search_is_compared_by_the_places_it_finds_of_each_municipality(
    client: FlaskClient, index: Index, query: str
) -> None:
    page = client.get("/soeg", query_string={"q": query}).text
    (address,) = re.findall(r'href="(/sammenlign\?[^"]+)">Sammenlign', page)
    compared = client.get(unescape(address)).text
    names = re.findall("<h3>([^<]+)</h3>", compared)
    assert 2 <= len(names) <= 3
    for name, column in zip(names, compared.split("<h3>")[1:], strict=True):
        found = search(index, Query(query, Filters(municipality=(name,)), limit=20)).hits
        told = [hit.unit.id for hit in found if hit.reason.words or hit.reason.related][:5]
        assert told, name
        shown = re.findall(r'<h4><a href="/enhed/([^"?]+)', column.split("</ul>")[0])
        assert shown == told
    assert "Vis alt om" in compared and f'name="q" value="{query}"' in compared


def test_a_compared_municipality_of_which_a_search_finds_nothing_says_so(client: FlaskClient) -> None:
    page = words(client.get("/sammenlign?kommune=laesoe&kommune=egedal&q=sagstal").text)
    assert "Søgningen fandt intet om det i Læsø." in page and "i Egedal." not in page
    whole = '<a href="/sammenlign?kommune=laesoe&amp;kommune=egedal">Vis alt om Læsø og Egedal</a>'
    assert whole in client.get("/sammenlign?kommune=laesoe&kommune=egedal&q=sagstal").text
    assert client.get("/sammenlign", query_string={"kommune": "herning", "q": "x" * 301}).status_code == 404


def test_the_filters_and_the_spelling_of_a_comparison_are_told_and_can_be_taken_back(
    client: FlaskClient, index: Index
) -> None:
    given = {"q": "sagstll", "kind": "municipality_example", "indsats": "forebyggende", "without": "sager"}
    places = {"kommune": ["herning", "egedal"]}
    page = client.get("/sammenlign", query_string={**places, **given}).text
    chips = re.search('<ul class="chips" aria-label="Valgte filtre">(.*?)</ul>', page, re.S)
    assert chips is not None
    ways = {label: way_of(address) for address, label in links(page)}
    for label, left in (("Eksempler", "kind"), ("Forebyggende", "indsats")):
        kept = {name: [value] for name, value in given.items() if name != left}
        assert ways[f"Fjern filteret {label}"] == {**places, **kept}
    assert search(index, Query("sagstll")).query.corrected == "sagstal"
    assert "Vi søgte på sagstal ." in words(page)
    asked = {name: [value] for name, value in given.items()}
    assert ways["Søg på »sagstll«, som du skrev det"] == {**places, **asked, "correct": ["0"]}
    assert ways["sager – søg på ordet igen"] == {
        **places,
        **{k: v for k, v in asked.items() if k != "without"},
    }
    assert ways["Vis hele søgningen"] == asked
    typed = client.get("/sammenlign", query_string={**places, **given, "correct": "0"}).text
    assert {label: way_of(address) for address, label in links(typed)}["Ret stavefejl"] == {**places, **asked}


def test_a_comparison_without_filters_or_slips_tells_of_none(client: FlaskClient) -> None:
    page = client.get("/sammenlign?kommune=herning&kommune=egedal&q=sagstal").text
    assert "Valgte filtre" not in page and "Vi søgte" not in page and "Ikke søgt på" not in page


def test_a_posted_case_is_not_compared(client: FlaskClient) -> None:
    case = "Borgeren bor på gaden og kommunen vil tilbyde en bolig og en mentor i hjemmet. " * 6
    assert "/sammenlign" not in client.post("/soeg", data={"q": case, "notat": "1"}).text


@pytest.mark.parametrize(
    ("query", "name"),
    [("sagstal egedal", "Egedal"), ("sagstal i Egedal", "Egedal"), ("egedals sagstal", "Egedal")],
)
def test_a_municipality_that_is_written_small_is_one_click_away(
    client: FlaskClient, index: Index, query: str, name: str
) -> None:
    count = search(index, Query(query)).facets["municipality"][name]
    page = client.get("/soeg", query_string={"q": query}).text
    assert f"{count} af dem er om {name}. Vis kun {name}" in words(page)


def test_a_word_that_is_a_form_of_another_names_no_municipality(client: FlaskClient, index: Index) -> None:
    assert results._named_small(index, "på vejen til job i lejre og i herning") == ["Herning"]
