"""The SQL of the questions.

Written so that Citus can send each whole to its shards: all values are given as arrays, and nothing is joined
but tables that lie together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.index.filters import FACETS
from kb.model import Filters
from kb.postgres.rows import tag

# What the build sees (kb/postgres/schema.sql).
SEEN = "{0}.item <= %(last)s AND {0}.until > %(build)s"

FREQUENCIES = (
    "SELECT DISTINCT ON (term) term, units FROM kb.frequency"
    " WHERE term = ANY(%(terms)s::bigint[]) AND build <= %(build)s ORDER BY term, build DESC"
)
LISTS = "SELECT term, units FROM kb.posting WHERE term = ANY(%(terms)s::bigint[]) ORDER BY term"
UNITS = "SELECT item, payload::text FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
VECTORS = "SELECT item, vector_send(embedding) FROM kb.vector WHERE item = ANY(%(items)s::integer[])"
BY_ID = f"SELECT item FROM kb.unit WHERE id = %(id)s AND {SEEN.format('unit')}"


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its parameters."""

    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Only:
    """Which units may be found: these `items` where they are few, those that pass `filters`, or all."""

    items: str | None = None
    filters: Filters | None = None


def passing(filters: Filters) -> Statement:
    """The condition on kb.unit that only what passes `filters` meets."""
    values: dict[str, object] = {}
    for facet in FACETS:
        if wanted := getattr(filters, facet):
            values[f"only_{facet}"] = [tag(facet, value) for value in wanted]
    return Statement(" AND ".join(f"unit.tags && %({name})s::text[]" for name in values), values)


def nearest(vector: str, only: Only) -> Statement:
    """item and score of the nearest that pass, at most %(limit)s; the operator stands bare, for the index."""
    distance = "vector.embedding <#> %(vector)s::vector"
    text = f"SELECT vector.item, -({distance}) FROM kb.vector"
    values: dict[str, object] = {"vector": vector, "items": only.items}
    where = _among(only.items, "vector")
    if only.filters is not None:
        tests = passing(only.filters)
        where = f"JOIN kb.unit ON unit.item = vector.item WHERE {tests.text} AND"
        values |= tests.values
    return Statement(f"{text} {where} {SEEN.format('vector')} ORDER BY {distance} LIMIT %(limit)s", values)


def cosines_of(vector: str, items: str | None) -> Statement:
    """item and exact cosine of these units, of all where `items` is None."""
    text = (
        "SELECT vector.item, -(vector.embedding <#> %(vector)s::vector) FROM kb.vector"
        f" {_among(items, 'vector')} {SEEN.format('vector')}"
    )
    return Statement(text, {"vector": vector, "items": items})


def _among(items: str | None, table: str) -> str:
    return "WHERE" if items is None else f"WHERE {table}.item = ANY(%(items)s::integer[]) AND"
