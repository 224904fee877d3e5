"""A search as it stands in an address, and what its page shows: one list, filters with counts, and the query
as it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from kb.danish.mask import CPR, EMAIL, PHONE
from kb.danish.municipalities import find_municipalities, find_municipality
from kb.danish.terms import query_words
from kb.index.opened import Index
from kb.index.tags import FACETS
from kb.model import Answer, Filters, Hit, Query
from kb.search.search import answer as answer_of
from kb.search.search import rank_query
from kb.search.search import search as run_search
from kb.units.facts.quantities import find_quantities
from web.api.parameters import clean, known_value, readable
from web.pages import labels
from web.pages.choices import refuse

PER_PAGE = 20
LAST_OFFSET = 1000
BY_YEAR = "aar"  # the value of the parameter `sort` that puts the newest source first
# Kinds that are one click away, above the list.
QUICK = (("Kun anbefalinger", "recommendation"), ("Kun eksempler", "municipality_example"))
FIGURES = 4  # ways to figures that a page offers
COMPARED = 3  # municipalities that can be read side by side
SHOWN_OF_EACH = 5  # places of a search that stand below a municipality there
ASKS_NUMBER = re.compile(r"\bhvor (?:mange|meget|stor[et]?)\b|\bantal\w*|\bhvilket tal\b", re.IGNORECASE)
SAME = 0.8  # share of two texts' words that are in both, where they are editions of one


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

    def address(self, endpoint: str = "search.results", **more: Any) -> str:
        """The lasting address; of a posted search all but its text, which has to be posted again."""
        return url_for(endpoint, **self.parameters(), **more)

    def chosen(self) -> list[tuple[str, str, Search]]:
        """(facet, value, the search without it) of each filter that is on."""
        chosen = [(facet, getattr(self.query.filters, facet)) for facet in FACETS]
        return [
            (facet, value, self.only(facet, *(kept for kept in values if kept != value)))
            for facet, values in chosen
            for value in values
        ]


def read(index: Index, args: MultiDict[str, str], posted: bool = False) -> Search:
    """The search in an address or form. What is not a search parameter is left alone. Raises Problem 404 for
    a value that no filter knows.

    A form is masked here. An address that holds a personal number never comes so far (`serving.security`).
    """

    def values(facet: str) -> tuple[str, ...]:
        given = filter(None, args.getlist(facet))
        return tuple(dict.fromkeys(known_value(index, facet, each) or refuse(facet, each) for each in given))

    text, order = args.get("q", ""), args.get("sort", "")
    if order not in ("", BY_YEAR):
        refuse("sort", order)
    query = Query(
        text=clean(text) if posted else readable(text).strip(),
        filters=Filters(**{facet: values(facet) for facet in FACETS}),
        correct=args.get("correct") != "0",
        without=tuple(dict.fromkeys(args.getlist("without"))),
        limit=PER_PAGE,
        offset=min(max(0, args.get("offset", 0, int)), LAST_OFFSET),
    )
    return Search(query, order == BY_YEAR, posted)


def answer(index: Index, search: Search) -> Answer:
    """The answer to a search, in the order that it asks for: of the newest first all hits are sorted."""
    query = search.query
    if not search.newest:
        return run_search(index, query)
    found = run_search(index, replace(query, limit=LAST_OFFSET, offset=0))
    by_year = sorted(found.hits, key=lambda hit: -(hit.unit.document.year or 0))
    return replace(found, hits=tuple(by_year[query.offset : query.offset + query.limit]))


def page_of(index: Index, search: Search, found: Answer) -> dict[str, Any]:
    """What the template shows of an answer.

    `outcome` is the answer's, but "nothing" where there are no hits and no filter is to blame; `chosen` are
    the filters that are on. `related` are the words searched beside the reader's own that found something
    among the hits, `reworded` the reader's words of which the sources have only such, `named` the
    municipalities that the query names, with how many hits are of each and the search for them, `unheard`
    the one that the query is nothing but the name of, where no text has it, `parted` the
    query with the parts of a compound that is missing in its place, `figures` the ways to figures about the
    query's subject or municipality, `numberless` the hits that name no number where one is asked for,
    `compared` the municipalities of the first hits that tell of it, `comparing` the search that goes along.
    """
    query, first = search.query, search.changed()
    hits = newer_editions_first(found.hits)
    filters = {facet: values for facet in FACETS if (values := getattr(query.filters, facet))}
    asks = ASKS_NUMBER.search(query.text)
    is_known = bool(found.hits or found.total or filters)

    return {
        "search": search,
        "answer": replace(found, hits=hits),
        "outcome": found.outcome if is_known or found.outcome != "answers" else "nothing",
        "masked": any(sign in query.text for sign in (CPR, EMAIL, PHONE)),
        "quick": _quick(search, found),
        "facets": [facet for facet in labels.FACETS if facet not in filters and found.facets.get(facet)],
        "chosen": [
            (facet, value, rest)
            for facet, value, rest in search.chosen()
            if facet != "kind" or filters[facet] not in [(kind,) for _, kind in QUICK]  # seen to be on there
        ],
        "named": _named(index, search, found),
        "unheard": _unheard(found),
        "figures": _figures(index, query, found),
        "related": tuple(dict.fromkeys(term for hit in hits for term in hit.reason.related)),
        "reworded": _reworded(index, found),
        "numberless": {hit.unit.id for hit in hits if asks and not find_quantities(hit.unit.text)},
        "compared": _compared(found, hits),
        "comparing": {name: value for name, value in first.parameters().items() if name != "sort"},
        "sorts": [
            (label, replace(first, newest=newest), newest == search.newest)
            for label, newest in (("Bedste først", False), ("Nyeste først", True))
        ],
        "unfiltered": search.changed(filters=Filters()),
        "left_out": lambda word: search.changed(text=_instead(query.text, word)),
        "parted": {
            word: _instead(query.text, word, found.query.compounds[word])
            for word in found.query.missing
            if word in found.query.compounds and _instead(query.text, word) != query.text
        },
        "kept": [
            (name, value)
            for name, value in MultiDict(first.parameters()).items(multi=True)
            if name in (*FACETS, "sort")
        ],
    }


def tells(hit: Hit) -> bool:
    """Whether a hit has a word of the query or one in its stead, and is not only near in meaning."""
    return bool(hit.reason.words or hit.reason.related)


def _compared(found: Answer, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The municipalities of the first hits that tell of what is asked, which a filter finds as well."""
    names = (hit.unit.municipalities[0] for hit in hits if hit.unit.municipalities and tells(hit))
    counts = found.facets.get("municipality", {})
    return tuple(dict.fromkeys(name for name in names if counts.get(name)))[:COMPARED]


