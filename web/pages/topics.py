"""Pages that gather what the sources say about a municipality, indsats, element, paragraph or method."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.danish.laws import normalise_law
from kb.danish.municipalities import find_municipality, municipalities
from kb.danish.slugs import slug
from kb.index.tags import values
from kb.model import INDSATS, KINDS, QUERY_LENGTH, Unit
from kb.units.cards import card
from kb.units.tagging.setting import told_of
from web.current import opened_index, outline
from web.pages import figures, labels
from web.pages.choices import chosen, refuse
from web.pages.outline import alphabetical, around, sort_key
from web.pages.results import COMPARED, found_of, read

blueprint = Blueprint("topics", __name__)

RUN = 5  # words that two texts share in a row where one repeats the other


@blueprint.get("/kommune/<name>")
def municipality(name: str) -> ResponseReturnValue:
    """What the sources say about a municipality; known ones without anything say so."""
    found = next((place for place in municipalities() if place.slug == slug(name)), None) or abort(404)
    if name != found.slug:
        return redirect(url_for(".municipality", name=found.slug), 301)
    units = outline().by("municipalities").get(found.name, ())
    facts = [fact for fact in opened_index().facts if found.name in fact.municipalities]
    return render_template(
        "kommune.html", place=found, groups=_by_kind(units), measures=figures.measures(facts)
    )


@blueprint.get("/sammenlign")
def side_by_side() -> str:
    """The municipalities of the address beside each other: all their examples and figures, those for a target
    group, or what a search finds of each; and a form to choose others."""
    asked = filter(None, request.args.getlist("kommune"))
    names = [(find_municipality(value) or refuse("kommune", value)).name for value in asked]
    groups = {slug(name): name for name in alphabetical(outline().by("target_groups"))}
    group = chosen("maalgruppe", groups)
    compared = list(dict.fromkeys(names))[:COMPARED]
    search = read(opened_index(), request.args).only("municipality")
    if len(search.query.text) > QUERY_LENGTH:
        refuse("q", search.query.text)
    columns = found_of(opened_index(), search, compared) if search.query.text else []
    return render_template(
        "sammenlign.html",
        columns=columns or [_column(name, group) for name in compared],
        search=search,
        topic=search.query.text,
        groups=groups,
        group=group,
        places=alphabetical({*outline().by("municipalities"), *names}),
        most=COMPARED,
        repeated=[name for name in dict.fromkeys(names) if names.count(name) > 1],
    )


def _column(name: str, group: str) -> dict[str, Any]:
    """What is told of one municipality: examples, of all or of one target group, those whose card tells most
    first; other texts, also examples that another repeats; and figures, of a group those that its examples
    report."""
    units = outline().by("municipalities").get(name, ())
    examples = [u for u in units if u.kind == "municipality_example" and name in values(u, "municipality")]
    listed = [unit for unit in examples if group in ("", *map(slug, unit.target_groups))]
    shown = [unit for unit in listed if not any(_repeats(other, unit, name) for other in listed)]
    index = opened_index()
    facts = [fact for fact in index.facts if name in fact.municipalities]
    if group:
        told_by = {unit.id for unit in listed}
        facts = [f for f in facts if any(u.id in told_by for u in around(index, index.by_id.get(f.unit_id)))]
    return {
        "name": name,
        "examples": sorted((_compared(u, name) for u in shown), key=lambda each: -len(each["told"])),
        "others": [unit for unit in units if unit not in examples or (unit in listed and unit not in shown)],
        "facts": sorted(facts, key=lambda fact: (sort_key(fact.measure), fact.unit_id)),
    }


def _repeats(longer: Unit, unit: Unit, name: str) -> bool:
    """Whether a longer text holds half of what another tells of a municipality, by runs of words."""
    own, other = _runs(told_of(unit, name).text), _runs(longer.text)
    return len(longer.text) > len(unit.text) and 2 * len(own & other) >= max(1, len(own))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _compared(unit: Unit, name: str) -> dict[str, Any]:
    """An example with its card, the questions that it answers, and what those are called that it does not.

    Of a text that tells of several municipalities the sentences on this one are shown, and how sure it is as
    a whole.
    """
    whole, made = card(unit), card(told_of(unit, name))
    if whole and made:
        made = replace(made, strength=whole.strength, evaluator=whole.evaluator)
    told = [name for name in labels.QUESTIONS if getattr(made, name)]
    untold = [called for name, called in labels.QUESTIONS.items() if name not in told]
    return {"unit": unit, "card": made, "told": told, "untold": untold}


@blueprint.get("/indsats/<name>")
def indsats(name: str) -> str:
    """What defines an indsats, and the examples and recommendations that belong to it."""
    if name not in INDSATS:
        abort(404)
    units = outline().by("indsats").get(name, ())
    title = f"{name.capitalize()} indsatser"
    return render_template("emne.html", title=title, groups=_by_kind(units, "indsats_type"))


@blueprint.get("/mindset/<element>")
def mindset(element: str) -> str:
    """What the sources say about an element of the mind-set."""
    units = outline().mindset.get(element) or abort(404)
    return render_template("mindset.html", element=element, units=units)


@blueprint.get("/lov/<paragraph>")
def law(paragraph: str) -> ResponseReturnValue:
    """The units that name a paragraph; "§ 85" or "servicelovens § 85" leads to the page of SEL § 85."""
    by_law = outline().by("laws")
    if any(slug(name) == paragraph for name in by_law):
        return _tagged(by_law, paragraph)
    spelt = paragraph.replace("-", " § ", 1).replace("-", " ")
    meant = normalise_law(paragraph) or normalise_law(spelt) or abort(404)
    if slug(meant) != paragraph:
        return redirect(url_for(".law", paragraph=slug(meant)), 301)
    return render_template("emne.html", title=meant, groups={})


@blueprint.get("/metode/<programme>")
def programme(programme: str) -> str:
    """The units that name a method or programme."""
    return _tagged(outline().by("programmes"), programme)


def _tagged(groups: Mapping[str, tuple[Unit, ...]], wanted: str) -> str:
    name = next((name for name in groups if slug(name) == wanted), None) or abort(404)
    return render_template("emne.html", title=name, groups=_by_kind(groups[name]))


def _by_kind(units: tuple[Unit, ...], first: str = "municipality_example") -> dict[str, list[Unit]]:
    """Units by kind, the sure ones first; `first`, examples and recommendations, running text last."""
    order = dict.fromkeys((first, "municipality_example", *KINDS))
    sure_first = sorted(units, key=labels.is_unsure)
    groups = {kind: [unit for unit in sure_first if unit.kind == kind] for kind in order}
    return {kind: group for kind, group in groups.items() if group}
