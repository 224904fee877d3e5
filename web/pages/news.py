"""What is new: texts added, reworded and gone since the build before, as a page and as an Atom feed."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, render_template, url_for

from kb.index.changes import Change, read_changes
from web.opened import opened_index

blueprint = Blueprint("news", __name__)

ATOM = "http://www.w3.org/2005/Atom"
LISTS = {"added": "Nye tekster", "reworded": "Omskrevne tekster", "gone": "Tekster, der er væk"}


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
        build=index.build,
        by_id=index.by_id,
    )


@blueprint.get("/nyt.atom")
def feed() -> Response:
    """The same as an Atom feed, an entry for each changed document (RFC 4287)."""
    index = opened_index()
    changes = read_changes(index.folder)
    latest = changes[0].when if changes else Change(index.build, "", "", (), (), ()).when
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "da"})
    here = url_for("news.feed", liste=None, _external=True)
    _add(root, "id", here)
    _add(root, "title", "Nyt i Vidensbasen")
    _add(root, "updated", latest.isoformat())
    SubElement(root, "link", rel="self", type="application/atom+xml", href=here)
    SubElement(root, "link", rel="alternate", type="text/html", href=_page())
    _add(SubElement(root, "author"), "name", "Vidensbasen")
    for change in changes:
        entry = SubElement(root, "entry")
        _add(entry, "id", f"{_page()}#{change.build}/{change.document}")
        _add(entry, "title", f"{change.title}: {told(change)}")
        _add(entry, "updated", change.when.isoformat())
        SubElement(entry, "link", rel="alternate", type="text/html", href=_page())
        _add(entry, "summary", _summary(change))
    return Response(tostring(root, "utf-8", xml_declaration=True), mimetype="application/atom+xml")


def told(change: Change) -> str:
    """How many texts changed in which way."""
    counts = ((len(change.added), "nye"), (len(change.reworded), "omskrevne"), (len(change.gone), "væk"))
    return ", ".join(f"{count} {how}" for count, how in counts if count)


def _summary(change: Change) -> str:
    return "\n".join(
        f"{name}: " + "; ".join(f"»{text}«" for _, text in getattr(change, field))
        for field, name in LISTS.items()
        if getattr(change, field)
    )


def _page() -> str:
    return url_for("news.page", liste=None, _external=True)


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = "".join(char for char in text if char.isprintable() or char == "\n")
