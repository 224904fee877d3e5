"""JSON for programs: the paths of the endpoint. Each checks, asks the index and names its schema."""

from dataclasses import asdict
from functools import partial

from flask import Blueprint, Response, abort, g, jsonify, redirect, url_for

from kb.danish.mask import mask
from kb.danish.municipalities import municipalities as all_municipalities
from kb.index.records import answer_fields, api_fields
from kb.model import Fact
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Verdict
from kb.search.related import beside, related
from kb.search.search import search as run_search
from kb.search.suggest import suggest as completions
from kb.units.cards import card, without_repeats
from web.api import openapi, parameters, schemas
from web.api.caching import bound_and_revalidate, tell_caches_and_browsers
from web.api.parameters import Nothing, QuotesBody, SearchBody, SearchParameters, SuggestParameters
from web.current import opened_index, outline
from web.pages.figures import is_part
from web.pages.outline import by_kind
from web.serving.errors import Problem

RELATED = 5
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(bound_and_revalidate)
blueprint.after_request(tell_caches_and_browsers)
path = partial(openapi.path, blueprint)
neighbour = partial(schemas.Neighbour.model_validate, from_attributes=True)
Fields = dict[str, object]


@path(
    "/search",
    "Søg i samlingen med en længere tekst, som ikke står i adressen",
    schemas.SearchAnswer,
    body=SearchBody,
    operation="searchText",
)
@path("/search", "Søg i samlingen", schemas.SearchAnswer, query=SearchParameters)
def search(asked: SearchParameters) -> Fields:
    """Search with filters and facets. The stages are kept for the metrics."""
    answer = run_search(opened_index(), parameters.query(asked, opened_index()))
    g.stages = answer.stages
    return answer_fields(answer)


@path(
    "/units/<path:unit_id>",
    "En enhed med naboer, underenheder og beslægtede",
    schemas.UnitDetail,
    308,
    404,
)
def unit(_: Nothing, unit_id: str) -> Fields:
    """One unit with its neighbours. Raises Problem 404, or a redirect to the unit that took its place."""
    index = opened_index()
    found = index.by_id.get(unit_id)
    if found is None:
        if successor := index.successors.get(unit_id):
            abort(redirect(url_for(".unit", unit_id=successor), 308))
        raise Problem(404, "Der er ingen enhed med det id.")
    made, (before, after) = card(found), beside(index, found)
    return {
        **api_fields(found),
        "card": made and without_repeats(made),
        "previous": before and neighbour(before),
        "next": after and neighbour(after),
        "children": [neighbour(each) for each in index.children(found)],
        "related": [neighbour(each) for each in related(index, found, RELATED)],
    }


@path("/recommendations", "De nummererede anbefalinger, i orden", schemas.Units)
def recommendations(_: Nothing) -> list[Fields]:
    """The numbered ones of the canonical document."""
    return [api_fields(each) for each in opened_index().recommendations]


@path("/municipalities", "Kommunerne, med antal enheder", schemas.Municipalities)
def municipalities(_: Nothing) -> list[Fields]:
    """Every municipality, those without a unit too."""
    named = outline().by("municipalities")
    return [
        {"name": place.name, "slug": place.slug, "code": place.code, "region": place.region}
        | {"units": len(named.get(place.name, ()))}
        for place in all_municipalities()
    ]


@path("/documents", "Dokumenterne, med antal enheder", schemas.Documents)
def documents(_: Nothing) -> list[Fields]:
    """Every document with the number of its units by kind."""
    counted = outline().texts_by_document
    return [
        {
            **asdict(source.document),
            "canonical": source.canonical,
            "rights": source.rights,
            "original": source.url,
            "files": [file.name for file in source.files],
            "units": by_kind(counted.get(source.document.id, ())),
        }
        for source in sorted(opened_index().sources, key=lambda source: source.document.id)
    ]


@path("/facts", "Nøgletal: virkninger, mål, indsats og svar, med citat og kilde", schemas.Facts)
def facts(_: Nothing) -> object:
    """Every fact, as it was reported."""
    # By the model, which writes 34 as 34.0.
    return schemas.Facts.model_validate([_fact(fact) for fact in opened_index().facts])


def _fact(fact: Fact) -> Fields:
    """A fact; of so many of so many ("194 ud af 198") the whole is `of`, and there is no `before`."""
    whole = {"of": fact.before, "before": None} if is_part(fact) else {"of": None}
    return {**asdict(fact), **whole}


@path("/suggest", "Forslag, mens der skrives", schemas.Suggestions, query=SuggestParameters)
def suggest(asked: SuggestParameters) -> Fields:
    """Completions of what is being typed."""
    return {"suggestions": completions(opened_index(), parameters.clean(asked.q))}


@path("/quotes", "Citat-tjek: står citater og påstande i samlingen?", schemas.Verdicts, body=QuotesBody)
def quotes(asked: QuotesBody) -> tuple[Verdict, ...]:
    """Whether quotations are the source's own words. The text is not kept."""
    return check_quotes(opened_index(), mask(asked.text))


@blueprint.get("/openapi.json")
def openapi_document() -> Response:
    """This endpoint, described."""
    return jsonify(openapi.document(opened_index()))
