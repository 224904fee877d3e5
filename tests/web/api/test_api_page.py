"""The page that explains the endpoint, and the description that programs read."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from tests.proofs.api import prove


def test_every_example_on_the_page_is_answered(client: FlaskClient) -> None:
    page = unescape(client.get("/api").text)
    linked = re.findall(r'href="(/api/v1/[^"]*)"', page)
    assert linked[0] == "/api/v1/openapi.json"
    asked = [address.split("?")[0].removeprefix("/api/v1/") for address in linked[1:]]
    assert asked == ["search", "search", "search", "recommendations", "municipalities", "suggest"]
    for address in linked:
        assert client.get(address).status_code == 200, address
        assert f"curl 'http://localhost{address}'" in page or address.endswith("openapi.json")
    bodies = re.findall(r"-d '([^']+)' http://localhost(\S+?)<", page)
    for body, address in bodies:
        answer = client.post(address, data=body.encode(), content_type="application/json")
        assert answer.status_code == 200, address


def test_the_page_names_every_path_and_parameter(client: FlaskClient) -> None:
    page = unescape(client.get("/api").text)
    described = client.get("/api/v1/openapi.json").json
    assert described is not None
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in page
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in page
    assert "heltal 1 til 50, ellers 10" in page
    assert "afklarende | forebyggende | rehabiliterende | habiliterende, kan gentages" in page


def test_the_description_is_open_api_3_1_and_names_the_promised_paths(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described is not None
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) >= {
        "/api/v1/search",
        "/api/v1/units/{unit_id}",
        "/api/v1/recommendations",
        "/api/v1/municipalities",
        "/api/v1/documents",
        "/api/v1/facts",
        "/api/v1/quotes",
        "/api/v1/suggest",
    }
    search = described["paths"]["/api/v1/search"]["get"]
    assert [(p["name"], p["required"]) for p in search["parameters"]][:2] == [("q", True), ("kind", False)]
    assert list(search["responses"]["400"]["content"]) == ["application/problem+json"]
    limit = next(p["schema"] for p in search["parameters"] if p["name"] == "limit")
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 50, 10)


def test_schemathesis_finds_nothing_in_a_short_run(tiny_indexes: Path) -> None:
    done = prove(tiny_indexes, 3)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "No issues found" in done.stdout


def test_the_page_tells_the_fields_of_a_body_and_their_limits(client: FlaskClient) -> None:
    page = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", client.get("/api").text)))
    for told in (
        "q (skal med) Teksten på dansk, 1 til 4000 tegn. Den gemmes ikke. tekst, højst 4000 tegn",
        "text (skal med) Teksten med citater. Den gemmes ikke. tekst, højst 20000 tegn",
        "en tekst til citat-tjek 20000 tegn",
    ):
        assert told in page
