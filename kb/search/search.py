"""A query to an answer: read, encode, rank, judge, filter, show.

Does the corpus answer a query, is something near, or is not one of its words known? A cosine alone does not
tell: every Danish question is near some Danish text. What tells is whether the query's weighty words, or
words that mean the same, are met together in one unit, and how near that unit's tokens are to the query's. A
word without evidence counts against an answer; it never vetoes one.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.danish.terms import content
from kb.index.opened import Index
from kb.index.tags import passing
from kb.model import KINDS, Answer, Filters, Hit, Query, ReadQuery, Reason
from kb.search.nested import Rows, best_of_nested, count_listed, of_kinds
from kb.search.ranking import LegQueries, Ranked, leg_queries, rank, rank_within
from kb.search.reading import SEARCHED_LENGTH, Reading, matters, read_query
from kb.search.snippets import show
from kb.search.weights import word_weights

# A hit has at least half of the best score, and ENOUGH, since nearly every unit has half of a weak best; or
# it is about as good as the best of its kind: a reader who asks finds the recommendations nearest to it
# beside the examples. Below the floor a kind has nothing to say:
# max(FLOOR * best, min(max(OF_BEST * best, ENOUGH), OF_KIND * best of the kind)).
OF_BEST, ENOUGH, OF_KIND, FLOOR = 0.5, 0.32, 0.96, 0.3
NEAREST = 5  # hits shown where nothing answers clearly
_TOP = 10
# Of MaxSim, and of a point of BM25, as evidence beside the share that is covered.
LATE, WORDS = 2.0, 0.06


@dataclass(frozen=True, slots=True)
class Ranking:
    """A text's scored candidates, before any filter: the lists of one page share it.

    `outcome` is one of kb.model.OUTCOMES; `used` are the sentences of a long text that were searched for;
    `laps` are milliseconds by stage.
    """

    reading: Reading
    queries: LegQueries
    ranked: Ranked
    outcome: str
    used: tuple[str, ...]
    laps: Mapping[str, float]


def search(index: Index, query: Query) -> Answer:
    """The best units for a query. Same index and query, same answer."""
    return answer(index, query, rank_query(index, query))


def rank_query(index: Index, query: Query) -> Ranking:
    """The costly half of a search: all that does not depend on filters, limit and offset."""
    laps: dict[str, float] = {}
    with lap(laps, "read"):
        used = matters(index, query.text) if len(query.text) > SEARCHED_LENGTH else ()
        reading = read_query(index, replace(query, text=" ".join(used) or query.text))
    with lap(laps, "encode"):
        encoded = index.encoder.encode(reading.text)
    with lap(laps, "rank"):
        queries = leg_queries(index, reading, encoded)
        ranked = rank(index, reading, queries)
        found = outcome(index, reading, ranked)
    return Ranking(reading, queries, ranked, found, used, laps)


def outcome(index: Index, reading: Reading, ranked: Ranked) -> str:
    """One of kb.model.OUTCOMES. A phrase or number that the corpus holds is an answer by itself, and so is a
    kind of which nothing is asked ("KL's anbefalinger")."""
    if not (has_known_word(index, reading) or ranked.legs["words"].any()):
        return "nothing"
    if reading.phrases or reading.intent.numbers:
        return "answers" if ranked.listed.any() else "nearest"
    asked = {term.word for term in content(reading.terms)}
    if index.judgement is None or (reading.intent.kinds and asked <= reading.intent.asides):
        return "answers"
    return "answers" if evidence(ranked) >= index.judgement else "nearest"


def has_known_word(index: Index, reading: Reading) -> bool:
    """Whether the corpus has a word of the query or the dictionary can put one together, or it has a number,
    a paragraph, a programme or a term of the thesaurus."""
    return bool(reading.intent.values or reading.groups) or any(
        term.kind != "word" or term.word in index.speller.frequencies or index.analyzer.known(term.word)
        for term in reading.terms
    )


def missing_words(queries: LegQueries) -> tuple[str, ...]:
    """The topical words and paragraphs, but no numbers, that no unit has, neither themselves nor in other
    words."""
    unmet = (word.written for word in queries.covered if not word.occurs)
    return tuple(word for word in unmet if word.isalpha() or word[0] == "§")


def evidence(ranked: Ranked) -> float:
    """How much speaks for an answer: the share of the query's idf that the best of the top units meets, the
    MaxSim of the nearest unit, and the best BM25 score, which grows with how many rare words are met."""
    top = np.argsort(-ranked.scores, kind="stable")[:_TOP]
    covered = float(ranked.legs["covered"][top].max(initial=0.0))
    late = float(ranked.legs["late"][ranked.listed].max(initial=0.0))
    return covered + LATE * late + WORDS * float(ranked.legs["words"].max(initial=0.0))


def answer(index: Index, query: Query, ranking: Ranking) -> Answer:
    """The page of a ranking that a query asks for. `ranking` is of the same text."""
    laps: dict[str, float] = {}
    reading, is_answered = ranking.reading, ranking.outcome == "answers"
    with lap(laps, "filter"):
        ranked, hits = _hits(index, query.filters, ranking)
        best = best_of_nested(ranked.scores, hits, ranked.tags)
        listed = best[of_kinds(ranked.tags, query.filters.kind)[best]]
        if not is_answered:
            hits, best = hits[:0], best[:0]
        facets = count_listed(ranked.scores, hits, best, ranked.tags, query.filters.kind)
        kinds = np.bincount(ranked.tags.kinds[best], minlength=len(KINDS)).tolist()
    with lap(laps, "show"):
        shown = listed if is_answered else listed[:NEAREST]
        rows = shown[query.offset : query.offset + query.limit]
        page = _page(index, ranking, ranked, rows, is_answered)
    stages = {**ranking.laps, **laps}
    return Answer(
        query=ReadQuery(
            text=query.text,
            corrected=reading.corrected,
            expansions=reading.expansions,
            compounds={term.word: term.parts for term in reading.terms if term.parts},
            missing=missing_words(ranking.queries),
            foreign=reading.foreign,
            used=ranking.used,
        ),
        total=len(listed) if is_answered else 0,
        hits=page,
        facets=facets,
        kinds=dict(zip(KINDS, kinds, strict=True)),
        build=index.build,
        model=index.model,
        took_ms=round(sum(stages.values()), 2),
        outcome=ranking.outcome,
        stages=stages,
    )


def _hits(index: Index, filters: Filters, ranking: Ranking) -> tuple[Ranked, Rows]:
    """The candidates that pass every filter except kind, and which of them are good enough."""
    first = ranking.ranked
    ranked = rank_within(index, ranking.reading, ranking.queries, first, filters)
    if ranking.outcome == "nothing":
        return ranked, np.empty(0, np.int64)
    passed = ranked.listed & passing(ranked.tags, replace(filters, kind=()))
    if ranking.outcome == "answers":
        # The kind asked for stands first, but is listed by its own merit only: "anbefalinger om hjemløshed"
        # are not all that there are.
        own = np.where(first.listed, first.scores - first.lifted, np.float32(0.0))
        passed &= ranked.scores - ranked.lifted >= least_by_kind(own, first.tags.kinds)[ranked.tags.kinds]
    return ranked, np.flatnonzero(passed)


@contextmanager
def lap(laps: dict[str, float], stage: str) -> Iterator[None]:
    """Put the milliseconds of what is done within into `laps`."""
    start = time.perf_counter()
    yield
    laps[stage] = 1000 * (time.perf_counter() - start)


def least_by_kind(scores: NDArray[np.float32], kind: NDArray[np.int64]) -> NDArray[np.float32]:
    """The score that a unit of each kind must reach, shape (kinds,); `kind` (units,) tells each unit's."""
    best_own = np.zeros(len(KINDS), np.float32)
    np.maximum.at(best_own, kind, scores)
    best = np.float32(best_own.max(initial=0.0))
    enough = max(OF_BEST * best, np.float32(ENOUGH))
    return np.asarray(np.maximum(FLOOR * best, np.minimum(enough, OF_KIND * best_own)), np.float32)


def _page(index: Index, ranking: Ranking, ranked: Ranked, rows: Rows, is_answered: bool) -> tuple[Hit, ...]:
    units = index.store.units(ranked.tags.places[rows])
    told = word_weights(ranking.reading, ranking.queries.covered)
    weights = [told.within(unit.municipalities) for unit in units]
    shown = show(index.passages, [unit.text for unit in units], ranking.reading, weights)
    # Hits that are only the nearest carry no phrase as their reason.
    phrases = [
        index.keywords.phrases[number] if number >= 0 and is_answered else None
        for number in ranked.keywords[rows].tolist()
    ]
    return tuple(
        Hit(
            unit,
            round(float(ranked.scores[row]), 6),
            each.snippet,
            Reason(each.words, each.related, round(float(ranked.legs["late"][row]), 4), phrase),
        )
        for row, unit, each, phrase in zip(rows.tolist(), units, shown, phrases, strict=True)
    )
