"""The endpoint, explained to people: a page made from the description that programs read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from kb.model import QUERY_LENGTH
from web.api import caching, known, openapi
from web.opened import opened_index
from web.serving.problems import TEXTS

blueprint = Blueprint("api_page", __name__)

# (what it shows, address); each is asked by a test.
EXAMPLES = (
    ("Søg", "/api/v1/search?q=hjemløse+unge&limit=3"),
    (
        "Kun kommuneeksempler om rehabilitering",
        "/api/v1/search?q=støtte&kind=municipality_example&indsats=rehabiliterende",
    ),
    ("De næste ti svar", "/api/v1/search?q=bolig&limit=10&offset=10"),
    ("Alle nummererede anbefalinger", "/api/v1/recommendations"),
    ("Kommuner med antal tekster", "/api/v1/municipalities"),
    ("Forslag til et påbegyndt ord", "/api/v1/suggest?q=hjem"),
)
LISTED = 12  # more values than this are told by their number, and where to see them


@blueprint.get("/api")
def api() -> str:
    """Paths, parameters, limits and examples."""
    described = openapi.document(known.values(opened_index()))
    return render_template(
        "api.html",
        operations=[
            (method.upper(), path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ],
        allowed=allowed,
        examples=EXAMPLES,
        root=request.host_url.rstrip("/"),
        problems=TEXTS,
        longest_address=caching.LONGEST_ADDRESS,
        largest_body=caching.LARGEST_BODY,
        longest_query=QUERY_LENGTH,
    )


def allowed(schema: Mapping[str, Any]) -> str:
    """What a parameter may be, in Danish."""
    if schema.get("type") == "array":
        return allowed(schema["items"]) + ", kan gentages"
    values = schema.get("enum", ())
    if len(values) > LISTED:
        return f"en af {len(values)} værdier (se openapi.json)"
    if values:
        return " | ".join(values)
    if schema.get("type") == "integer":
        default = schema.get("default")
        return f"heltal {schema['minimum']} til {schema['maximum']}, ellers {default}"
    longest = schema.get("maxLength", QUERY_LENGTH)
    return f"tekst, højst {longest} tegn"
