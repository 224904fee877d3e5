"""A search as it stands in an address, and addresses that change one thing about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.model import Filters, Query
from web.api.parameters import clean
from web.pages import selection_links as carry

FACETS = tuple(field.name for field in fields(Filters))
PER_PAGE = 20
LAST_OFFSET = 1000


def read(args: MultiDict[str, str]) -> Query:
    """The search in an address. What is not a search parameter is left alone (a link may carry more).

    What looks like a personal number is masked here, before anything is done with the text.
    """
    filters = Filters(**{facet: tuple(dict.fromkeys(args.getlist(facet))) for facet in FACETS})
    return Query(
        text=text(args),
        filters=filters,
        correct=args.get("correct") != "0",
        without=tuple(dict.fromkeys(args.getlist("without"))),
        limit=PER_PAGE,
        offset=_offset(args.get("offset", "0")),
    )


def text(args: MultiDict[str, str]) -> str:
    """What was asked, masked."""
    return clean(args.get("q", ""))


def _offset(digits: str) -> int:
    # int() refuses more than 4,300 digits; nobody turns to page a million.
    readable = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return min(int(digits), LAST_OFFSET) if readable else 0


def address(query: Query, endpoint: str = "search.results") -> str:
    """The lasting address of a search. A result page has dozens: url_for would read the routes for each."""
    return f"{carry.path(endpoint)}?{carry.encoded(carry.taken_along(parameters(query)))}"


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
