"""No input makes the application fail. `make proof-fuzz` asks a hundred thousand times."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from tests.fuzzing import ADDRESSES, NASTY
from tests.proofs.fuzz import HUNG_SECONDS, in_time, open_address
from web import create_app


@pytest.fixture(scope="module")
def app(tiny_indexes: Path) -> Flask:
    return create_app(tiny_indexes)


@given(address=ADDRESSES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_address_makes_it_fail(app: Flask, address: str) -> None:
    with in_time(HUNG_SECONDS):
        status, _ = open_address(app, address)
    assert status < 500


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("path", ["/api/v1/search", "/soeg", "/soeg.csv", "/api/v1/suggest", "/liste"])
def test_every_attack_is_an_answer_or_a_refusal(app: Flask, path: str, text: str) -> None:
    encoded = text.encode("utf-8", "surrogatepass")
    for name in ("q", "offset", "liste", "municipality", "without"):
        with in_time(HUNG_SECONDS):
            status, _ = open_address(app, f"{path}?q=bolig&{name}=".encode() + encoded)
        assert status < 500


@pytest.mark.parametrize("path", ["/soeg", "/soeg.csv", "/api/v1/search"])
def test_a_query_that_is_too_long_is_refused_everywhere(app: Flask, path: str) -> None:
    with in_time(HUNG_SECONDS):
        assert [open_address(app, f"{path}?q={'e' * letters}")[0] for letters in (300, 301)] == [200, 400]
