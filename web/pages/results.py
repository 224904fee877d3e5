"""What the result page shows: lists, filters with counts, and the query as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.index.opened import Index
from kb.model import Answer, Hit, Query, Reason
from kb.search.search import Ranking, answer, choices, rank_query
from web.pages import labels
from web.pages import search_links as asked
from web.pages import selection_links as carry

# Words named as the reason of a hit; the others are marked in its text anyway.
WORDS = 4
# facet: value: what the value is called
Names = Mapping[str, Mapping[str, str]]
# facet: value: how many units
Counts = Mapping[str, Mapping[str, int]]

# The lists of a page without a chosen kind: (title, kinds, how many are shown at first)
LISTS = (
    ("Eksempler", ("municipality_example",), 6),
    ("Anbefalinger", ("recommendation",), 6),
    ("Fund, mindset, indsatstyper og afsnit", ("finding", "mindset_element", "indsats_type", "passage"), 6),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: how many hits are left then, and the address that chooses it."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The values of one facet, most frequent first."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ResultList:
    """One ranked list. `first` is the rank of its first hit, from 1; None: there is no such way on."""

    title: str
    hits: tuple[Hit, ...]
    total: int
    first: int = 1
    more: str | None = None
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything on one result page."""

    query: Query
    answer: Answer
    lists: tuple[ResultList, ...]
    panels: tuple[Panel, ...]
    chosen: tuple[Choice, ...]


def result_page(index: Index, query: Query, names: Names) -> ResultPage:
    """One ranking, and each list's own answer from it.

    `names` maps a facet to what its values are called. The total is that of the whole search, a list's
    that of its kinds; beside a value stands what is listed once it is chosen.
    """
    ranked = rank_query(index, query)
    whole = answer(index, replace(query, limit=query.limit if query.filters.kind else 1), ranked)
    lists = (_paged(query, whole),) if query.filters.kind else _side_by_side(index, query, ranked)
    counts = choices(index, query.filters, ranked)
    return ResultPage(query, whole, lists, _panels(query, counts, names), _chosen(query, counts, names))


def _side_by_side(index: Index, query: Query, ranked: Ranking) -> tuple[ResultList, ...]:
    return tuple(
        _first_of(title, answer(index, replace(of_kinds, limit=shown), ranked), of_kinds)
        for title, kinds, shown in LISTS
        for of_kinds in (asked.only(query, "kind", *kinds),)
    )


def _first_of(title: str, found: Answer, query: Query) -> ResultList:
    more = asked.address(query) if found.total > len(found.hits) else None
    return ResultList(title, found.hits, found.total, more=more)


def _paged(query: Query, answer: Answer) -> ResultList:
    kinds = query.filters.kind
    title = labels.KINDS[kinds[0]][1] if len(kinds) == 1 and kinds[0] in labels.KINDS else "Resultater"
    before, after = query.offset - query.limit, query.offset + query.limit
    return ResultList(
        title,
        answer.hits,
        answer.total,
        first=query.offset + 1,
        previous=asked.address(replace(query, offset=max(before, 0))) if query.offset else None,
        next=asked.address(replace(query, offset=after)) if after < answer.total else None,
    )


def _panels(query: Query, counted: Counts, names: Names) -> tuple[Panel, ...]:
    panels = []
    # A page has a hundred choices or more: each is this address and one more parameter.
    here = asked.address(replace(query, offset=0))
    for facet, title in labels.FACETS.items():
        counts = counted.get(facet, {})
        # A facet that is chosen already stands among the chosen.
        if getattr(query.filters, facet) or not counts:
            continue
        called = names.get(facet, {})
        offered = tuple(
            Choice(called.get(value, value), count, f"{here}&{carry.parameter(facet, value)}")
            for value, count in counts.items()
        )
        panels.append(Panel(title, offered))
    return tuple(panels)


def _chosen(query: Query, counted: Counts, names: Names) -> tuple[Choice, ...]:
    found = []
    for facet in labels.FACETS:
        values: tuple[str, ...] = getattr(query.filters, facet)
        for value in values:
            left = asked.only(query, facet, *(v for v in values if v != value))
            label = names.get(facet, {}).get(value, value)
            count = counted.get(facet, {}).get(value, 0)
            found.append(Choice(label, count, asked.address(left)))
    return tuple(found)


def why(reason: Reason) -> str:
    """Why a hit is there, in a few words."""
    parts = []
    if reason.words:
        parts.append("Ord: " + _first_few(reason.words))
    if reason.related:
        parts.append("Beslægtet: " + _first_few(reason.related))
    if not parts:
        return "Ligner i betydning, uden de samme ord"
    return " · ".join(parts)


def _first_few(words: tuple[str, ...]) -> str:
    return ", ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")
