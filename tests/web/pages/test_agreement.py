"""Facet counts, totals, pages and CSV tell the same: random queries with random filters."""

from __future__ import annotations

import csv
import io
import os
import random
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kb.danish.slugs import slug
from kb.index.opened import Index
from kb.index.tags import MOST_NAMED, values
from kb.model import Filters, Query
from kb.search.search import NEAREST, search
from kb.search.tables import csv_table
from web.pages import labels
from web.pages.outline import by_kind, tagged, whole_units
from web.pages.results import FACETS, QUICK, Search
from web.pages.selection import csv_text

ALL = os.environ.get("KB_AGREEMENT") == "all"  # make proof-agreement
QUERIES = 500 if ALL else 80
LEAFED = 1 if ALL else 10  # one in so many is leafed through to its last page, which costs seven searches
PAGES = QUERIES if ALL else 10  # of them also asked through the site, where each costs a dozen searches


def random_query(index: Index, chance: random.Random) -> Query:
    """One to four words of the corpus, at times one that is not there, with up to two filters."""
    words = chance.choice(index.units).text.split()
    text = " ".join(chance.sample(words, min(len(words), chance.randint(1, 4))))[:300]
    query = Query(text.strip() or "borger", correct=chance.random() < 0.8)
    facets = search(index, replace(query, limit=1)).facets
    for facet in chance.sample(FACETS, chance.randint(0, 2)):
        if facets[facet]:
            query = Search(query).only(facet, chance.choice(sorted(facets[facet]))).query
    return query


def every_hit(index: Index, query: Query) -> list[str]:
    """The ids of all hits, a page of 50 at a time; none where nothing answers clearly."""
    found: list[str] = []
    if search(index, replace(query, limit=1)).outcome != "answers":
        return found
    while True:
        page = search(index, replace(query, limit=50, offset=len(found)))
        found += [hit.unit.id for hit in page.hits]
        if len(found) >= page.total or not page.hits:
            return found


def agree(index: Index, query: Query, chance: random.Random) -> None:
    answer = search(index, replace(query, limit=1))
    offered = answer.facets
    assert sum(offered["kind"].values()) == answer.total, query
    if not query.filters.kind:
        assert {kind: n for kind, n in answer.kinds.items() if n} == offered["kind"]
    facet = chance.choice([facet for facet in FACETS if not getattr(query.filters, facet)])
    if offered[facet]:
        value = chance.choice(sorted(offered[facet]))
        chosen = replace(Search(query).only(facet, value).query, limit=1)
        assert search(index, chosen).total == offered[facet][value], (query, facet, value)


def test_counts_totals_and_pages_agree(index: Index) -> None:
    chance = random.Random(2018)
    for turn in range(QUERIES):
        query = random_query(index, chance)
        agree(index, query, chance)
        if turn % LEAFED == 0:
            ids = every_hit(index, query)
            assert len(ids) == len(set(ids)) == search(index, replace(query, limit=1)).total, query


def test_the_csv_and_the_page_hold_what_the_total_says(index: Index, client: FlaskClient) -> None:
    chance = random.Random(51)
    for _ in range(PAGES):
        query = random_query(index, chance)
        ids = every_hit(index, query)
        given = Search(query).parameters()
        sheet = client.get("/soeg.csv", query_string=given).data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
        nearest = [hit.unit.id for hit in search(index, replace(query, limit=NEAREST)).hits]
        assert [row["id"] for row in rows] == (ids or nearest), query
        page = client.get("/soeg", query_string=given).text
        told = re.search(r"(\d+) sted(?:er)? om eller tæt på »", page)
        assert int(told.group(1) if told else 0) == len(ids), query
        for label, kind in QUICK:
            offered = re.search(rf'{label} <span class="count">(\d+)', page)
            only = Search(query).only("kind", kind).query
            of_kind = search(index, only).total if "choose row" in page else 0
            assert int(offered.group(1) if offered else 0) == of_kind, (query, kind)


