"""Overblik: each recommendation with the examples and findings near it, and what stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template

from kb.danish import read_toml
from kb.index.opened import Index
from kb.model import Theme, Unit
from web.counting import whole_units
from web.opened import opened_index, outline

blueprint = Blueprint("overview", __name__)


@blueprint.get("/overblik")
def overview() -> str:
    """The recommendations by theme, those without anything near, and the examples near none."""
    index = opened_index()
    near = outline().near
    groups: dict[Theme | None, list[Unit]] = {}
    for unit in index.recommendations:
        groups.setdefault(unit.theme, []).append(unit)
    return render_template(
        "overblik.html",
        groups=groups,
        near=near,
        compared=bool(near) or not index.recommendations,
        without=[unit for unit in index.recommendations if not near.get(unit.id)],
        alone=_alone(index, near),
        count=len(index.recommendations),
        measured=read_toml("pairs.toml"),
    )


def _alone(index: Index, near: Mapping[str, tuple[Unit, ...]]) -> list[Unit]:
    """The whole examples of which no part is near a recommendation."""
    taken: set[str] = set()
    for unit in (unit for units in near.values() for unit in units):
        inside: Unit | None = unit
        while inside is not None:
            taken.add(inside.id)
            inside = index.by_id.get(inside.parent or "")
    return [u for u in whole_units(index) if u.kind == "municipality_example" and u.id not in taken]
