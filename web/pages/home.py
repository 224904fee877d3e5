"""The pages about the site itself: front, about, the endpoint explained, what is new, how good it is; and
what a template tells alone."""

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.index.builds import Change, read_changes, read_quality
from kb.model import QUERY_LENGTH, QUOTES_LENGTH, TEXT_LENGTH
from web.api import caching, openapi
from web.current import opened_index
from web.pages.selection import PARAMETER
from web.serving.errors import TEXTS

blueprint = Blueprint("pages", __name__)

SHOWN = 20  # texts of one list
# Addresses that readers type, and the page that each means.
GUESSED = {
    "min-liste": "selection.mine",
    "spoerg": "texts.questions",
    "spørg": "texts.questions",
    "spørgsmål": "texts.questions",
    "citattjek": "texts.quotes",
    "nøgletal": "figures.figures",
}
# Pages that a template tells alone, by their name.
PLAIN = {
    "home": ("/", "forside.html"),
    "about": ("/om", "om.html"),
    "accessibility": ("/tilgaengelighed", "tilgaengelighed.html"),
    "municipality_map": ("/kommuner", "kommuner.html"),
    "indsatser": ("/indsatser", "indsatser.html"),
    "sources": ("/kilder", "kilder.html"),
}
LISTS = {"added": "Nye tekster", "reworded": "Omskrevne tekster", "gone": "Tekster, der er væk"}


def _plain(template: str) -> Callable[[], str]:
    """The view of a template; a function and no `partial`, for flask-limiter asks a view for its name."""
    return lambda: render_template(template)


for _name, (_rule, _template) in PLAIN.items():
    blueprint.add_url_rule(_rule, _name, _plain(_template))


@blueprint.get("/<any({}):name>".format(",".join(f"'{name}'" for name in GUESSED)))
def guessed(name: str) -> ResponseReturnValue:
    """The address of the page that is meant, with what is asked of it."""
    asked: dict[str, Any] = {key: request.args.getlist(key) for key in request.args if key != PARAMETER}
    return redirect(url_for(GUESSED[name], **asked), 301)


@blueprint.get("/api")
def api() -> str:
    """Paths, parameters, limits and examples."""
    described = openapi.document(opened_index())
    return render_template(
        "api.html",
        paths=described["paths"],
        schemas=described["components"]["schemas"],
        root=request.host_url.rstrip("/"),
        problems=TEXTS,
        longest_address=caching.LONGEST_ADDRESS,
        largest_body=caching.LARGEST_BODY,
        longest_query=QUERY_LENGTH,
        longest_text=TEXT_LENGTH,
        longest_quotes=QUOTES_LENGTH,
    )


@blueprint.get("/nyt")
def news() -> str:
    """What changed with the build that serves, and before."""
    changes = read_changes(opened_index().folder)
    return render_template("nyt.html", changes=changes, lists=LISTS, most=SHOWN)


@blueprint.get("/nyt.atom")
def feed() -> Response:
    """The same as an Atom feed, an entry for each changed document (RFC 4287)."""
    index = opened_index()
    changes = read_changes(index.folder)
    latest = changes[0] if changes else Change(index.build, "", "", (), (), ())

    def urn(*names: str) -> str:
        # The same whatever host the feed is read from (RFC 9562, version 5).
        return uuid5(NAMESPACE_URL, "/".join(("vidensbasen", "nyt", *names))).urn

    content = render_template(
        "nyt.atom.xml", changes=changes, latest=latest, lists=LISTS, most=SHOWN, urn=urn
    )
    return Response(content, content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/kvalitet")
def quality() -> str:
    """The measurements of the build, or that there are none and how they are made."""
    return render_template("kvalitet.html", told=read_quality(opened_index().folder))
