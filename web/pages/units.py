"""Pages of the sources: a unit in its place, the recommendations and what is near them, a document."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.danish.sentences import sentence_spans
from kb.index.opened import Index
from kb.model import Unit
from kb.search.related import beside, related
from kb.units.cards import card
from web.current import opened_index, outline
from web.pages import labels
from web.pages.cite import reference
from web.pages.near import figures_named
from web.pages.outline import around, by_kind, grouped, whole_units
from web.pages.selection import cells, spreadsheet

blueprint = Blueprint("units", __name__)

RELATED = 5
SHORT = 1200  # characters of an example that needs no card: it says little more than the card would
ADVICE_COLUMNS = "nr tekst note tema kilde år side adresse".split()
CONTENTS = 2  # ranks of headings in the list of contents
PAIR_COLUMNS = (
    *("nr", "anbefaling", "tema", "nærhed", "slags", "overskrift", "kommuner"),
    *("kilde", "år", "side", "adresse", "nøgletal"),
)


@blueprint.get("/enhed/<path:unit_id>")
def unit(unit_id: str) -> ResponseReturnValue:
    """The whole text of a unit in its place. The id of an earlier build leads to the unit that took over."""
    index = opened_index()
    found = index.by_id.get(unit_id)
    if found is None:
        return redirect(url_for(".unit", unit_id=index.successors.get(unit_id) or abort(404)), 308)
    # (number from 0, words, line from 0) of each
    sentences = [
        (number, found.text[start:end], found.text.count("\n", 0, start))
        for number, (start, end) in enumerate(sentence_spans(found.text))
    ]
    # The sentence that a hit led to, or that the reader chose to cite, alone or with what follows.
    asked = request.args.get("saetning", None, int)
    sentence = max(0, min(asked or 0, len(sentences) - 1))
    alone = asked is not None and "kun" in request.args
    return render_template(
        "enhed.html",
        unit=found,
        beside=beside(index, found),
        related=related(index, found, RELATED),
        reference=reference(found, sentence, alone),
        sentence=sentence,
        alone=alone,
        choosable=len(sentences) > 1,
        marked=asked is not None,
        choosing="vaelg" in request.args,
        paragraphs=grouped(sentences, lambda sentence: sentence[2]).values(),
        card=card(found) if len(found.text) > SHORT else None,
    )


@blueprint.get("/anbefaling/<int:number>")
def recommendation(number: int) -> str:
    """One of the numbered recommendations, with the examples that show it in practice."""
    numbered = {u.number: u for u in opened_index().recommendations}
    found = numbered.get(number) or abort(404)
    return render_template(
        "anbefaling.html",
        unit=found,
        count=len(numbered),
        before=numbered.get(number - 1),
        after=numbered.get(number + 1),
        same_theme=[u for u in numbered.values() if u.theme == found.theme and u != found],
        reference=reference(found),
    )


@blueprint.get("/anbefalinger")
def recommendations() -> str:
    """The numbered recommendations under their themes, then those of the other sources."""
    units, others = opened_index().recommendations, _other_recommendations()
    return render_template(
        "anbefalinger.html",
        groups=grouped(units, lambda unit: unit.theme),
        others=grouped(others, lambda unit: unit.document),
        near={name: by_kind(units) for name, units in outline().near.items()},
    )


@blueprint.get("/anbefalinger.csv")
def recommendations_csv() -> Response:
    """The same recommendations as CSV."""
    units = [*opened_index().recommendations, *_other_recommendations()]
    rows = (cells(unit) | {"nr": unit.number or ""} for unit in units)
    return spreadsheet(ADVICE_COLUMNS, rows, "anbefalinger")


def _other_recommendations() -> list[Unit]:
    """The recommendations of the other sources, the sure ones first."""
    numbered = opened_index().recommendations
    found = (unit for unit in whole_units(opened_index()) if unit.kind == "recommendation")
    return sorted((unit for unit in found if unit not in numbered), key=labels.is_unsure)


@blueprint.get("/kilde/<document>")
def source(document: str) -> str:
    """A document from end to end."""
    found = next((s for s in opened_index().sources if s.document.id == document), None) or abort(404)
    units = outline().by_document.get(document, ())
    return render_template("kilde.html", source=found, units=units, headings=_headings(units))


@blueprint.get("/kilde/")
def source_root() -> ResponseReturnValue:
    """The list of sources, under the address that a reader gets by cutting one short."""
    return redirect(url_for("pages.sources"))


def _headings(units: tuple[Unit, ...]) -> list[tuple[str, str, int]]:
    """(heading, id of its first unit, rank from 0) of the first two ranks, in reading order."""
    firsts: dict[tuple[str, ...], str] = {}
    for unit in units:
        for rank in range(len(unit.section[:CONTENTS])):
            firsts.setdefault(unit.section[: rank + 1], unit.id)
    return [
        (outline().heading(path[-1]).rstrip(" :"), unit_id, len(path) - 1)
        for path, unit_id in firsts.items()
        if path[-1] not in path[:-1]
    ]


@blueprint.get("/overblik")
def overview() -> str:
    """The recommendations by theme, those without anything near, and the examples near none."""
    index = opened_index()
    near = outline().near
    return render_template(
        "overblik.html",
        groups=grouped(index.recommendations, lambda unit: unit.theme),
        without=[unit for unit in index.recommendations if not near.get(unit.id)],
        alone=_alone(index, near),
    )


@blueprint.get("/overblik.csv")
def overview_sheet() -> Response:
    """A row for each recommendation and text near it, "nærhed" 1 for the nearest; of those near none one row
    that says so. Raises 404 for a build that knows of none."""
    near = outline().near or abort(404)
    rows = (
        {**told, "nr": unit.number, "anbefaling": unit.text, "tema": unit.theme.title if unit.theme else ""}
        | {"nøgletal": ", ".join(f"{kept.measure} ({kept.figures})" for kept in figures_named(unit))}
        for unit in opened_index().recommendations
        for told in [cells(one) | {"nærhed": rank} for rank, one in enumerate(near.get(unit.id, ()), 1)]
        or [{"overskrift": "ingen"}]
    )
    return spreadsheet(PAIR_COLUMNS, rows, "overblik")


def _alone(index: Index, near: Mapping[str, tuple[Unit, ...]]) -> list[Unit]:
    """The whole examples of which no part is near a recommendation."""
    taken = {whole.id for units in near.values() for unit in units for whole in around(index, unit)}
    return [u for u in whole_units(index) if u.kind == "municipality_example" and u.id not in taken]
