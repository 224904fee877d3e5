"""A sample of rankings, taken from an index when it is published and asked again by `kb verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.index.opened import Index
from kb.measuring.bench import make_queries
from kb.model import Filters, Query
from kb.search.search import search

COUNT = 20
CLOSE = 1e-4  # a score that differs by less is the same


def sample(index: Index) -> list[dict[str, Any]]:
    """What the index answers to queries made of its own words, every other one within one kind."""
    kinds = sorted(index.manifest["kinds"])
    asked = enumerate(make_queries(index, COUNT)) if kinds else []
    return [_asked(index, text, [kinds[number % len(kinds)]] if number % 2 else []) for number, text in asked]


def _asked(index: Index, text: str, kind: Sequence[str]) -> dict[str, Any]:
    answer = search(index, Query(text, filters=Filters(kind=tuple(kind))))
    hits = [[hit.unit.id, hit.score] for hit in answer.hits]
    return {"text": text, "kind": list(kind), "total": answer.total, "hits": hits}


def differing(index: Index, expected: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One line for each query of a sample that is answered otherwise."""
    for entry in expected:
        answer = _asked(index, entry["text"], entry["kind"])
        if answer["total"] != entry["total"] or not _alike(answer["hits"], entry["hits"]):
            yield f"the query {entry['text']!r} is answered otherwise than by the index that was published"


def _alike(found: Sequence[tuple[str, float]], expected: Sequence[tuple[str, float]]) -> bool:
    return [id for id, _ in found] == [id for id, _ in expected] and all(
        abs(score - wanted) <= CLOSE for (_, score), (_, wanted) in zip(found, expected, strict=True)
    )
