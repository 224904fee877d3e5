"""Two or three municipalities side by side: what each has done, for whom, and with what figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from kb.danish.gazetteer import find_municipality, municipalities
from kb.danish.slugs import slug
from kb.index.filters import values
from kb.model import INDSATS, Fact, Unit
from web.counting import grouped
from web.opened import opened_index, outline
from web.pages.collation import alphabetical, sort_key
from web.pages.results import COMPARED

blueprint = Blueprint("compare", __name__)

OTHERS = "uden angivet indsats"


@dataclass(frozen=True, slots=True)
class Column:
    """What the sources tell of one municipality: examples by indsats and by target group, and figures."""

    name: str
    by_indsats: Mapping[str, Sequence[Unit]]
    by_group: Mapping[str, Sequence[Unit]]
    facts: Sequence[Fact]


@blueprint.get("/sammenlign")
def side_by_side() -> str:
    """The municipalities of the address beside each other, and a form to choose others. Raises 404."""
    names = [_named(value) for value in request.args.getlist("kommune") if value]
    columns = [_column(name) for name in dict.fromkeys(names)][:COMPARED]
    told = [place.name for place in municipalities() if place.name in outline().by_municipality]
    return render_template(
        "sammenlign.html",
        columns=columns,
        indsats=[name for name in (*INDSATS, OTHERS) if any(name in c.by_indsats for c in columns)],
        groups=alphabetical({group for column in columns for group in column.by_group}),
        places=alphabetical(told),
        most=COMPARED,
        repeated=[name for name in dict.fromkeys(names) if names.count(name) > 1],
        by_id=opened_index().by_id,
    )


def _named(value: str) -> str:
    place = next((place for place in municipalities() if place.slug == slug(value)), None)
    found = place or find_municipality(value)
    if found is None:
        abort(404)
    return found.name


def _column(name: str) -> Column:
    units = outline().by_municipality.get(name, ())
    examples = [u for u in units if u.kind == "municipality_example" and name in values(u, "municipality")]
    facts = [fact for fact in opened_index().facts if name in fact.municipalities]
    return Column(
        name,
        grouped(examples, lambda unit: unit.indsats or (OTHERS,)),
        grouped(examples, lambda unit: unit.target_groups),
        sorted(facts, key=lambda fact: (sort_key(fact.measure), fact.unit_id)),
    )
