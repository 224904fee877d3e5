"""A search as it stands in an address, and addresses that change one thing about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.model import Filters, Query
from web.api.parameters import clean
from web.pages import selection_links as carry

FACETS = tuple(field.name for field in fields(Filters))
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
        return replace(self, query=only(self.query, facet, *values))

    def address(self, endpoint: str = "search.results") -> str:
        """The lasting address; of a posted search all but its text, which has to be posted again."""
        return address(self.query, endpoint, newest=self.newest, posted=self.posted)


def read(args: MultiDict[str, str], posted: bool = False) -> Search:
    """The search in an address or form. What is not a search parameter is left alone.

    What looks like a personal number is masked here, before anything is done with the text.
    """
    filters = Filters(**{facet: tuple(dict.fromkeys(args.getlist(facet))) for facet in FACETS})
    query = Query(
        text=text(args),
        filters=filters,
        correct=args.get("correct") != "0",
        without=tuple(dict.fromkeys(args.getlist("without"))),
        limit=PER_PAGE,
        offset=_offset(args.get("offset", "0")),
    )
    return Search(query, args.get("sort") == BY_YEAR, posted)


def text(args: MultiDict[str, str]) -> str:
    """What was asked, masked."""
    return clean(args.get("q", ""))


def _offset(digits: str) -> int:
    # int() refuses more than 4,300 digits; nobody turns to page a million.
    readable = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return min(int(digits), LAST_OFFSET) if readable else 0


def address(
    query: Query, endpoint: str = "search.results", newest: bool = False, posted: bool = False
) -> str:
    """The lasting address of a search. A result page has dozens: url_for would read the routes for each."""
    given = dict(parameters(query)) | ({"sort": BY_YEAR} if newest else {})
    if posted:
        del given["q"]
    encoded = carry.encoded(carry.taken_along(given))
    return f"{carry.path(endpoint)}?{encoded}" if encoded else carry.path(endpoint)


def parameters(query: Query) -> Mapping[str, Any]:
    """The search as parameters, in a fixed order, without those that say nothing."""
    given: dict[str, Any] = {"q": query.text}
    given |= {facet: chosen for facet in FACETS if (chosen := getattr(query.filters, facet))}
    if not query.correct:
        given["correct"] = "0"
    if query.without:
        given["without"] = query.without
    if query.offset:
        given["offset"] = query.offset
    return given


def only(query: Query, facet: str, *values: str) -> Query:
    """The same search from its first page, with exactly these values of a facet (none: all)."""
    filters = replace(query.filters, **{facet: values})
    return replace(query, filters=filters, offset=0)
