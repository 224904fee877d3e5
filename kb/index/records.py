"""Units as JSON, as an index stores them, and back; answers as the endpoint gives them."""

import dataclasses
import json
from operator import attrgetter
from typing import Any

from kb.model import Answer, Document, Fact, Hit, Theme, Unit

_FIELDS = tuple(field.name for field in dataclasses.fields(Unit))
_values = attrgetter(*_FIELDS)
_TUPLES = tuple(field.name for field in dataclasses.fields(Unit) if "tuple" in str(field.type))


def unit_fields(unit: Unit) -> dict[str, Any]:
    """The unit as JSON-ready fields, in the order of the record: what is stored."""
    # dataclasses.asdict of the whole copies every list of every hit of every answer: ten times the work.
    fields = dict(zip(_FIELDS, _values(unit), strict=True))
    fields["document"] = dataclasses.asdict(unit.document)
    fields["theme"] = unit.theme and dataclasses.asdict(unit.theme)
    return fields


def unit_line(unit: Unit) -> str:
    """The unit as one JSON line, without the line break."""
    return json.dumps(unit_fields(unit), ensure_ascii=False)


def unit_from_fields(fields: dict[str, Any]) -> Unit:
    """The unit that `unit_fields` came from."""
    values = dict(fields)
    values["document"] = Document(**values["document"])
    if values["theme"] is not None:
        values["theme"] = Theme(**values["theme"])
    for name in _TUPLES:
        if values[name] is not None:
            values[name] = tuple(values[name])
    return Unit(**values)


def unit_from_line(line: str) -> Unit:
    """The unit that `unit_line` came from."""
    return unit_from_fields(json.loads(line))


def pages(unit: Unit) -> str:
    """Such as "s. 34" or "s. 34–35", printed numbers where they are known; empty where there are none."""
    span = unit.page_labels or unit.pages
    if span is None:
        return ""
    first, last = span
    return f"s. {first}" if first == last else f"s. {first}–{last}"


def quoted_in(unit: Unit) -> str:
    """Whose words a unit is, as they stand before its source: "Bo Li, formand, citeret i: "; empty where the
    source itself speaks."""
    return f"{unit.speaker}, citeret i: " if unit.speaker else ""


def fact_line(fact: Fact) -> str:
    """The fact as one JSON line, without the line break."""
    return json.dumps(dataclasses.asdict(fact), ensure_ascii=False)


def fact_from_fields(fields: dict[str, Any]) -> Fact:
    """The fact whose fields these are."""
    return Fact(**{**fields, "municipalities": tuple(fields["municipalities"])})


def answer_fields(answer: Answer) -> dict[str, Any]:
    """The answer as the JSON endpoint gives it."""
    return {
        "query": {
            "text": answer.query.text,
            "corrected": answer.query.corrected,
            "expansions": [{"term": e.term, "from": e.source} for e in answer.query.expansions],
            "missing": list(answer.query.missing),
            "used": list(answer.query.used),
        },
        "outcome": answer.outcome,
        "total": answer.total,
        "hits": [_hit_fields(hit) for hit in answer.hits],
        "facets": {facet: dict(counts) for facet, counts in answer.facets.items()},
        "index": {"build": answer.build, "model": answer.model},
        "took_ms": answer.took_ms,
    }


def _hit_fields(hit: Hit) -> dict[str, Any]:
    found = {"score": hit.score, "snippet": hit.snippet, "reason": dataclasses.asdict(hit.reason)}
    return api_fields(hit.unit) | found


def api_fields(unit: Unit) -> dict[str, Any]:
    """What the endpoint, in a hit, alone and in a list, and `kb units` tell of a unit; `web.api.schemas.Unit`
    describes it. An assistant is told less: `kb.commands.assistant.Quotable`."""
    return {**unit_fields(unit), "url": unit_url(unit)}


def unit_url(unit: Unit) -> str:
    """The lasting address of a unit's page."""
    return f"/enhed/{unit.id}"
