"""What the result page shows: one list, filters with counts, and the query as it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.index.opened import Index
from kb.model import Answer, Hit, Query
from kb.search.search import Ranking, answer, rank_query
from web.pages import labels
from web.pages import selection_links as carry
from web.pages.search_links import LAST_OFFSET, Search

# facet: value: what the value is called
Names = Mapping[str, Mapping[str, str]]
# facet: value: how many units
Counts = Mapping[str, Mapping[str, int]]
# Kinds that are one click away, above the list.
QUICK = (("Kun anbefalinger", "recommendation"), ("Kun eksempler", "municipality_example"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: how many hits are left then, and the address that chooses it."""

    label: str
    count: int
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The values of one facet, most frequent first."""

    facet: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything on one result page. `first` is the rank of its first hit, from 1.

    `outcome` is the answer's, but "nothing" where there are no hits and no filter is to blame.
    `related` are the words searched beside the reader's own that found something among the hits.
    """

    search: Search
    answer: Answer
    outcome: str
    quick: tuple[Choice, ...]
    panels: tuple[Panel, ...]
    chosen: tuple[Choice, ...]
    related: tuple[str, ...]
    previous: str | None
    next: str | None

    @property
    def first(self) -> int:
        """The rank of the first hit."""
        return self.search.query.offset + 1


def result_page(index: Index, search: Search, names: Names) -> ResultPage:
    """One ranking, its page, and what choosing a value would list.

    `names` maps a facet to what its values are called.
    """
    query = search.query
    ranked = rank_query(index, query)
    found = _newest_first(index, query, ranked) if search.newest else answer(index, query, ranked)
    return page_of(search, found, _of_any_kind(index, search, ranked, found), names)


def page_of(search: Search, found: Answer, any_kind: Answer, names: Names) -> ResultPage:
    """The page of an answer; `any_kind` is the same one without its filter by kind."""
    query = search.query
    before, after = query.offset - query.limit, query.offset + query.limit
    return ResultPage(
        search,
        found,
        _outcome(found, query),
        _quick(search, any_kind),
        _panels(search, found.facets, names),
        _chosen(search, found.facets, names),
        tuple(dict.fromkeys(term for hit in found.hits for term in hit.reason.related)),
        search.changed(offset=max(before, 0)).address() if query.offset else None,
        search.changed(offset=after).address() if after < found.total else None,
    )


def _outcome(found: Answer, query: Query) -> str:
    if found.hits or found.total or found.outcome != "answers":
        return found.outcome
    return "answers" if any(getattr(query.filters, facet) for facet in labels.FACETS) else "nothing"


def _newest_first(index: Index, query: Query, ranked: Ranking) -> Answer:
    """The page of the hits by falling year, those of a year by score."""
    found = answer(index, replace(query, limit=LAST_OFFSET, offset=0), ranked)
    return replace(found, hits=newest_first(found.hits)[query.offset : query.offset + query.limit])


def newest_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits by falling year, those without one last; those of a year stay as they are."""
    return tuple(sorted(hits, key=lambda hit: -(hit.unit.document.year or 0)))


def _of_any_kind(index: Index, search: Search, ranked: Ranking, found: Answer) -> Answer:
    if not search.query.filters.kind:
        return found
    return answer(index, replace(search.only("kind").query, limit=1), ranked)


def _quick(search: Search, any_kind: Answer) -> tuple[Choice, ...]:
    chosen, counts = search.query.filters.kind, any_kind.facets.get("kind", {})
    everything = Choice("Alle", any_kind.total, search.only("kind").address(), not chosen)
    offered = [
        Choice(label, counts.get(kind, 0), search.only("kind", kind).address(), chosen == (kind,))
        for label, kind in QUICK
        if counts.get(kind) or chosen == (kind,)
    ]
    return (everything, *offered) if offered else ()


def _panels(search: Search, counted: Counts, names: Names) -> tuple[Panel, ...]:
    panels = []
    # A page has a hundred choices or more: each is this address and one more parameter.
    here = search.changed().address()
    more = "&" if "?" in here else "?"
    for facet, title in labels.FACETS.items():
        counts = counted.get(facet, {})
        # A facet that is chosen already stands among the chosen.
        if getattr(search.query.filters, facet) or not counts:
            continue
        called = names.get(facet, {})
        offered = tuple(
            Choice(called.get(value, value), count, f"{here}{more}{carry.parameter(facet, value)}")
            for value, count in counts.items()
        )
        panels.append(Panel(facet, title, offered))
    return tuple(panels)


def _chosen(search: Search, counted: Counts, names: Names) -> tuple[Choice, ...]:
    """The filters that are on, each with the address without it; a kind of QUICK is seen to be on there."""
    found = []
    for facet in labels.FACETS:
        values: tuple[str, ...] = getattr(search.query.filters, facet)
        for value in values:
            if facet == "kind" and values in [(kind,) for _, kind in QUICK]:
                continue
            left = search.only(facet, *(v for v in values if v != value))
            label = names.get(facet, {}).get(value, value)
            found.append(Choice(label, counted.get(facet, {}).get(value, 0), left.address()))
    return tuple(found)