def found_of(index: Index, search: Search, names: Sequence[str]) -> list[dict[str, Any]]:
    """What a search finds of each municipality: the first places that tell of it, how many there are in all,
    the search for them, and the query as it was read."""
    ranking = rank_query(index, search.query)
    columns = []
    for name in names:
        only = search.only("municipality", name)
        answer = answer_of(index, only.query, ranking)
        hits = [hit for hit in answer.hits if answer.outcome == "answers" and tells(hit)]
        found = {"hits": hits[:SHOWN_OF_EACH], "total": answer.total, "read": answer.query}
        columns.append({"name": name, "only": only, **found})
    return columns


def _instead(text: str, word: str, put: Sequence[str] = ()) -> str:
    """The text with other words, or none, in the place of a word in small letters."""
    # No pattern: the last ones are kept by `re`, and nothing that a reader types may be.
    pieces = (put if piece.strip(".,;:?!»«\"'()").casefold() == word else (piece,) for piece in text.split())
    return " ".join(chain.from_iterable(pieces))


def _reworded(index: Index, found: Answer) -> list[str]:
    """The reader's words that the sources have only in other words, neither alone nor within a compound."""
    words = {
        source: query_words(index.analyzer, index.analyzer.terms(source))
        for source in dict.fromkeys(expansion.source for expansion in found.query.expansions)
    }
    known = index.store.frequencies([name for names in words.values() for name in names])
    return [source for source, names in words.items() if not _is_used(set(names), set(known))]


def _is_used(names: Set[str], known: Set[str]) -> bool:
    """Whether units have the terms of a word: of a compound its own or all the pairs of its parts."""
    pairs = {name for name in names if name.startswith("c:")}
    own = {name for name in names if name.startswith("l:")} if pairs else names
    return bool(own & known) or bool(pairs) and pairs <= known


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


def _quick(search: Search, found: Answer) -> list[tuple[str, int, Search, bool]]:
    """All kinds and those of QUICK: what each is called, how many, its search and whether it is on."""
    chosen = search.query.filters.kind
    offered = [
        (label, found.kinds.get(kind, 0), search.only("kind", kind), chosen == (kind,))
        for label, kind in QUICK
        if found.kinds.get(kind) or chosen == (kind,)
    ]
    everything = ("Alle", sum(found.kinds.values()), search.only("kind"), not chosen)
    return [everything, *offered] if offered else []


def _named(index: Index, search: Search, found: Answer) -> list[tuple[str, int, Search]]:
    text = search.query.text
    if found.outcome != "answers" or not found.total or search.posted or search.query.filters.municipality:
        return []
    counts = found.facets.get("municipality", {})
    small = filter(counts.get, _named_small(index, text))
    named = dict.fromkeys([*(name for _, _, name in find_municipalities(text)), *small])
    return [(name, counts.get(name, 0), search.only("municipality", name)) for name in named]


def _named_small(index: Index, text: str) -> list[str]:
    """The municipalities whose names stand in a query in small letters and are no form of another word:
    "vejen" is one of "vej"."""
    terms = [t for t in index.analyzer.terms(text) if t.lemma in (t.word, t.word.removesuffix("s"))]
    places = (find_municipality(text[term.start : term.end]) for term in terms)
    return [place.name for place in places if place]


def _unheard(found: Answer) -> str | None:
    """The municipality whose name alone the query is, where the sources have none of it."""
    municipality = find_municipality(found.query.text)
    return municipality.name if municipality and found.query.missing else None


def _figures(index: Index, query: Query, found: Answer) -> list[tuple[str, str, int]]:
    """(parameter, name, count) of the figures about what is asked for: a subject, or a municipality."""
    text = " ".join(found.query.used) or query.text
    words = {name for term in index.analyzer.terms(text) for name in (term.lemma, term.family)}
    words |= {expansion.term for expansion in found.query.expansions}
    places = {name for fact in index.facts for name in fact.municipalities}
    named = {name for name in places if re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE)}
    named |= places & set(query.filters.municipality)
    subjects = Counter(fact.measure for fact in index.facts if fact.measure in words)
    of_place = Counter(name for fact in index.facts for name in fact.municipalities if name in named)
    ways = [("emne", *each) for each in subjects.items()] + [("kommune", *each) for each in of_place.items()]
    return ways[:FIGURES]
