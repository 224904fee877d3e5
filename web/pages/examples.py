"""The examples as a table: for whom, what was done, how it was organised, what came of it, what it cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from flask import Blueprint, Response, render_template, request

from kb.danish.slugs import slug
from kb.model import INDSATS, Card, Told, Unit
from kb.units.cards import answered_at, card, without_repeats
from web.current import opened_index, outline
from web.pages import labels
from web.pages.choices import chosen
from web.pages.outline import alphabetical, sort_key, whole_units
from web.pages.selection import cells, spreadsheet

blueprint = Blueprint("examples", __name__)

PER_PAGE = 25
SORTS = {
    "oplyst": "Mest oplyst først",
    "kommune": "Kommune",
    "nyeste": "Nyeste først",
    "kilde": "Kildens rækkefølge",
}
COLUMNS = (
    *("overskrift", "kommuner", "kilde", "år", "side", "målgrupper", "indsatstype", "belæg"),
    *(*labels.QUESTIONS.values(), "adresse"),
)


@blueprint.get("/eksempler")
def table() -> str:
    """A page of the chosen examples with their cards, and how many there are for each group and type."""
    choice, units = _chosen()
    page = min(max(0, request.args.get("side", 0, int)), max(len(units) - 1, 0) // PER_PAGE)
    first, every = page * PER_PAGE, _every()
    strengths = Counter(outline().strengths[unit.id] for unit in every)
    return render_template(
        "eksempler.html",
        units=units[first : first + PER_PAGE],
        total=len(units),
        first=first,
        page=page,
        more=len(units) > first + PER_PAGE,
        chosen=choice,
        sorts=SORTS,
        groups=_counted(every, "target_groups"),
        types={name: count for name, count in _counted(every, "indsats").items() if name in INDSATS},
        strengths={name: strengths[name] for name in labels.all_strengths() if strengths[name]},
        crossed=Counter(pair for unit in every for pair in product(unit.target_groups, unit.indsats)),
        all=len(every),
    )


@blueprint.get("/eksempler.csv")
def sheet() -> Response:
    """The chosen examples with their whole cards as CSV."""
    return spreadsheet(COLUMNS, map(_cells, _chosen()[1]), "eksempler")


def cell(made: Card, question: str) -> str:
    """What a card tells on a question, each aim called one, or where that stands, or that it is not told."""
    told: tuple[Told, ...] = getattr(without_repeats(made), question)
    if told:
        return " / ".join(_called(labels.aim(made, question, one), one.text) for one in told)
    above = answered_at(made, question)
    return _called(labels.aim(made, question), f"se {labels.QUESTIONS[above]}") if above else "ikke oplyst"


def _called(name: str, text: str) -> str:
    return f"({name.lower()}) {text}" if name else text


def _cells(unit: Unit) -> dict[str, object]:
    told = cells(unit) | {"indsatstype": ", ".join(unit.indsats)}
    if made := card(unit):
        told |= {name: cell(made, question) for question, name in labels.QUESTIONS.items()}
        told["belæg"] = outline().evidence(unit, made)
    return told


def _every() -> Sequence[Unit]:
    return [unit for unit in whole_units(opened_index()) if unit.kind == "municipality_example"]


def _chosen() -> tuple[Mapping[str, str], Sequence[Unit]]:
    """What the address chooses, and the examples that are so, sorted as it says."""
    group = chosen("maalgruppe", [slug(name) for name in outline().by("target_groups")])
    indsats = chosen("indsats", INDSATS)
    strength = chosen("belaeg", [slug(name) for name in labels.all_strengths()])
    order = chosen("sort", SORTS)
    units = [
        unit
        for unit in _every()
        if group in ("", *map(slug, unit.target_groups)) and indsats in ("", *unit.indsats)
        if strength in ("", slug(outline().strengths[unit.id]))
    ]
    if order == "nyeste":
        units.sort(key=lambda unit: -(unit.document.year or 0))
    elif order != "kilde":
        units.sort(key=lambda unit: (not unit.municipalities, sort_key(", ".join(unit.municipalities))))
        if order != "kommune":
            units.sort(key=lambda unit: -_told(unit))
    return {"maalgruppe": group, "indsats": indsats, "belaeg": strength, "sort": order}, units


def _told(unit: Unit) -> int:
    """How many questions the card of an example answers."""
    return sum(bool(getattr(card(unit), question)) for question in labels.QUESTIONS)


def _counted(units: Sequence[Unit], field: str) -> Mapping[str, int]:
    """How many of the units have each value of a field, in the order of the alphabet."""
    counts = Counter(value for unit in units for value in getattr(unit, field))
    return {value: counts[value] for value in alphabetical(counts)}
