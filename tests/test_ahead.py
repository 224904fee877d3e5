"""Hits made ready while the vector is coming are the hits that would be made afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.index import open_index
from kb.model import Query
from kb.ranking import scan
from kb.search import answer, ranking, shown_ahead

QUERY = Query("støtte til hjemløse unge i egen bolig", limit=50)


def test_what_was_made_ready_is_shown_as_what_was_not(shipped_indexes: Path) -> None:
    index = open_index(shipped_indexes)
    later = ranking(index, QUERY)
    ahead = shown_ahead(index, scan(index, later.question), later.wanted)
    sooner = answer(index, QUERY, replace(later, ahead=ahead))
    ready = [hit.unit.id for hit in sooner.hits if index.store.place(hit.unit.id) in ahead]
    assert (later.ahead, 0 < len(ready) < len(sooner.hits)) == ({}, True)
    assert sooner.hits == answer(index, QUERY, later).hits


def test_what_was_made_ready_is_not_made_again(shipped_indexes: Path) -> None:
    index = open_index(shipped_indexes)
    later = ranking(index, QUERY)
    ahead = shown_ahead(index, scan(index, later.question), later.wanted)
    marked = {place: replace(shown, snippet="ready") for place, shown in ahead.items()}
    hits = answer(index, QUERY, replace(later, ahead=marked)).hits
    ready = [index.store.place(hit.unit.id) in ahead for hit in hits]
    assert [hit.snippet == "ready" for hit in hits] == ready
