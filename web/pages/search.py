"""The result page, and the same results as a spreadsheet."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb.danish.mask import CPR, EMAIL, PHONE
from kb.model import Filters, Query
from kb.search.search import search
from web.opened import opened_index, outline
from web.pages import search_links as asked
from web.pages import selection_links as carry
from web.pages.export import csv_of
from web.pages.home import front
from web.pages.results import result_page

blueprint = Blueprint("search", __name__)

LONGEST_QUERY = 300


@blueprint.get("/soeg")
def results() -> ResponseReturnValue:
    """Two ranked lists side by side, and the rest below."""
    query = asked.read(request.args)
    if not query.text:
        return _front("Skriv et par ord om det, du vil vide.", "")
    if len(query.text) > LONGEST_QUERY:
        return _too_long(query.text)
    index = opened_index()
    return render_template(
        "soeg.html",
        page=result_page(index, query, outline().names),
        masked=any(sign in query.text for sign in (CPR, EMAIL, PHONE)),
        sources=index.sources,
        **_ways(query),
    )


def _too_long(text: str) -> ResponseReturnValue:
    return _front(f"Søgningen er for lang. Skriv højst {LONGEST_QUERY} tegn.", text[:LONGEST_QUERY])


def _front(error: str, text: str) -> ResponseReturnValue:
    return render_template("forside.html", error=error, query=text, **front()), 400


def _ways(query: Query) -> dict[str, object]:
    """The addresses that lead from a search to the ones beside it."""
    first = replace(query, offset=0)

    here = asked.address(first)

    def without(term: str) -> str:
        return f"{here}&{carry.parameter('without', term)}"

    def with_again(term: str) -> str:
        return asked.address(replace(first, without=tuple(kept for kept in query.without if kept != term)))

    return {
        "csv": asked.address(first, "search.results_csv"),
        "corrected": asked.address(replace(first, correct=True)),
        "uncorrected": asked.address(replace(first, correct=False)),
        "unfiltered": asked.address(replace(first, filters=Filters())),
        "without": without,
        "with_again": with_again,
        "kept": [(name, value) for name in asked.FACETS for value in getattr(query.filters, name)],
    }


@blueprint.get("/soeg.csv")
def results_csv() -> ResponseReturnValue:
    """Every hit of a search, in order."""
    query = replace(asked.read(request.args), limit=asked.LAST_OFFSET, offset=0)
    if len(query.text) > LONGEST_QUERY:
        return _too_long(query.text)
    index = opened_index()
    return csv_of([hit.unit for hit in search(index, query).hits], "soegning.csv")
