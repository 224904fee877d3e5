"""Ranking measured against judged queries: the product beside simple systems and with parts left out,
significance, tables, and runs in TREC form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kb.danish.thesaurus import Thesaurus
from kb.index.opened import Index
from kb.index.token_vectors import Keywords
from kb.measuring import judge
from kb.measuring.baselines import baselines
from kb.measuring.judge import DEPTH, Ideal, JudgedQuery, Ranker, Worth
from kb.model import Query
from kb.search.intent import lifts
from kb.search.nested import best_of_nested
from kb.search.ranking import WEIGHTS, leg_weights, scaled
from kb.search.search import Ranking, answer, outcome, rank_query, search

PARTS = (*WEIGHTS, "keywords", "thesaurus", "spelling", "intent", "judgement")
ROUNDS = 10_000  # of the randomisation test
Run = Mapping[str, Sequence[str]]  # a query's id to unit ids by falling score


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


@dataclass(frozen=True, slots=True)
class Report:
    """The product and the systems beside it; `p` is the randomisation test of each against the product."""

    product: Measured
    systems: tuple[Measured, ...]
    p: Mapping[str, float]
    without: tuple[Measured, ...]


def report(index: Index, queries: Sequence[JudgedQuery], ablate: bool, trec: Path | None) -> Report:
    """Run everything in one go on one index: with `ablate` each part left out too, runs written to `trec`."""
    wanted = ideals(index, queries)
    rankers = {"kb": product(index), **baselines(index)}
    runs = {name: run(ranker, queries) for name, ranker in rankers.items()}
    own, *systems = (measure(name, results, queries, wanted) for name, results in runs.items())
    told = [search(index, Query(query.text)).outcome for query in queries if not query.judgments]
    own = replace(own, silent=_mean(each != "answers" for each in told))
    without = [
        measure(f"without {part}", run(_without(index, part), queries), queries, wanted)
        for part in (PARTS if ablate else ())
    ]
    if trec:
        for name, results in runs.items():
            write_trec(trec, name.lower().replace(" ", "-"), results, queries, wanted)
    return Report(own, tuple(systems), {one.name: p_value(own, one) for one in systems}, tuple(without))


def product(index: Index) -> Ranker:
    """The product's own search as a ranker."""
    return lambda text: [hit.unit.id for hit in search(index, Query(text, limit=DEPTH)).hits]


def _without(index: Index, part: str) -> Ranker:
    """The product's search with one part left out."""
    return lambda text: ids_without(index, Query(text, limit=DEPTH), part)


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
        added = lifts(ranking.reading.intent, ranked.tags, index) / np.float32(ranked.total)
    else:
        weight = leg_weights(ranking.reading)[part] / ranked.total
        added = np.asarray(weight * scaled(ranked.legs[part], *ranked.bounds[part]), np.float32)
    ranked = replace(ranked, scores=ranked.scores - added)
    return replace(ranking, ranked=ranked, outcome=outcome(index, ranking.reading, ranked))


def ideals(index: Index, queries: Sequence[JudgedQuery]) -> dict[str, Ideal]:
    """The ideal ranking of every query that has judgments."""
    squashed = judge.squash_units(index.units)
    return {query.id: judge.ideal(query, squashed) for query in queries if query.judgments}


def run(ranker: Ranker, queries: Sequence[JudgedQuery]) -> Run:
    """Every query's ranking."""
    return {query.id: list(ranker(query.text)) for query in queries}


def measure(name: str, results: Run, queries: Sequence[JudgedQuery], wanted: Mapping[str, Ideal]) -> Measured:
    """The figures of a run; queries without judgments count in `silent` only."""
    judged = [query for query in queries if query.judgments]
    empty = [query for query in queries if not query.judgments]
    worths = {query.id: judge.worth(results[query.id], wanted[query.id]) for query in judged}
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
        grades = judge.gains(names, wanted[query.id])
        qrels += [f"{query.id} 0 {unit} {g}\n" for unit, g in zip(names, grades, strict=True) if g]
        left = list(wanted[query.id].places)
        for grade in grades:
            if grade in left:
                left.remove(grade)
        qrels += [f"{query.id} 0 place-{n} {grade}\n" for n, grade in enumerate(left)]
    (folder / f"{name}.run").write_text("".join(lines), encoding="utf-8")
    (folder / f"{name}.qrels").write_text("".join(qrels), encoding="utf-8")


def as_text(found: Report) -> str:
    """The report as tables."""
    kinds = list(found.product.by_kind)
    head = f"{'':18}{'nDCG@10':>8}{'MRR@10':>8}{'R@20':>7}{'silent':>8}{'refused':>9}"
    lines = [head + "".join(f"{kind[:10]:>11}" for kind in kinds) + "        p"]
    lines.append(_row(found.product, kinds))
    lines += [_row(one, kinds) + f"{found.p[one.name]:9.4f}" for one in found.systems]
    if found.without:
        lines += ["", "Each part left out in turn:"]
        lines += [_row(one, kinds) for one in found.without]
    return "\n".join(lines)


def _row(one: Measured, kinds: Sequence[str]) -> str:
    means = f"{one.name:18}{one.ndcg:8.3f}{one.mrr:8.3f}{one.recall:7.3f}"
    by_kind = "".join(f"{one.by_kind[kind]:11.3f}" for kind in kinds)
    return f"{means}{one.silent:8.2f}{one.refused:9.3f}{by_kind}"
