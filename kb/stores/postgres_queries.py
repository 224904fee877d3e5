"""The SQL of the two questions.

Written so that Citus can send each whole to its shards: grouped by `item`, by which the tables are
distributed, all values given as arrays, and nothing joined but tables that lie together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.filters import FACETS
from kb.model import Filters
from kb.postings import K1, B, idf
from kb.stores.postgres_rows import tag, term_hash
from kb.stores.seam import Clauses, Leg

# What the build sees (kb/stores/postgres_schema.sql).
SEEN = "{0}.item <= %(last)s AND {0}.until > %(build)s"

# The postings of some terms (sorted) as item, alternative and weighted score; {{where}} is left open.
_PLACE = "width_bucket(posting.term, %({0})s::bigint[])"
_ARM = (
    f"SELECT posting.item, (%({{1}})s::integer[])[{_PLACE}] AS alternative,"
    f" (%({{2}})s::float8[])[{_PLACE}] * posting.frequency::float8"
    " / (posting.frequency::float8 + %(flat)s + %(slope)s * posting.length::float8) AS part"
    f" FROM kb.posting {{{{where}}}} posting.term = ANY(%({{0}})s::bigint[]) AND {SEEN.format('posting')}"
)
FREQUENCIES = (
    "SELECT DISTINCT ON (term) term, units FROM kb.frequency"
    " WHERE term = ANY(%(terms)s::bigint[]) AND build <= %(build)s ORDER BY term, build DESC"
)
UNITS = "SELECT item, payload::text FROM kb.unit WHERE item = ANY(%(items)s::integer[])"
VECTORS = "SELECT item, vector_send(embedding) FROM kb.vector WHERE item = ANY(%(items)s::integer[])"
BY_ID = f"SELECT item FROM kb.unit WHERE id = %(id)s AND {SEEN.format('unit')}"


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its parameters."""

    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Norm:
    """What BM25 needs of a leg: how many units, their mean length, how many have each term."""

    size: int
    average: float
    having: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Only:
    """Which units may be found: these `items` where they are few, those that pass `filters`, or all."""

    items: str | None = None
    filters: Filters | None = None


def bm25(leg: Leg, clauses: Clauses, norm: Norm) -> Statement:
    """item and score of the units with any of the clauses' terms, in no order; {where} is left open.

    A term counts in several alternatives. The postings are therefore read in layers, the first with one
    alternative of each term, the next with a second of those that have one: an array beside the layer's
    terms can then tell which, and nothing needs to be joined.
    """
    alternatives = [(number, own) for number, clause in enumerate(clauses) for own in clause]
    clause_of = [number for number, _ in alternatives]
    values: dict[str, object] = {
        "flat": K1 * (1 - B),
        "slope": K1 * B / norm.average,
        "clauses": clause_of,
    }
    arms = []
    for number, layer in enumerate(_layers(leg, [own for _, own in alternatives], norm)):
        columns = zip(
            *((term, which + 1, weight) for term, (which, weight) in sorted(layer.items())), strict=True
        )
        names = [f"{name}{number}" for name in ("terms", "alternatives", "weights")]
        values |= dict(zip(names, map(list, columns), strict=True))
        arms.append(_ARM.format(*names))
    met = " UNION ALL ".join(arms)
    if len(set(clause_of)) == len(clause_of):
        return Statement(f"SELECT item, sum(part) AS score FROM ({met}) met GROUP BY item", values)
    scored = f"SELECT item, alternative, sum(part) AS score FROM ({met}) met GROUP BY item, alternative"
    best = (
        "SELECT item, (%(clauses)s::integer[])[alternative] AS clause, max(score) AS score"
        f" FROM ({scored}) scored GROUP BY item, clause"
    )
    return Statement(f"SELECT item, sum(score) AS score FROM ({best}) best GROUP BY item", values)


def _layers(
    leg: Leg, alternatives: Sequence[Mapping[str, float]], norm: Norm
) -> Iterator[Mapping[int, tuple[int, float]]]:
    """Hash of a term: the number of an alternative and the term's weight in it; in each layer once."""
    members: dict[str, list[tuple[int, float]]] = {}
    for number, weights in enumerate(alternatives):
        for term, weight in weights.items():
            if having := norm.having.get(term):
                members.setdefault(term, []).append((number, weight * idf(norm.size, having)))
    for depth in range(max(map(len, members.values()), default=0)):
        yield {term_hash(leg, term): own[depth] for term, own in members.items() if len(own) > depth}


def passing(filters: Filters) -> Statement:
    """The condition on kb.unit that only what passes `filters` meets."""
    values: dict[str, object] = {}
    for facet in FACETS:
        if wanted := getattr(filters, facet):
            values[f"only_{facet}"] = [tag(facet, value) for value in wanted]
    return Statement(" AND ".join(f"unit.tags && %({name})s::text[]" for name in values), values)


def best(leg: Leg, clauses: Clauses, norm: Norm, only: Only) -> Statement:
    """The best by BM25 among those that pass, at most %(limit)s."""
    scored = scores_of(leg, clauses, norm, only.items)
    text, values = f"SELECT item, score FROM ({scored.text}) scored", dict(scored.values)
    if only.filters is not None:
        # Once, and not in every layer.
        tests = passing(only.filters)
        text = f"{text} JOIN kb.unit USING (item) WHERE {tests.text}"
        values |= tests.values
    return Statement(f"{text} ORDER BY score DESC LIMIT %(limit)s", values)


def scores_of(leg: Leg, clauses: Clauses, norm: Norm, items: str | None) -> Statement:
    """BM25 of these units, of all where `items` is None."""
    scored = bm25(leg, clauses, norm)
    return Statement(scored.text.format(where=_among(items, "posting")), {**scored.values, "items": items})


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


def held(leg: Leg, names: Sequence[Sequence[str]], items: str | None) -> Statement:
    """item and, as the bits of a number, which of at most 63 lists of terms it has any of."""
    bits: dict[int, int] = {}
    for number, terms in enumerate(names):
        for term in terms:
            hashed = term_hash(leg, term)
            bits[hashed] = bits.get(hashed, 0) | 1 << number
    text = (
        f"SELECT posting.item, bit_or((%(bits)s::bigint[])[{_PLACE.format('terms')}])"
        f" FROM kb.posting {_among(items, 'posting')} posting.term = ANY(%(terms)s::bigint[])"
        f" AND {SEEN.format('posting')} GROUP BY posting.item"
    )
    asked = sorted(bits.items())
    values = {"terms": [term for term, _ in asked], "bits": [own for _, own in asked], "items": items}
    return Statement(text, values)


def _among(items: str | None, table: str) -> str:
    return "WHERE" if items is None else f"WHERE {table}.item = ANY(%(items)s::integer[]) AND"
