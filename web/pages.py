"""The pages that say what this is."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """The search box and where to begin."""
    return render_template("forside.html")
