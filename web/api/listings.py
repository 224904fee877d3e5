"""Whole lists of the index as answers of the endpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

from kb.danish import gazetteer
from kb.index.opened import Index
from kb.index.records import unit_fields, unit_url
from kb.model import Unit
from kb.search.related import beside, related
from kb.units.cards import card, without_repeats
from web.api import schemas
from web.counting import by_kind, grouped, tagged, whole_units

RELATED = 5


def unit_detail(index: Index, unit: Unit) -> schemas.UnitDetail:
    """A unit with the units before, after, inside and related to it."""
    before, after = beside(index, unit)
    made = card(unit)
    detail: schemas.UnitDetail = schemas.UnitDetail.model_validate(
        {
            **unit_fields(unit),
            "url": unit_url(unit),
            "card": made and asdict(without_repeats(made)),
            "previous": before and _reference(before),
            "next": after and _reference(after),
            "children": [_reference(child) for child in index.children(unit)],
            "related": [_reference(other) for other in related(index, unit, RELATED)],
        }
    )
    return detail


def municipalities(index: Index) -> schemas.Municipalities:
    """Every municipality with the number of units that name it."""
    counts = _named(index)
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
    kinds = _kinds(index)
    return schemas.Documents(
        [
            schemas.ListedDocument(
                **asdict(source.document),
                canonical=source.canonical,
                rights=source.rights,
                files=list(source.files),
                units=kinds.get(source.document.id, {}),
            )
            for source in sorted(index.sources, key=lambda source: source.document.id)
        ]
    )


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def _named(index: Index) -> Counter[str]:
    """How many units name each municipality."""
    return Counter(
        {name: len(units) for name, units in tagged(index, lambda unit: unit.municipalities).items()}
    )


@lru_cache(maxsize=1)
def _kinds(index: Index) -> Mapping[str, dict[str, int]]:
    """How many units of each kind a document has, by its id."""
    documents = grouped(whole_units(index), lambda unit: (unit.document.id,))
    return {document: by_kind(units) for document, units in documents.items()}


def _reference(unit: Unit) -> schemas.Neighbour:
    fields = {"id": unit.id, "kind": unit.kind, "title": unit.title, "number": unit.number}
    return schemas.Neighbour.model_validate(fields)
