"""The words of `headings.toml`, how headings are compared with them, and the patterns of `evidence.toml`."""

import re
from functools import cache, lru_cache

from kb.danish import read_pattern, read_toml

WORD = re.compile(r"[^\W\d_][\w\-]*")
NUMBERING = re.compile(
    r"^(?:(?:kapitel|afsnit|del|bilag|boks)\s+)?(?:(?:\d+(?:\.\d+)*|(?-i:[IVX]+))[.:)]?|[A-H][.:)])\s+", re.I
)


@cache
def words(name: str) -> frozenset[str]:
    """The words of one list, folded."""
    return frozenset(fold(word) for word in read_toml("headings.toml")[name])


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case, hyphens gone, white space single, end punctuation and numbering gone."""
    bare = NUMBERING.sub("", " ".join(text.split()))
    return bare.replace("-", "").strip(" .:;?!–").casefold()


def folded_words(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(text)]


def names(heading: str, name: str) -> bool:
    """Whether one of the heading's words is in the list."""
    return not words(name).isdisjoint(folded_words(heading))


def is_one_of(heading: str, name: str) -> bool:
    """Whether the whole heading is in the list."""
    return fold(heading) in words(name)


def indsats_in(text: str) -> list[str]:
    """The types of intervention whose words occur, each once, in order."""
    found = set(folded_words(text))
    table = read_toml("headings.toml")["indsats"]
    return [kind for kind, listed in table.items() if not found.isdisjoint(map(fold, listed))]


def matches(name: str, text: str) -> re.Match[str] | None:
    """Where a text has a pattern of `evidence.toml` first."""
    return read_pattern("evidence.toml", name).search(text)
