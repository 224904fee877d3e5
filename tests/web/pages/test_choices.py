"""What an address chooses from a closed list: a value that is not on it is told alike on every page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import create_app


@pytest.fixture(scope="module")
def client(tiny_indexes: Path) -> FlaskClient:
    return create_app(tiny_indexes).test_client()


@pytest.mark.parametrize(
    ("page", "parameter"),
    [(page, name) for page in ("/noegletal", "/noegletal.csv") for name in ("emne", "kommune", "status")]
    + [
        (page, name)
        for page in ("/eksempler", "/eksempler.csv")
        for name in ("maalgruppe", "indsats", "belaeg", "sort")
    ]
    + [("/sammenlign", name) for name in ("kommune", "maalgruppe")]
    + [("/soeg", name) for name in ("kind", "municipality", "indsats", "theme", "law", "programme", "sort")]
    + [("/soeg.csv", "document")],
)
def test_an_unknown_value_is_told_with_the_way_out(client: FlaskClient, page: str, parameter: str) -> None:
    answer = client.get(page, query_string={"q": "bolig", parameter: "<xyz>", "side": "0"})
    assert answer.status_code == 404
    assert "<h1>Det kan ikke vælges</h1>" in answer.text
    assert "»&lt;xyz&gt;« er ikke en mulighed her." in answer.text
    (way,) = re.findall(r'<a href="([^"]+)">Se siden uden det valg</a>', answer.text)
    assert unescape(way) == f"{page}?q=bolig&side=0"
    assert client.get(unescape(way)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/noegletal?kommune=laesoe&status=expected", "/eksempler?belaeg=evalueret&sort=kommune"),
        *(
            "/soeg?q=bolig&kind=&municipality=",
            "/soeg?q=bolig&municipality=solroed&law=servicelovens+%C2%A7+85",
        ),
    ],
)
def test_a_value_of_which_nothing_is_told_is_no_unknown_one(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_filter_is_read_as_the_endpoint_reads_it(client: FlaskClient) -> None:
    """In any case, and a municipality or an act in other spellings."""
    pages = [client.get(f"/soeg?q=kommune+bolig&municipality={name}").text for name in ("Aarhus", "århus")]
    first, second = (re.findall(r'<h2><a href="([^"]+)"', page) for page in pages)
    assert first and first == second
