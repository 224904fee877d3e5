"""The OpenAPI 3.1 document, out of the classes that validate, and validation errors as problem details.

spectree, of the libraries that do this: it sits on an ordinary Flask application (flask-openapi3 wants to
be the application), needs only pydantic (APIFlask brings marshmallow, webargs and apispec) and loads no
page from elsewhere.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from spectree import Response, SpecTree
from werkzeug.datastructures import MultiDict

from kb.model import QUERY_LENGTH, TEXT_LENGTH
from web.api.schemas import ProblemDetails
from web.serving.errors import PROBLEM, Problem

SUMMARIES: Mapping[str, str] = {
    "search": "Søg i samlingen",
    "searchText": "Søg i samlingen med en længere tekst, som ikke står i adressen",
    "unit": "En enhed med naboer, underenheder og beslægtede",
    "recommendations": "De nummererede anbefalinger, i orden",
    "municipalities": "Kommunerne, med antal enheder",
    "documents": "Dokumenterne, med antal enheder",
    "facts": "Oplyste virkninger, med citat og kilde",
    "suggest": "Forslag, mens der skrives",
    "quotes": "Citat-tjek: står citater og påstande i samlingen?",
}


def refuse(_request: object, _response: object, error: Exception | None, *_: object) -> None:
    """Called by spectree after validation. Raises Problem 400 with the first fault, in Danish."""
    if isinstance(error, ValidationError):
        raise _problem(error)


def _problem(error: ValidationError) -> Problem:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "text"
    return Problem(400, f"{shown(name)} {_fault(first)}", parameter=shown(name))


def shown(name: str) -> str:
    """A parameter's name as an answer may repeat it: short, without what no font shows."""
    return "".join(char if char.isprintable() else "?" for char in name[:60])


Checked = TypeVar("Checked", bound=BaseModel)


def checked(model: type[Checked], given: MultiDict[str, str]) -> Checked:
    """The parameters of an address, for a view that spectree describes and does not check itself: around
    each check it copies every header and cookie. Raises Problem 400 as `refuse`."""
    lists = _lists(model)
    values = {name: found if name in lists or len(found) > 1 else found[0] for name, found in given.lists()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _problem(error) from error


@cache
def _lists(model: type[BaseModel]) -> frozenset[str]:
    """The parameters that may stand several times."""
    return frozenset(name for name, field in model.model_fields.items() if isinstance(field.default, list))


spec = SpecTree(
    "flask",
    mode="strict",
    before=refuse,
    validation_error_status=400,
    validation_error_model=ProblemDetails,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    title="Vidensbase om socialpolitik: JSON",
    version="1",
)


def answers(model: type, *others: int) -> Response:
    """An answer of `model`, or one of the problems that every path may end with, or `others`."""
    problems = {f"HTTP_{status}": ProblemDetails for status in (400, 414, 429, 503, *others)}
    return Response("HTTP_304", HTTP_200=model, **problems)


def document(known: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The OpenAPI document; the filters of an open index are told as enumerations."""
    told: dict[str, Any] = copy.deepcopy(spec.spec)
    schemas = told["components"]["schemas"]
    for schema in schemas.values():
        schema.pop("description", None)
    # The posted search takes the filters of the other one.
    body = schemas["SearchBody"]["properties"].items()
    parameters = [{"name": name, "schema": schema} for name, schema in body]
    for operation in (operation for path in told["paths"].values() for operation in path.values()):
        operation["summary"] = SUMMARIES[operation["operationId"]]
        operation.pop("description", None)
        parameters += operation["parameters"]
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = {PROBLEM: response["content"]["application/json"]}
    for parameter in parameters:
        if values := known.get(parameter["name"]):
            parameter["schema"]["items"] = {"type": "string", "enum": sorted(values.values())}
    told["components"]["schemas"] = dict(sorted(schemas.items()))
    told["paths"] = dict(sorted(told["paths"].items()))
    return told


def _fault(error: Mapping[str, Any]) -> str:
    """What is wrong and what is allowed."""
    limits = error.get("ctx", {})
    longest = TEXT_LENGTH if str(TEXT_LENGTH - 2) in str(limits.get("pattern")) else QUERY_LENGTH
    texts = {
        "missing": "mangler.",
        "extra_forbidden": "er ikke en parameter her. Parametrene står på /api.",
        "string_pattern_mismatch": f"skal være 1 til {longest} tegn, ikke kun mellemrum.",
        "string_too_short": "må ikke være tom.",
        "string_too_long": f"må højst være {limits.get('max_length')} tegn.",
        "too_long": f"må højst gentages {limits.get('max_length')} gange.",
        "greater_than_equal": f"skal være mindst {limits.get('ge')}.",
        "less_than_equal": f"må højst være {limits.get('le')}.",
        "literal_error": f"har en ukendt værdi. Tilladt: {limits.get('expected')}.",
        "value_error": "skal være et heltal.",
        "string_type": "skal være tekst, og kun én.",
    }
    return texts.get(str(error["type"]), "kunne ikke læses.")
