"""`kb mcp` as an assistant meets it: the official client starts the command and calls its tools."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import TextContent

from kb.commands.assistant import Tools
from kb.model import KINDS
from tests import tiny

CALLS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "found": (
        "search",
        {"query": "sagsbehandler på sygehuset", "municipality": ["roskilde"], "limit": 1},
    ),
    "got": ("get", {"id": "rapport-2020/anbefaling/2"}),
    "whole": ("get", {"id": "rapport-2020/eksempel/en-dør-ind"}),
    "listed": ("list", {"what": "recommendations"}),
    "documents": ("list", {"what": "documents"}),
    "places": ("list", {"what": "municipalities"}),
    "checked": ("quotes", {"text": "De skriver: »En sagsbehandler er til stede hver dag om ugen«."}),
    "one": ("search", {"query": "kommunen bolig", "kind": "recommendation", "municipality": None}),
    "nearest": ("search", {"query": "parkering"}),
    "nothing": ("search", {"query": "xyzzyqwk"}),
    "several": ("search", {"query": "kommunen bolig", "kind": ["recommendation"]}),
}
# What cannot be answered, and a part of what is told.
REFUSED: Sequence[tuple[str, dict[str, Any], str]] = (
    ("get", {"id": "nej"}, "no unit has this id"),
    ("search", {"query": " "}, "must hold a word"),
    ("quotes", {"text": ""}, "at least 1 character"),
    ("search", {"query": "a", "limit": 21}, "less than or equal to 20"),
    ("search", {"query": "a", "kind": ["nej"]}, "recommendation"),
    ("search", {"query": "a", "municipality": ["Nejby"]}, "Danish municipality"),
    ("list", {"what": "nej"}, "what"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one server gave: its version, its tools' schemas, CALLS' contents and the errors of REFUSED."""

    version: str
    tools: Mapping[str, dict[str, Any]]
    given: Mapping[str, Any]
    errors: Sequence[str]


@pytest.fixture(scope="module")
def told(tiny_indexes: Path) -> Told:
    async def session() -> Told:
        command = ["-m", "kb.commands.main", "mcp", "--indexes", str(tiny_indexes)]
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            tools = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
            given = {name: await client.call_tool(*call) for name, call in CALLS.items()}
            refused = [await client.call_tool(name, arguments) for name, arguments, _ in REFUSED]
            assert [result.is_error for result in (*given.values(), *refused)] == [
                *([False] * len(given)),
                *([True] * len(refused)),
            ]
            return Told(
                client.server_info.version,
                tools,
                {name: result.structured_content for name, result in given.items()},
                [part.text for result in refused if isinstance(part := result.content[0], TextContent)],
            )

    # In a thread of its own: the browser tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, session()).result()


def test_an_assistant_gets_verbatim_units_with_source_and_page(told: Told) -> None:
    given = told.given
    assert set(told.tools) == {"search", "get", "list", "quotes"}
    example = tiny.UNITS[2]
    told_of = {name: value for name, value in given["found"].items() if name != "units"}
    assert told_of == {"outcome": "answers", "missing": [], "corrected": None}
    assert given["found"]["units"] == [
        {
            "id": example.id,
            "kind": "municipality_example",
            "number": None,
            "title": "En dør ind",
            "text": example.text,
            "speaker": None,
            "municipalities": ["Roskilde"],
            "source": "Rapport om udsatte voksne, Socialforeningen",
            "year": 2020,
            "pages": "10-11",
        }
    ]
    got = given["got"]
    assert (got["text"], got["pages"], got["card"]) == (tiny.UNITS[1].text, "7-8", None)
    staffed = "En sagsbehandler er til stede to gange om ugen."
    assert given["whole"]["card"]["organisation"][0]["text"] == staffed
    assert [entry["id"] for entry in given["listed"]["result"]] == [
        "rapport-2020/anbefaling/1",
        "rapport-2020/anbefaling/2",
    ]
    assert given["documents"]["result"][0] == {"id": "notat-2021", "name": "Notat om unge (2021)"}
    assert given["checked"]["result"] == [
        {
            "quote": "En sagsbehandler er til stede hver dag om ugen",
            "verdict": "changed",
            "unit_id": "rapport-2020/eksempel/en-dør-ind/1",
            "source": "En sagsbehandler er til stede to gange om ugen",
            "differences": ["amount: hver dag -> to gange"],
            "carried": [],
        }
    ]
    assert [entry["id"] for entry in given["places"]["result"]] == ["Odense", "Roskilde"]


def test_one_value_may_be_a_plain_string(told: Told) -> None:
    one, several = told.given["one"], told.given["several"]
    assert one == several and {found["kind"] for found in one["units"]} == {"recommendation"}


def test_an_assistant_is_told_that_nothing_answers(told: Told) -> None:
    nearest, nothing = told.given["nearest"], told.given["nothing"]
    assert (nearest["outcome"], nearest["missing"]) == ("nearest", ["parkering"])
    assert (nothing["outcome"], nothing["units"]) == ("nothing", [])


def test_the_server_tells_its_version_and_its_schema_the_kinds_and_bounds(told: Told) -> None:
    properties = told.tools["search"]["properties"]
    assert told.version == version("kb")
    assert KINDS in [tuple(choice.get("enum", ())) for choice in properties["kind"]["anyOf"]]
    assert (properties["limit"]["minimum"], properties["limit"]["maximum"]) == (1, 20)
    assert (properties["query"]["minLength"], properties["query"]["maxLength"]) == (1, 300)


def test_what_cannot_be_answered_is_an_error_with_the_remedy(told: Told) -> None:
    for error, (_, _, part) in zip(told.errors, REFUSED, strict=True):
        assert part in error


def test_the_id_of_an_earlier_build_gets_the_unit_that_took_its_place(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    first, *others = tiny.UNITS
    tiny.write(tmp_path, [replace(first, id=f"{first.id}-ny"), *others])
    got = Tools(tmp_path).get(first.id)
    assert (got.id, got.text) == (f"{first.id}-ny", first.text)
