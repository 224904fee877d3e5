"""`kb mcp` as an assistant meets it: the official client starts the command and calls its tools."""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.client.stdio import StdioServerParameters

from kb.model import KINDS
from tests import tiny

Call = tuple[str, dict[str, Any]]


def call(indexes: Path, *calls: Call) -> tuple[list[str], list[Any]]:
    """The names of the tools, and what each call gave: its content, or its error in a word."""

    async def session() -> tuple[list[str], list[Any]]:
        command = ["-m", "kb.commands.main", "mcp", "--indexes", str(indexes)]
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            given = [await client.call_tool(name, arguments) for name, arguments in calls]
            return tools, [
                f"error: {result.content[0].text}" if result.is_error else result.structured_content
                for result in given
            ]

    # In a thread of its own: the browser tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, session()).result()


def test_an_assistant_gets_verbatim_units_with_source_and_page(tiny_indexes: Path) -> None:
    tools, (found, got, whole, listed, documents, places, checked) = call(
        tiny_indexes,
        ("search", {"query": "sagsbehandler på sygehuset", "municipality": ["roskilde"], "limit": 1}),
        ("get", {"id": "rapport-2020/anbefaling/2"}),
        ("get", {"id": "rapport-2020/eksempel/en-dør-ind"}),
        ("list", {"what": "recommendations"}),
        ("list", {"what": "documents"}),
        ("list", {"what": "municipalities"}),
        ("quotes", {"text": "De skriver: »En sagsbehandler er til stede hver dag om ugen«."}),
    )
    assert set(tools) == {"search", "get", "list", "quotes"}
    example = tiny.UNITS[2]
    assert found["result"] == [
        {
            "id": example.id,
            "kind": "municipality_example",
            "number": None,
            "title": "En dør ind",
            "text": example.text,
            "municipalities": ["Roskilde"],
            "source": "Rapport om udsatte voksne, Socialforeningen",
            "year": 2020,
            "pages": "10-11",
        }
    ]
    assert (got["text"], got["pages"], got["card"]) == (tiny.UNITS[1].text, "7-8", None)
    staffed = "En sagsbehandler er til stede to gange om ugen."
    assert whole["card"]["organisation"][0]["text"] == staffed
    assert [entry["id"] for entry in listed["result"]] == [
        "rapport-2020/anbefaling/1",
        "rapport-2020/anbefaling/2",
    ]
    assert documents["result"][0] == {"id": "notat-2021", "name": "Notat om unge (2021)"}
    assert checked["result"] == [
        {
            "quote": "En sagsbehandler er til stede hver dag om ugen",
            "verdict": "changed",
            "unit_id": "rapport-2020/eksempel/en-dør-ind/1",
            "source": "En sagsbehandler er til stede to gange om ugen",
            "differences": ["amount: hver dag -> to gange"],
            "carried": [],
        }
    ]
    assert [entry["id"] for entry in places["result"]] == ["Odense", "Roskilde"]


def test_one_value_may_be_a_plain_string(tiny_indexes: Path) -> None:
    _, (one, several) = call(
        tiny_indexes,
        ("search", {"query": "kommunen bolig", "kind": "recommendation", "municipality": None}),
        ("search", {"query": "kommunen bolig", "kind": ["recommendation"]}),
    )
    assert one == several and {found["kind"] for found in one["result"]} == {"recommendation"}


def test_the_server_tells_its_version_and_its_schema_the_kinds_and_bounds(tiny_indexes: Path) -> None:
    async def told() -> tuple[str, dict[str, Any]]:
        command = ["-m", "kb.commands.main", "mcp", "--indexes", str(tiny_indexes)]
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            return client.server_info.version, tools["search"].input_schema["properties"]

    with ThreadPoolExecutor(1) as thread:
        number, properties = thread.submit(asyncio.run, told()).result()
    assert number == version("kb")
    assert KINDS in [tuple(choice.get("enum", ())) for choice in properties["kind"]["anyOf"]]
    assert (properties["limit"]["minimum"], properties["limit"]["maximum"]) == (1, 20)
    assert (properties["query"]["minLength"], properties["query"]["maxLength"]) == (1, 300)


def test_what_cannot_be_answered_is_an_error_with_the_remedy(tiny_indexes: Path) -> None:
    _, errors = call(
        tiny_indexes,
        ("get", {"id": "nej"}),
        ("search", {"query": " "}),
        ("search", {"query": "a", "limit": 21}),
        ("search", {"query": "a", "kind": ["nej"]}),
        ("search", {"query": "a", "municipality": ["Nejby"]}),
        ("list", {"what": "nej"}),
    )
    told = [
        "no unit has this id",
        "must hold a word",
        "less than or equal to 20",
        "recommendation",
        "Danish municipality",
        "what",
    ]
    for error, part in zip(errors, told, strict=True):
        assert error.startswith("error: ") and part in error, json.dumps(error)
