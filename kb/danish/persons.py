"""Kinds of persons, by the nouns for them in `claims.toml`."""

import re
from functools import cache

from kb.danish import read_toml
from kb.danish.cues import compiled


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, compiled(cues)) for kind, cues in read_toml("claims.toml")["persons"].items())


def person_kind(noun: str) -> str:
    """The kind of persons that a noun names, such as "borgere/unge"; "" where it names none."""
    return next((kind for kind, pattern in _kinds() if pattern.fullmatch(noun.lower())), "")


def alike(one: str, other: str) -> bool:
    """Whether two kinds may be the same people: one is the other or lies within it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
