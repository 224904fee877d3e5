"""Words as a quotation is compared by them: without case, quotation marks, hyphens or punctuation."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-‐\u00ad](?=[^\W\d_])[^\W\d_]+)*|[%§]")
_HYPHENS = re.compile(r"[-‐‑–\u00ad]")
# A word broken at a line's end; what follows a real hyphen there ("social-\nog") is told apart later.
_BROKEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad][ \t]*\r?\n\s*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: [start, end) there, and its folded form."""

    form: str
    start: int
    end: int


def join_broken(text: str) -> str:
    """The text with words that were broken at a line's end joined."""
    return _BROKEN.sub("", text)


def words(text: str) -> list[Word]:
    """The words of a text in order; figures keep their signs ("3,77"), "%" and "§" count as words."""
    return [Word(_folded(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def forms(text: str) -> list[str]:
    """Their folded forms alone."""
    return [_folded(word) for word in _WORD.findall(text)]


def _folded(word: str) -> str:
    return _HYPHENS.sub("", word.casefold())


def squashed(text: str) -> str:
    """All words of a text run together, but that its figures stay apart: "1-2" is not "12"."""
    return "".join(f" {form}" if form[0].isdigit() else form for form in forms(text))
