"""Nøgletal: the figures that the sources report, each with the quotation it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template

from kb.model import Fact
from web.opened import opened_index
from web.pages import charts

blueprint = Blueprint("figures", __name__)


@blueprint.get("/noegletal")
def figures() -> str:
    """Charts and the table of all figures."""
    index = opened_index()
    return render_template(
        "noegletal.html",
        by_id=index.by_id,
        measures=by_measure(index.facts),
        caseloads=charts.changes(index.facts, "sagstal"),
        savings=charts.amounts(index.facts, "besparelse"),
        surveys=charts.surveys(index.units),
    )


def by_measure(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Facts by measure in the alphabet's order, those of a measure by subject."""
    groups: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.measure, fact.subject)):
        groups.setdefault(fact.measure, []).append(fact)
    return groups
