"""The result page, the same results as a spreadsheet, and a preview of the first ones."""

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from kb.model import QUERY_LENGTH, TEXT_LENGTH
from kb.search.search import search as run_search
from web.current import opened_index, outline
from web.pages import labels
from web.pages.results import LAST_OFFSET, Search, answer, page_of, read
from web.pages.selection import FORMATS, attachment, csv_text, file_name
from web.pages.templating import unit_url

blueprint = Blueprint("search", __name__)

PREVIEWED = 5
EMPTY = "Skriv et par ord om det, du vil vide."
TOO_LONG = f"En adresse kan højst rumme {QUERY_LENGTH} tegn. Sæt teksten ind i feltet her, så læser vi den."


@blueprint.get("/soeg")
def results() -> ResponseReturnValue:
    """One ranked list, with its filters."""
    search = read(opened_index(), request.args)
    if not search.query.text or len(search.query.text) > QUERY_LENGTH:
        return _refused(search.query.text)
    return _page(search)


@blueprint.post("/soeg")
def posted_results() -> ResponseReturnValue:
    """The results of a form: a short search moves to its address; a long one, and a case of any length
    (`notat`), stands in none."""
    search = _posted()
    text = search.query.text
    if not text:
        return _refused(text)
    if len(text) <= QUERY_LENGTH and "notat" not in request.form:
        return redirect(replace(search, posted=False).address(), 303)
    written = request.form.get("q", "").replace("\r\n", "\n").strip()
    return _page(
        search.changed(text=_cut(text), offset=search.query.offset), len(written), len(text) > TEXT_LENGTH
    )


def _posted() -> Search:
    """The search of a form: its text from the body, its filters from the body or the address."""
    return read(opened_index(), CombinedMultiDict([request.form, request.args]), posted=True)


def _cut(text: str) -> str:
    """At most TEXT_LENGTH characters, cut at a space."""
    return text if len(text) <= TEXT_LENGTH else text[:TEXT_LENGTH].rsplit(None, 1)[0]


def _page(search: Search, written: int = 0, is_cut: bool = False) -> str:
    """`written` is the length of a posted text as its reader sees it, who knows nothing of masks."""
    page = page_of(opened_index(), search, answer(opened_index(), search))
    return render_template("soeg.html", **page, written=written, is_cut=is_cut)


def _refused(text: str) -> ResponseReturnValue:
    """The front page, with what to do about a search that is empty, or too long for an address."""
    return render_template("forside.html", error=TOO_LONG if text else EMPTY, query=text[:TEXT_LENGTH]), 400


@blueprint.route("/soeg.csv", methods=["GET", "POST"])
def results_csv() -> ResponseReturnValue:
    """Every hit of a search, in order."""
    search = read(opened_index(), request.args) if request.method == "GET" else _posted()
    query = replace(search.query, text=_cut(search.query.text), limit=LAST_OFFSET, offset=0)
    if len(query.text) > QUERY_LENGTH and not search.posted:
        return _refused(query.text)
    units = [hit.unit for hit in answer(opened_index(), replace(search, query=query)).hits]
    name = file_name("Søgning" if search.posted else query.text, "csv")
    return attachment(csv_text(units), FORMATS["csv"][1], name)


@blueprint.post("/soeg/kig")
def preview() -> ResponseReturnValue:
    """The first hits of what is being typed; posted, so that half a search stands in no address."""
    query = replace(_posted().query, limit=PREVIEWED)
    if not query.text or len(query.text) > QUERY_LENGTH:
        return jsonify(hits=[])
    hits = [
        {
            "title": outline().titles[hit.unit.id],
            "kind": labels.KINDS[hit.unit.kind][0],
            "municipalities": ", ".join(hit.unit.municipalities[:3]),
            "address": unit_url(hit.unit),
        }
        for hit in run_search(opened_index(), query).hits
    ]
    return jsonify(hits=hits)
