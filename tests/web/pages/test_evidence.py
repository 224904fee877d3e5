"""The pages made of what the sources tell: examples as a table, overview, many questions, news, quality."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import quote
from uuid import UUID
from xml.etree import ElementTree

import docx
import pytest
from flask.testing import FlaskClient

from kb.danish import read_toml
from kb.index.builds import QUALITY, write_quality
from kb.index.opened import Index
from kb.search.related import read_pairs, threshold
from kb.units.cards import card, without_repeats
from tests import tiny
from web import create_app
from web.current import opened_index, outline
from web.pages import labels
from web.pages.cite import danish_date
from web.pages.examples import PER_PAGE, cell
from web.pages.outline import outline_of, sort_key, whole_units
from web.pages.texts import QUESTIONS_FIELD as FIELD

ATOM = "{http://www.w3.org/2005/Atom}"
DOOR = "rapport-2020/eksempel/en-dør-ind"


def text_of(page: str) -> str:
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def sheet(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).data.decode("utf-8-sig")), delimiter=";"))


def test_every_choice_of_the_table_lists_what_it_says(client: FlaskClient, index: Index) -> None:
    page = client.get("/eksempler").text
    examples = [unit for unit in whole_units(index) if unit.kind == "municipality_example"]
    assert f"<h1>{len(examples)} eksempler</h1>" in page
    selects = {
        name: page.split(f'name="{name}"')[1].split("</select>")[0]
        for name in ("maalgruppe", "indsats", "belaeg")
    }
    options = [
        (field, value, count)
        for field, select in selects.items()
        for value, count in re.findall(r'<option value="([\w-]+)">[^<]*\((\d+)\)</option>', select)
    ]
    assert len(options) > 10
    for field, value, count in options:
        chosen = client.get(f"/eksempler?{field}={value}").text
        assert re.search(rf"<h1>{count} eksemp(?:el|ler)</h1>", chosen), value
        assert len(sheet(client, f"/eksempler.csv?{field}={value}")) == int(count), value
    crossed = re.findall(r'href="(/eksempler\?maalgruppe=[^"]+)">(\d+)<', page)
    for address, count in crossed[:10]:
        assert re.search(rf"<h1>{count} eksemp(?:el|ler)</h1>", client.get(unescape(address)).text), address


def test_the_pages_of_the_table_hold_each_example_once_in_the_chosen_order(
    client: FlaskClient, index: Index
) -> None:
    rows = sheet(client, "/eksempler.csv?sort=nyeste")
    years = [row["år"] for row in rows]
    assert years == sorted(years, reverse=True)
    addresses = [f"/eksempler?sort=nyeste&side={page}" for page in range(-(-len(rows) // PER_PAGE))]
    pages = [client.get(address).text for address in addresses]
    shown = [re.findall(r'<th scope="row" role="rowheader"><a href="([^"]+)">', page) for page in pages]
    assert [len(each) for each in shown[:-1]] == [PER_PAGE] * (len(shown) - 1)
    assert [row["adresse"].removeprefix("http://localhost") for row in rows] == sum(shown, [])
    assert 'rel="next"' not in pages[-1] and 'rel="prev"' not in pages[0]


def test_examples_that_tell_most_come_first_and_then_those_of_each_municipality(client: FlaskClient) -> None:
    questions = list(labels.QUESTIONS.values())
    rows = [
        (sum(row[name] == "ikke oplyst" for name in questions), row["kommuner"] == "", row["adresse"])
        for row in sheet(client, "/eksempler.csv")
    ]
    assert rows[0][0] == 0 and [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert rows == [
        (sum(row[name] == "ikke oplyst" for name in questions), row["kommuner"] == "", row["adresse"])
        for row in sheet(client, "/eksempler.csv?sort=oplyst")
    ]
    places = [row["kommuner"] for row in sheet(client, "/eksempler.csv?sort=kommune")]
    filled = [place for place in places if place]
    assert places[: len(filled)] == filled == sorted(filled, key=sort_key)
    assert sorted(row[2] for row in rows) == sorted(
        row["adresse"] for row in sheet(client, "/eksempler.csv?sort=kommune")
    )


def test_the_sheet_holds_the_cards_whole_and_says_what_is_not_told(client: FlaskClient, index: Index) -> None:
    by_id = {row["adresse"].partition("/enhed/")[2]: row for row in sheet(client, "/eksempler.csv")}
    unit = next(u for u in whole_units(index) if u.id in by_id and card(u).strength == "evaluated")  # type: ignore[union-attr]
    made, row = card(unit), by_id[unit.id]
    assert made is not None
    for question, name in labels.QUESTIONS.items():
        assert row[name] == cell(made, question)
    assert row["belæg"] == f"Evalueret ({made.evaluator or labels.NOBODY})"


def test_examples_are_chosen_by_how_sure_they_are(client: FlaskClient, index: Index) -> None:
    cards = [(unit, made) for unit in whole_units(index) if (made := card(unit))]
    counted = Counter(
        "unnamed" if made.strength == "own" and not unit.municipalities else made.strength
        for unit, made in cards
    )
    select = client.get("/eksempler").text.split('name="belaeg"')[1].split("</select>")[0]
    assert re.findall(r'<option value="([\w-]+)">([^<]+) \((\d+)\)', select) == [
        ("evalueret", "Evalueret", str(counted["evaluated"])),
        ("kommunens-egen-oplysning", "Kommunens egen oplysning", str(counted["own"])),
        ("oplyst-af-de-adspurgte", "Oplyst af de adspurgte", "3"),
        ("oplyst-i-kilden", "Oplyst i kilden", str(counted["unnamed"] - 3)),
        ("maal", "Mål", str(counted["goal"])),
        ("forventet", "Forventet", str(counted["expected"])),
        ("ikke-oplyst", "Ikke oplyst", str(counted[None])),
    ]
    for value, told in (("evalueret", r"Evalueret \(.+\)"), ("maal", "Mål"), ("ikke-oplyst", "Ikke oplyst")):
        rows = sheet(client, f"/eksempler.csv?belaeg={value}")
        assert rows and all(re.fullmatch(told, row["belæg"]) for row in rows)
    page = client.get("/eksempler?belaeg=maal&sort=kilde").text
    assert 'href="/eksempler?belaeg=maal&amp;sort=kilde&amp;side=1"' in page
    assert 'href="/eksempler.csv?belaeg=maal&amp;sort=kilde"' in page


def test_the_strength_is_said_of_the_example_and_not_of_the_sentence_of_its_result(
    client: FlaskClient,
) -> None:
    page = client.get("/eksempler?belaeg=evalueret").text
    heads = re.findall(r'<th scope="row" role="rowheader">.*?</th>', page, re.S)
    cells = re.findall(r'<td role="cell" data-label="Resultat">.*?</td>', page, re.S)
    assert len(heads) == len(cells) and all("Belæg: " in h and ">Evalueret (" in h for h in heads)
    assert not any("told__strength" in each for each in cells)
    brief = client.get("/enhed/ds-2018/eksempel/sammen-i-livet").text.split("facts-list brief")[1]
    listed = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", brief.split("</dl>")[0], re.S)
    assert [name for name, _ in listed] == ["Belæg", *(n.capitalize() for n in labels.QUESTIONS.values())]
    assert ">Kommunens egen oplysning<" in listed[0][1]


def test_municipalities_are_compared_by_the_cards_of_their_examples(
    client: FlaskClient, index: Index
) -> None:
    page = client.get("/sammenlign?kommune=herning&kommune=gribskov").text
    part = page.split('aria-labelledby="eksempler"')[1].split("</section>")[0]
    columns = dict(zip(re.findall("<h3>(.*?)</h3>", part), part.split("<h3>")[1:], strict=True))
    assert list(columns) == ["Herning", "Gribskov"]
    tools = "ds-2018/eksempel/eksempler-paa-aktuelle-maaleredskaber-er-forskellige"
    for name, ids in {
        "Herning": ["ds-2017/eksempel/modellen-fra-herning"],
        "Gribskov": ["ds-2018/eksempel/gribskov-kommune", tools],
    }.items():
        assert re.findall(r'<h4><a href="/enhed/([^"]+)">', columns[name]) == ids
    (herning,) = re.findall(r"<dl.*?</dl>", columns["Herning"], re.S)
    made = card(index.by_id["ds-2017/eksempel/modellen-fra-herning"])
    assert made is not None
    links = re.findall(r'href="/enhed/([^#"]+)#:~:text=[^>]+>([^<]+)</a>', herning)
    assert links == [
        ("ds-2017/eksempel/modellen-fra-herning", told[0].text)
        for told in (getattr(without_repeats(made), name) for name in labels.QUESTIONS)
    ]
    shown = text_of(f"<main>{herning}</main>")
    assert "Organisering TEAM MED PSYKOLOGER" in shown
    assert "Belæg Evalueret (KORA) Målgruppe Efter svensk" in shown and "Økonomi 6,7 MILLIONER" in shown
    assert "Mål, ikke et resultat Se under målgruppe" in text_of(client.get("/eksempler?belaeg=maal").text)
    told = text_of(page)
    assert "Ikke oplyst: målgruppe, indsats og metode, organisering, resultat, økonomi" in told
    assert "Deltagere" not in told and "ingen tekst er mærket" not in told


def test_of_a_text_on_several_municipalities_the_sentences_on_this_one_are_compared(tmp_path: Path) -> None:
    general = "En del kommuner tilbyder unge med angst et forløb med en mentor."
    odense = "I Odense tilbydes hjemløse unge et forløb på ti uger med samtaler. De er glade for det."
    roskilde = "I Roskilde er et værested for ældre mænd åbnet."
    both = replace(
        tiny.UNITS[2], text=f"{general} {odense}\n{roskilde}", municipalities=("Odense", "Roskilde")
    )
    repeated = replace(
        tiny.UNITS[2], id="rapport-2020/eksempel/2", text=f"Et eksempel: {roskilde}", title="To"
    )
    tiny.write(tmp_path, [both, repeated])
    page = create_app(tmp_path).test_client().get("/sammenlign?kommune=odense&kommune=roskilde").text
    _, first, second = page.split('aria-labelledby="eksempler"')[1].split("</section>")[0].split("<h3>")
    assert "ti uger" in first and "værested" not in first and "mentor" not in first + second
    assert "ti uger" not in second
    with_whom = "Fx har Odense og Roskilde kommuner i regi af Socialstyrelsen deltaget i projektet Huset."
    tiny.write(tmp_path, [replace(both, text=f"{general} {with_whom}")])
    told = text_of(create_app(tmp_path).test_client().get("/sammenlign?kommune=odense").text)
    assert (
        f"Organisering {with_whom}" in told and "mentor" not in told.split("Nøgletal")[0].split("Belæg")[-1]
    )
    # What a longer text holds is listed once, and among the other texts.
    assert re.findall(r'<h4><a href="/enhed/([^"]+)"', second) == [quote(both.id)]
    assert f'href="/enhed/{repeated.id}"' in page.split('aria-labelledby="andre"')[1]


def test_what_a_compared_municipality_lacks_is_said_in_a_line(client: FlaskClient) -> None:
    told = text_of(client.get("/sammenlign?kommune=herning&kommune=laesoe").text)
    assert told.count("Læsø") == 8  # three of them in the form
    assert "Vi fandt ingen eksempler fra Læsø. Søg på »indsats Læsø«" in told
    assert "Vi fandt ingen nøgletal om Læsø. Søg på »resultater Læsø«" in told


def test_municipalities_are_compared_for_a_target_group(client: FlaskClient, index: Index) -> None:
    address = "/sammenlign?kommune=aarhus&kommune=koebenhavn"
    page = client.get(f"{address}&maalgruppe=hjemloese").text
    part = page.split('aria-labelledby="eksempler"')[1].split("</section>")[0]
    listed = re.findall(r'<h4><a href="/enhed/([^"]+)">', part)
    homeless = [
        unit.id
        for unit in whole_units(index)
        if unit.kind == "municipality_example" and "hjemløse" in unit.target_groups
        if not {"Aarhus", "København"}.isdisjoint(unit.municipalities)
    ]
    assert sorted(listed) == sorted(homeless) and len(listed) > 1
    assert len(listed) < client.get(address).text.count("<h4><a")
    nobody = text_of(client.get("/sammenlign?kommune=aarhus&kommune=laesoe&maalgruppe=hjemloese").text)
    assert "Vi fandt ingen eksempler for målgruppen hjemløse fra Læsø." in nobody
    whole = '<a href="/sammenlign?kommune=aarhus&amp;kommune=laesoe">Vis eksempler og nøgletal for alle'
    assert whole in client.get("/sammenlign?kommune=aarhus&kommune=laesoe&maalgruppe=hjemloese").text
    assert whole not in client.get("/sammenlign?kommune=aarhus&kommune=laesoe").text
    form = client.get("/sammenlign?kommune=laesoe&maalgruppe=hjemloese").text
    for chosen in ('value="hjemloese" selected>Hjemløse<', 'value="laesoe" selected>Læsø<'):
        assert chosen in form
    assert client.get(f"{address}&maalgruppe=xyz").status_code == 404


def test_the_figures_of_a_comparison_for_a_target_group_are_those_of_its_examples(
    client: FlaskClient,
) -> None:
    def quotes(group: str) -> int:
        page = client.get(f"/sammenlign?kommune=koebenhavn&kommune=gribskov&maalgruppe={group}").text
        told = "Kun nøgletal fra eksemplerne for målgruppen" in page
        assert told == (group != "")
        return page.count('<q class="side__quote">')

    # Nine of København's figures and five of Gribskov's, which stand in parts of its example.
    assert (quotes(""), quotes("hjemloese"), quotes("foertidspensionister")) == (14, 3, 5)


def test_no_sentence_stands_twice_on_a_card_and_page_sheet_and_endpoint_agree(
    client: FlaskClient, index: Index
) -> None:
    by_id = {row["adresse"].partition("/enhed/")[2]: row for row in sheet(client, "/eksempler.csv")}
    repeated = 0
    for unit in (unit for unit in whole_units(index) if unit.id in by_id):
        given = client.get(f"/api/v1/units/{unit.id}").json["card"]  # type: ignore[index]
        told = [one["text"] for question in labels.QUESTIONS for one in given[question]]
        assert len(told) == len(set(told))
        for question, name in labels.QUESTIONS.items():
            cell_text = by_id[unit.id][name]
            plain = re.sub(r"\((?:mål|forventet)(?:, ikke et resultat)?\) ", "", cell_text)
            assert plain == " / ".join(one["text"] for one in given[question]) or not given[question]
            assert given[question] or plain == "ikke oplyst" or plain.startswith("se ")
            repeated += plain.startswith("se ")
    pages = [
        text_of(client.get(f"/eksempler?side={page}").text) for page in range(-(-len(by_id) // PER_PAGE))
    ]
    names = "|".join(labels.QUESTIONS.values())
    assert sum(len(re.findall(f" Se under (?:{names})(?= )", page)) for page in pages) == repeated > 0


def test_an_aim_under_result_is_called_one_on_page_sheet_and_endpoint(
    client: FlaskClient, index: Index
) -> None:
    row = 'data-label="Resultat"><div>'
    cards = [(unit, without_repeats(made)) for unit in whole_units(index) if (made := card(unit))]
    assert {one.aim for _, made in cards for one in (*made.target_group, *made.method)} == {None}
    for strength, name in (("goal", "Mål"), ("expected", "Forventet")):
        label = f"{name}, ikke et resultat"
        cells = client.get(f"/eksempler?belaeg={name.lower().replace('å', 'aa')}").text.split(row)[1:]
        assert cells and all(f'<span class="told__aim">{label}</span>' in each[:120] for each in cells)
        unit = next(u for u, made in cards if made.strength == strength and made.result)
        given = client.get(f"/api/v1/units/{unit.id}").json["card"]  # type: ignore[index]
        assert {one["aim"] for one in given["result"]} == {strength}
        sheets = sheet(client, f"/eksempler.csv?belaeg={name.lower().replace('å', 'aa')}")
        assert all(each["resultat"].startswith(f"({label.lower()}) ") for each in sheets)
    told = client.get("/eksempler?belaeg=kommunens-egen-oplysning").text.split(row)[1:]
    assert sum("told__aim" in each.split("</td>")[0] for each in told) < len(told) / 10


def test_an_aim_is_called_one_where_its_sentence_stands_under_another_question(
    client: FlaskClient, index: Index
) -> None:
    unit = index.by_id["ds-2018/eksempel/udredningspladser"]
    made = card(unit)
    assert made is not None and made.result and not without_repeats(made).result
    assert "Resultat Mål, ikke et resultat Se " in text_of(client.get(f"/enhed/{unit.id}").text)
    assert cell(made, "result").startswith("(mål, ikke et resultat) se ")


def test_an_evaluation_by_nobody_named_is_one(client: FlaskClient, index: Index) -> None:
    rows = sheet(client, "/eksempler.csv?belaeg=evalueret")
    assert "Evalueret (det står ikke, af hvem)" in {row["belæg"] for row in rows}


def test_a_long_example_shows_its_card_with_links_to_the_places(client: FlaskClient, index: Index) -> None:
    unit = index.by_id["ds-2018/eksempel/sammen-i-livet"]
    made = card(unit)
    assert made is not None
    page = client.get(f"/enhed/{unit.id}").text
    brief = page.split('class="facts-list brief"')[1].split("</dl>")[0]
    shown = without_repeats(made)
    told = [one.text for question in labels.QUESTIONS for one in getattr(shown, question)]
    assert [unescape(text) for text in re.findall(r"#:~:text=[^>]+>([^<]+)</a>", brief)] == told
    assert text_of(page).count("Ikke oplyst") == sum(not getattr(made, q) for q in labels.QUESTIONS)


def test_the_overview_counts_what_it_lists(client: FlaskClient, index: Index) -> None:
    page = client.get("/overblik").text
    near = read_pairs(index)
    without = [unit for unit in index.recommendations if not near[unit.id]]
    told = text_of(page)
    assert (
        f"{len(index.recommendations) - len(without)} anbefalinger med noget tæt på {len(without)} uden"
        in told
    )
    assert told.count("Programmet fandt intet eksempel eller fund, der ligger tæt nok på.") == len(without)
    assert told.count("Søg efter eksempler til anbefaling") == len(without)
    listed = page.split('id="anbefalinger"')[1].split('id="uden"')[0]
    assert listed.count('class="kind kind--') == sum(map(len, near.values()))
    alone = int(re.search(r"(\d+) eksempler uden en anbefaling", told).group(1))  # type: ignore[union-attr]
    assert page.split('id="alene"')[1].split("</section>")[0].count("<li>") == alone
    assert (
        "»Uden« betyder, at programmet ikke fandt et eksempel eller fund, der ligger tæt nok på – ikke at"
        in told
    )
    assert f"fra tærsklen {str(threshold()).replace('.', ',')}" in told
    for sample in read_toml("pairs.toml")["sample"]:
        assert f"{sample['right']} af {sample['shown']} par" in told
        assert f"heraf {sample['wholly']} helt" in told and f"{sample['judged']} bedømte par" in told


def test_what_is_near_a_recommendation_is_folded_under_how_much_it_is(
    client: FlaskClient, index: Index
) -> None:
    page = client.get("/overblik").text
    folded = re.findall(
        r'<details class="unfold"><summary>([^<]+)<span class="hidden"> tæt på anbefaling (\d+)<', page
    )
    near = read_pairs(index)
    wanted = []
    for unit in index.recommendations:
        kinds = Counter(each.kind for each in near[unit.id])
        examples, findings = kinds["municipality_example"], kinds["finding"]
        told = [f"{examples} {'eksempel' if examples == 1 else 'eksempler'}"] if examples else []
        told += [f"{findings} fund"] if findings else []
        wanted += [(" og ".join(told), str(unit.number))] if told else []
    assert folded == wanted


def test_the_sheet_of_the_overview_holds_what_is_near_and_says_where_nothing_is(
    client: FlaskClient, index: Index
) -> None:
    assert 'href="/overblik.csv"' in client.get("/overblik").text
    rows = sheet(client, "/overblik.csv")
    near = read_pairs(index)
    for unit in index.recommendations:
        own = [row for row in rows if row["nr"] == str(unit.number)]
        assert {row["anbefaling"] for row in own} == {unit.text}
        places = [(row["nærhed"], row["adresse"]) for row in own]
        assert places == [
            (str(rank), f"http://localhost/enhed/{quote(one.id)}")
            for rank, one in enumerate(near[unit.id], 1)
        ] or (places, own[0]["overskrift"]) == ([("", "")], "ingen")
    assert [row["overskrift"] for row in rows].count("ingen") == sum(not units for units in near.values())


def test_the_overview_and_a_recommendation_show_the_same_examples(client: FlaskClient, index: Index) -> None:
    for unit in index.recommendations:
        near = read_pairs(index)[unit.id]
        for address in (f"/anbefaling/{unit.number}", f"/enhed/{unit.id}"):
            practice = client.get(address).text.split('id="praksis"')[1].split("</section>")[0]
            assert practice.count('class="hit"') == len(near)
            for sample in read_toml("pairs.toml")["sample"] if near else ():
                assert f"{sample['right']} af {sample['shown']} par" in practice


def test_the_list_of_recommendations_and_the_overview_have_the_same_ones_alone(
    client: FlaskClient, index: Index
) -> None:
    alone = text_of(client.get("/anbefalinger").text).count(
        "Programmet fandt intet eksempel eller fund tæt på"
    )
    assert f" {alone} uden " in text_of(client.get("/overblik").text)
    assert alone == sum(not read_pairs(index)[unit.id] for unit in index.recommendations)


def test_a_build_without_pairs_says_how_to_get_them(tmp_path: Path, tiny_indexes: Path) -> None:
    shutil.copytree(tiny_indexes, tmp_path / "i", symlinks=True)
    app = create_app(tmp_path / "i")
    assert "Byg indekset igen" not in app.test_client().get("/overblik").text
    (tmp_path / "i" / "current" / "pairs.json").unlink()
    outline_of.cache_clear()  # which knows them until there is another build
    assert app.test_client().get("/overblik.csv").status_code == 404
    assert "Byg indekset igen" in app.test_client().get("/overblik").text


def test_a_build_tells_how_sure_examples_are_and_an_older_one_leaves_it_open(
    tiny_indexes: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_indexes, tmp_path / "i", symlinks=True)
    app = create_app(tmp_path / "i")
    with app.app_context():
        cards = {unit.id: card(unit) for unit in opened_index().units}
        told = {name: labels.STRENGTHS[made.strength] for name, made in cards.items() if made}
        assert dict(outline().strengths) == told
    (tmp_path / "i" / "current" / "strengths.json").unlink()
    outline_of.cache_clear()
    with app.app_context():
        assert {outline().strengths[name] for name in told} == {"Ikke oplyst"}


def test_many_questions_are_answered_each_in_its_row(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    text = 'emne\r\n"bolig";\r\n\r\nqvrxz wplmk\r\nring 12 34 56 78 om støtte'
    page = client.post("/spoergsmaal", data={FIELD: text})
    told = text_of(page.text)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert "Kilderne handler om 2 af 3" in told and "Kilderne svarer" not in told
    shown = re.findall(r'data-label="Svar"><span>([^<]+)</span>', page.text)
    assert shown == ["Kilderne handler om det", "Intet fundet", "Kilderne handler om det"]
    assert "12 34 56 78" not in page.text and "emne</th>" not in page.text
    rows = list(
        csv.DictReader(
            io.StringIO(client.post("/spoergsmaal.csv", data={FIELD: text}).data.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert [row["spørgsmål"] for row in rows][:2] == ["bolig", "qvrxz wplmk"]
    assert (rows[0]["svar"], rows[0]["antal"]) == ("Kilderne handler om det", "2")
    assert rows[0]["adresse 1"] == "http://localhost/enhed/rapport-2020/eksempel/hjem-foerst"
    assert rows[0]["kilde 1"] == "Rapport om udsatte voksne (2020, s. 12)"
    assert rows[0]["citat 1"] in next(u.text for u in tiny.UNITS if u.id.endswith("/hjem-foerst"))
    assert (rows[0]["anbefalinger"], rows[0]["eksempler"]) == ("1", "1")
    assert (rows[1]["svar"], rows[1]["antal"], rows[1]["tekst 1"]) == ("Intet fundet", "0", "")


def test_many_questions_as_word(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    answer = client.post("/spoergsmaal.docx", data={FIELD: "bolig\nqvrxz\x00\x0bwplmk"})
    assert "spoergsmaal.docx" in answer.headers["Content-Disposition"]
    file = docx.Document(io.BytesIO(answer.data))
    page = file.sections[0]
    assert [round(length.cm, 1) for length in (page.page_width, page.page_height)] == [29.7, 21.0]
    (table,) = file.tables
    kept = [[child.tag.rpartition("}")[2] for child in row._tr.trPr] for row in table.rows]
    assert kept == [["cantSplit", "tblHeader"], ["cantSplit"], ["cantSplit"]]
    assert [cell.text for cell in table.rows[0].cells] == ["Spørgsmål", "Svar", "De første", "Steder"]
    assert [cell.text for cell in table.rows[2].cells] == ["qvrxz  wplmk", "Intet fundet", "", ""]
    first, quotation, where = (paragraph.text for paragraph in table.rows[1].cells[2].paragraphs[:3])
    assert first == "1. Odense: Hjem først"
    assert quotation[1:-1] in next(u.text for u in tiny.UNITS if u.id.endswith("/hjem-foerst"))
    assert where == (
        "Rapport om udsatte voksne (2020, s. 12). http://localhost/enhed/rapport-2020/eksempel/hjem-foerst"
    )
    assert table.rows[1].cells[3].text == "2 i alt\nanbefalinger: 1\neksempler: 1"


def test_a_text_of_two_pages_is_cited_with_both_as_on_its_page(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    text = client.post("/spoergsmaal.csv", data={FIELD: "sygehuset"}).data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["kilde 1"] == "Rapport om udsatte voksne (2020, s. 10–11)"
    assert "s. 10–11 i filen" in text_of(client.get(f"/enhed/{DOOR}").text)


@pytest.mark.parametrize("text", ["", " \n ", "a\n" * 51, "a" * 20_001])
def test_no_questions_or_too_many_are_refused_and_said(tiny_indexes: Path, text: str) -> None:
    client = create_app(tiny_indexes).test_client()
    page = client.post("/spoergsmaal", data={FIELD: text})
    assert page.status_code == 400 and 'id="emner-fejl"' in page.text
    assert client.post("/spoergsmaal.exe", data={FIELD: "bolig"}).status_code == 404


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds of the tiny units: with the second a text is reworded and another document's is gone."""
    folder = tmp_path_factory.mktemp("rebuilt")
    tiny.write(folder)
    units = [
        replace(unit, text=unit.text.replace("en mentor", "to mentorer & <mere>"))
        for unit in tiny.UNITS
        if unit.id != "rapport-2020/anbefaling/2"
    ]
    tiny.write(folder, units)
    return folder


