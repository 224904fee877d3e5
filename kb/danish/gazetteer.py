"""Names in a text: municipalities, and the acts of `kb.danish.laws`. Light: the server uses it too."""

from __future__ import annotations

import re
from functools import cache

from kb.danish import read_toml
from kb.danish.laws import find_laws, normalise_law
from kb.danish.municipalities import (
    Municipality,
    find_municipality,
    municipalities,
    nearest_municipality,
)
from kb.danish.places import KOMMUNE, means_municipality

__all__ = [
    "Municipality",
    "find_laws",
    "find_municipalities",
    "find_municipality",
    "municipalities",
    "normalise_law",
]

Mention = tuple[int, int, str]

_MISSPELT = re.compile(r"(?<![\w-])([A-ZÆØÅ][\w-]{4,})(?=\s+[Kk]ommunes?\b)")


@cache
def _pattern(former: bool) -> re.Pattern[str]:
    names = [n for m in municipalities() for n in (m.former if former else (m.name, *m.aliases))]
    ordered = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join(re.escape(n).replace(r"\-", r"[-–‐]").replace(r"\ ", r"\s+") for n in ordered)
    together = "|".join(read_toml("places.toml")["compounds"])
    # Only capitals are looked at: a name is never written small, and this is ten times as quick.
    opened, ended = r"(?<!\w)(?=(?-i:[A-ZÆØÅ]))", rf"(?:['’]?s|['’])?(?:{together})?(?!\w)"
    return re.compile(rf"{opened}({written}){ended}", re.IGNORECASE)


def find_municipalities(text: str) -> list[Mention]:
    """(start, end, name) of each mention in reading order; [start, end) holds a genitive ending too.

    Regions, persons, universities and other bodies of a town, postal addresses and places of publication
    do not count; a former municipality counts before "Kommune" only, and so does a misspelt one.
    """
    mentions = [
        (match.start(), match.end(), name)
        for match in _pattern(False).finditer(text)
        if (name := _named(match.group(1))) and means_municipality(text, match, name)
    ]
    taken = {position for start, end, _ in mentions for position in range(start, end)}
    for match in _pattern(True).finditer(text):
        name = _named(match.group(1))
        if name and match.start() not in taken and KOMMUNE.match(text, match.end()):
            mentions.append((match.start(), match.end(), name))
    taken = {position for start, end, _ in mentions for position in range(start, end)}
    for match in _MISSPELT.finditer(text):
        name = nearest_municipality(match.group(1))
        if name and not taken & {match.start(), match.end() - 1}:
            mentions.append((match.start(), match.end(), name))
    return sorted(mentions)


def _named(written: str) -> str | None:
    """The name behind a spelling; None when it is written small, as a common word is."""
    letters = [part for part in re.split(r"[\s/–‐-]+", written) if part]
    if not all(part[0].isupper() for part in letters):
        return None
    if any(part != part.upper() and part[1:] != part[1:].lower() for part in letters):
        return None
    found = find_municipality(written)
    return found.name if found else None
