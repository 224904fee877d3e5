"""Ranking measured against judged queries: tables, significance, and the run in TREC form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.index.opened import Index
from kb.measuring.judge import Ideal, JudgedQuery, Worth, earned, ideal, squash_units, worth
from kb.model import Query
from kb.search.search import search

DEPTH = 50  # hits fetched for a query
ROUNDS = 10_000  # of the randomisation test
Run = Mapping[str, Sequence[str]]  # a query's id to unit ids by falling score
Ranker = Callable[[str], Sequence[str]]  # a query's text to unit ids by falling score


@dataclass(frozen=True, slots=True)
class Measured:
    """A system's figures: means over the judged queries, nDCG by kind, and each query's own worth.

    `silent` is the share of no-answer queries that return nothing, `refused` that of the judged ones; of the
    product: that are not told as answered, and that have no hit at all.
    """

    name: str
    ndcg: float
    mrr: float
    recall: float
    by_kind: Mapping[str, float]
    silent: float
    refused: float
    worths: Mapping[str, Worth]


def product(index: Index) -> Ranker:
    """The product's own search as a ranker."""
    return lambda text: [hit.unit.id for hit in search(index, Query(text, limit=DEPTH)).hits]


def ideals(index: Index, queries: Sequence[JudgedQuery]) -> dict[str, Ideal]:
    """The ideal ranking of every query that has judgments."""
    squashed = squash_units(index.units)
    return {query.id: ideal(query, squashed) for query in queries if query.judgments}


def run(ranker: Ranker, queries: Sequence[JudgedQuery]) -> Run:
    """Every query's ranking."""
    return {query.id: list(ranker(query.text)) for query in queries}


def measure(name: str, results: Run, queries: Sequence[JudgedQuery], wanted: Mapping[str, Ideal]) -> Measured:
    """The figures of a run; queries without judgments count in `silent` only."""
    judged = [query for query in queries if query.judgments]
    empty = [query for query in queries if not query.judgments]
    worths = {query.id: worth(results[query.id], wanted[query.id]) for query in judged}
    kinds = dict.fromkeys(query.kind for query in judged)
    return Measured(
        name=name,
        ndcg=_mean(worths[query.id].ndcg for query in judged),
        mrr=_mean(worths[query.id].mrr for query in judged),
        recall=_mean(worths[query.id].recall for query in judged),
        by_kind={k: _mean(worths[q.id].ndcg for q in judged if q.kind == k) for k in kinds},
        silent=_mean(not results[query.id] for query in empty),
        refused=_mean(not results[query.id] for query in judged),
        worths=worths,
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def p_value(one: Measured, other: Measured) -> float:
    """Paired randomisation test on nDCG@10, two-sided (Smucker et al. 2007), with a fixed seed."""
    differences = np.array([one.worths[q].ndcg - other.worths[q].ndcg for q in sorted(one.worths)])
    signs = np.random.default_rng(0).choice((-1.0, 1.0), (ROUNDS, len(differences)))
    extreme = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12
    return float((extreme.sum() + 1) / (ROUNDS + 1))


def write_trec(
    folder: Path, name: str, results: Run, queries: Sequence[JudgedQuery], wanted: Mapping[str, Ideal]
) -> None:
    """Write `<name>.run` and `<name>.qrels`, scores strictly falling.

    A hit's relevance is what it earns in this very run; ideal places that it did not earn stand as
    units of their own, so that ir_measures finds the same ideal ranking.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines, qrels = [], []
    for query in queries:
        names = results[query.id]
        lines += [f"{query.id} Q0 {unit} {n} {DEPTH - n} {name}\n" for n, unit in enumerate(names, 1)]
        if query.id not in wanted:
            continue
        grades = earned(names, wanted[query.id])
        qrels += [f"{query.id} 0 {unit} {g}\n" for unit, g in zip(names, grades, strict=True) if g]
        left = list(wanted[query.id].places)
        for grade in grades:
            if grade in left:
                left.remove(grade)
        qrels += [f"{query.id} 0 place-{n} {grade}\n" for n, grade in enumerate(left)]
    (folder / f"{name}.run").write_text("".join(lines), encoding="utf-8")
    (folder / f"{name}.qrels").write_text("".join(qrels), encoding="utf-8")
