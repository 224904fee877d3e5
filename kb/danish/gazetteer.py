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
from kb.danish.places import means_municipality

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
def _pattern() -> re.Pattern[str]:
    names = [n for m in municipalities() for n in (m.name, *m.aliases)]
    ordered = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join(re.escape(n).replace(r"\-", r"[-–‐]").replace(r"\ ", r"\s+") for n in ordered)
    together = "|".join(read_toml("places.toml")["compounds"])
    # Only capitals are looked at: a name is never written small, and this is ten times as quick.
    opened, ended = r"(?<!\w)(?=(?-i:[A-ZÆØÅ]))", rf"(?:['’]?s|['’])?(?:{together})?(?!\w)"
    return re.compile(rf"{opened}({written}){ended}", re.IGNORECASE)


def find_municipalities(text: str) -> list[Mention]:
    """(start, end, name) of each mention in reading order; [start, end) holds a genitive ending too.

    Persons, universities and other bodies of a town, postal addresses and places of publication do not
    count; a misspelt name counts before "Kommune" only.
    """
    mentions = [
        (match.start(), match.end(), found.name)
        for match in _pattern().finditer(text)
        if (found := find_municipality(match.group(1))) and means_municipality(text, match, found)
    ]
    taken = {position for start, end, _ in mentions for position in range(start, end)}
    for match in _MISSPELT.finditer(text):
        name = nearest_municipality(match.group(1))
        if name and not taken & {match.start(), match.end() - 1}:
            mentions.append((match.start(), match.end(), name))
    return sorted(mentions)
