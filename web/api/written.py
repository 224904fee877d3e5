"""The answer to a search as JSON bytes. What does not depend on the query is written once for each unit."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from pydantic_core import to_json

from kb.index.records import answer_fields, hit_fields, unit_fields
from kb.model import Answer, Hit, Unit

# A unit is some 3 kB of JSON.
MOST_UNITS = 500
# Inside a text the quotation marks would have backslashes.
NO_HITS = b'"hits":[]'


def answer_bytes(answer: Answer) -> bytes:
    """The JSON of `kb.index.records.answer_fields`. To write all of a page's units anew takes twice as
    long."""
    before, after = to_json(answer_fields(replace(answer, hits=()))).split(NO_HITS)
    return b"".join((before, b'"hits":[', b",".join(map(_hit, answer.hits)), b"]", after))


def _hit(hit: Hit) -> bytes:
    return b"".join((_unit(hit.unit)[:-1], b",", to_json(hit_fields(hit))[1:]))


@lru_cache(maxsize=MOST_UNITS)
def _unit(unit: Unit) -> bytes:
    return to_json(unit_fields(unit))
