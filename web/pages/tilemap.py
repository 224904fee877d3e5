"""A schematic map: every municipality a square of the same size, at about its place in the country."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.danish.gazetteer import Municipality
from kb.model import Unit

TILE = 56  # units of the drawing between one tile and the next
GAP = 4
LINE_LENGTH = 9  # letters that fit on a line of a tile
# Where a long name may be broken so that both halves are still words to a Danish reader.
_ENDINGS = re.compile(r"(?<=.{4})(?=(?:borg|berg|havn|sund|fjord|lands|slund|slev|bugt|minde|fart|ricia)$)")


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality: its corner in the drawing, the lines of its name, what the sources have on it.

    `mark` is "example", "finding", "mention" or "none": the strongest there is.
    """

    name: str
    slug: str
    region: str
    x: int
    y: int
    lines: tuple[str, ...]
    examples: int
    findings: int
    others: int

    @property
    def mark(self) -> str:
        """What the tile is drawn as."""
        if self.examples:
            return "example"
        if self.findings:
            return "finding"
        return "mention" if self.others else "none"


def drawing(places: Sequence[Municipality], units: Mapping[str, Sequence[Unit]]) -> dict[str, object]:
    """What a template needs to draw the map: the tiles, one a municipality, in the order of `places`; width
    and height of the drawing; the side of a tile. `units` are those that name a municipality."""
    tiles = tuple(_tile(place, units.get(place.name, ())) for place in places)
    size = max(tile.x for tile in tiles) + TILE, max(tile.y for tile in tiles) + TILE
    return {"tiles": tiles, "size": size, "side": TILE - GAP}


def _tile(place: Municipality, units: Sequence[Unit]) -> Tile:
    kinds = [unit.kind for unit in units]
    examples, findings = kinds.count("municipality_example"), kinds.count("finding")
    return Tile(
        place.name,
        place.slug,
        place.region,
        place.column * TILE,
        place.row * TILE,
        _lines(place.name),
        examples,
        findings,
        len(kinds) - examples - findings,
    )


def _lines(name: str) -> tuple[str, ...]:
    if "-" in name:
        first, _, last = name.partition("-")
        return f"{first}-", last
    if len(name) <= LINE_LENGTH:
        return (name,)
    parts = _ENDINGS.split(name)
    return (f"{parts[0]}-", parts[1]) if len(parts) == 2 else (name,)
