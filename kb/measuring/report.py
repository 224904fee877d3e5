"""What `kb evaluate queries` prints: the product beside simple systems, parts left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kb.index.opened import Index
from kb.measuring.ablation import PARTS, ids_without
from kb.measuring.baselines import baselines
from kb.measuring.judge import Ideal, JudgedQuery
from kb.measuring.queries import DEPTH, Measured, ideals, measure, p_value, product, run, write_trec
from kb.model import Query
from kb.search.search import search


@dataclass(frozen=True, slots=True)
class Report:
    """The product and the systems beside it; `p` is the randomisation test of each against the product."""

    product: Measured
    systems: tuple[Measured, ...]
    p: Mapping[str, float]
    without: tuple[Measured, ...]


def report(index: Index, queries: Sequence[JudgedQuery], ablate: bool, trec: Path | None) -> Report:
    """Run everything in one go on one index: with `ablate` each part left out too, runs written to `trec`."""
    perfect = ideals(index, queries)
    own_run = run(product(index), queries)
    own = replace(measure("kb", own_run, queries, perfect), silent=_silent(index, queries))
    runs = {name: run(ranker, queries) for name, ranker in baselines(index).items()}
    systems = tuple(measure(name, results, queries, perfect) for name, results in runs.items())
    without = tuple(_without(part, index, queries, perfect) for part in PARTS) if ablate else ()
    if trec:
        for name, results in {"kb": own_run, **runs}.items():
            write_trec(trec, name.lower().replace(" ", "-"), results, queries, perfect)
    return Report(own, systems, {one.name: p_value(own, one) for one in systems}, without)


def _silent(index: Index, queries: Sequence[JudgedQuery]) -> float:
    """The share of the queries without judgments that the product does not tell as answered."""
    told = [search(index, Query(query.text)).outcome for query in queries if not query.judgments]
    return sum(outcome != "answers" for outcome in told) / len(told) if told else 0.0


def _without(
    part: str, index: Index, queries: Sequence[JudgedQuery], perfect: Mapping[str, Ideal]
) -> Measured:
    results = run(lambda text: ids_without(index, Query(text, limit=DEPTH), part), queries)
    return measure(f"without {part}", results, queries, perfect)


def as_json(found: Report) -> str:
    """The report as one JSON text, each query's own figures with it."""
    entry: dict[str, Any] = asdict(found)
    return json.dumps(entry, ensure_ascii=False, indent=1)


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
