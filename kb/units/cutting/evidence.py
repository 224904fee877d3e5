"""How much speaks for a piece of text being of a kind: `danish/evidence.toml` summed over where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from kb.danish import read_toml
from kb.units.cutting.vocabulary import NUMBERING, WORD

QUOTED = re.compile(r"[“„»][^“”«»]*[”«“]|”[^”]*”|\"[^\"]*\"")


def score(kind: str, text: str, section: Sequence[str], lead: str = "", layout: Sequence[str] = ()) -> float:
    """The evidence that a text is of a kind: its own, that of the headings it stands under, outermost first,
    of what leads it in, and of its layout in words of the data file ("box", "numbered", ...)."""
    outer = max((weigh(kind, "path", title) for title in section[:-1]), key=abs, default=0.0)
    around = weigh(kind, "lead", lead) + sum(weigh(kind, "heading", title) for title in section[-1:])
    weights: dict[str, float] = read_toml("evidence.toml")[kind]["layout"]
    return weigh(kind, "text", text) + around + outer + sum(weights.get(name, 0.0) for name in layout)


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
    if place in ("heading", "path"):
        bare = " ".join(NUMBERING.sub("", text).split()).rstrip(" :.")
    else:
        bare = QUOTED.sub("“ ”", text)
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