def test_what_is_new_is_told_by_document(rebuilt: Path) -> None:
    told = text_of(create_app(rebuilt).test_client().get("/nyt").text)
    latest = told.split("Med denne udgave")[1]
    assert "Notat om unge Omskrevne tekster 1" in latest
    assert "Unge uden job får to mentorer & <mere>." in latest
    assert "Rapport om udsatte voksne Tekster, der er væk 1" in latest and "Nye tekster" not in latest


def test_the_words_of_a_change_end_with_a_word(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    words = " ".join(f"ord{n}" for n in range(100))
    tiny.write(tmp_path, [replace(tiny.UNITS[0], text=words), *tiny.UNITS[1:]])
    client = create_app(tmp_path).test_client()
    for told in (text_of(client.get("/nyt").text), unescape(client.get("/nyt.atom").text)):
        (shown,) = re.findall(r"(ord0 [^<«]*?) ?…", told)
        assert f"{words} ".startswith(f"{shown} ") and len(shown) > 100


def test_the_feed_is_valid_atom(rebuilt: Path) -> None:
    answer = create_app(rebuilt).test_client().get("/nyt.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    # RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have, and once.
    for element, required in (
        (feed, ("id", "title", "updated")),
        *((e, ("id", "title", "updated")) for e in entries),
    ):
        for name in required:
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo is not None
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Notat om unge: omskrevne 1",
        "Rapport om udsatte voksne: væk 1",
    ]
    assert "»Unge uden job får to mentorer & <mere>." in entries[0].findtext(f"{ATOM}summary", "")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_the_ids_of_the_feed_are_the_same_from_every_host(rebuilt: Path) -> None:
    client = create_app(rebuilt).test_client()
    one, other = (
        re.findall("<id>(.*?)</id>", client.get("/nyt.atom", base_url=f"https://{host}").text)
        for host in ("a.dk", "b.dk")
    )
    assert one == other and len(set(one)) == 3
    assert all(UUID(name.removeprefix("urn:uuid:")).version == 5 for name in one)


def test_of_many_changes_the_first_are_told_and_how_many_more(tmp_path: Path) -> None:
    tiny.write(tmp_path, tiny.UNITS[:1])
    more = [
        replace(tiny.UNITS[0], id=f"rapport-2020/afsnit/{n}", number=None, kind="passage") for n in range(33)
    ]
    tiny.write(tmp_path, [*tiny.UNITS[:1], *more])
    client = create_app(tmp_path).test_client()
    page, feed = client.get("/nyt").text, client.get("/nyt.atom").text
    assert "Nye tekster 33" in text_of(page) and "og 13 til" in text_of(page)
    assert page.split("Nye tekster")[1].split("</ul>")[0].count("/enhed/") == 20
    assert "nye 33" in feed and feed.count("»") == 20 and "og 13 til" in feed


def test_a_first_build_has_nothing_new_and_an_empty_feed(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    assert "ingen tidligere udgave" in client.get("/nyt").text
    assert ElementTree.fromstring(client.get("/nyt.atom").data).findall(f"{ATOM}entry") == []


def test_quality_is_what_was_measured_or_how_to_measure(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    client = create_app(tmp_path).test_client()
    assert "Der er ikke målt på denne udgave" in client.get("/kvalitet").text
    sums = {"ndcg": 0.7, "silent": 0.9, "kind everyday": 0.66, "kind keyword": 0.86, "kind long": 0.5}
    write_quality(tmp_path, "queries", "gold/seen.jsonl", sums)
    write_quality(
        tmp_path, "quotes", "quotes", {"true": (199, 200), "changed": (200, 200), "invented": (5, 5)}
    )
    told = text_of(client.get("/kvalitet").text)
    assert "Der er ikke målt" not in told
    plain = text_of(re.sub(r"<details.*?</details>", "", client.get("/kvalitet").text, flags=re.S))
    assert not re.search(r"nDCG|MRR|jsonl|quotes|\d{8}T", plain.split("Det ved vi er svagt")[0])
    assert "Sådan er det målt Tallene for rækkefølge er nDCG@10 og MRR@10." in told
    assert "gold/seen.jsonl" in told and "Programmet udvalgte selv citater" in told
    assert "anden udgave" not in told
    # Said once, for all was measured on the same day and build.
    assert told.count("Målt ") == 1 and f"Målt {danish_date(date.today())}." in told
    assert (
        "70 % af den bedst mulige rækkefølge" in told and "199 af 200 rigtige citater bliver fundet" in told
    )
    assert "Bedst rækkefølge har enkelte søgeord (86 %). Svagest rækkefølge har lange tekster (50 %)" in told
    write_quality(tmp_path, "quotes", "quotes", {"true": (200, 200)})
    assert "199 af 200" not in client.get("/kvalitet").text
    quality = tmp_path / "current" / QUALITY
    quality.write_text(re.sub(r'"fingerprint": "[^"]*"', '"fingerprint": "f"', quality.read_text()))
    assert "på en anden udgave af kilderne eller programmet" in client.get("/kvalitet").text
    quality.write_text(re.sub(r'"date": "[^"]*"', '"date": "2026-03-01"', quality.read_text(), count=1))
    told = text_of(client.get("/kvalitet").text)
    assert told.count("Målt ") == 2 and "Målt 1. marts 2026 på en anden udgave" in told
