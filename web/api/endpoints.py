"""JSON for programs: the paths of the endpoint. Each checks, asks the index and names its schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from flask import Blueprint, Response, g, jsonify, request
from pydantic_core import to_json

from kb.danish.mask import mask
from kb.danish.municipalities import municipalities as all_municipalities
from kb.index.records import answer_fields, unit_fields, unit_url
from kb.model import Answer
from kb.search.quotes.check import check_quotes
from kb.search.related import beside, related
from kb.search.search import search as run_search
from kb.search.suggest import suggest as completions
from kb.units.cards import card, without_repeats
from web.api import openapi, parameters, schemas
from web.api.caching import bound_and_revalidate, tell_caches_and_browsers
from web.api.openapi import answers, spec
from web.api.parameters import Nothing, QuotesBody, SearchBody, SearchParameters, SuggestParameters
from web.counting import by_kind
from web.opened import opened_index, outline
from web.serving.errors import Problem

RELATED = 5
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(bound_and_revalidate)
blueprint.after_request(tell_caches_and_browsers)


@blueprint.get("/search")
@spec.validate(
    query=SearchParameters,
    resp=answers(schemas.SearchAnswer),
    skip_validation=True,
    operation_id="search",
)
def search() -> Response:
    """Search with filters and facets."""
    # Checked here by the class that describes it: what spectree does beside that costs as much as ranking.
    answer = _answer(openapi.checked(SearchParameters, request.args))
    return Response(to_json(answer_fields(answer)), mimetype="application/json")


@blueprint.post("/search")
@spec.validate(query=Nothing, resp=answers(schemas.SearchAnswer, 413, 415), operation_id="searchText")
def search_text(json: SearchBody) -> schemas.SearchAnswer:
    """Search for a longer text, which stands in no address."""
    return schemas.SearchAnswer.model_validate(answer_fields(_answer(json)))


def _answer(asked: SearchParameters) -> Answer:
    """The answer to a checked search; its stages are kept for the metrics."""
    answer = run_search(opened_index(), parameters.query(asked, parameters.known_values(opened_index())))
    g.stages = answer.stages
    return answer


@blueprint.get("/units/<path:unit_id>")
@spec.validate(query=Nothing, resp=answers(schemas.UnitDetail, 404), operation_id="unit")
def unit(unit_id: str) -> schemas.UnitDetail:
    """One unit with its neighbours. Raises Problem 404."""
    found = opened_index().by_id.get(unit_id)
    if found is None:
        raise Problem(404, "Der er ingen enhed med det id.")
    index, made = opened_index(), card(found)
    before, after = beside(index, found)
    fields = {
        **unit_fields(found),
        "url": unit_url(found),
        "card": made and without_repeats(made),
        "previous": before,
        "next": after,
        "children": index.children(found),
        "related": related(index, found, RELATED),
    }
    return cast(schemas.UnitDetail, schemas.UnitDetail.model_validate(fields, from_attributes=True))


@blueprint.get("/recommendations")
@spec.validate(query=Nothing, resp=answers(schemas.Units), operation_id="recommendations")
def recommendations() -> schemas.Units:
    """The numbered ones of the canonical document."""
    return schemas.Units.model_validate(opened_index().recommendations, from_attributes=True)


@blueprint.get("/municipalities")
@spec.validate(query=Nothing, resp=answers(schemas.Municipalities), operation_id="municipalities")
def municipalities() -> schemas.Municipalities:
    """Every municipality, those without a unit too."""
    named = outline().by("municipalities")
    return schemas.Municipalities.model_validate(
        [asdict(place) | {"units": len(named.get(place.name, ()))} for place in all_municipalities()]
    )


@blueprint.get("/documents")
@spec.validate(query=Nothing, resp=answers(schemas.Documents), operation_id="documents")
def documents() -> schemas.Documents:
    """Every document with the number of its units by kind."""
    counted, index = outline().counted, opened_index()
    return schemas.Documents.model_validate(
        [
            {**asdict(source.document), "canonical": source.canonical, "rights": source.rights}
            | {
                "files": [file.name for file in source.files],
                "units": by_kind(counted.get(source.document.id, ())),
            }
            for source in sorted(index.sources, key=lambda source: source.document.id)
        ]
    )


@blueprint.get("/facts")
@spec.validate(query=Nothing, resp=answers(schemas.Facts), operation_id="facts")
def facts() -> schemas.Facts:
    """Every fact, as it was reported."""
    return schemas.Facts.model_validate([asdict(fact) for fact in opened_index().facts])


@blueprint.get("/suggest")
@spec.validate(resp=answers(schemas.Suggestions), operation_id="suggest")
def suggest(query: SuggestParameters) -> schemas.Suggestions:
    """Completions of what is being typed."""
    return schemas.Suggestions(suggestions=list(completions(opened_index(), parameters.clean(query.q))))


@blueprint.post("/quotes")
@spec.validate(query=Nothing, resp=answers(schemas.Verdicts, 413, 415), operation_id="quotes")
def quotes(json: QuotesBody) -> schemas.Verdicts:
    """Whether quotations are the source's own words. The text is not kept."""
    verdicts = check_quotes(opened_index(), mask(json.text))
    return schemas.Verdicts.model_validate(verdicts, from_attributes=True)


@blueprint.get("/openapi.json")
def openapi_document() -> Response:
    """This endpoint, described."""
    return jsonify(openapi.document(parameters.known_values(opened_index())))
