"""A schematic map: every municipality a square of the same size, at about its place in the country."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.danish.municipalities import Municipality, municipalities
from kb.model import Unit
from web.pages.collation import sort_key

TILE = 56  # units of the drawing between one tile and the next
LINE_LENGTH = 9  # letters that fit on a line of a tile
# Where a long name may be broken so that both halves are still words to a Danish reader.
_ENDINGS = re.compile(r"(?<=.{4})(?=(?:borg|berg|havn|sund|fjord|lands|slund|slev|bugt|minde|fart|ricia)$)")


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality: its corner in the drawing, the lines of its name, how many texts name it, and as `mark`
    the strongest of them: "example", "finding", "mention" or "none"."""

    place: Municipality
    x: int
    y: int
    lines: tuple[str, ...]
    examples: int
    findings: int
    others: int
    mark: str


def tiles(units: Mapping[str, Sequence[Unit]]) -> tuple[Tile, ...]:
    """One for each municipality, in the order of the alphabet; `units` are those that name it."""
    places = sorted(municipalities(), key=lambda place: sort_key(place.name))
    return tuple(_tile(place, [unit.kind for unit in units.get(place.name, ())]) for place in places)


def _tile(place: Municipality, kinds: Sequence[str]) -> Tile:
    examples, findings = kinds.count("municipality_example"), kinds.count("finding")
    mark = "example" if examples else "finding" if findings else "mention" if kinds else "none"
    others = len(kinds) - examples - findings
    corner = place.column * TILE, place.row * TILE
    return Tile(place, *corner, _lines(place.name), examples, findings, others, mark)


def _lines(name: str) -> tuple[str, ...]:
    if "-" in name:
        first, _, last = name.partition("-")
        return f"{first}-", last
    if len(name) <= LINE_LENGTH:
        return (name,)
    parts = _ENDINGS.split(name)
    return (f"{parts[0]}-", parts[1]) if len(parts) == 2 else (name,)
