"""Which municipalities and which types of intervention a unit is about: by its own words and its headings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from kb.danish import read_toml
from kb.danish.municipalities import Mention, find_municipalities
from kb.danish.sentences import sentence_spans
from kb.model import INDSATS, Unit

Patterns = tuple[tuple[str, re.Pattern[str]], ...]  # of each type, in the order of INDSATS
# "Café Ingeborg i Ringsted Kommune", "Skansebakken i Vejle": a name of its own, and where it lies.
_LIES_IN = re.compile(r"((?:[A-ZÆØÅ][\wæøåé]+)(?:\s+[A-ZÆØÅ][\wæøåé]+){0,2})”?,?\s+(?:der ligger\s+)?i\s+$")


def municipalities_of(units: Sequence[Unit]) -> tuple[tuple[str, ...], ...]:
    """For each unit of one document in reading order: first those of its headings, then those it names.

    An example that names none takes the municipality where the document elsewhere says that the place
    in its title or text lies, when it says so of one municipality only; else that of the example it is part
    of, where it is one.
    """
    mentions = [find_municipalities(unit.text) for unit in units]
    places = _places(units, mentions)
    found: list[tuple[str, ...]] = []
    wholes: dict[str, tuple[str, ...]] = {}  # of each example of one municipality; it stands before its parts
    for unit, told in zip(units, mentions, strict=True):
        headings = [name for heading in (*unit.section, unit.title or "") for name in named_in(heading)]
        names = tuple(dict.fromkeys([*headings, *(name for _, _, name in told)]))
        if unit.kind == "municipality_example":
            names = names or _lying(f"{unit.title or ''}\n{unit.text}", places)
            names = names or wholes.get(unit.parent or "", ())
            if len(names) == 1:
                wholes[unit.id] = names
        found.append(names)
    return tuple(found)


@lru_cache(maxsize=4096)
def named_in(heading: str) -> tuple[str, ...]:
    """The municipalities that a heading or a sentence names; many units stand under one heading."""
    return tuple(dict.fromkeys(name for _, _, name in find_municipalities(heading)))


def named_above(unit: Unit) -> tuple[str, ...]:
    """The municipalities of the nearest heading of a unit that names any."""
    return next((named for h in (unit.title or "", *reversed(unit.section)) if (named := named_in(h))), ())


def told_of(unit: Unit, name: str) -> Unit:
    """The unit with the sentences alone that tell of one of its municipalities: those that name it, and what
    follows up to one that names others only. Whole where it tells of no other, or no sentence names it."""
    kept: list[str] = []
    here = False
    end = 0
    for start, stop in sentence_spans(unit.text) if len(unit.municipalities) > 1 else ():
        named = named_in(unit.text[start:stop])
        here = name in named if named else here
        if here:
            kept += ["\n" if "\n" in unit.text[end:start] else " ", unit.text[start:stop]]
            end = stop
    return replace(unit, text="".join(kept[1:])) if kept else unit


def _places(units: Sequence[Unit], mentions: Sequence[Sequence[Mention]]) -> dict[str, str]:
    """Plain name of a place -> the one municipality it is said to lie in. A name whose words the
    document also writes small ("Jobcentrene i Aalborg") is no name of its own."""
    said: dict[str, set[str]] = {}
    for unit, told in zip(units, mentions, strict=True):
        for start, _, municipality in told:
            match = _LIES_IN.search(unit.text[max(0, start - 60) : start])
            if match:
                said.setdefault(_plain(match.group(1)), set()).add(municipality)
    small = {word for unit in units for word in re.findall(r"\b[a-zæøåé]+", unit.text)} if said else set()
    generic = tuple(read_toml("places.toml")["generic"])
    own = {place for place in said if not set(place.lower().split()) <= small and not place.endswith(generic)}
    return {place: min(towns) for place, towns in sorted(said.items()) if len(towns) == 1 and place in own}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("é", "e"))


def _lying(text: str, places: dict[str, str]) -> tuple[str, ...]:
    """The municipality of the places named in the text, when they all lie in one."""
    plain = _plain(text)
    towns = {town for place, town in places.items() if re.search(rf"\b{re.escape(place)}", plain)}
    return tuple(towns) if len(towns) == 1 else ()


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


def indsats_of(units: Sequence[Unit]) -> tuple[tuple[str, ...], ...]:
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