def number(pattern: str, page: str) -> int:
    """The number that the first match of the pattern holds; 0 where there is none."""
    found = re.search(pattern, " ".join(re.sub(r"<[^>]+>", " ", page).split()))
    return int(found.group(1)) if found else 0


def test_every_page_and_the_endpoint_count_alike(index: Index, client: FlaskClient) -> None:
    counts = by_kind(whole_units(index))
    front, about, sources = (client.get(address).text for address in ("/", "/om", "/kilder"))
    listed = client.get("/api/v1/documents").json or []
    for kind, (one, many) in labels.KINDS.items():
        told = rf"(\d+) (?:{one}|{many})\b"
        assert number(told.lower(), about) == counts[kind], kind
        assert sum(document["units"].get(kind, 0) for document in listed) == counts[kind], kind
    assert number(r"(\d+) eksempler", front) == counts["municipality_example"]
    assert number(r"(\d+) anbefalinger", front) == counts["recommendation"]
    assert number(r"delt op i (\d+) tekster", about) == sum(counts.values())
    recommendations = client.get("/anbefalinger").text
    assert number(r"(\d+) anbefalinger", recommendations.split("<main", 1)[1]) == counts["recommendation"]
    assert recommendations.count('class="recommendations__text"') == counts["recommendation"]
    ways_in = client.get("/indsatser").text
    elements = re.findall(r'<a href="(/mindset/[^"]+)">[^<]+</a>(?: <span class="count">(\d+))?', ways_in)
    assert number(r"Mindset (\d+)", ways_in) == counts["mindset_element"]
    assert sum(int(count or 1) for _, count in elements) == counts["mindset_element"]
    for address, count in elements:
        assert client.get(address).text.count('<p class="hit__source">') == int(count or 1), address
    texts = 0
    for document in listed:
        page = client.get(f"/kilde/{document['id']}").text
        assert number(r"(\d+) tekster?, fra ende til anden", page) == sum(document["units"].values())
        texts += sum(document["units"].values())
    assert texts == sum(counts.values())
    shown = [int(n) for n in re.findall(r'<span class="kind-count">(\d+)', sources)]
    assert sum(shown) == sum(counts.values())


def test_the_map_a_municipality_and_the_endpoint_count_alike(index: Index, client: FlaskClient) -> None:
    table = client.get("/kommuner").text.split("<table ")[1]
    rows = re.findall(r'<a href="/kommune/([\w-]+)">([^<]+)</a></th><td [^>]*>[^<]*</td>(.*?)</tr>', table)
    units = {each["name"]: each["units"] for each in client.get("/api/v1/municipalities").json or []}
    assert len(rows) == sum(count > 0 for count in units.values())
    legend = client.get("/kommuner").text.split('class="key"')[1].split("</ul>")[0]
    assert "Ikke nævnt" in legend and "Nævnt i teksten" not in legend
    assert number(r"(\d+) kommuner er nævnt", client.get("/").text) == len(rows)
    for place, name, cells in rows:
        examples, findings, others = (
            int(n) if n.isdigit() else 0 for n in re.findall(r">([^<]+)</td>", cells)
        )
        assert examples + findings + others == units[name], name
        page = client.get(f"/kommune/{place}").text
        assert number(r"Eksempler (\d+)", page.split("<main", 1)[1]) == examples, name
        assert page.count('<li class="hit"') == units[name], name


