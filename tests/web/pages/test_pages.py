"""The pages over a made-up corpus, as a browser without JavaScript gets them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import docx
import pytest
from flask.testing import FlaskClient

from kb.model import Query
from kb.search.related import read_pairs
from kb.search.search import search
from tests import tiny
from web import create_app
from web.pages import titles
from web.pages.selection import MOST_PICKED, code

ONE = f"{tiny.REPORT.id}/anbefaling/1"
TWO = f"{tiny.REPORT.id}/anbefaling/2"
DOOR = f"{tiny.REPORT.id}/eksempel/en-dør-ind"


@pytest.fixture(scope="module")
def client(tiny_indexes: Path) -> Iterator[FlaskClient]:
    yield create_app(tiny_indexes).test_client()


def text_of(page: str) -> str:
    """What a reader sees of a page, on one line."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links(page: str) -> dict[str, str]:
    """address by the text of its link."""
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", label).split()): unescape(address) for address, label in found}


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Hvem har prøvet det før?"),
        ("/soeg?q=bolig", "2 steder om eller tæt på »bolig«"),
        ("/anbefaling/2", "Anbefaling 2 af 2"),
        ("/anbefalinger", "2 anbefalinger"),
        (f"/enhed/{DOOR}", "Roskilde: En dør ind"),
        ("/kilder", "Kilderne"),
        (f"/kilde/{tiny.REPORT.id}", tiny.REPORT.title),
        ("/kommuner", "Kommunerne i kilderne"),
        ("/kommune/roskilde", "Roskilde"),
        ("/kommune/laesoe", "Læsø"),
        ("/noegletal", "Nøgletal"),
        ("/citat-tjek", "Citat-tjek"),
        ("/eksempler", "2 eksempler"),
        ("/overblik", "Overblik"),
        ("/spoergsmaal", "Mange spørgsmål på én gang"),
        ("/nyt", "Nyt i Vidensbasen"),
        ("/kvalitet", "Kvalitet"),
        ("/indsatser", "Indsatser"),
        ("/indsats/afklarende", "Afklarende indsatser"),
        ("/mindset/borgeren-foerst", "Borgeren først"),
        ("/lov/sel-85", "SEL § 85"),
        ("/metode/housing-first", "Housing First"),
        (f"/liste?liste={ONE}", "Min liste"),
        ("/om", "Om Vidensbasen"),
        ("/tilgaengelighed", "Tilgængelighed"),
    ],
)
def test_every_page_has_a_title_and_one_heading(client: FlaskClient, address: str, heading: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert re.search(r"<title>\s*\S.* – Vidensbasen</title>", page.text)
    (h1,) = re.findall(r"<h1.*?</h1>", page.text, re.S)
    assert " ".join(unescape(re.sub(r"<[^>]+>", "", h1)).split()) == heading
    assert "style=" not in page.text
    assert "onclick" not in page.text


@pytest.mark.parametrize(
    "address",
    ["/anbefaling/3", "/anbefaling/0", "/enhed/x/y", "/kilde/x", "/kommune/atlantis", "/indsats/anden"]
    + ["/mindset/x", "/lov/grundloven", "/metode/x", "/liste.exe"],
)
def test_what_is_not_there_is_a_404(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_one_list_holds_every_kind_the_best_first(client: FlaskClient) -> None:
    index = client.application.extensions["kb"].index()
    page = client.get("/soeg?q=hjemløshed bolig").text
    found = re.findall(r'<li class="hit" id="t-\d+"><h2><a href="/enhed/([^"]+)"', page)
    hits = search(index, Query("hjemløshed bolig", limit=20)).hits
    assert [unquote(each) for each in found] == [hit.unit.id for hit in hits]
    assert len({hit.unit.kind for hit in hits}) > 1
    assert f"{len(hits)} steder om eller tæt på »hjemløshed bolig«" in text_of(page)
    assert "<mark>" in page


def test_a_filter_shows_the_count_that_the_list_then_has(client: FlaskClient) -> None:
    page = client.get("/soeg?q=kommune bolig").text
    offered = links(page.split('class="filters"')[1].split('id="traef"')[0])
    quick = links(page.split('class="choose row"')[1].split('class="sorts"')[0])
    assert {"Aarhus 1", "Odense 1"} <= set(offered)
    assert {"Alle 4", "Kun eksempler 1"} <= set(quick)
    for label, address in (offered | quick).items():
        if not label.startswith("Sammenlign"):
            count = int(label.rsplit(" ", 1)[1])
            told = f"{count} {'sted' if count == 1 else 'steder'} om eller tæt på"
            assert text_of(client.get(address).text).find(told) >= 0, label


def test_the_newest_source_first_when_asked_for(client: FlaskClient) -> None:
    page = client.get("/soeg?q=kommunen støtte bolig").text
    newest = client.get(links(page)["Nyeste først"]).text
    years = [int(year) for year in re.findall(r"<span>(20\d\d)</span>", newest)]
    assert years == sorted(years, reverse=True) and set(years) == {2020, 2021}
    same = re.findall(r'<h2><a href="([^"]+)"', page)
    assert sorted(re.findall(r'<h2><a href="([^"]+)"', newest)) == sorted(same)
    rows = client.get("/soeg.csv?q=kommunen støtte bolig&sort=aar").data.decode("utf-8-sig")
    sheet = [int(row["år"]) for row in csv.DictReader(io.StringIO(rows), delimiter=";")]
    assert sheet == years


def test_a_chosen_filter_can_be_taken_off(client: FlaskClient) -> None:
    page = client.get("/soeg?q=bolig&municipality=Roskilde").text
    assert links(page)["Fjern filteret Roskilde"] == "/soeg?q=bolig"


def test_an_empty_search_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/soeg?q=+")
    assert page.status_code == 400
    assert "Skriv et par ord" in text_of(page.text)


def test_an_address_that_is_too_long_leads_to_the_larger_field(client: FlaskClient) -> None:
    page = client.get("/soeg", query_string={"q": "a" * 301})
    assert page.status_code == 400
    assert "højst rumme 300 tegn" in text_of(page.text)
    assert ">" + "a" * 301 + "</textarea>" in page.text


def test_a_short_search_of_the_form_moves_to_its_address(client: FlaskClient) -> None:
    answer = client.post("/soeg", data={"q": " bolig 010190-1234 ", "kind": "passage", "sort": "aar"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/soeg?q=bolig+******-****&kind=passage&sort=aar"


def test_a_long_text_is_posted_and_stands_in_no_address(client: FlaskClient) -> None:
    text = "Se anbefaling 2. " + "\n".join(unit.text for unit in tiny.UNITS) + " CPR 010190-1234, a.b@c.dk"
    page = client.post("/soeg", data={"q": text.replace("\n", "\r\n")})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert f"Vi læste hele din tekst på {len(text):,} tegn".replace(",", ".") in text_of(page.text)
    assert "Vi har streget det ud" in text_of(page.text) and "010190" not in page.text
    assert not any("hjeml" in address for address in links(page.text).values())
    buttons = re.findall(r'form="langt" formaction="([^"]+)"', page.text)
    assert "/soeg?kind=recommendation" in buttons and "/soeg.csv" in buttons
    assert not any("q=" in address for address in buttons)
    chosen = client.post("/soeg?kind=recommendation", data={"q": text})
    assert set(re.findall(r'kind kind--(\w+)"', chosen.text)) == {"recommendation"}
    rows = client.post("/soeg.csv?kind=recommendation", data={"q": text}).data.decode("utf-8-sig")
    ids = [row["id"] for row in csv.DictReader(io.StringIO(rows), delimiter=";")]
    assert ids == [unquote(each) for each in re.findall(r'<h2><a href="/enhed/([^"]+)"', chosen.text)]


def test_a_short_case_stands_in_no_address_either(client: FlaskClient) -> None:
    case = "Mads Hansen, Vestergade 4, er hjemløs"
    form = re.search(
        r"<form[^>]*>(?:(?!</form>).)*<textarea(?:(?!</form>).)*", client.get("/").text, re.DOTALL
    )
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', form[0]))
    page = client.post("/soeg", data={**fields, "q": case})
    assert page.status_code == 200
    assert not any("Vestergade" in address for address in links(page.text).values())
    again = re.search(r'<form id="langt".*?</form>', page.text)
    assert again and dict(re.findall(r'name="(\w+)" value="([^"]*)"', again[0])) == {**fields, "q": case}
    narrowed = client.post("/soeg?kind=recommendation", data={**fields, "q": case})
    assert narrowed.status_code == 200 and narrowed.headers["Cache-Control"] == "no-store"


def test_a_text_longer_than_may_be_read_says_what_was_used(client: FlaskClient) -> None:
    page = text_of(client.post("/soeg", data={"q": "bolig " * 800}).text)
    assert "Vi læste de første 3.995 af tekstens 4.799 tegn; resten er ikke brugt" in page


def test_the_first_hits_are_shown_while_typing(client: FlaskClient) -> None:
    found = client.post(f"/soeg/kig?liste={ONE}", data={"q": "sygehuset"}).get_json()["hits"]
    assert found[0] == {
        "title": "Roskilde: En dør ind",
        "kind": "Eksempel",
        "municipalities": "Roskilde",
        "address": f"/enhed/{quote(DOOR)}?liste={code(ONE)}",
    }
    assert client.post("/soeg/kig", data={"q": "a" * 301}).get_json() == {"hits": []}


def test_a_personal_number_is_struck_out_before_it_is_shown(client: FlaskClient) -> None:
    page = client.get("/soeg?q=bolig+010190-1234", follow_redirects=True).text
    assert "010190" not in page
    assert "Vi har streget det ud" in text_of(page)


def test_of_a_pasted_case_it_is_said_that_names_and_addresses_stay(client: FlaskClient) -> None:
    said = "Vi fjerner CPR-numre, mailadresser og telefonnumre, ikke navne, adresser og sagsnumre."
    case = "Anna Holm, Byvej 4, sag 23-1187, står uden bolig og har brug for støtte i hjemmet. " * 5
    assert said in text_of(client.post("/soeg", data={"q": case}).text)
    assert said in text_of(client.post("/soeg", data={"q": "bolig til Anna", "notat": "1"}).text)
    assert said not in text_of(client.get("/soeg?q=bolig").text)


def test_markup_in_a_search_stays_text(client: FlaskClient) -> None:
    page = client.get("/soeg", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_the_list_travels_in_every_link_of_ours(client: FlaskClient) -> None:
    page = client.get(f"/soeg?q=bolig&liste={ONE}").text
    assert links(page)["Min liste 1"] == f"/liste?liste={code(ONE)}"
    assert links(page)["Kommuner"] == f"/kommuner?liste={code(ONE)}"
    assert f'action="/soeg?liste={code(ONE)}" method="post"' in page


def test_a_list_can_be_made_ordered_and_emptied(client: FlaskClient) -> None:
    added = links(client.get(f"/enhed/{DOOR}?liste={ONE}").text)["+ Føj til Min liste – Roskilde: En dør ind"]
    assert added == f"/enhed/{quote(DOOR)}?liste={code(ONE)},{code(DOOR)}"
    ways = links(client.get(f"/liste?liste={code(ONE)},{code(TWO)}").text)
    first, second = (titles.title(unit) for unit in tiny.UNITS[:2])
    turned = f"/liste?liste={code(TWO)},{code(ONE)}"
    assert ways[f"Flyt op – {second}"].split("#")[0] == turned
    assert ways[f"Flyt ned – {first}"].split("#")[0] == turned
    assert ways[f"Fjern – {first}"] == f"/liste?liste={code(TWO)}"
    asked = client.get(ways["Tøm listen …"]).text
    assert "Vil du tømme listen?" in text_of(asked)
    assert links(asked)["Ja, tøm listen"] == "/liste"
    assert links(asked)["Nej, behold den"] == f"/liste?liste={code(ONE)},{code(TWO)}"


def test_a_list_of_ids_is_read_too_and_one_of_twenty_has_a_short_address(client: FlaskClient) -> None:
    old, new = (client.get(f"/liste?liste={a},{b}").text for a, b in ((ONE, TWO), (code(ONE), code(TWO))))
    assert old == new and "2 tekster" in text_of(new)
    assert len(",".join(code(str(n)) for n in range(20))) == 139


def test_a_full_list_says_so(client: FlaskClient) -> None:
    full = ",".join(code(str(n)) for n in range(MOST_PICKED))
    assert "Min liste er fuld" in text_of(client.get(f"/enhed/{DOOR}?liste={full}").text)
    assert f"den kan rumme {MOST_PICKED} tekster" in text_of(
        client.get(f"/liste?liste={code(ONE)},{full}").text
    )


def test_what_the_collection_no_longer_holds_is_said(client: FlaskClient) -> None:
    page = text_of(client.get(f"/liste?liste={ONE},gammel/anbefaling/9").text)
    assert "1 af listens tekster findes ikke i samlingen længere" in page


def test_a_list_follows_a_text_whose_id_another_build_changed(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    moved = replace(tiny.UNITS[0], id=f"{tiny.REPORT.id}/anbefaling/31")
    tiny.write(tmp_path, [moved, *tiny.UNITS[1:-1]])
    client = create_app(tmp_path).test_client()
    gone = tiny.UNITS[-1].id  # which nothing took the place of
    for own, quoted in ((ONE, ""), (code(ONE), ".0k")):
        page = client.get(f"/liste?liste={code(TWO)},{own}{quoted},{code(moved.id)},{code(gone)}").text
        titled = re.findall("<h2><a [^>]*>([^<]+)", page)
        assert titled == [titles.title(unit) for unit in (tiny.UNITS[1], moved)]
        assert "1 af listens tekster findes ikke i samlingen længere" in text_of(page)
        # What is added from here on has the id of today.
        assert links(page)["Min liste 3"] == f"/liste?liste={code(TWO)},{code(moved.id)}{quoted},{code(gone)}"
    assert "✓ På Min liste" in text_of(client.get(f"/enhed/{moved.id}?liste={code(ONE)}").text)
    assert f"/enhed/{moved.id}" in client.get(f"/liste.csv?liste={code(ONE)}").text


def test_a_list_is_carried_on_where_no_index_serves(tmp_path: Path) -> None:
    answer = create_app(tmp_path).test_client().get(f"/kommuner?liste={code(ONE)}")
    assert answer.status_code == 503
    assert links(answer.text)["Min liste 1"] == f"/liste?liste={code(ONE)}"


def test_a_recommendation_has_its_neighbours_and_examples(client: FlaskClient) -> None:
    page = client.get("/anbefaling/2").text
    assert '<a href="/anbefaling/1" rel="prev">' in page
    assert 'rel="next"' not in page
    assert "Eksempler og fund, der ligger nær" in page


def test_the_map_and_its_table_say_the_same(client: FlaskClient) -> None:
    page = client.get("/kommuner").text
    svg, rest = page.split("<table ")
    table, others = rest.split("</table>")
    drawn = re.findall(r'<a class="tile tile--(\w+)" href="/kommune/([\w-]+)"', svg)
    # In the Danish alphabet Aarhus stands last.
    assert drawn == [("example", "odense"), ("example", "roskilde"), ("mention", "aarhus")]
    # Those that are named stand in rows, the others in a line below.
    assert re.findall(r'<th scope="row"[^>]*><a href="/kommune/([\w-]+)"', table) == [
        place for _, place in drawn
    ]
    line = text_of(f"<main{others}</main>").split("95 kommuner er ikke nævnt i kilderne: ")[1]
    assert len(line.split(".")[0].split(", ")) + len(drawn) == 98 == svg.count('class="tile__name"')
    assert line.startswith("Albertslund, Allerød, ") and "Roskilde" not in line
    # The legend tells what is drawn: here no municipality is part of a survey.
    legend = re.findall("</svg>([^<]+)</li>", svg)
    assert legend == ["Eksempler i kilderne", "Nævnt i teksten", "Ikke nævnt"]


def test_a_heading_below_one_of_the_same_words_is_not_listed_twice(tmp_path: Path) -> None:
    twice = [replace(tiny.UNITS[0], section=("Hjem", "Hjem")), replace(tiny.UNITS[1], section=("Hjem", "Bo"))]
    tiny.write(tmp_path, twice)
    page = create_app(tmp_path).test_client().get(f"/kilde/{tiny.REPORT.id}").text
    contents = page.split('aria-label="Indhold"')[1].split("</nav>")[0]
    assert re.findall("<a [^>]*>([^<]+)</a>", contents) == ["Hjem", "Bo"]


def test_a_municipality_written_as_its_name_leads_to_its_page(client: FlaskClient) -> None:
    answer = client.get("/kommune/Høje-Taastrup")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/kommune/hoeje-taastrup")


def test_a_unit_inside_another_is_listed_once(client: FlaskClient) -> None:
    page = client.get("/kommune/roskilde").text
    assert links(page)["Roskilde: En dør ind"].startswith("/enhed/")
    assert page.count('class="hit"') == 1


def test_a_pasted_text_gets_a_verdict_for_each_quotation(client: FlaskClient) -> None:
    text = (
        "De skriver »Borgeren er ekspert i eget liv og skal mødes som et menneske med ressourcer« og "
        "»Borgeren er ekspert i eget liv og skal mødes som et barn med ressourcer« og "
        "»Alle skal have en hest«."
    )
    page = client.post("/citat-tjek", data={"tekst": text}).text
    assert re.findall(r"hit verdict verdict--(\w+)", page) == ["exact", "changed", "absent"]
    assert re.findall(r"verdict--\w+ grave--(\w+)", page) == ["approved", "warning", "nothing"]
    assert "Ordlyd: du skriver barn Kilden skriver menneske" in text_of(page)
    assert "1 af 3 tjekkede passer med kilderne" in text_of(page)
    assert "1 passer. 1 passer ikke. 1 er ikke fundet." in text_of(page)


def test_a_quotation_that_says_something_else_is_called_wrong(client: FlaskClient) -> None:
    text = "»Borgeren er ikke ekspert i eget liv og skal mødes som et menneske med ressourcer«."
    page = text_of(client.post("/citat-tjek", data={"tekst": text}).text)
    assert "Passer ikke" in page and "Ikke ordret" not in page
    assert "Ja eller nej: du skriver ikke Kilden skriver det ikke sådan i den sætning, vi fandt" in page


def test_a_quotation_on_another_page_is_still_called_word_for_word(client: FlaskClient) -> None:
    text = "»Borgeren er ekspert i eget liv og skal mødes som et menneske« (Rapport, 2017, s. 1 i filen)."
    page = text_of(client.post("/citat-tjek", data={"tekst": text}).text)
    assert "Ordret, men henvisningen er forkert" in page
    assert "Side: du skriver 1 Det står på side 2" in page
    assert "Udgivet: du skriver 2017 Kilden er fra 2020" in page
    assert "0 af 1 tjekkede passer" in page


def test_a_reference_is_shown_apart_from_the_quotation(client: FlaskClient) -> None:
    text = "Borgeren er ekspert i eget liv og skal mødes som et menneske (Rapport, 2020, s. 2 i filen)."
    page = text_of(client.post("/citat-tjek", data={"tekst": text}).text)
    quoted = "»Borgeren er ekspert i eget liv og skal mødes som et menneske.«"
    assert f"{quoted} Din henvisning: (Rapport, 2020, s. 2 i filen)" in page


def test_a_claim_with_nothing_near_shows_no_source(client: FlaskClient) -> None:
    page = client.post("/citat-tjek", data={"tekst": "I Tårnby er sagstallet 18 pr. rådgiver."}).text
    assert re.findall(r"hit verdict verdict--(\w+)", page) == ["absent"]
    assert "Du skriver: I Tårnby er sagstallet 18 pr. rådgiver." in page and "»I Tårnby" not in page
    assert (
        "Vi fandt ingen sætning i kilderne, der ligger tæt nok på til at holde den op imod." in page
        and "Kilden: »" not in page
    )


def test_a_municipality_of_an_earlier_sentence_is_shown_as_taken_from_there(client: FlaskClient) -> None:
    told = "Vi har holdt den op mod Tårnby, som er taget fra en tidligere sætning."
    text = "Se på Tårnby. Her er sagstallet 18 pr. rådgiver."
    assert told in text_of(client.post("/citat-tjek", data={"tekst": text}).text)
    written = text_of(client.post("/citat-tjek", data={"tekst": "I Tårnby er sagstallet 18."}).text)
    assert "fra en tidligere sætning" not in written


def test_what_was_not_checked_is_told(client: FlaskClient) -> None:
    text = "Se her. »Borgeren er ekspert i eget liv og skal mødes som et menneske med ressourcer«."
    page = text_of(client.post("/citat-tjek", data={"tekst": text}).text)
    assert "1 af 1 tjekkede passer med kilderne" in page
    assert "1 sætning er ikke tjekket – vis Se her." in page


@pytest.mark.parametrize(("text", "status"), [("", 400), ("x" * 20_001, 413)])
def test_nothing_or_too_much_to_check_is_said(client: FlaskClient, text: str, status: int) -> None:
    page = client.post("/citat-tjek", data={"tekst": text})
    assert page.status_code == status
    assert 'id="tekst-fejl"' in page.text


def test_a_recommendation_with_examples_says_how_many_and_one_without_says_so(client: FlaskClient) -> None:
    index = client.application.extensions["kb"].index()
    listed = text_of(client.get("/anbefalinger").text)
    near = read_pairs(index)
    for unit in index.recommendations:
        shown = [other for other in near[unit.id] if other.kind == "municipality_example"]
        page = client.get(f"/anbefaling/{unit.number}").text
        assert [address for address in links(page).values() if "/eksempel/" in address] != [] or not shown
        assert (
            "Programmet fandt intet eksempel eller fund i kilderne, der ligger tæt nok på" in text_of(page)
        ) == (not near[unit.id])
    without = sum(not near[unit.id] for unit in index.recommendations)
    assert listed.count("Programmet fandt intet eksempel eller fund tæt på") == without


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/min-liste", "/liste"),
        (f"/min-liste?liste={ONE}", f"/liste?liste={code(ONE)}"),
        ("/spoerg", "/spoergsmaal"),
        ("/spørgsmål", "/spoergsmaal"),
        ("/citattjek", "/citat-tjek"),
        ("/nøgletal", "/noegletal"),
    ],
)
def test_an_address_that_readers_guess_leads_to_the_page(client: FlaskClient, typed: str, meant: str) -> None:
    answer = client.get(typed)
    assert (answer.status_code, answer.headers["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


def test_the_front_page_leads_to_the_overview_and_to_many_questions(client: FlaskClient) -> None:
    ways = links(client.get("/").text.split("<main", 1)[1].split("</main>", 1)[0])
    assert ways["Overblik: hvem har prøvet det, der anbefales?"] == "/overblik"
    assert ways["Mange spørgsmål på én gang"] == "/spoergsmaal"


@pytest.mark.parametrize(
    ("written", "status", "leads_to"),
    [
        ("sel-85", 200, None),
        ("§ 85", 301, "/lov/sel-85"),
        ("servicelovens § 85", 301, "/lov/sel-85"),
        ("sel-108", 200, None),
        ("grundloven", 404, None),
    ],
)
def test_a_paragraph_is_found_the_ways_it_is_written(
    client: FlaskClient, written: str, status: int, leads_to: str | None
) -> None:
    answer = client.get(f"/lov/{written}")
    assert (answer.status_code, answer.headers.get("Location")) == (status, leads_to)


def test_a_static_file_is_kept_under_an_address_of_its_content(client: FlaskClient) -> None:
    (address,) = re.findall(r'href="(/static/site\.css\?v=[a-p]{10})"', client.get("/").text)
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000"


def test_every_page_says_what_is_the_sources_word_and_what_is_ours(client: FlaskClient) -> None:
    foot = client.get("/").text.split("<footer", 1)[1]
    assert "Kildernes tekster er gengivet ordret; overskrifter og redaktionens søgeord er vores." in foot


@pytest.mark.parametrize("address", ["/noegletal", "/noegletal?emne=&kommune=&status="])
def test_figures_are_shown_where_nothing_is_chosen(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert '<table class="as-cards facts" role="table" id="sagstal">' in page
    assert "Roskilde 60 → 35 sager" in text_of(page)
    assert "Kilderne har ingen tal, der passer til valget" in client.get("/noegletal?kommune=odense").text


def test_the_same_municipality_twice_is_one_column_and_said(client: FlaskClient) -> None:
    page = client.get("/sammenlign?kommune=odense&kommune=Odense&kommune=roskilde").text
    assert "Du har valgt Odense flere gange" in text_of(page)
    assert "<h1>Odense og Roskilde</h1>" in page
    assert "flere gange" not in client.get("/sammenlign?kommune=odense&kommune=roskilde").text


def test_beside_each_other_stands_what_there_is_and_a_line_for_what_there_is_not(client: FlaskClient) -> None:
    page = client.get("/sammenlign?kommune=odense&kommune=aarhus&kommune=roskilde").text
    columns = re.findall(r'<div class="side__columns">(.*?)</section>', page, re.DOTALL)
    assert columns and all("<li>" in part or "<b>" in part for part in columns)
    assert not re.search(r"<h[34]>[^<]+</h[34]>\s*(<ul class=\"plain\"></ul>)?\s*</div>", page)
    figures = page.split('aria-labelledby="tal"')[1]
    assert "Roskilde" in re.findall(r"<h3>([^<]+)</h3>", figures)
    assert '<a href="/soeg?q=resultater+Odense">Søg på »resultater Odense«</a>' in figures
    others = page.split('aria-labelledby="andre"')[1].split("</section>")[0]
    assert "/enhed/" in others and "Aarhus" in re.findall(r"<h3>([^<]+)</h3>", others)


def test_what_is_perhaps_no_recommendation_stands_after_the_sure_ones(tmp_path: Path) -> None:
    other = replace(tiny.UNITS[1], document=tiny.NOTE, number=None)
    unsure = replace(other, id="notat-2021/anbefaling/a", doubts=("muligvis anbefaling",))
    sure = replace(other, id="notat-2021/anbefaling/b")
    tiny.write(tmp_path, (tiny.UNITS[0], unsure, sure))
    page = create_app(tmp_path).test_client().get("/anbefalinger").text
    assert page.index("/enhed/notat-2021/anbefaling/b") < page.index("/enhed/notat-2021/anbefaling/a")


def test_a_recommendation_with_a_title_is_shown_under_it(tmp_path: Path) -> None:
    first = replace(tiny.UNITS[0], title="Ansæt en fast boligvejleder")
    other = replace(
        tiny.UNITS[1], document=tiny.NOTE, id="notat-2021/anbefaling/9", number=9, title="TÆL DEM MED"
    )
    tiny.write(tmp_path, (first, tiny.UNITS[1], other))
    client = create_app(tmp_path).test_client()
    listed = client.get("/anbefalinger").text
    assert re.findall(
        r'<h3 class="piece__title">([^<]+)</h3><p class="recommendations__text">(\w+)', listed
    ) == [
        ("Ansæt en fast boligvejleder", "Kommunen"),
        ("Anbefaling 9: Tæl dem med", "Støtten"),
    ]
    alone = client.get("/anbefaling/1").text
    assert '<p class="piece__title">Ansæt en fast boligvejleder</p>' in alone
    untitled = client.get("/anbefaling/2")
    assert (untitled.status_code, "piece__title" in untitled.text) == (200, False)


LONG = "rapport-2020/eksempel/lang"
LONG_TEXT = "\n".join(
    f"Roskilde er nummer {n}. Sætning {n} handler om noget andet end den." for n in range(20)
)
NOTED = "1 Konkret anbefales det, at kommunen sætter et mål."


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The made-up corpus, its second recommendation and its element of the mind-set with a footnote, a
    recommendation of another source and a long example."""
    notes = {tiny.UNITS[1].id, "rapport-2020/mindset/borgeren-foerst"}
    units = [replace(unit, footnotes=(NOTED,)) if unit.id in notes else unit for unit in tiny.UNITS]
    other = replace(tiny.UNITS[0], id="notat-2021/anbefaling/a", document=tiny.NOTE, number=None, theme=None)
    folder = tmp_path_factory.mktemp("noted")
    tiny.write(folder, (*units, replace(other, pages=None), replace(tiny.UNITS[2], id=LONG, text=LONG_TEXT)))
    yield create_app(folder).test_client()


@pytest.mark.parametrize(
    "address",
    ["/anbefaling/2", "/anbefalinger", f"/enhed/{TWO}", f"/liste?liste={TWO}", "/mindset/borgeren-foerst"]
    + [f"/kilde/{tiny.REPORT.id}"],
)
def test_a_footnote_is_shown_where_its_text_is_shown_whole(noted: FlaskClient, address: str) -> None:
    assert f"<b>Note i kilden:</b> {NOTED}</p>" in noted.get(address).text


def test_the_recommendations_tell_their_pages_and_can_be_taken_along(noted: FlaskClient) -> None:
    page = noted.get("/anbefalinger").text
    assert re.findall(r'id="anbefaling-(\d)".*?· (s\. [^<]+)</p>', page, re.S) == [
        ("1", "s. 4 i filen"),
        ("2", "s. 7–8 i filen"),
    ]
    answer = noted.get(links(page)["Hent alle som regneark (CSV)"])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="anbefalinger.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == {
        "nr": "2",
        "tekst": tiny.UNITS[1].text,
        "note": NOTED,
        "tema": "Støtte",
        "kilde": tiny.REPORT.title,
        "år": "2020",
        "side": "7–8",
        "adresse": f"http://localhost/enhed/{TWO}",
    }
    assert [(row["nr"], row["kilde"], row["side"]) for row in rows] == [
        ("1", tiny.REPORT.title, "4"),
        ("2", tiny.REPORT.title, "7–8"),
        ("", tiny.NOTE.title, ""),
    ]


def test_the_list_as_csv_has_a_column_for_notes(noted: FlaskClient) -> None:
    rows = noted.get(f"/liste.csv?liste={TWO},{ONE}").data.decode("utf-8-sig")
    assert [row["note"] for row in csv.DictReader(io.StringIO(rows), delimiter=";")] == [NOTED, ""]


def test_a_text_is_put_on_the_list_with_the_sentence_that_was_hit(noted: FlaskClient) -> None:
    page = noted.get("/soeg?q=sætning 13").text
    (address,) = set(re.findall(rf'href="(/enhed/{LONG}[^"]*)"', page))
    sentence = int(address.removeprefix(f"/enhed/{LONG}?saetning="))
    listed = f"{code(LONG)}.{sentence}"
    assert f"liste={listed}#t-" in page
    unit_page = noted.get(address).text
    added = [way for label, way in links(unit_page).items() if label.startswith("+ Føj")]
    assert f"/enhed/{LONG}?saetning={sentence}&liste={listed}" in added
    mine = noted.get(f"/liste?liste={listed},{code(ONE)}").text
    (cited,) = re.findall(r'<p class="reference" data-copy>(.*?)</p>', unit_page, re.S)[:1]
    assert cited in mine and "»[…] " in cited
    assert f'href="/enhed/{LONG}?saetning={sentence}&amp;liste={listed},{code(ONE)}"' in mine
    quotation = unescape(cited).split("»")[1].split("«")[0]
    for extension, label in (("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON")):
        assert quotation in noted.get(f"/liste.{extension}?liste={listed}").text
        assert links(unit_page)[f"Hent som {label}"] == f"/liste.{extension}?liste={listed}"
    turned = f"/liste?liste={code(ONE)},{listed}"
    assert turned in [way.split("#")[0] for way in links(mine).values()]


def test_a_sentence_that_is_cited_alone_is_alone_on_the_list_and_in_word(noted: FlaskClient) -> None:
    sentence, rest = "Sætning 7 handler om noget andet end den.", "Sætning 8 handler om noget andet end den."
    address = f"/enhed/{LONG}?saetning=15&kun=ja"
    ways = links(noted.get(address).text).items()
    added = {way for label, way in ways if label.startswith("+ Føj sætningen til Min liste")}
    assert added == {f"{address}&liste={code(LONG)}.15k"}
    mine = noted.get(f"/liste?liste={code(LONG)}.15k").text
    assert (f"»{sentence}«" in mine, rest in mine) == (True, False)
    file = docx.Document(io.BytesIO(noted.get(f"/liste.docx?liste={code(LONG)}.15k").data))
    assert [p.text for p in file.paragraphs if "Quote" in p.style.name] == [f"{sentence}[1]"]
    for extension in ("ris", "bib", "json"):
        told = noted.get(f"/liste.{extension}?liste={code(LONG)}.15k").text
        assert (sentence in told, rest in told) == (True, False)


@pytest.mark.parametrize("behind", ["", ".", ".x", ".-1", ".99999", ".1.2", ".٣"])
def test_a_list_with_a_strange_sentence_is_the_list_without(noted: FlaskClient, behind: str) -> None:
    assert (
        noted.get(f"/liste?liste={code(LONG)}{behind}").text == noted.get(f"/liste?liste={code(LONG)}").text
    )


def test_one_sentence_is_chosen_in_the_text_and_cited_alone(noted: FlaskClient) -> None:
    page = noted.get(f"/enhed/{LONG}").text
    chooser = noted.get(links(page)["Citér kun én sætning: vælg den i teksten"]).text
    chosen = links(chooser)["Sætning 7 handler om noget andet end den."]
    assert chosen == f"/enhed/{LONG}?saetning=15&kun=ja#reference"
    cited = noted.get(chosen).text
    assert '<details class="take" open>' in cited
    assert "<mark>Sætning 7 handler om noget andet end den.</mark>" in cited
    assert "»Sætning 7 handler om noget andet end den.« Socialforeningen, Rapport om" in text_of(cited)
    assert "Kort henvisning Socialforeningen, Rapport om udsatte voksne, 2020, s. 10–11 i filen" in text_of(
        cited
    )
    assert links(cited)["Citér et uddrag fra begyndelsen"] == f"/enhed/{LONG}"
    assert links(noted.get(f"/enhed/{ONE}?saetning=0&kun=ja").text)["Citér hele teksten"] == f"/enhed/{ONE}"
    marked = noted.get(f"/enhed/{LONG}?saetning=15").text
    assert links(marked)["Citér kun denne sætning"] == chosen
    (shown,) = re.findall(r'id="tekst">(.*?)</div>', marked, re.S)
    said = re.sub(r"<a .*?</a>|<[^>]+>", " ", shown)
    assert unescape(said).split() == LONG_TEXT.split()
