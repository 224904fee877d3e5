"""What the result page shows: one list, filters with counts, and the query as it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from flask import url_for

from kb.danish.slugs import slug
from kb.index.opened import Index
from kb.model import Answer, Hit, Query
from kb.search.search import search as run_search
from web.pages import labels
from web.pages.search_links import LAST_OFFSET, Search

# facet: value: what the value is called
Names = Mapping[str, Mapping[str, str]]
# Kinds that are one click away, above the list.
QUICK = (("Kun anbefalinger", "recommendation"), ("Kun eksempler", "municipality_example"))
FIGURES = 4  # ways to figures that a page offers
COMPARED = 3  # municipalities that can be read side by side
SAME = 0.8  # share of two texts' words that are in both, where they are editions of one


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on: what it is called, how much is there, and its address."""

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
    """Everything on one result page.

    `outcome` is the answer's, but "nothing" where there are no hits and no filter is to blame. `related` are
    the words searched beside the reader's own that found something among the hits, `figures` the ways to
    figures about the query's subject or municipality, `compared` the municipalities of the first hits.
    """

    search: Search
    answer: Answer
    outcome: str
    quick: tuple[Choice, ...]
    panels: tuple[Panel, ...]
    chosen: tuple[Choice, ...]
    figures: tuple[Choice, ...]
    related: tuple[str, ...]
    compared: tuple[str, ...]
    previous: str | None
    next: str | None

    @property
    def first(self) -> int:
        """The rank of the first hit, from 1."""
        return self.search.query.offset + 1


def result_page(index: Index, search: Search, names: Names) -> ResultPage:
    """One ranking, its page, and what choosing a value would list.

    `names` maps a facet to what its values are called.
    """
    query = search.query
    if not search.newest:
        return page_of(index, search, run_search(index, query), names)
    found = run_search(index, replace(query, limit=LAST_OFFSET, offset=0))
    hits = newest_first(found.hits)[query.offset : query.offset + query.limit]
    return page_of(index, search, replace(found, hits=hits), names)


def page_of(index: Index, search: Search, found: Answer, names: Names) -> ResultPage:
    """The page of an answer."""
    query = search.query
    before, after = query.offset - query.limit, query.offset + query.limit
    hits = newer_editions_first(found.hits)
    places = dict.fromkeys(hit.unit.municipalities[0] for hit in hits if hit.unit.municipalities)
    return ResultPage(
        search=search,
        answer=replace(found, hits=hits),
        outcome=_outcome(found, query),
        quick=_quick(search, found),
        panels=_panels(search, found, names),
        chosen=_chosen(search, found, names),
        figures=_figures(index, query, found),
        related=tuple(dict.fromkeys(term for hit in hits for term in hit.reason.related)),
        compared=tuple(places)[:COMPARED],
        previous=search.changed(offset=max(before, 0)).address() if query.offset else None,
        next=search.changed(offset=after).address() if after < found.total else None,
    )


def _outcome(found: Answer, query: Query) -> str:
    if found.hits or found.total or found.outcome != "answers":
        return found.outcome
    return "answers" if any(getattr(query.filters, facet) for facet in labels.FACETS) else "nothing"


def newest_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits by falling year, those without one last; those of a year stay as they are."""
    return tuple(sorted(hits, key=lambda hit: -(hit.unit.document.year or 0)))


def newer_editions_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits in their order, but of those that say the same in two editions the newer one first."""
    words = [set(re.findall(r"\w+", hit.unit.text.casefold())) for hit in hits]
    order = list(range(len(hits)))
    for later in range(len(order)):
        for earlier in range(later):
            old, new = hits[order[earlier]].unit.document, hits[order[later]].unit.document
            if (old.year or 0) < (new.year or 0) and _alike(words[order[earlier]], words[order[later]]):
                order[earlier], order[later] = order[later], order[earlier]
    return tuple(hits[place] for place in order)


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= SAME * len(one | other)


def _quick(search: Search, found: Answer) -> tuple[Choice, ...]:
    chosen = search.query.filters.kind
    everything = Choice("Alle", sum(found.kinds.values()), search.only("kind").address(), not chosen)
    offered = [
        Choice(label, found.kinds.get(kind, 0), search.only("kind", kind).address(), chosen == (kind,))
        for label, kind in QUICK
        if found.kinds.get(kind) or chosen == (kind,)
    ]
    return (everything, *offered) if offered else ()


def _panels(search: Search, found: Answer, names: Names) -> tuple[Panel, ...]:
    panels = []
    for facet, title in labels.FACETS.items():
        counts = found.facets.get(facet, {})
        # A facet that is chosen already stands among the chosen.
        if getattr(search.query.filters, facet) or not counts:
            continue
        called = names.get(facet, {})
        offered = tuple(
            Choice(called.get(value, value), count, search.only(facet, value).address())
            for value, count in counts.items()
        )
        panels.append(Panel(facet, title, offered))
    return tuple(panels)


def _chosen(search: Search, found: Answer, names: Names) -> tuple[Choice, ...]:
    """The filters that are on, each with the address without it; a kind of QUICK is seen to be on there."""
    chosen = []
    for facet in labels.FACETS:
        values: tuple[str, ...] = getattr(search.query.filters, facet)
        for value in values:
            if facet == "kind" and values in [(kind,) for _, kind in QUICK]:
                continue
            left = search.only(facet, *(v for v in values if v != value))
            label = names.get(facet, {}).get(value, value)
            chosen.append(Choice(label, found.facets.get(facet, {}).get(value, 0), left.address()))
    return tuple(chosen)


def _figures(index: Index, query: Query, found: Answer) -> tuple[Choice, ...]:
    """The ways to the figures about what is asked for: a subject by its name, a municipality by its own."""
    text = " ".join(found.query.used) or query.text
    words = {term.lemma for term in index.analyzer.terms(text)} | {e.term for e in found.query.expansions}
    places = {name for fact in index.facts for name in fact.municipalities}
    named = {name for name in places if re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE)}
    named |= places & set(query.filters.municipality)
    subjects = Counter(fact.measure for fact in index.facts if fact.measure in words)
    of_place = Counter(name for fact in index.facts for name in fact.municipalities if name in named)
    address = partial(url_for, "figures.figures")
    by_subject = [Choice(name, count, address(emne=slug(name))) for name, count in subjects.items()]
    by_place = [Choice(name, count, address(kommune=slug(name))) for name, count in of_place.items()]
    return tuple(by_subject + by_place)[:FIGURES]
