"""Search with one part of the ranking left out, to measure what each is worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kb.danish.thesaurus import Thesaurus
from kb.index.opened import Index
from kb.index.token_vectors import Keywords
from kb.model import Query
from kb.search.intent import lifts
from kb.search.nested import best_of_nested
from kb.search.ranking import WEIGHTS, leg_weights, scaled
from kb.search.search import Ranking, answer, outcome, rank_query

PARTS = (*WEIGHTS, "keywords", "thesaurus", "spelling", "intent", "judgement")


def ids_without(index: Index, query: Query, part: str) -> list[str]:
    """The ids of the hits of a query with one of PARTS left out; "judgement" takes no hit off the list."""
    if part == "keywords":
        index = replace(index, keywords=Keywords(index.folder / "none"))
    if part == "thesaurus":
        index = replace(index, thesaurus=Thesaurus([], {}))
    ranking = rank_query(index, replace(query, correct=query.correct and part != "spelling"))
    ranked = ranking.ranked
    if part == "judgement":
        best = best_of_nested(ranked.scores, np.flatnonzero(ranked.listed), ranked.tags)[: query.limit]
        return [unit.id for unit in index.store.units(ranked.tags.places[best])]
    if part in WEIGHTS or part == "intent":
        ranking = _without_score(index, ranking, part)
    return [hit.unit.id for hit in answer(index, query, ranking).hits]


def _without_score(index: Index, ranking: Ranking, part: str) -> Ranking:
    """The ranking without what a leg, or what the query asks for, adds to the scores."""
    ranked = ranking.ranked
    if part == "intent":
        added = lifts(ranking.reading.intent, ranked.tags, index)
    else:
        added = leg_weights(ranking.reading)[part] * scaled(ranked.legs[part], *ranked.bounds[part])
    ranked = replace(ranked, scores=np.asarray(ranked.scores - added / ranked.total, np.float32))
    return replace(ranking, ranked=ranked, outcome=outcome(index, ranking.reading, ranked))
