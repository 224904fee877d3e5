"""Data about Danish and about Danish social policy. Each file's source stands in SOURCES.md."""

import tomllib
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
