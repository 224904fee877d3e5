"""The pages that say what this is."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.danish.gazetteer import municipalities
from kb.model import INDSATS
from web.counting import by_kind, whole_units
from web.opened import opened_index, outline
from web.pages import tilemap

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """The search box and where to begin."""
    return render_template("forside.html", **front())


def front() -> dict[str, object]:
    """What the front page shows of the collection."""
    index = opened_index()
    counts = by_kind(whole_units(index))
    return {
        "counts": counts,
        "canonical": len(index.recommendations),
        "themes": index.themes,
        "places": len(outline().by_municipality),
        "sources": index.sources,
        "indsats": INDSATS,
        **tilemap.drawing(municipalities(), outline().by_municipality),
    }


@blueprint.get("/om")
def about() -> str:
    """What is in here, how it ranks, and what is kept: nothing."""
    index = opened_index()
    return render_template("om.html", index=index, counts=by_kind(whole_units(index)))


@blueprint.get("/tilgaengelighed")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("tilgaengelighed.html")
