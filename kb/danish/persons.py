"""Kinds of persons, by the nouns for them in `claims.toml`; persons by their given names."""

import re
from functools import cache

from kb.danish import read_pattern, read_toml, read_words
from kb.danish.cues import compiled

LISTED = 3  # given names in a line that is a list of persons, where no label says so
_CAPITAL = re.compile(r"[A-ZÆØÅ][a-zæøå]+")


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, compiled(cues)) for kind, cues in read_toml("claims.toml")["persons"].items())


def person_kind(noun: str) -> str:
    """The kind of persons that a noun names, such as "borgere/unge"; "" where it names none."""
    return next((kind for kind, pattern in _kinds() if pattern.fullmatch(noun.lower())), "")


def alike(one: str, other: str) -> bool:
    """Whether two kinds may be the same people: one is the other or lies within it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def lists_persons(line: str) -> bool:
    """Whether a line is a list of persons: who took part, whom to call."""
    named = read_words("given_names.txt") & set(_CAPITAL.findall(line))
    labelled = any(
        read_pattern("evidence.toml", each).match(line.strip()) for each in ("people", "sent", "call")
    )
    return len(named) >= (1 if labelled else LISTED)
