"""Texts of units cut for snippets: their sentences, and their words as numbers.

What a word of the corpus counts as (its lemma and family) does not depend on who asks, so it is looked up
once and kept; a query then only tells which numbers it met. Kept are words and texts of the corpus, within
bounds; of queries nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kb.danish.persons import lists_persons

Keys = Callable[[str], tuple[str, str]]
Numbers = NDArray[np.int32]

MOST_WORDS, MOST_TEXTS = 100_000, 1_000
WORD = re.compile(r"[\w§]+(?:-\w+)*")
# A sign ends a sentence only before what may begin one: a capital, a figure, a bullet, a quotation mark.
_END = re.compile(r"[.!?:](?=\s+[A-ZÆØÅ§”’\"(•\d])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text: `spans[i]` are [start, end) of sentence i, shape (sentences, 2); `words` are the numbers of
    its words in order and `starts` where they stand; those of sentence i are before place `ends[i]`.
    `persons` tells which sentences lie in a list of persons, shape (sentences,)."""

    text: str
    spans: Numbers
    words: Numbers
    starts: Numbers
    ends: Numbers
    persons: NDArray[np.bool_]


class Words:
    """Written words, lower case, by number; `by_key` are the words with a key: "l:" lemma, "f:" family."""

    def __init__(self, keys: Keys) -> None:
        self.written: list[str] = []
        self.by_key: dict[str, list[int]] = {}
        self.passage = lru_cache(maxsize=MOST_TEXTS)(self._passage)
        self._keys = keys
        self._number: dict[str, int] = {}
        self._lock = Lock()

    def _passage(self, text: str) -> Passage:
        """The passage of a text; its new words are numbered."""
        spans = snippet_spans(text)
        words: list[int] = []
        starts: list[int] = []
        ends = []
        for start, end in spans:
            matches = list(WORD.finditer(text, start, end))
            words += [self._numbered(match[0].lower()) for match in matches]
            starts += [match.start() for match in matches]
            ends.append(len(words))
        numbers = [np.array(found, np.int32) for found in (spans, words, starts, ends)]
        persons = np.array(persons_listed(text, spans), np.bool_)
        return Passage(text, numbers[0], numbers[1], numbers[2], numbers[3], persons)

    def _numbered(self, word: str) -> int:
        if word not in self._number:
            lemma, family = self._keys(word)
            with self._lock:
                if word not in self._number:  # another thread may have been quicker
                    self.written.append(word)
                    for key in ("l:" + lemma, "f:" + family):
                        self.by_key.setdefault(key, []).append(len(self.written) - 1)
                    self._number[word] = len(self.written) - 1
        return self._number[word]


class Passages:
    """Reads texts; begins anew when it has met too many different words. Safe to share between threads."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._words = Words(keys)

    def read(self, texts: Sequence[str]) -> tuple[Words, list[Passage]]:
        """The passages of `texts`, and the words that their numbers mean."""
        words = self._words
        if len(words.written) > MOST_WORDS:
            words = self._words = Words(self._keys)
        return words, [words.passage(text) for text in texts]


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
