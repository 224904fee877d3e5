"""Whole lists of the index as answers of the endpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from kb import gazetteer
from kb.index import Index
from kb.model import Unit
from kb.quoting.check import Verdict
from kb.records import unit_fields, unit_url
from kb.related import related
from web import schemas

RELATED = 5


def unit_detail(index: Index, unit: Unit) -> schemas.UnitDetail:
    """A unit with the units before, after, inside and related to it."""
    siblings = [u for u in index.units if u.parent == unit.parent and u.document.id == unit.document.id]
    place = siblings.index(unit)
    return schemas.UnitDetail.model_validate(
        {
            **unit_fields(unit),
            "url": unit_url(unit),
            "previous": _reference(siblings[place - 1]) if place else None,
            "next": _reference(siblings[place + 1]) if place + 1 < len(siblings) else None,
            "children": [_reference(child) for child in index.children.get(unit.id, ())],
            "related": [_reference(other) for other in related(index, unit, RELATED)],
        }
    )


def municipalities(index: Index) -> schemas.Municipalities:
    """Every municipality with the number of units that name it."""
    counts = Counter(name for unit in index.units for name in unit.municipalities)
    return schemas.Municipalities(
        [
            schemas.Municipality(
                name=each.name, slug=each.slug, code=each.code, region=each.region, units=counts[each.name]
            )
            for each in gazetteer.municipalities()
        ]
    )


def documents(index: Index) -> schemas.Documents:
    """Every document with the number of its units by kind."""
    return schemas.Documents(
        [
            schemas.Document(
                **asdict(source.document),
                canonical=source.canonical,
                rights=source.rights,
                files=list(source.files),
                units=_kinds(index, source.document.id),
            )
            for source in sorted(index.sources, key=lambda source: source.document.id)
        ]
    )


def facts(index: Index) -> schemas.Facts:
    """Every fact of the index, in its order."""
    return schemas.Facts.model_validate([asdict(fact) for fact in index.facts])


def verdicts(checked: Sequence[Verdict]) -> schemas.Verdicts:
    """Verdicts as the endpoint gives them."""
    return schemas.Verdicts.model_validate([asdict(verdict) for verdict in checked])


def _kinds(index: Index, document: str) -> dict[str, int]:
    return dict(sorted(Counter(u.kind for u in index.units if u.document.id == document).items()))


def _reference(unit: Unit) -> schemas.Neighbour:
    fields = {"id": unit.id, "kind": unit.kind, "title": unit.title, "number": unit.number}
    return schemas.Neighbour.model_validate(fields)
