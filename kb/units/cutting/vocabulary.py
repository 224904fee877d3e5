"""The words of `danish/headings.toml`, and how a heading is compared with them."""

import re
from functools import cache, lru_cache

from kb.danish import read_toml

# Printed over a piece of advice, with its number.
LABEL = r"(?:anbefaling|forslag|henstilling|påbud|opfordring|indstilling|bud|råd|greb)"
# What behind a label is no title: a part of a report, a number, where to read on, a council's name.
UNTITLED = (
    r"(?:(?:baggrund|metode|bilag|oversigt|definition|data)(?:\s+(?:og|over|for|af|til|\d+)(?:\s+\S+){0,2})?"
    r"|\d+|(?:læs|se)\s+(?:også|mere|videre|side|s\.|bilag)\b.*|rådet for\b.*)\W*$"
)
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
