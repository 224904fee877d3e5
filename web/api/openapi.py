"""The OpenAPI 3.1 document, out of the classes that validate, and validation errors as problem details.

spectree, of the libraries that do this: it sits on an ordinary Flask application (flask-openapi3 wants to
be the application), needs only pydantic (APIFlask brings marshmallow, webargs and apispec) and loads no
page from elsewhere.
"""

import copy
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Blueprint, request
from flask import Response as Answer
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json
from spectree import Response, SpecTree

from kb.index.opened import Index
from kb.model import QUERY_LENGTH, TEXT_LENGTH
from web.api.parameters import NAMED, TEXT, Nothing, known_values
from web.api.schemas import ProblemDetails
from web.serving.errors import PROBLEM, Problem

spec = SpecTree(
    "flask",
    mode="strict",
    annotations=False,
    validation_error_status=400,
    validation_error_model=ProblemDetails,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    title="Vidensbase om socialpolitik: JSON",
    version="1",
)
summaries: dict[str, str] = {}  # by the id of an operation
View = Callable[..., object]
Checked = TypeVar("Checked", bound=BaseModel)


def path(
    blueprint: Blueprint,
    rule: str,
    summary: str,
    model: type,
    *statuses: int,
    query: type[BaseModel] = Nothing,
    body: type[BaseModel] | None = None,
    operation: str | None = None,
) -> Callable[[View], View]:
    """Put a view at a path and into the description: it is given what was asked, checked, and answers with
    what is written as `model` says, with a problem of `statuses` or of those that any path may end with, or
    with a redirect where 308 is among them.

    spectree describes alone: around each check of its own it copies every header and cookie, which costs as
    much as ranking. With a `body` the path is posted to. The operation's id is the view's name unless given.
    """
    every = (400, 414, 429, 503, *statuses, *((413, 415) if body else ()))
    answers = {f"HTTP_{status}": ProblemDetails if status >= 400 else None for status in every}
    described = Response("HTTP_304", HTTP_200=model, **answers)
    lists = {name for name, field in query.model_fields.items() if isinstance(field.default, list)}

    def register(view: View) -> View:
        name = operation or view.__name__
        summaries[name] = summary

        @blueprint.route(rule, endpoint=name, methods=["POST" if body else "GET"])
        @spec.validate(query=query, json=body, resp=described, operation_id=name, skip_validation=True)
        @wraps(view)
        def respond(**place: str) -> Answer:
            if not _is_utf8(request.query_string):
                raise Problem(400, "Adressen skal være skrevet i UTF-8 (»%C3%B8« for ø).")
            # As a list what may stand several times in the address, or does.
            given = request.args.lists()
            several = {name: each if name in lists or len(each) > 1 else each[0] for name, each in given}
            asked = checked(query, several)
            if body is not None:
                asked = checked(body, request.get_json())
            return Answer(to_json(view(asked, **place)), mimetype="application/json")

        return view

    return register


def _is_utf8(query_string: bytes) -> bool:
    """Whether what is escaped is in UTF-8; Werkzeug leaves other bytes as they are written ("%F8")."""
    try:
        unquote_to_bytes(query_string).decode()
    except UnicodeDecodeError:
        return False
    return True


def checked(model: type[Checked], given: object) -> Checked:
    """What is given as the model has it. Raises Problem 400 with the first fault, in Danish."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "text"
        # An answer repeats the name: short, without what no font shows.
        shown = "".join(char if char.isprintable() else "?" for char in name[:60])
        raise Problem(400, f"{shown} {_fault(first)}", parameter=shown) from error


def document(index: Index) -> dict[str, Any]:
    """The OpenAPI document; the filters of the index are told as enumerations."""
    told: dict[str, Any] = copy.deepcopy(spec.spec)
    known = known_values(index)
    schemas = told["components"]["schemas"]
    for schema in schemas.values():
        schema.pop("description", None)
    # The posted search takes the filters of the other one.
    body = schemas["SearchBody"]["properties"].items()
    parameters = [{"name": name, "schema": schema} for name, schema in body]
    for operation in (operation for path in told["paths"].values() for operation in path.values()):
        operation["summary"] = summaries[operation["operationId"]]
        operation.pop("description", None)
        parameters += operation["parameters"]
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = {PROBLEM: response["content"]["application/json"]}
    for parameter in parameters:
        if parameter["name"] in NAMED:
            values = sorted(known[parameter["name"]].values())
            parameter["schema"]["items"] = {"type": "string", "enum": values}
    told["components"]["schemas"] = dict(sorted(schemas.items()))
    told["paths"] = dict(sorted(told["paths"].items()))
    return told


def _fault(error: Mapping[str, Any]) -> str:
    """What is wrong and what is allowed."""
    limits = error.get("ctx", {})
    longest = TEXT_LENGTH if limits.get("pattern") == TEXT else QUERY_LENGTH
    texts = {
        "missing": "mangler.",
        "extra_forbidden": "er ikke en parameter her. Parametrene står på /api.",
        "string_pattern_mismatch": f"skal være 1 til {longest} tegn, ikke kun mellemrum.",
        "string_too_short": "må ikke være tom.",
        "string_too_long": f"må højst være {limits.get('max_length')} tegn.",
        "too_long": f"må højst gentages {limits.get('max_length')} gange.",
        "greater_than_equal": f"skal være mindst {limits.get('ge')}.",
        "less_than_equal": f"må højst være {limits.get('le')}.",
        "literal_error": f"har en ukendt værdi. Tilladt: {limits.get('expected')}.".replace(
            " or ", " eller "
        ),
        "list_type": "skal være en liste.",
        "value_error": "skal være et heltal.",
        "int_type": "skal være ét heltal.",
        "string_type": "skal være tekst, og kun én.",
    }
    return texts.get(str(error["type"]), "kunne ikke læses.")
