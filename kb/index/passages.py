"""Texts of units cut for snippets: their sentences, and the lemma and family of each word.

What a word of the corpus counts as does not depend on who asks, so it is looked up once and kept. Kept are
words and texts of the corpus, within bounds; of queries nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from kb.danish.persons import lists_persons

Keys = tuple[str, str]  # "l:" and the lemma of a word, "f:" and its family

MOST_WORDS, MOST_TEXTS = 100_000, 1_000
WORD = re.compile(r"[\w§]+(?:-\w+)*")
# A sign ends a sentence only before what may begin one: a capital, a figure, a bullet, a quotation mark.
_END = re.compile(r"[.!?:](?=\s+[A-ZÆØÅ§”’\"(•\d])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text: [start, end) of its sentences and whether each lies in a list of persons; where its words
    start, in order, and the keys of each."""

    text: str
    spans: tuple[tuple[int, int], ...]
    persons: tuple[bool, ...]
    starts: tuple[int, ...]
    keys: tuple[Keys, ...]


class Passages:
    """Reads texts, and keeps those of late; `keys` gives lemma and family of a word in small letters."""

    def __init__(self, keys: Callable[[str], tuple[str, str]]) -> None:
        self.read = lru_cache(maxsize=MOST_TEXTS)(self._read)
        self._keys = lru_cache(maxsize=MOST_WORDS)(lambda word: _named(*keys(word)))

    def _read(self, text: str) -> Passage:
        spans = tuple(snippet_spans(text))
        words = [match for start, end in spans for match in WORD.finditer(text, start, end)]
        return Passage(
            text,
            spans,
            tuple(persons_listed(text, spans)),
            starts=tuple(word.start() for word in words),
            keys=tuple(self._keys(word[0].lower()) for word in words),
        )


def _named(lemma: str, family: str) -> Keys:
    return "l:" + lemma, "f:" + family


def snippet_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of the pieces a snippet is chosen from; together they are the text. Unlike the sentences
    of kb.danish they also end at a colon. An empty text is one empty piece."""
    spans, start = [], 0
    while start < len(text):
        found = _END.search(text, start + 1)
        end = found.end() if found else len(text)
        spans.append((start, end))
        start = end
    return spans or [(0, 0)]


def persons_listed(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Of each piece of a text whether the line that it lies in is a list of persons."""
    begins = [end - len(text[start:end].lstrip()) for start, end in spans]
    lines = [text[text.rfind("\n", 0, begin) + 1 :].partition("\n")[0] for begin in begins]
    return [lists_persons(line) for line in lines]


def behind_persons(text: str) -> str:
    """A text without who took part, where it begins with that, or its second line does."""
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip() and not lists_persons(line)), 0)
    rest = lines[first + 1 :]
    skipped = len(list(takewhile(lambda line: not line.strip() or lists_persons(line), rest)))
    listed = any(map(lists_persons, rest[:skipped]))
    return "\n".join(rest[skipped:] if listed else lines[first:]).strip() or text