def test_a_topic_page_its_index_and_the_link_from_a_search_count_alike(
    index: Index, client: FlaskClient
) -> None:
    ways_in = client.get("/indsatser").text
    for name, units in tagged(index, lambda unit: unit.programmes).items():
        address = f"/metode/{slug(name)}"
        assert client.get(address).text.count('<li class="hit"') == len(units), name
        assert f'<a href="{address}">{name}</a> <span class="count">{len(units)}</span>' in ways_in
        search_page = client.get("/soeg", query_string={"q": name, "programme": name}).text
        assert f'<a href="{address}">Alle tekster om {name}</a>' in search_page
        assert number(rf"Alle tekster om {re.escape(name)} (\d+)", search_page) == len(units), name
    for name, units in tagged(index, lambda unit: unit.indsats).items():
        address, page = f"/indsats/{name}", client.get(f"/indsats/{name}").text
        examples = sum(unit.kind == "municipality_example" for unit in units)
        assert page.count('<li class="hit"') == len(units), name
        assert number(r"Eksempler (\d+)", page.split("<main", 1)[1]) == examples
        assert number(rf"{name.capitalize()} (\d+) eksempler", ways_in) == examples
        search_page = client.get("/soeg", query_string={"q": "støtte til borgere", "indsats": name}).text
        assert number(rf"Alle tekster om {name.capitalize()} (\d+)", search_page) == len(units), name


def test_a_recommendation_names_key_figures_alike_on_every_page(index: Index, client: FlaskClient) -> None:
    line = re.compile(
        r'Nøgletal om <a href="(/noegletal\?emne=[\w-]+)">[^<]+</a>: (\d+) tal(?: fra (\d+) kommune)?'
    )
    pages = {name: client.get(name).text for name in ("/overblik", "/anbefalinger")}
    listed = {name: line.findall(page.split('id="uden"')[0]) for name, page in pages.items()}
    own = []
    for unit in index.recommendations:
        numbered, placed = (
            client.get(f"/{each}").text for each in (f"anbefaling/{unit.number}", f"enhed/{unit.id}")
        )
        assert line.findall(numbered) == line.findall(placed)
        own += line.findall(numbered)
    assert own == listed["/overblik"] == listed["/anbefalinger"]
    assert own, "no recommendation names a measure"
    for address, figures, places in set(own):
        rows = list(
            csv.DictReader(
                io.StringIO(client.get(address.replace("?", ".csv?")).data.decode("utf-8-sig")), delimiter=";"
            )
        )
        assert len(rows) == int(figures), address
        named = {name for row in rows for name in row["kommuner"].split(", ") if name}
        assert len(named) == int(places or 0), address


def test_a_list_of_municipalities_stands_beside_none_of_them_in_a_search(index: Index) -> None:
    many = max(index.units, key=lambda unit: len(unit.municipalities))
    assert len(many.municipalities) > MOST_NAMED
    assert values(many, "municipality") == ()
    name = many.municipalities[0]
    query = Query(" ".join(many.text.split()[:8]), limit=50)
    assert many.id in {hit.unit.id for hit in search(index, query).hits}
    chosen = search(index, Search(query).only("municipality", name).query)
    assert many.id not in {hit.unit.id for hit in chosen.hits}
    assert chosen.total == search(index, query).facets["municipality"].get(name, 0)


def test_a_cell_that_a_spreadsheet_would_run_is_held_back(index: Index, client: FlaskClient) -> None:
    unit = replace(index.units[0], text="=1+1")
    with client.application.test_request_context():
        row = csv_text([unit]).splitlines()[1]
    assert """;"'=1+1";""" in row


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_every_sign_that_begins_a_formula_is_held_back_and_every_cell_is_quoted(sign: str) -> None:
    table = csv_table(("a", "b"), [(f"{sign}1", 'x";=1')])
    assert table == f"""\ufeff"a";"b"\r\n"'{sign}1";"x"";=1"\r\n"""


def test_no_filter_is_no_restriction(index: Index) -> None:
    assert search(index, Query("bolig", Filters())).total == search(index, Query("bolig")).total


def test_a_passage_is_listed_once_under_a_tag(index: Index) -> None:
    by_programme = tagged(index, lambda unit: unit.programmes)
    by_municipality = tagged(index, lambda unit: unit.municipalities)
    for groups in (by_programme, by_municipality):
        for name, units in groups.items():
            inside = {unit.parent for unit in units} - {None}
            running = {unit.id for unit in units if unit.kind == "passage"}
            assert inside.isdisjoint(running), name
