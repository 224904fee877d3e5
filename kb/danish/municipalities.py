"""The 98 Danish municipalities, and which of them a name alone means."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from kb.danish import read_text
from kb.danish.slugs import slug


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 98: `code` is the official number; `column` and `row` place its tile on a schematic
    map, from 0 at the upper left. `former` are municipalities merged into it in 2007, `common_word` says
    that the name is also an everyday word (Vejen, Skive)."""

    name: str
    slug: str
    code: str
    region: str
    column: int
    row: int
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    common_word: bool = False


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 98, by name."""
    rows = csv.DictReader(read_text("municipalities.tsv").splitlines(), delimiter="\t")
    read = (
        Municipality(
            name=row["name"],
            slug=slug(row["name"]),
            code=row["code"],
            region=row["region"],
            column=int(row["column"]),
            row=int(row["row"]),
            aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
            former=tuple(row["former"].split("|")) if row["former"] else (),
            common_word=row["common_word"] == "1",
        )
        for row in rows
    )
    return tuple(sorted(read, key=lambda municipality: municipality.slug))


def _fold(name: str) -> str:
    return re.sub(r"[\s/–‐-]+", " ", name.casefold().replace("å", "aa")).strip()


@cache
def _by_name() -> dict[str, Municipality]:
    """Folded name, alias, former name or slug -> municipality; present names win over former ones."""
    found: dict[str, Municipality] = {}
    for kind in ("former", "aliases"):
        found.update({_fold(n): m for m in municipalities() for n in getattr(m, kind)})
    found.update({_fold(m.slug): m for m in municipalities()})
    found.update({_fold(m.name): m for m in municipalities()})
    return found


def find_municipality(name: str) -> Municipality | None:
    """The municipality that a name alone means, with or without genitive or "Kommune", as a slug too."""
    bare = re.sub(r"\s*\b(region)?s?kommunes?$", "", _fold(name)).strip()
    names = _by_name()
    return names.get(bare) or names.get(re.sub(r"['’]?s?$", "", bare))


@cache
def nearest_municipality(written: str) -> str | None:
    """The one municipality at a single letter's distance from a longer misspelt name."""
    folded = _fold(written)
    names = {_fold(m.name): m.name for m in municipalities() if len(m.name) >= 5}
    names |= {name + "s": full for name, full in names.items()}
    near = {
        full
        for name, full in names.items()
        if name[0] == folded[0] and Levenshtein.distance(folded, name, score_cutoff=1) == 1
    }
    return near.pop() if len(near) == 1 else None
