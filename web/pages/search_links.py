"""A search as it stands in an address, and addresses that change one thing about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from kb.index.filters import FACETS
from kb.model import Filters, Query
from web.api.parameters import clean, readable

PER_PAGE = 20
LAST_OFFSET = 1000
BY_YEAR = "aar"  # the value of the parameter `sort` that puts the newest source first


@dataclass(frozen=True, slots=True)
class Search:
    """A search of the pages: `newest` sorts its hits by year, `posted` keeps its text out of addresses."""

    query: Query
    newest: bool = False
    posted: bool = False

    def changed(self, **fields: Any) -> Search:
        """The same search from its first page with other fields of its query."""
        return replace(self, query=replace(self.query, **({"offset": 0} | fields)))

    def only(self, facet: str, *values: str) -> Search:
        """The same search from its first page, with exactly these values of a facet (none: all)."""
        return self.changed(filters=replace(self.query.filters, **{facet: values}))

    def parameters(self) -> dict[str, Any]:
        """The search as parameters, in a fixed order, without those that say nothing or are posted."""
        query = self.query
        given: dict[str, Any] = {"q": "" if self.posted else query.text}
        given |= {facet: getattr(query.filters, facet) for facet in FACETS}
        given |= {"correct": "" if query.correct else "0", "without": query.without, "offset": query.offset}
        given["sort"] = BY_YEAR if self.newest else ""
        return {name: value for name, value in given.items() if value}

    def address(self, endpoint: str = "search.results") -> str:
        """The lasting address; of a posted search all but its text, which has to be posted again."""
        return url_for(endpoint, **self.parameters())


def read(args: MultiDict[str, str], posted: bool = False) -> Search:
    """The search in an address or form. What is not a search parameter is left alone.

    A form is masked here. An address that holds a personal number never comes so far (`serving.privacy`).
    """
    text = args.get("q", "")
    query = Query(
        text=clean(text) if posted else readable(text).strip(),
        filters=Filters(**{facet: tuple(dict.fromkeys(args.getlist(facet))) for facet in FACETS}),
        correct=args.get("correct") != "0",
        without=tuple(dict.fromkeys(args.getlist("without"))),
        limit=PER_PAGE,
        offset=min(max(0, args.get("offset", 0, int)), LAST_OFFSET),
    )
    return Search(query, args.get("sort") == BY_YEAR, posted)
