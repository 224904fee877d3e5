"""The answer of a search is written by `kb.index.records`, not by the schema that describes it: they must
agree."""

from __future__ import annotations

import dataclasses
import json

import pytest
from flask.testing import FlaskClient

from kb.index.records import unit_fields, unit_from_fields
from kb.model import Unit
from tests.tiny import UNITS
from web.api import schemas
from web.api.schemas import SearchAnswer


@pytest.mark.parametrize(
    "asked",
    ["kommunen&limit=50", "opsøgende hjemløshedd", "Roskilde&kind=passage", "bolig&theme=bolig", "xyzxyz"],
)
def test_a_written_answer_is_of_the_described_form(client: FlaskClient, asked: str) -> None:
    written = client.get(f"/api/v1/search?q={asked}")
    assert written.content_type == "application/json"
    read = SearchAnswer.model_validate_json(written.data)
    # What the schema lacks would be dropped, what it has otherwise would be changed or refused.
    assert read.model_dump(mode="json") == json.loads(written.data)


def test_a_unit_has_the_same_fields_in_a_hit_alone_and_in_a_list(client: FlaskClient) -> None:
    (hit,) = client.get("/api/v1/search?q=hjemløshed&limit=1&kind=recommendation").json["hits"]
    alone = client.get(f"/api/v1/units/{hit['id']}").json
    listed = client.get("/api/v1/recommendations").json[0]
    assert set(listed) == set(schemas.Unit.model_fields) == set(hit) & set(alone)
    assert listed == {name: hit[name] for name in listed} == {name: alone[name] for name in listed}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.id)
def test_a_units_fields_are_those_of_the_record(unit: Unit) -> None:
    assert unit_fields(unit) == dataclasses.asdict(unit)
    assert list(unit_fields(unit)) == [field.name for field in dataclasses.fields(Unit)]
    assert unit_from_fields(unit_fields(unit)) == unit
