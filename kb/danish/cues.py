"""Cues of `claims.toml`: words that deny, turn, limit or count what a sentence says, or tell it as done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.danish import read_toml

# How Danish tells something as done.
DONE = re.compile(
    r"\b(?:har (?:\w+ ){0,3}\w+t|er (?:\w+ ){0,4}\w{4,}t|var|blev|havde|fik|gik|kom|faldt|steg|\w{3,}ede)\b"
)
# How an item of a list begins.
ITEM = re.compile(r"[•–-]|\d+[:.)]\s")
# The cues of what is not yet so.
NOT_YET = ("limits.expected", "limits.target", "limits.future")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that turns or limits a sentence; `kind` as the tables of claims.toml are named."""

    kind: str
    written: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the sentence."""
        return self.start + len(self.written)


@cache
def _tables() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = read_toml("claims.toml")
    tables = dict(data["cues"])
    tables |= {
        f"{name}.{kind}": cues
        for name in ("limits", "quantifier", "rates")
        for kind, cues in data[name].items()
    }
    return tuple((kind, compiled(cues)) for kind, cues in tables.items())


def compiled(cues: Sequence[str]) -> re.Pattern[str]:
    """Cues as one pattern for whole words in small letters."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(cues)})(?!\w)")


def read_cues(low: str) -> Iterator[Cue]:
    """The cues of a text in small letters, in reading order."""
    found = [(m.start(), kind, m.group()) for kind, pattern in _tables() for m in pattern.finditer(low)]
    for start, kind, written in sorted(found):
        if not (written in _not_behind() and _not_behind()[written].search(low, 0, start)):
            yield Cue(kind, written, start)


@cache
def _not_behind() -> dict[str, re.Pattern[str]]:
    """For a word, what it stands behind where it is no cue."""
    words = read_toml("claims.toml")["not_behind"].items()
    return {word: re.compile(rf"(?<![\w-])(?:{'|'.join(before)}) $") for word, before in words}


@cache
def listed(name: str) -> re.Pattern[str]:
    """A list of claims.toml as one pattern, such as `people`."""
    return compiled(read_toml("claims.toml")[name]["cues"])
