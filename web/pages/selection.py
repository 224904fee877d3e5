"""Min liste: a selection that lives in the address alone, and references to take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, abort, render_template, request

from kb.model import Unit
from web.opened import opened_index, outline
from web.pages import cite, selection_links
from web.pages.export import attachment, csv_text, word

blueprint = Blueprint("selection", __name__)

Writer = Callable[[Sequence[Unit]], str | bytes]
# extension: (what writes it, its content type)
FORMATS: Mapping[str, tuple[Writer, str]] = {
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ris": (cite.ris, "application/x-research-info-systems; charset=utf-8"),
    "bib": (cite.bibtex, "application/x-bibtex; charset=utf-8"),
    "json": (cite.csl_json, "application/vnd.citationstyles.csl+json"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}


@blueprint.get("/liste")
def mine() -> str:
    """The picked units in the reader's order; with `toem` the question whether to let go of them."""
    units, gone = _picked()
    references = [cite.reference(unit) for unit in units]
    return render_template(
        "liste.html",
        units=units,
        gone=gone,
        references=references,
        is_clearing="toem" in request.args,
        most=selection_links.MOST_PICKED,
    )


@blueprint.get("/liste.<extension>")
def export(extension: str) -> Response:
    """The picked units as references for another program."""
    if extension not in FORMATS:
        abort(404)
    write, content_type = FORMATS[extension]
    units, _ = _picked()
    return attachment(write(units), content_type, f"min-liste.{extension}")


def _picked() -> tuple[list[Unit], int]:
    """The units of the address in their order, and how many the collection does not hold."""
    by_id, by_code = opened_index().by_id, outline().by_code
    units = [by_id[by_code[code]] for code in selection_links.picked() if code in by_code]
    return units, len(selection_links.picked()) - len(units)
