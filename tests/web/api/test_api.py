"""The JSON endpoint over a tiny index: what is promised, and what is refused and how."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.index.builds import switch
from kb.index.manifest import read_manifest, write_manifest
from tests import tiny
from web import create_app


def search(client: FlaskClient, **parameters: object) -> TestResponse:
    return client.get("/api/v1/search", query_string=parameters)


def test_an_answer_has_the_promised_fields(client: FlaskClient) -> None:
    answer = search(client, q="sagsbehandler på sygehuset Roskilde").json
    assert answer is not None
    assert set(answer) == {"query", "outcome", "total", "hits", "facets", "index", "took_ms"}
    query = answer["query"]
    assert (query["text"], query["corrected"]) == ("sagsbehandler på sygehuset Roskilde", None)
    assert {"term": "rådgiver", "from": "sagsbehandler"} in query["expansions"]
    hit = answer["hits"][0]
    assert hit["id"] == "rapport-2020/eksempel/en-dør-ind"
    assert hit["kind"] == "municipality_example"
    assert hit["municipalities"] == ["Roskilde"]
    assert hit["laws"] == ["SEL § 85"]
    assert hit["pages"] == [10, 11]
    assert hit["page_labels"] is None
    assert hit["document"] == {
        "id": "rapport-2020",
        "title": "Rapport om udsatte voksne",
        "publisher": "Socialforeningen",
        "year": 2020,
    }
    assert hit["url"] == "/enhed/rapport-2020/eksempel/en-dør-ind"
    assert 0 <= hit["score"] <= 1
    assert "<mark>" in hit["snippet"]


def test_a_posted_text_gets_the_answer_of_an_address_and_may_be_longer(client: FlaskClient) -> None:
    asked = {"q": "hjemløshed bolig", "kind": ["recommendation"], "limit": 1}
    posted = client.post("/api/v1/search", json=asked).json or {}
    given = search(client, q="hjemløshed bolig", kind="recommendation", limit=1).json or {}
    assert {**posted, "took_ms": 0} == {**given, "took_ms": 0}
    text = "Se anbefaling 2. Borgeren er i hjemløshed og mangler en bolig. " * 40
    answer = client.post("/api/v1/search", json={"q": text})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    for wrong in ({"q": "a" * 4001}, {"q": " "}, {"q": "a", "nej": 1}, {"q": "a", "limit": 51}):
        assert client.post("/api/v1/search", json=wrong).status_code == 400, wrong


def test_filters_combine_and_facets_count_the_same_set(client: FlaskClient) -> None:
    both = {"kind": "municipality_example", "municipality": ["Roskilde", "odense"]}
    answer = search(client, q="kommune", **both).json
    assert answer is not None
    assert {hit["municipalities"][0] for hit in answer["hits"]} == {"Roskilde", "Odense"}
    assert answer["total"] == 2
    assert answer["facets"]["kind"] == {"municipality_example": 2}
    assert answer["facets"]["municipality"] == {"Odense": 1, "Roskilde": 1}


def test_offset_turns_the_page(client: FlaskClient) -> None:
    whole = search(client, q="kommune", limit=6).json
    second = search(client, q="kommune", limit=3, offset=3).json
    assert whole is not None and second is not None
    assert [hit["id"] for hit in second["hits"]] == [hit["id"] for hit in whole["hits"]][3:]


def test_an_address_in_another_encoding_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=hjeml%F8se")  # in Latin-1
    assert (answer.status_code, answer.json["detail"]) == (
        400,
        "Adressen skal være skrevet i UTF-8 (»%C3%B8« for ø).",
    )


@pytest.mark.parametrize(
    ("address", "parameter", "detail"),
    [
        ("search", "q", "q mangler."),
        ("search?q=", "q", "q skal være 1 til 300 tegn, ikke kun mellemrum."),
        ("search?q=%20%E3%80%80", "q", "q skal være 1 til 300 tegn, ikke kun mellemrum."),
        ("search?q=" + "a" * 301, "q", "q skal være 1 til 300 tegn, ikke kun mellemrum."),
        ("search?q=a&limit=" + "9" * 5_000, "limit", "limit må højst være 50."),
        ("search?q=a&q=b", "q", "q skal være tekst, og kun én."),
        ("search?q=a&sort=id", "sort", "sort er ikke en parameter her. Parametrene står på /api."),
        ("search?q=a&limit=0", "limit", "limit skal være mindst 1."),
        ("search?q=a&limit=3&limit=5", "limit", "limit skal være ét heltal."),
        ("search?q=a&limit=51", "limit", "limit må højst være 50."),
        ("search?q=a&limit=ti", "limit", "limit skal være et heltal."),
        ("search?q=a&limit=%20" + "5", "limit", "limit skal være et heltal."),
        ("search?q=a&limit=%D9%A5", "limit", "limit skal være et heltal."),
        ("search?q=a&offset=1001", "offset", "offset må højst være 1000."),
        ("search?q=a&offset=-1", "offset", "offset skal være mindst 0."),
        ("search?q=a&correct=2", "correct", "correct må højst være 1."),
        ("search?q=a&theme=x", "theme", "theme: ukendt værdi. Tilladt: bolig, stoette."),
        ("search?q=a&document=x", "document", "document: ukendt værdi. Tilladt: notat-2021, rapport-2020."),
        ("search?q=a&" + "&".join(["law=x"] * 21), "law", "law må højst gentages 20 gange."),
        ("suggest", "q", "q mangler."),
        ("suggest?q=", "q", "q må ikke være tom."),
        ("suggest?q=" + "a" * 101, "q", "q må højst være 100 tegn."),
        ("documents?x=1", "x", "x er ikke en parameter her. Parametrene står på /api."),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(
    client: FlaskClient, address: str, parameter: str, detail: str
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Ugyldig forespørgsel",
        "status": 400,
        "detail": detail,
        "parameter": parameter,
    }


@pytest.mark.parametrize(
    ("facet", "allowed"),
    [
        ("kind", "municipality_example"),
        ("indsats", "afklarende"),
        ("municipality", "Albertslund, Allerød"),
        ("law", "ABL, ABL § 105"),
        ("programme", "ACT"),
    ],
)
def test_an_unknown_value_is_refused_with_known_ones(client: FlaskClient, facet: str, allowed: str) -> None:
    answer = search(client, q="a", **{facet: "nej"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["parameter"] == facet
    assert allowed in answer.json["detail"]


@pytest.mark.parametrize(
    "known",
    [{"municipality": "Skive"}, {"law": "SEL § 104"}, {"programme": "CTI"}, {"indsats": "habiliterende"}],
)
def test_a_known_value_without_units_is_an_empty_answer(client: FlaskClient, known: dict[str, str]) -> None:
    answer = search(client, q="bolig", **known).json
    assert answer is not None
    assert (answer["total"], answer["hits"]) == (0, [])


@pytest.mark.parametrize(
    ("written", "facet", "units"),
    [("ROSKILDE", "municipality", 1), ("roskilde", "municipality", 1), ("servicelovens § 85", "law", 1)],
)
def test_other_spellings_of_a_value_are_understood(
    client: FlaskClient, written: str, facet: str, units: int
) -> None:
    answer = search(client, q="sagsbehandler", **{facet: written}).json
    assert answer is not None and answer["total"] == units


def test_three_hundred_characters_are_accepted_after_trimming(client: FlaskClient) -> None:
    assert search(client, q=f"  {'a' * 300}  ").status_code == 200


def test_what_identifies_a_person_is_masked_before_it_is_shown(client: FlaskClient) -> None:
    answer = search(client, q="bolig 010190-1234 ring 33933000")
    assert answer.json is not None
    assert answer.json["query"]["text"] == "bolig ******-**** ** ** ** **"
    # But for the build's name, which is a time: at 12:34 it holds these figures too.
    told = answer.text.replace(answer.json["index"]["build"], "")
    assert not any(part in told for part in ("010190", "1234", "33933000"))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/units/nothing/at/all", 404),
        ("PUT", "/api/v1/search", 405),
        ("DELETE", "/api/v1/units/a", 405),
        ("GET", "/api/v1/search?q=" + "a" * 17_000, 414),
    ],
)
def test_other_errors_are_problems_too(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == status
    assert (status == 405) == ("Allow" in answer.headers)


def test_a_unit_with_its_neighbours(client: FlaskClient) -> None:
    unit = client.get("/api/v1/units/rapport-2020/eksempel/en-dør-ind").json
    assert unit is not None
    assert unit["previous"] == {
        "id": "rapport-2020/anbefaling/2",
        "kind": "recommendation",
        "title": None,
        "number": 2,
    }
    assert unit["next"]["id"] == "rapport-2020/eksempel/hjem-foerst"
    assert [child["id"] for child in unit["children"]] == ["rapport-2020/eksempel/en-dør-ind/1"]
    assert len(unit["related"]) == 5
    assert unit["id"] not in [other["id"] for other in unit["related"]]
    first = client.get("/api/v1/units/rapport-2020/anbefaling/1").json
    assert first is not None and first["previous"] is None


def test_an_example_has_its_card_and_no_other_unit(client: FlaskClient) -> None:
    unit = client.get("/api/v1/units/rapport-2020/eksempel/en-dør-ind").json
    assert unit is not None
    (told,) = unit["card"]["organisation"]
    assert told["text"] == "En sagsbehandler er til stede to gange om ugen."
    assert unit["text"][told["start"] : told["end"]] == told["text"]
    # "Borgeren" alone does not tell whom it is for.
    assert [len(unit["card"][name]) for name in ("target_group", "method", "economy")] == [0, 1, 0]
    assert unit["card"]["strength"] is None
    other = client.get("/api/v1/units/rapport-2020/anbefaling/1").json
    assert other is not None and other["card"] is None


def test_lists(client: FlaskClient) -> None:
    recommendations = client.get("/api/v1/recommendations").json
    assert [unit["number"] for unit in recommendations or ()] == [1, 2]
    documents = client.get("/api/v1/documents").json
    assert [(entry["id"], entry["canonical"]) for entry in documents or ()] == [
        ("notat-2021", False),
        ("rapport-2020", True),
    ]
    assert (documents or ())[0]["units"] == {"finding": 1, "passage": 1}
    counts = {entry["name"]: entry["units"] for entry in client.get("/api/v1/municipalities").json or ()}
    # A part of an example is no text of its own.
    assert (counts["Aarhus"], counts["Roskilde"], counts["Skive"], len(counts)) == (1, 1, 0, 98)


def test_an_unchanged_answer_is_304_and_stays_private(client: FlaskClient) -> None:
    first = search(client, q="bolig")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/api/v1/search?q=bolig", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get("/api/v1/search?q=støtte", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("search?q=bolig", 200), ("search?q=bolig&kind=x", 400), ("units/x", 404)]
)
def test_whoever_holds_any_answer_is_still_told_of_an_error(
    client: FlaskClient, path: str, status: int
) -> None:
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": "*"}).status_code == status


def test_a_new_build_has_another_etag(tmp_path: Path, tiny_indexes: Path) -> None:
    first = (tiny_indexes / "current").resolve()
    content = {k: v for k, v in read_manifest(first).items() if k not in ("schema", "files")}
    one, two = "20260101T000000.000000Z", "20260201T000000.000000Z"
    for name in (one, two):
        shutil.copytree(first, tmp_path / name)
        write_manifest(tmp_path / name, content | {"build": name})
    switch(tmp_path, one)
    client = create_app(tmp_path).test_client()
    before = search(client, q="bolig").headers["ETag"]
    switch(tmp_path, two)
    assert search(client, q="bolig").headers["ETag"] != before


def test_any_page_may_read_and_answers_are_packed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/recommendations", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    asked = client.options("/api/v1/search")
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in asked.headers


def test_any_page_may_read_why_an_address_is_refused_that_no_view_answers(client: FlaskClient) -> None:
    refused = {path: client.get(path) for path in ("/api/v1/nix", "/api/v1/quotes")}
    told = {path: (a.status_code, a.headers["Access-Control-Allow-Origin"]) for path, a in refused.items()}
    assert told == {"/api/v1/nix": (404, "*"), "/api/v1/quotes": (405, "*")}


def test_without_an_index_the_answer_is_503(tmp_path: Path) -> None:
    answer = search(create_app(tmp_path).test_client(), q="bolig")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"
    assert str(tmp_path) not in answer.text


def test_suggestions_begin_with_names(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=ho")
    assert answer.json == {"suggestions": [{"text": "Housing First", "kind": "programme"}]}
    answer = client.get("/api/v1/suggest?q=xyz")
    assert answer.json == {"suggestions": []}
    answer = client.get("/api/v1/suggest?q=FØR")
    assert answer.json == {
        "suggestions": [{"text": "Borgeren først", "kind": "title"}, {"text": "Hjem først", "kind": "title"}]
    }


def quotes(client: FlaskClient, text: str) -> TestResponse:
    return client.post("/api/v1/quotes", json={"text": text})


def test_quotations_are_judged_against_the_sources(client: FlaskClient) -> None:
    answer = quotes(
        client, "»En sagsbehandler er til stede to gange om ugen« og »en hund er til stede i haven her«"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert [(v["verdict"], v["unit_id"]) for v in answer.json or ()] == [
        ("exact", "rapport-2020/eksempel/en-dør-ind/1"),
        ("absent", None),
    ]
    changed = quotes(client, "»En sagsbehandler er til stede hver dag om ugen«").json
    assert changed is not None
    assert changed[0]["differences"] == [{"what": "amount", "written": "hver dag", "source": "to gange"}]


@pytest.mark.parametrize(
    ("body", "kind", "status", "parameter"),
    [
        (b'{"text": ""}', "application/json", 400, "text"),
        (b"{}", "application/json", 400, "text"),
        (b"", "application/json", 400, None),
        (b"[1]", "application/json", 400, None),
        (b'{"text": "b\xf8rn"}', "application/json", 400, None),  # no UTF-8
        (b'{"text": 5}', "application/json", 400, "text"),
        (b"{", "application/json", 400, None),
        (b'{"text": "a", "x": 1}', "application/json", 400, "x"),
        (b'{"text": "' + b"a" * 20_001 + b'"}', "application/json", 400, "text"),
        (b'{"text": "' + b"a" * 300_000 + b'"}', "application/json", 413, None),
        (b"text=a", "application/x-www-form-urlencoded", 415, None),
        (b'{"text": "a"}', "text/plain", 415, None),
        (b'{"text": "a"}', "", 415, None),
        (b"[" * 100_000, "application/json", 400, None),
    ],
)
def test_a_wrong_body_is_a_problem(
    client: FlaskClient, body: bytes, kind: str, status: int, parameter: str | None
) -> None:
    answer = client.post("/api/v1/quotes", data=body, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json.get("parameter") == parameter


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("\\ud800", 400),  # half a letter is none
        ("»\\udfff fire ord og mere«", 400),
        ("\\u0000", 200),
        ("\\u202e»a b c d e«", 200),
        ("»" * 10_000, 200),
        ("0" * 19_999, 200),  # int() refuses more than 4,300 digits
        ("»a" * 5_000 + "«" * 5_000, 200),
    ],
)
def test_no_letter_in_a_body_makes_it_fail(client: FlaskClient, text: str, status: int) -> None:
    body = f'{{"text": "{text}"}}'.encode()
    assert client.post("/api/v1/quotes", data=body, content_type="application/json").status_code == status


def test_a_personal_number_in_a_quotation_is_masked(client: FlaskClient) -> None:
    assert "1234" not in quotes(client, "»borgeren 010190-1234 fik en bolig og støtte«").text


def test_facts_are_told_with_their_quotation(client: FlaskClient) -> None:
    facts = client.get("/api/v1/facts").json
    assert facts is not None
    fact = next(fact for fact in facts if fact["municipalities"] == ["Roskilde"])
    assert (fact["before"], fact["after"]) == (60, 35)
    assert fact["quote"] == "Sagstallet er sat ned fra 60 til 35 sager."
    assert fact["unit_id"] == "rapport-2020/eksempel/en-dør-ind"


def test_of_so_many_of_so_many_the_whole_is_no_value_before(tmp_path: Path) -> None:
    told = "I Struer Kommune er 194 ud af 198 borgere fastholdt i arbejde."
    tiny.write(tmp_path, [replace(tiny.EXAMPLE, municipalities=("Struer",), text=told)])
    (fact,) = create_app(tmp_path).test_client().get("/api/v1/facts").json or ()
    assert (fact["before"], fact["after"], fact["of"], fact["quote"]) == (None, 194, 198, told)


@pytest.mark.parametrize("kind", ['"recommendation"', '["recommendation"]'])
def test_one_value_of_a_body_may_be_a_plain_string(client: FlaskClient, kind: str) -> None:
    body = f'{{"q": "bolig", "kind": {kind}}}'.encode()
    answer = client.post("/api/v1/search", data=body, content_type="application/json").json
    assert answer and {hit["kind"] for hit in answer["hits"]} == {"recommendation"}


def test_the_longest_text_fits_into_the_largest_body_however_it_is_written(client: FlaskClient) -> None:
    body = b'{"text": "' + b"\\ud83d\\ude00" * 20_000 + b'"}'
    assert client.post("/api/v1/quotes", data=body, content_type="application/json").status_code == 200


@pytest.mark.parametrize("text", ["\x00", "\x07\x1b", "\u200b", "\x85\u2060"])
def test_a_query_that_nobody_sees_is_an_empty_one(client: FlaskClient, text: str) -> None:
    refused = search(client, q=text)
    assert (refused.status_code, refused.json["parameter"]) == (400, "q")  # type: ignore[index]
    assert "Skriv et ord" in refused.json["detail"]  # type: ignore[index]
    assert client.post("/api/v1/search", json={"q": text}).status_code == 400
    for page in (client.get("/soeg", query_string={"q": text}), client.post("/soeg", data={"q": text})):
        assert page.status_code == 400 and "Skriv et par ord" in page.text
