"""Which types of intervention a unit is about: from headings first, from its own words else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.danish import read_toml
from kb.model import INDSATS, Unit

Patterns = tuple[tuple[str, re.Pattern[str]], ...]  # of each type, in the order of INDSATS


@cache
def _heading_patterns() -> Patterns:
    """What names a type in a heading."""
    rows = {row["name"]: row["heading"] for row in read_toml("indsats.toml")["indsats"]}
    return tuple((name, re.compile(rf"\b(?:{'|'.join(rows[name])})", re.IGNORECASE)) for name in INDSATS)


@cache
def _text_patterns() -> Patterns:
    """What names a type as such in a text ("rehabiliterende indsatser")."""
    data = read_toml("indsats.toml")
    things = "|".join(data["things"])
    words = {row["name"]: "|".join(row["text"]) for row in data["indsats"]}
    every = "|".join(words.values())
    # "forebyggende og rehabiliterende indsatser" names both: other types and "og" may stand between.
    between = rf"(?:[,\s/]+(?:og|eller|samt|{every}|[\wæøå]+)){{0,3}}?[,\s/]+[\wæøå-]*?(?:{things})"
    return tuple((n, re.compile(rf"\b(?:{words[n]})\b(?={between})", re.IGNORECASE)) for n in INDSATS)


def of_units(units: Sequence[Unit]) -> tuple[tuple[str, ...], ...]:
    """The types of each unit of one document in reading order.

    The innermost heading that names a type decides, then the theme, the title, the passage that last
    defined a type under the same headings (`indsats_type`), then the unit's own words.
    """
    found: list[tuple[str, ...]] = []
    defined: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    for unit in units:
        if unit.section != section:
            section, defined = unit.section, ()
        own = _named(_text_patterns(), unit.text)
        if unit.kind == "indsats_type" and len(own) == 1:
            defined = own
        theme = unit.theme.title if unit.theme else ""
        headings = [*reversed(unit.section), theme, unit.title or ""]
        named = next((types for heading in headings if (types := _named(_heading_patterns(), heading))), ())
        found.append(named or defined or own)
    return tuple(found)


def _named(patterns: Patterns, text: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in patterns if pattern.search(text))
