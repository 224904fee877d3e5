"""How much speaks for a piece of text being of a kind: `danish/evidence.toml` summed over where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from kb.danish import read_toml
from kb.units.cutting.vocabulary import NUMBERING, WORD

QUOTED = re.compile(r"[“„»][^“”«»]*[”«“]|”[^”]*”|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text and where it stands: `heading` right over it, `path` of the headings further out,
    `lead` the text that leads it in, `layout` words of the data file ("box", "numbered", ...)."""

    text: str
    heading: str = ""
    path: tuple[str, ...] = ()
    lead: str = ""
    layout: tuple[str, ...] = ()


def score(kind: str, piece: Piece) -> float:
    """The evidence for the kind, summed over the places."""
    outer = max((weigh(kind, "path", title) for title in piece.path), key=abs, default=0.0)
    around = weigh(kind, "lead", piece.lead) + weigh(kind, "heading", piece.heading)
    layout: dict[str, float] = read_toml("evidence.toml")[kind]["layout"]
    return (
        weigh(kind, "text", piece.text) + around + outer + sum(layout.get(name, 0.0) for name in piece.layout)
    )


def is_of_field(text: str) -> bool:
    """Whether a document is of social policy, as manuals and by-laws are not: by the share of its words."""
    field = read_toml("evidence.toml")["field"]
    words = WORD.findall(text.casefold())
    about = sum(word.startswith(tuple(field["words"])) for word in words)
    return bool(len(words) < field["shortest"] or about >= field["share"] * len(words))


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def is_sure(kind: str, value: float) -> bool:
    return value >= float(read_toml("evidence.toml")[kind]["sure"])


def is_possible(kind: str, value: float) -> bool:
    """Whether the score is enough to be shown, with a doubt."""
    return value >= float(read_toml("evidence.toml")[kind]["doubt"])


@lru_cache(maxsize=1 << 14)
def weigh(kind: str, place: str, text: str) -> float:
    """The strongest evidence for the kind plus the strongest against it; quoted words are not the text's."""
    bare = " ".join(NUMBERING.sub("", text).split()).rstrip(" :.") if place in ("heading", "path") else text
    bare = bare if place in ("heading", "path") else QUOTED.sub("“ ”", text)
    rows = patterns(kind, place) if bare else ()
    most = next((weight for weight, pattern in rows if weight > 0 and pattern.search(bare)), 0.0)
    least = next((weight for weight, pattern in rows if weight < 0 and pattern.search(bare)), 0.0)
    return most + least


@cache
def patterns(kind: str, place: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    lists = read_toml("evidence.toml")["lists"]
    rows = read_toml("evidence.toml")[kind].get(place, ())
    strongest_first = sorted(rows, key=lambda row: -abs(row[0]))
    return tuple(
        (weight, re.compile(fill(pattern, lists), re.I | re.S)) for weight, pattern in strongest_first
    )


def fill(pattern: str, lists: dict[str, str]) -> str:
    """The pattern with {name} replaced by the list of that name."""
    for _ in range(2):  # a list may name another
        for name, words in lists.items():
            pattern = pattern.replace(f"{{{name}}}", words)
    return pattern
