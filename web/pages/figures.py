"""Nøgletal: the figures that the sources report, each with the quotation it comes from."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, abort, render_template, request

from kb.danish.slugs import slug
from web.opened import opened_index
from web.pages import charts
from web.pages.collation import alphabetical

blueprint = Blueprint("figures", __name__)

SURVEYS = "undersoegelser"  # the subject that shows the surveys' own tables


@blueprint.get("/noegletal")
def figures() -> str:
    """All figures, or those of one subject, municipality or status. Raises 404 for an unknown subject."""
    index = opened_index()
    subjects = Counter(fact.measure for fact in index.facts)
    subject, place, status = (request.args.get(name, "") for name in ("emne", "kommune", "status"))
    measure = next((name for name in subjects if slug(name) == subject), None)
    if subject and measure is None and subject != SURVEYS:
        abort(404)
    surveys = charts.surveys(index.units)
    chosen = [
        fact
        for fact in index.facts
        if measure in (None, fact.measure)
        and (not place or place in map(slug, fact.municipalities))
        and status in ("", fact.status)
    ]
    return render_template(
        "noegletal.html",
        by_id=index.by_id,
        subjects={name: subjects[name] for name in alphabetical(subjects)},
        places=alphabetical({name for fact in index.facts for name in fact.municipalities}),
        chosen={"emne": subject, "kommune": place, "status": status},
        measure=measure,
        measures=charts.measures(chosen),
        surveys=surveys if subject == SURVEYS else (),
        tables=len(surveys),
    )
