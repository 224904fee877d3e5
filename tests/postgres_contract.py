"""What two stores of one build must agree on: asked by the tests, and by `make proof-postgres` of more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.index.opened import Index
from kb.measuring.bench import make_queries
from kb.model import Answer, Filters, Query
from kb.search.search import search

CLOSE = 1e-4
ASKED = (
    "anbefaling 2",
    "anbefaling 1 til 3 om støtte",
    "eksempler fra Odense Kommune",
    "hvad siger loven om § 85 støtte i hjemmet",
    '"støtte i hjemmet"',
    "housing first i kommunen",
    "boligstotte til unge hjemlose",
    "xyzzy kvantemekanik",
)


def queries(index: Index, count: int) -> list[str]:
    """Queries of every shape, most of them runs of the index's own words."""
    return [*ASKED, *make_queries(index, count - len(ASKED))]


def filters(index: Index) -> Sequence[Filters]:
    """None, then what many, some and few units pass, within one facet and across two."""
    kinds = sorted(index.manifest["kinds"])
    towns = tuple(sorted(value for facet, value in index.store.facets.names if facet == "municipality"))
    return (
        Filters(),
        Filters(kind=(kinds[-1],)),
        Filters(kind=tuple(kinds[:2]), municipality=towns[:2]),
        Filters(municipality=towns[-1:]),
        Filters(municipality=("Ingen Steder",)),
    )


def disagreements(one: Index, other: Index, count: int) -> Iterator[str]:
    """One line for each query that the two answer differently: hits, order, totals, facets, scores."""
    for number, text in enumerate(queries(one, count)):
        chosen = filters(one)
        for each in {Filters(), chosen[number % len(chosen)]}:
            query = Query(text, filters=each, limit=50)
            if found := _difference(search(one, query), search(other, query)):
                yield f"{text!r} {each}: {found}"


def _difference(one: Answer, other: Answer) -> str | None:
    if one.total != other.total or one.facets != other.facets:
        return f"totals {one.total} and {other.total}, or facets"
    pairs = list(zip(one.hits, other.hits, strict=True))
    for place, (a, b) in enumerate(pairs, 1):
        if (a.unit, a.snippet, a.reason) != (b.unit, b.snippet, b.reason):
            return f"hit {place}: {a.unit.id} {a.score} and {b.unit.id} {b.score}"
        if abs(a.score - b.score) > CLOSE:
            return f"hit {place}: {a.unit.id} scores {a.score} and {b.score}"
    return None
