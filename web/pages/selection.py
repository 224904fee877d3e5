"""Min liste: a selection that lives in the address alone, and references to take along."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from kb.model import Unit
from web.opened import opened_index
from web.pages import cite
from web.pages import selection_links as carry
from web.pages.export import attachment, csv_text

blueprint = Blueprint("selection", __name__)

# extension: (what writes it, its content type)
FORMATS = {
    "ris": (cite.ris, "application/x-research-info-systems; charset=utf-8"),
    "bib": (cite.bibtex, "application/x-bibtex; charset=utf-8"),
    "json": (cite.csl_json, "application/vnd.citationstyles.csl+json"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}


@blueprint.get("/liste")
def mine() -> str:
    """The picked units in the reader's order."""
    units, gone = _picked()
    references = [cite.reference(unit) for unit in units]
    return render_template("liste.html", units=units, gone=gone, references=references)


@blueprint.get("/liste.<extension>")
def export(extension: str) -> Response:
    """The picked units as references for another program."""
    if extension not in FORMATS:
        abort(404)
    write, content_type = FORMATS[extension]
    units, _ = _picked()
    return attachment(write(units), content_type, f"min-liste.{extension}")


def _picked() -> tuple[list[Unit], int]:
    """The units of the address in their order, and how many ids the collection does not hold."""
    by_id = opened_index().by_id
    units = [by_id[unit_id] for unit_id in carry.picked() if unit_id in by_id]
    return units, len(carry.picked()) - len(units)
