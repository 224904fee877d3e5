"""Filters: which units may be shown. Their values are also the facets that are counted."""

from __future__ import annotations

from dataclasses import fields

from kb.model import Filters, Unit

FACETS = tuple(field.name for field in fields(Filters))


def values(unit: Unit, facet: str) -> tuple[str, ...]:
    """The unit's values of a facet, as they are filtered by and counted."""
    if facet == "kind":
        return (unit.kind,)
    if facet == "document":
        return (unit.document.id,)
    if facet == "theme":
        return () if unit.theme is None else (unit.theme.id,)
    found: tuple[str, ...] = {
        "municipality": unit.municipalities,
        "indsats": unit.indsats,
        "law": unit.laws,
        "programme": unit.programmes,
    }[facet]
    return found


def passes(unit: Unit, filters: Filters) -> bool:
    """Any value within a field, all fields."""
    return all(
        not wanted or not set(wanted).isdisjoint(values(unit, facet))
        for facet in FACETS
        if (wanted := getattr(filters, facet)) is not None
    )
