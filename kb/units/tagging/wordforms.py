"""Vocabulary of `kb/danish/` (programmes, target groups) and the Danish forms its words are met in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from kb.danish import read_toml

ENDINGS = ("ernes", "erne", "ens", "ns", "ets", "ers", "en", "et", "er", "es", "ne", "s", "n", "r", "e")


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme or target group: `forms` are whole words or phrases, `stems` beginnings of words.

    `requires` asks for one of its word beginnings in the same unit; `capital` for a capital at the start.
    """

    name: str
    forms: tuple[str, ...]
    stems: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    capital: bool = False


@cache
def programmes() -> tuple[Entry, ...]:
    """Methods, programmes and tools, in the order of the data file."""
    return tuple(
        Entry(
            name=row["name"],
            forms=tuple(dict.fromkeys(filter(None, [row["name"], row.get("full"), *row.get("aliases", ())]))),
            requires=tuple(row.get("with", ())),
            capital=row.get("case", False),
        )
        for row in read_toml("programmes.toml")["programme"]
    )


@cache
def target_groups() -> tuple[Entry, ...]:
    """Groups of people, in the order of the data file."""
    return tuple(
        Entry(name=row["name"], forms=tuple(row.get("words", ())), stems=tuple(row.get("stems", ())))
        for row in read_toml("target_groups.toml")["target_group"]
    )


def is_abbreviation(word: str) -> bool:
    """Two capitals or more: such a word must be met as it is written (CTI, DUÅ, F-ACT)."""
    return sum(letter.isupper() for letter in word) >= 2


def form_of(entries: Iterable[Entry]) -> Callable[[str], str]:
    """A function from a token to the word of `forms` that it is a form of: "CTI-metoden" -> "CTI",
    "mestringsforløbet" -> "mestringsforløb"; any other token in small letters."""
    words = {word for entry in entries for form in entry.forms for word in form.split()}
    abbreviations = frozenset(filter(is_abbreviation, words))
    plain = frozenset(word.lower() for word in words - abbreviations)

    def normalise(token: str) -> str:
        return _base(token, abbreviations) or _base(token.lower(), plain) or token.lower()

    return normalise


def stem_of(entries: Iterable[Entry]) -> Callable[[str], str]:
    """A function from a token to the longest of the words of `stems` that it begins with:
    "hjemløses" -> "hjemløs"; any other token in small letters."""
    stems = {word.lower() for entry in entries for stem in entry.stems for word in stem.split()}
    ordered = sorted(stems, key=lambda stem: (-len(stem), stem))

    def normalise(token: str) -> str:
        lower = token.lower()
        return next(filter(lower.startswith, ordered), lower)

    return normalise


def _base(token: str, known: frozenset[str]) -> str | None:
    """The token itself, or what is left of it without a Danish ending or without "-metoden" and the like."""
    if token in known:
        return token
    for ending in ("'s", "’s", *ENDINGS):
        if token.endswith(ending) and token.removesuffix(ending) in known:
            return token.removesuffix(ending)
    head = token.rpartition("-")[0]
    return _base(head, known) if head else None
