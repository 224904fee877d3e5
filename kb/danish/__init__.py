"""Data about Danish and about Danish social policy. Each file's source stands in SOURCES.md."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_text(name: str) -> str:
    """The text of a data file of this folder."""
    return files("kb.danish").joinpath("data", name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file of this folder, parsed once."""
    return tomllib.loads(read_text(name))


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """The lines of a text data file that are neither blank nor a comment (`#`)."""
    lines = (line.partition("#")[0].strip() for line in read_text(name).splitlines())
    return tuple(line for line in lines if line)


@cache
def read_words(name: str) -> frozenset[str]:
    """A word list: one a line."""
    return frozenset(read_lines(name))


def fill(pattern: str, lists: Mapping[str, str]) -> str:
    """The pattern with {name} replaced by the list of that name, which may name another."""
    for _ in range(2):
        for name, words in lists.items():
            pattern = pattern.replace(f"{{{name}}}", words)
    return pattern


@cache
def filled(file: str, pattern: str) -> re.Pattern[str]:
    """A pattern with the `lists` of a file in it."""
    return re.compile(fill(pattern, read_toml(file)["lists"]), re.I)


def read_pattern(file: str, name: str) -> re.Pattern[str]:
    """One of a file's `patterns`, filled. Raises KeyError for a name it has not."""
    return filled(file, read_toml(file)["patterns"][name])
