"""The collection for assistants, over the Model Context Protocol: the only module that imports `mcp`.

An assistant gets the source's own words with the place they stand, and nothing else: no summary, no
score, no snippet. What it says of them is checked with `quotes`.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field

from kb.danish.mask import mask
from kb.danish.municipalities import find_municipality
from kb.index.builds import current_build
from kb.index.opened import Index, open_index
from kb.index.records import unit_fields
from kb.model import QUERY_LENGTH, QUOTES_LENGTH, Card, Filters, Kind, Query, Unit
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Found
from kb.search.search import search as run_search
from kb.units.cards import card, without_repeats

INSTRUCTIONS = (
    "A collection of Danish reports on social policy. Search in Danish. Every answer is verbatim text with "
    "its source and page: quote it word for word, name the source and who is quoted in it (`speaker`), and "
    "check your quotations with `quotes`. Where a search does not answer, it says so in `outcome`."
)
MOST = 20


class Quotable(BaseModel, frozen=True):
    """A unit as it may be quoted: `pages` as "10-11", counted from 1, or None where there are none; `speaker`
    is who said it, where the words are not the source's own."""

    id: str
    kind: str
    number: int | None
    title: str | None
    text: str
    speaker: str | None
    municipalities: list[str]
    source: str
    year: int | None
    pages: str | None


class Answered(BaseModel, frozen=True):
    """Whether the collection answers: `answers`; `nearest`, where nothing answers clearly and the units are
    only the nearest, which answer another question; or `nothing`. `missing` are words of the query that
    nothing in it means, `corrected` is the query as it was mended."""

    outcome: Literal["answers", "nearest", "nothing"]
    missing: list[str]
    corrected: str | None
    units: list[Quotable]


class Whole(Quotable, frozen=True):
    """A unit, and for a municipal example its card: its own sentences on target_group, method, organisation,
    result and economy, none where it does not tell, and by whose word the result stands."""

    card: Card | None


class Entry(BaseModel, frozen=True):
    """One line of a list: what to `get` or filter by, and what it is."""

    id: str
    name: str


class Checked(BaseModel, frozen=True):
    """A quotation or claim and whether the collection has it; `source` are the source's own words there,
    `differences` tell what differs, as "amount: 5 mio. kr. -> 2 mio. kr."; `carried` are municipalities
    that it is held to be of because the sentence before names them."""

    quote: str
    verdict: Found
    unit_id: str | None
    source: str | None
    differences: list[str]
    carried: list[str]


class Tools:
    """What an assistant may call, over the current build in `indexes`; it follows a switch to a newer one.

    The docstrings are what the assistant reads.
    """

    def __init__(self, indexes: Path) -> None:
        self._indexes = indexes

    def search(
        self,
        query: Annotated[str, Field(min_length=1, max_length=QUERY_LENGTH)],
        kind: Kind | list[Kind] | None = None,
        municipality: str | list[str] | None = None,
        limit: Annotated[int, Field(ge=1, le=MOST)] = 5,
    ) -> Answered:
        """The best units for a question or some words in Danish, best first, and whether they answer it.

        Where outcome is not `answers`, say that the collection does not tell, before you quote what is near.
        kind and municipality: only these, one value or several. municipality: names of Danish municipalities.
        """
        places = [find_municipality(name) for name in _values(municipality)]
        if None in places:
            raise ToolError("municipality must be the name of a Danish municipality")
        named = tuple(place.name for place in places if place is not None)
        filters = Filters(kind=_values(kind), municipality=named)
        if not query.strip():
            raise ToolError("query must hold a word")
        answer = run_search(self._index(), Query(mask(query).strip(), filters, limit=limit))
        return Answered.model_validate(
            {"outcome": answer.outcome, "missing": answer.query.missing, "corrected": answer.query.corrected}
            | {"units": [quotable(hit.unit) for hit in answer.hits]}
        )

    def get(self, id: Annotated[str, Field(max_length=QUERY_LENGTH)]) -> Whole:
        """One unit by its id, whole; an example with its card. An id of old leads to what took its place."""
        index = self._index()
        unit = index.by_id.get(id) or index.by_id.get(index.successors.get(id) or "")
        if unit is None:
            raise ToolError("no unit has this id; ids come from search and list")
        made = card(unit)
        return Whole(**quotable(unit).model_dump(), card=made and without_repeats(made))

    def quotes(self, text: Annotated[str, Field(min_length=1, max_length=QUOTES_LENGTH)]) -> list[Checked]:
        """Check a text before it is sent: is each quotation the source's own, and each claim borne out?

        exact, changed (source has the true words), unsure (judge by source yourself) or absent.
        """
        checked = []
        for verdict in check_quotes(self._index(), mask(text)):
            told = [f"{d.what}: {d.written} -> {d.source}" for d in verdict.differences]
            checked.append(Checked.model_validate(asdict(verdict) | {"differences": told}))
        return checked

    def contents(self, what: Literal["recommendations", "documents", "municipalities"]) -> list[Entry]:
        """What there is: the numbered recommendations, the documents, or municipalities with examples."""
        index = self._index()
        if what == "recommendations":
            return [Entry(id=unit.id, name=f"{unit.number}. {unit.text}") for unit in index.recommendations]
        if what == "documents":
            documents = [source.document for source in index.sources]
            return [Entry(id=each.id, name=f"{each.title} ({each.year or 'no year'})") for each in documents]
        examples = (unit for unit in index.units if unit.kind == "municipality_example")
        names = sorted({name for unit in examples for name in unit.municipalities})
        return [Entry(id=name, name=f"{name} Kommune") for name in names]

    def _index(self) -> Index:
        return _opened(self._indexes, current_build(self._indexes))


@lru_cache(maxsize=1)
def _opened(indexes: Path, build: str | None) -> Index:
    return open_index(indexes, build)


def server(indexes: Path) -> MCPServer:
    """The tools as a server."""
    # Its log would name tools and arguments.
    served: MCPServer = MCPServer(
        "kb", version=version("kb"), instructions=INSTRUCTIONS, log_level="CRITICAL"
    )
    tools = Tools(indexes)
    served.tool(name="search")(tools.search)
    served.tool(name="get")(tools.get)
    served.tool(name="list")(tools.contents)
    served.tool(name="quotes")(tools.quotes)
    return served


def quotable(unit: Unit) -> Quotable:
    """The unit's words and where they stand."""
    first_last = None if unit.pages is None else "-".join(str(page) for page in sorted(set(unit.pages)))
    publisher = f", {unit.document.publisher}" if unit.document.publisher else ""
    where = {"source": unit.document.title + publisher, "year": unit.document.year, "pages": first_last}
    return Quotable.model_validate(unit_fields(unit) | where)


def _values(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """One value or several."""
    return (given,) if isinstance(given, str) else tuple(given or ())
