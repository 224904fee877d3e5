"""What a hit shows of its text: the sentences that answer as escaped HTML, with the words marked that brought
it there, the query's own and terms searched in their stead."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_words
from kb.danish.terms import content
from kb.index.passages import Passage, Passages, Words
from kb.search.reading import Reading

LENGTH = 300
SHORTEST = 60  # letters of a snippet that is not filled up with the beginning of what follows
OPENING = {"word": "<mark>", "related": '<mark class="related">'}
_SPACE = re.compile(r"\s+")

# [start, end) of a marked word, and "word" or "related".
Match = tuple[int, int, str]
# What a word adds to the worth of the sentence it stands in.
WORTH = {"word": 1.0, "related": 0.5}
PART = 5  # letters of a word that may be a part of a compound
PERSONS = -0.9  # what a list of persons lacks: it answers who was there, seldom what was asked
# "word" and the word itself, or "related" and the term searched in its stead.
Mark = tuple[str, str]
# The words of one family, those of another, and what they are marked as where both stand in a sentence.
Pair = tuple[frozenset[int], frozenset[int], Mark]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows of its text: the words and related terms that were met, in the order of the text."""

    snippet: str
    words: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Which words, by number, a query meets: alone, and as pairs; `parts` may be met within longer words."""

    alone: dict[int, Mark]
    pairs: list[Pair]
    parts: tuple[str, ...]

    def of(self, sentence: set[int]) -> dict[int, Mark]:
        """The marks of a sentence that has these words."""
        marks = {number: self.alone[number] for number in sentence if number in self.alone}
        for left, right, mark in self.pairs:
            if not (left.isdisjoint(sentence) or right.isdisjoint(sentence)):
                marks = dict.fromkeys((left | right) & sentence, mark) | marks
        return marks


def show(passages: Passages, texts: Sequence[str], reading: Reading) -> Iterator[Shown]:
    """The texts as hits of a query show them, one by one."""
    words, cut = passages.read(texts)
    marks = _marks(words, reading)
    met = np.zeros(len(words.written), np.bool_)
    met[[*marks.alone, *(number for left, right, _ in marks.pairs for number in left | right)]] = True
    for passage in cut:
        yield _shown(passage, np.flatnonzero(met[passage.words]), marks, words)


def _marks(words: Words, reading: Reading) -> Marks:
    """What a query marks: its own words before related ones, a lemma's term before a family's."""
    related: dict[str, Mark] = {}
    pairs: dict[str, Mark] = {}
    for group in reading.groups:
        for alternative in group.alternatives:
            for name in alternative.names:
                found = pairs if name[0] == "c" else related
                found.setdefault(name, ("related", alternative.expansion.term))
    alone: dict[int, Mark] = {}
    for name in sorted(related, key=lambda name: name[0] != "l"):
        for number in words.by_key.get(name, ()):
            if not _is_general(words.written[number]):
                alone.setdefault(number, related[name])
    for term in content(reading.terms):
        for name in ("l:" + term.lemma, "f:" + term.family):
            alone |= {number: ("word", words.written[number]) for number in words.by_key.get(name, ())}
    parts = tuple(term.lemma for term in content(reading.terms) if len(term.lemma) >= PART)
    return Marks(alone, [(*_families(words, name), mark) for name, mark in pairs.items()], parts)


def _families(words: Words, pair: str) -> tuple[frozenset[int], frozenset[int]]:
    """The words of either family of a pair, by number."""
    left, right = pair[2:].split("+")
    return frozenset(words.by_key.get("f:" + left, ())), frozenset(words.by_key.get("f:" + right, ()))


def _is_general(word: str) -> bool:
    """Whether a word, lower case, is a number or says too little to be marked as related."""
    return word.isdigit() or word in read_words("stopwords.txt") or word in read_words("general_words.txt")


def _shown(passage: Passage, places: NDArray[np.int64], found: Marks, words: Words) -> Shown:
    """`places` are those of the passage's words that may be marked."""
    numbers = passage.words[places].tolist()
    sentences = np.searchsorted(passage.ends, places, side="right").tolist()
    together: dict[int, set[int]] = {}
    for sentence, number in zip(sentences, numbers, strict=True):
        together.setdefault(sentence, set()).add(number)
    marks = {sentence: found.of(own) for sentence, own in together.items()}
    worth = np.where(passage.persons, PERSONS, 0.0)
    for sentence, told in marks.items():
        # A word that a sentence repeats counts once.
        worth[sentence] += sum(WORTH[kind] for kind, _ in told.values())
    if worth.max() <= 0:  # no word is met: a part of a compound tells more than the beginning
        for sentence, (start, end) in enumerate(passage.spans.tolist()):
            worth[sentence] += sum(part in passage.text[start:end].lower() for part in found.parts)
    best = int(worth.argmax())  # of equal ones the first
    met: dict[Mark, None] = {}
    matches = []
    for start, sentence, number in zip(passage.starts[places].tolist(), sentences, numbers, strict=True):
        if mark := marks[sentence].get(number):
            met[mark] = None
            # A related word is marked where it is the reason for the hit, and nowhere else.
            if mark[0] == "word" or sentence == best:
                matches.append((start, start + len(words.written[number]), mark[0]))
    return Shown(
        _snippet(passage, best, matches),
        tuple(name for kind, name in met if kind == "word"),
        tuple(name for kind, name in met if kind == "related"),
    )


def _snippet(passage: Passage, best: int, matches: Sequence[Match]) -> str:
    """At most 300 characters around the best sentence, the rest shown as an ellipsis; `matches` are in the
    order of the text."""
    start, end = passage.spans[best].tolist()
    following = zip(passage.spans[best + 1 :, 1].tolist(), passage.persons[best + 1 :], strict=True)
    for next_end, is_persons in following:
        if is_persons or (next_end - start > LENGTH - 4 and end - start >= SHORTEST):
            break
        end = next_end
    return _marked(passage.text, *_fit(passage.text, start, end, matches), matches)


def _fit(text: str, start: int, end: int, matches: Sequence[Match]) -> tuple[int, int]:
    """Cut [start, end) at words to fit, with the first match inside."""
    while start < end and text[start].isspace():
        start += 1
    room = LENGTH - 4
    if end - start > room:
        first = next((begin for begin, _, _ in matches if start <= begin < end), start)
        if first - start > room // 2:
            start = text.rfind(" ", start, first - room // 4) + 1
        end = min(end, start + room)
        end = max(text.rfind(" ", start, end), start + 1) if end < len(text) and end - start == room else end
    return start, end


def _marked(text: str, start: int, end: int, matches: Sequence[Match]) -> str:
    """[start, end) with its matches marked, white space as one blank, ellipses on cut sides."""
    pieces, last = [], start
    for begin, stop, kind in matches:
        if last <= begin and stop <= end:
            pieces += [_escaped(text[last:begin]), OPENING[kind], _escaped(text[begin:stop]), "</mark>"]
            last = stop
    pieces.append(_escaped(text[last:end]))
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return before + "".join(pieces).strip() + after


def _escaped(piece: str) -> str:
    return html.escape(_SPACE.sub(" ", piece))
