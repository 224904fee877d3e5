"""What a result page says when the reports answer, when only something near is found, and when nothing is."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import render_template

from kb.index.opened import Index, open_index
from kb.model import Expansion, Hit, Query, Reason
from kb.search.search import search
from tests import tiny
from web import create_app
from web.pages import labels
from web.pages.results import Search, newer_editions_first, page_of

BY_WORD = Reason(("bolig",), (), 0.5)


@pytest.fixture(scope="module")
def index(tiny_indexes: Path) -> Index:
    return open_index(tiny_indexes)


def seen(tiny_indexes: Path, text: str, hits: int, reason: Reason = BY_WORD, **read: object) -> str:
    """The page that answers `text` with so many hits, each for the same reason; `read` are fields of the
    answer or of its query."""
    app = create_app(tiny_indexes)
    index = open_index(tiny_indexes)
    found = search(index, Query("hjemløshed bolig"))
    outcome = str(read.pop("outcome", "answers"))
    of_query = replace(found.query, text=text, expansions=(), **read)
    total = found.total if outcome == "answers" and hits else 0
    shown = tuple(replace(hit, reason=reason) for hit in (found.hits * 2)[:hits])
    answer = replace(found, hits=shown, total=total, outcome=outcome, query=of_query, facets={})
    with app.test_request_context("/soeg", query_string={"q": text}):
        page = page_of(index, Search(Query(text)), answer)
        return render_template("soeg.html", **page)


def words(page: str) -> str:
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_an_answer_is_counted_and_listed(tiny_indexes: Path) -> None:
    page = seen(tiny_indexes, "bolig", 2)
    assert re.search(r"\d+ steder om eller tæt på »bolig«", words(page))
    assert page.count('<li class="hit"') == 2
    assert "hits--weak" not in page and "Det nærmeste" not in page


def test_a_municipality_of_which_nothing_is_told_is_called_by_its_name(tiny_indexes: Path) -> None:
    said = words(create_app(tiny_indexes).test_client().get("/soeg?q=gentofte").text)
    assert "Gentofte er ikke omtalt i rapporterne" in said and "andre ord for det" not in said


def test_the_nearest_are_visibly_weaker_and_each_missing_word_can_be_left_out(tiny_indexes: Path) -> None:
    page = seen(tiny_indexes, "bolig på Månen", 2, outcome="nearest", missing=("månen",))
    said = words(page)
    assert "Vi fandt ikke noget, der svarer klart. Det nærmeste er:" in said
    assert "Vi fandt ikke »månen« i kilderne." in said
    assert 'href="/soeg?q=bolig+p%C3%A5">Søg uden »månen«' in page
    assert '<ol class="hits hits--weak"' in page and page.count('<li class="hit"') == 2
    assert "VISO" in said


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (("svævebane",), "Ordet »svævebane« står ikke i rapporterne"),
        (("svævebane", "hestevogn"), "Ordene »svævebane« og »hestevogn« står ikke i rapporterne"),
    ],
)
def test_words_that_no_report_has_are_told_plainly_and_the_nearest_folded_away(
    tiny_indexes: Path, missing: tuple[str, ...], told: str
) -> None:
    by_meaning = Reason((), (), 0.2)
    page = seen(tiny_indexes, " ".join(missing), 4, by_meaning, outcome="nearest", missing=missing)
    assert told in words(page) and "Vi fandt ikke" not in words(page)
    folded = page.split("<summary>Vis de tekster, der ligger nærmest i betydning</summary>")[1]
    assert folded.split("</details>")[0].count('<li class="hit"') == page.count('<li class="hit"') == 3


def test_a_compound_that_no_report_has_can_be_searched_by_its_parts(tiny_indexes: Path) -> None:
    compounds = {"ungehjemløshed": ("unge", "hjemløshed")}
    page = seen(
        tiny_indexes,
        "ungehjemløshed",
        3,
        Reason((), (), 0.2),
        outcome="nearest",
        missing=("ungehjemløshed",),
        compounds=compounds,
    )
    assert 'href="/soeg?q=unge+hjeml%C3%B8shed">Søg på »unge hjemløshed«' in page


def test_a_municipality_that_is_asked_for_is_told_how_often_it_is_met(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    page = client.get("/soeg", query_string={"q": "bolig Roskilde"}).text
    told = re.search(r"(\d+) (?:er|af dem er) om Roskilde. Vis kun Roskilde", words(page))
    assert told is not None
    only = client.get("/soeg", query_string={"q": "bolig Roskilde", "municipality": "Roskilde"}).text
    assert words(only).split(" om eller tæt på")[0].endswith(f" {told[1]} sted")
    assert "Ingen af dem er mærket med Solrød." in words(client.get("/soeg?q=bolig+Solrød").text)


def test_a_query_with_a_word_that_some_hit_has_is_answered_as_before(tiny_indexes: Path) -> None:
    for reason in (Reason(("bolig",), (), 0.2), Reason((), ("hjem",), 0.2)):
        page = seen(tiny_indexes, "bolig på Månen", 4, reason, outcome="nearest", missing=("månen",))
        assert "Det nærmeste er:" in words(page) and "Vis de tekster" not in page
        assert page.count('<li class="hit"') == 4


def test_the_editors_phrase_is_told_where_none_of_the_querys_words_is_met(tiny_indexes: Path) -> None:
    phrase = "Fundet via redaktionens søgeord (ikke kildens ord): tag over hovedet"
    alone = seen(tiny_indexes, "bolig", 1, Reason((), ("hjem",), 0.5, "tag over hovedet"))
    assert f'<p class="hit__why">{phrase}</p>' in alone
    assert phrase not in seen(tiny_indexes, "bolig", 1, Reason(("bolig",), (), 0.5, "tag over hovedet"))


def test_nothing_says_the_spelling_tried_and_who_to_ask(tiny_indexes: Path) -> None:
    page = seen(
        tiny_indexes, "qvist zzz", 0, outcome="nothing", corrected="kvist zzz", missing=("qvist", "zzz")
    )
    said = words(page)
    assert "Vi fandt ingen tekster om »qvist zzz«" in said
    assert "Vi prøvede stavemåden »kvist zzz«" in said and "VISO" in said
    assert "Søg uden" not in said  # nothing would be left to search for
    assert "Det står der ikke noget om i kilderne" not in said


def test_a_query_in_another_language_is_told_to_search_in_danish(tiny_indexes: Path) -> None:
    assert "Søg på dansk" in words(seen(tiny_indexes, "housing for the young", 1, foreign=True))
    assert "Søg på dansk" not in words(seen(tiny_indexes, "bolig", 1))


def test_only_related_words_that_found_something_are_told(tiny_indexes: Path, index: Index) -> None:
    found = search(index, Query("hjemløshed bolig"))
    hit = replace(found.hits[0], reason=Reason(("bolig",), ("hjem",), 0.5))
    expansions = (Expansion("hjem", "bolig", 0.5), Expansion("logi", "bolig", 0.5))
    answer = replace(found, hits=(hit,), query=replace(found.query, expansions=expansions))
    with create_app(tiny_indexes).test_request_context("/soeg?q=hjemløshed+bolig"):
        page = page_of(index, Search(Query("hjemløshed bolig")), answer)
        assert page["related"] == ("hjem",)
        text = render_template("soeg.html", **page)
    assert "Vi søgte også på 1 beslægtet ord – vis" in words(text)
    assert "without=hjem" in text and "logi" not in text


def test_a_word_that_the_sources_have_only_in_other_words_is_told(real_indexes: Path) -> None:
    client = create_app(real_indexes).test_client()
    assert "Ingen tekst bruger »kørestol«" in words(client.get("/soeg?q=k%C3%B8restol").text)
    told = "»kørestol« står ikke som ord i kilderne. Vi søgte på det, der er i slægt med det."
    assert told in words(client.get("/soeg", query_string={"q": "kørestol"}).text)
    assert "står ikke som ord" not in words(client.get("/soeg?q=bolig").text)
    # It stands in "sygedagpengemodtagere", on whatever page of the hits.
    found = words(client.get("/soeg?q=sygedagpenge").text)
    assert "Ingen tekst bruger" not in found and "står ikke som ord" not in found


def test_filters_that_leave_nothing_are_told_apart_from_nothing(tiny_indexes: Path) -> None:
    page = create_app(tiny_indexes).test_client().get("/soeg?q=hjemløshed+bolig&kind=finding").text
    assert "ingen af dem passer til de filtre" in words(page)
    assert 'href="/soeg?q=hjeml%C3%B8shed+bolig">Søg uden filtre' in page


def test_general_words_and_numbers_are_not_told_as_missing(index: Index) -> None:
    assert search(index, Query("mand på månen 1234 i bolig")).query.missing == ("månen",)


def test_of_a_pasted_case_no_missing_word_is_told(tiny_indexes: Path) -> None:
    case = "Borgeren bor på Månen og mangler en bolig og støtte i hjemmet. " * 6
    page = create_app(tiny_indexes).test_client().post("/soeg", data={"q": case}).text
    assert "månen«" not in words(page)


def test_figures_and_the_municipalities_of_the_first_hits_are_a_click_away(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes).test_client()
    page = client.get("/soeg?q=sagstal i roskilde").text
    assert "Nøgletal: sagstal 1 , Roskilde 1" in words(page)
    assert '<a href="/noegletal?emne=sagstal">' in page and '<a href="/noegletal?kommune=roskilde">' in page
    page = client.get("/soeg?q=kommune bolig").text
    first = re.findall(r'<p class="hit__meta">.*?href="/kommune/([\w-]+)"', page)
    (compared,) = re.findall(r'href="/sammenlign\?([^"]+)">Sammenlign', page)
    assert re.findall(r"kommune=([\w-]+)", compared) == list(dict.fromkeys(first))[:3]
    assert compared.endswith("&amp;q=kommune+bolig")


def test_of_two_editions_that_say_the_same_the_newer_stands_first(index: Index) -> None:
    hit = search(index, Query("hjemløshed bolig")).hits[0]

    def edition(year: int | None, text: str) -> Hit:
        return replace(hit, unit=replace(hit.unit, text=text, document=replace(tiny.REPORT, year=year)))

    old, new = edition(2013, hit.unit.text), edition(2018, hit.unit.text + " Nyt.")
    other = edition(2020, "Noget ganske andet om noget andet.")
    assert newer_editions_first([old, other, new]) == (new, other, old)
    assert newer_editions_first([new, other, old]) == (new, other, old)


def test_every_hit_tells_who_published_it(tiny_indexes: Path) -> None:
    page = create_app(tiny_indexes).test_client().get("/soeg?q=hjemløshed bolig").text
    told = re.findall(r"<span>([^<]*Rapport om udsatte voksne)</span>", page)
    assert told and set(told) == {"Socialforeningen: Rapport om udsatte voksne"}


def test_a_warning_of_age_tells_the_year_that_stands_beside_the_source(tiny_indexes: Path) -> None:
    old = replace(tiny.REPORT, year=2001)
    app = create_app(tiny_indexes)
    unit = replace(tiny.UNITS[2], document=old, laws=())
    with app.test_request_context():
        page = app.jinja_env.get_template("dele.html").module
        # At the source, in the warning, and where a text is cited in the short reference.
        for part, times in ((page.entry(unit, ""), 2), (page.cited(unit, ""), 3)):  # type: ignore[attr-defined]
            assert re.findall(r"\b\d{4}\b", re.sub(r"<[^>]+>", " ", part)) == ["2001"] * times
            assert "Kilden er fra 2001; loven kan være ændret" in part


@pytest.mark.parametrize(
    ("year", "laws", "told"),
    [
        (2020, ("SEL § 85",), "Kilden er fra 2020; serviceloven er ændret i 2024"),
        (2020, ("SUL § 141", "LAB"), None),  # which was reformed that year
        (2024, ("SEL",), None),
        (2001, (), "Kilden er fra 2001; loven kan være ændret"),
        (None, ("SEL",), None),
    ],
)
def test_a_text_that_names_an_act_is_older_than_its_reform(
    year: int | None, laws: tuple[str, ...], told: str | None
) -> None:
    assert labels.age_warning(replace(tiny.REPORT, year=year), laws) == told


@pytest.mark.parametrize("asked", ["Hvor mange boliger?", "antal sager", "hvilket tal", "hvor meget støtte"])
def test_where_a_number_is_asked_for_a_text_that_names_none_is_told_so(
    tiny_indexes: Path, asked: str
) -> None:
    page = (
        create_app(tiny_indexes)
        .test_client()
        .get("/soeg", query_string={"q": f"kommune bolig gange {asked}"})
        .text
    )
    hits = [words(f"<main{hit}</main>") for hit in page.split('<li class="hit"')[1:]]
    (one,) = (hit for hit in hits if "Borgere flytter direkte" in hit)
    assert "Teksten nævner intet tal" in one
    (other,) = (hit for hit in hits if "60 til 35 sager" in hit or "to gange om ugen" in hit)
    assert "intet tal" not in other
    assert "intet tal" not in create_app(tiny_indexes).test_client().get("/soeg?q=kommune+sager").text


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hvor mange sager har I? Har I fastsat standarder? Her tænkes på sagstal.", True),
        ("Hvor mange sager har I?", False),  # a heading, or one question that a text begins with
        ("Hvem? Hvad? Kommunen har ansat to sagsbehandlere, som har hver 20 sager.", False),
        ("Hver har 20 sager.", False),
    ],
)
def test_of_a_text_of_questions_it_is_said_that_it_asks(tmp_path: Path, text: str, asks: bool) -> None:
    unit = replace(tiny.UNITS[2], text=text, title=None)
    tiny.write(tmp_path, [unit])
    page = create_app(tmp_path).test_client().get("/soeg?q=sager").text
    assert '<li class="hit"' in page
    assert ("Teksten stiller mest spørgsmål" in page) is asks


def test_of_words_in_a_list_of_persons_it_is_said_that_they_stand_there(tmp_path: Path) -> None:
    who = "Deltagere ved mødet: Leder af unge og mentor Mette Holm, leder Niels Berg og Poul Li."
    listed = replace(tiny.UNITS[2], text=f"{who}\nKommunen har åbnet et værested.", title=None)
    tiny.write(tmp_path, [listed])
    client = create_app(tmp_path).test_client()
    assert "Ordene står i en liste over personer" in client.get("/soeg?q=mentor").text
    page = client.get("/soeg?q=værested").text
    assert '<li class="hit"' in page and "liste over personer" not in page
