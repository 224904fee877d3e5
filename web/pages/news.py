"""What is new: texts added, reworded and gone since the build before, as a page and as an Atom feed."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, render_template

from kb.index.changes import Change, read_changes
from web.opened import opened_index

blueprint = Blueprint("news", __name__)

SHOWN = 20  # texts of one list
LISTS = {"added": "Nye tekster", "reworded": "Omskrevne tekster", "gone": "Tekster, der er væk"}


def _urn(*names: str) -> str:
    """An id that is the same whatever host the feed is read from (RFC 9562, version 5)."""
    return uuid5(NAMESPACE_URL, "/".join(("vidensbasen", "nyt", *names))).urn


@blueprint.get("/nyt")
def page() -> str:
    """What changed with the build that serves, and before."""
    index = opened_index()
    changes = read_changes(index.folder)
    return render_template(
        "nyt.html",
        latest=[change for change in changes if change.build == index.build],
        earlier=[change for change in changes if change.build != index.build],
        lists=LISTS,
        most=SHOWN,
        build=index.build,
        by_id=index.by_id,
    )


@blueprint.get("/nyt.atom")
def feed() -> Response:
    """The same as an Atom feed, an entry for each changed document (RFC 4287)."""
    index = opened_index()
    changes = read_changes(index.folder)
    latest = changes[0] if changes else Change(index.build, "", "", (), (), ())
    content = render_template(
        "nyt.atom.xml", changes=changes, latest=latest, lists=LISTS, most=SHOWN, urn=_urn
    )
    return Response(content, content_type="application/atom+xml; charset=utf-8")
