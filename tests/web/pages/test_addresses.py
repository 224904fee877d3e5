"""Addresses that are put together by hand, since a page has a hundred: they are those of `url_for`."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from flask import url_for

from kb.model import Filters, Query
from tests.tiny import UNITS, write
from web import create_app
from web.pages import templating
from web.pages.results import Search

QUERY = Query(
    "støtte & bolig/hjem? 100 %",
    filters=Filters(kind=("passage", "finding"), municipality=("Høje-Taastrup",)),
    correct=False,
    without=("hjem", "a+b"),
    offset=20,
)


@pytest.mark.parametrize("listed", ["", "?liste=rapport-2020/anbefaling/1,notat-2021/afsnit/1&q=x"])
def test_addresses_are_those_of_the_routes(tiny_indexes: Path, listed: str) -> None:
    app = create_app(tiny_indexes)
    with app.test_request_context("/" + listed):
        for endpoint in ("search.results", "search.results_csv"):
            search = Search(QUERY, newest=True)
            assert search.address(endpoint) == url_for(endpoint, **search.parameters())
        for unit in UNITS:
            assert templating.unit_url(unit) == url_for("units.unit", unit_id=unit.id)


def test_a_page_is_changed_in_one_parameter_and_keeps_the_others(tiny_indexes: Path) -> None:
    app = create_app(tiny_indexes)
    with app.test_request_context("/soeg?q=støtte&kind=passage&kind=finding&liste=a"):
        assert (
            templating.this_page(liste="a,b/c") == "/soeg?q=st%C3%B8tte&kind=passage&kind=finding&liste=a,b/c"
        )
        assert templating.this_page(liste=None) == "/soeg?q=st%C3%B8tte&kind=passage&kind=finding"
        assert "liste=a" in templating.this_page(kind=None)
    with app.test_request_context("/soeg?q=010190-1234&kind=passage", method="POST"):
        assert templating.this_page(liste="a") == "/soeg?kind=passage&liste=a"
    with app.test_request_context("/anbefaling/2"):
        app.preprocess_request()
        assert templating.this_page(liste="a") == "/anbefaling/2?liste=a"


def test_every_choice_of_a_page_is_the_same_search_and_one_filter_more(tiny_indexes: Path) -> None:
    page = create_app(tiny_indexes).test_client().get("/soeg?q=kommunen&kind=passage&without=by").text
    panels = page.split('class="filters__panels"')[1].split('id="traef"')[0]
    found = re.findall(r'<li><a href="([^"]+)">[^<]+<span class="count">', panels)
    chosen = [dict(parse_qsl(urlsplit(html.unescape(address)).query)) for address in found]
    same = {"q": "kommunen", "kind": "passage", "without": "by"}
    assert {"municipality": "Aarhus", **same} in chosen
    assert all(each.items() >= same.items() and len(each) == 4 for each in chosen)


@pytest.mark.parametrize("name", ["endpoint", "_scheme", "_anchor", "_method", "_external"])
def test_a_parameter_that_flask_keeps_for_itself_breaks_no_page(tiny_indexes: Path, name: str) -> None:
    client = create_app(tiny_indexes).test_client()
    for page in ("/eksempler?", "/soeg?q=bolig&"):
        assert client.get(f"{page}{name}=x").status_code == 200


@pytest.mark.parametrize("address", ["/enhed/{}?liste=abcdef", "/api/v1/units/{}"])
def test_the_address_of_a_unit_that_a_rebuild_renamed_leads_to_it(tmp_path: Path, address: str) -> None:
    write(tmp_path)
    client = create_app(tmp_path).test_client()
    old = next(unit for unit in UNITS if unit.id.endswith("en-dør-ind"))
    gone = next(unit for unit in UNITS if unit.kind == "finding")
    new = replace(old, id=f"{old.id}-2")
    assert client.get(address.format(old.id)).status_code == 200

    write(tmp_path, [new, *(unit for unit in UNITS if unit not in (old, gone) and unit.parent != old.id)])
    moved = client.get(address.format(old.id))
    assert (moved.status_code, unquote(moved.headers["Location"])) == (308, address.format(new.id))
    assert client.get(moved.headers["Location"]).status_code == 200
    assert client.get(address.format(gone.id)).status_code == 404

    write(tmp_path)
    assert client.get(address.format(old.id)).status_code == 200
    assert unquote(client.get(address.format(new.id)).headers["Location"]) == address.format(old.id)
