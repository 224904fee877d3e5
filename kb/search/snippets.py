"""What a hit shows of its text: the sentences that answer as escaped HTML, with the words marked that brought
it there, the query's own and terms searched in their stead."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from kb.danish import read_words
from kb.danish.terms import content
from kb.index.passages import WORD, Keys, Passage, Passages
from kb.search.reading import Reading

LENGTH = 300
SHORTEST = 60  # letters of a snippet that is not filled up with the beginning of what follows
OPENING = {"word": "<mark>", "related": '<mark class="related">'}
_SPACE = re.compile(r"\s+")

# [start, end) of a marked word, and "word" or "related".
Match = tuple[int, int, str]
# How well a sentence meets a word of the query by the word itself, and by one in its stead.
WORTH = {"word": 1.0, "related": 0.7}
AGAIN = 0.1  # and by each further term beside it
PART = 5  # letters of a word that may be a part of a compound
PERSONS = -0.9  # what a list of persons lacks: it answers who was there, seldom what was asked
# "word" and the word itself, or "related" and the term searched in its stead.
Mark = tuple[str, str]


class Marked(NamedTuple):
    """A word as it is written, where it starts, the number of its sentence, what it is marked as, and which
    of the query's content words it meets, by their places."""

    start: int
    word: str
    sentence: int
    mark: Mark
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows of its text: the words and related terms that were met, in the order of the text."""

    snippet: str
    words: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a query marks, by the keys of words: its `own` ones with their places in it, `related` ones with
    their term, `pairs` of families with theirs, where both stand in a sentence; `places` are what a term
    stands for. `parts` may be met within longer words."""

    own: Mapping[str, frozenset[int]]
    related: Mapping[str, str]
    pairs: Mapping[Keys, str]
    places: Mapping[str, frozenset[int]]
    parts: tuple[str, ...]

    def keys(self) -> set[str]:
        """The keys of all words that may be marked."""
        return {*self.own, *self.related, *(family for pair in self.pairs for family in pair)}

    def of(self, word: str, keys: Keys, families: set[str]) -> Mark | None:
        """The mark of a word, in small letters, in a sentence that has these families."""
        lemma, family = keys
        if self.met(keys):
            return "word", word
        term = self.related.get(lemma) or self.related.get(family)
        if term and not _is_general(word):
            return "related", term
        both = (t for pair, t in self.pairs.items() if family in pair and families.issuperset(pair))
        return next((("related", term) for term in both), None)

    def met(self, keys: Keys) -> frozenset[int]:
        """The places of the query's content words that a word with these keys is."""
        return frozenset().union(*(self.own.get(key, ()) for key in keys))


def show(
    passages: Passages, texts: Sequence[str], reading: Reading, weights: Sequence[Sequence[float]] = ()
) -> Iterator[Shown]:
    """The texts as hits of a query show them, one by one. `weights` tell of each text how much each content
    word of the query tells there, 1 where they are not given."""
    marks = _marks(reading)
    wanted = marks.keys()
    alike = [1.0] * len(content(reading.terms))
    for text, told in zip(texts, weights or [alike] * len(texts), strict=True):
        passage = passages.read(text)
        # Two look-ups for each word of ten hits: a third of a millisecond.
        met = [n for n, (lemma, family) in enumerate(passage.keys) if lemma in wanted or family in wanted]
        yield _shown(passage, _marked_words(passage, met, marks), marks.parts, told)


def _marks(reading: Reading) -> Marks:
    """What a query marks: its own words before related ones, a lemma's term before a family's."""
    related: dict[str, str] = {}
    pairs: dict[Keys, str] = {}
    places: dict[str, frozenset[int]] = {}
    for group in reading.groups:
        for alternative in group.alternatives:
            term = alternative.expansion.term
            places[term] = places.get(term, frozenset()).union(group.places)
            for name in alternative.telling:
                if name[0] == "c":
                    left, right = name[2:].split("+")
                    pairs.setdefault(("f:" + left, "f:" + right), term)
                else:
                    related.setdefault(name, term)
    words = content(reading.terms)
    own: dict[str, frozenset[int]] = {}
    for place, word in enumerate(words):
        for key in ("l:" + word.lemma, "f:" + word.family):
            own[key] = own.get(key, frozenset()) | {place}
    parts = tuple(word.lemma for word in words if len(word.lemma) >= PART)
    return Marks(own, related, pairs, places, parts)


def _is_general(word: str) -> bool:
    """Whether a word, lower case, is a number or says too little to be marked as related."""
    return word.isdigit() or word in read_words("stopwords.txt") or word in read_words("general_words.txt")


def _marked_words(passage: Passage, met: Sequence[int], marks: Marks) -> list[Marked]:
    """Which of the words with these numbers are marked, and as what."""
    sentences = [bisect_right(passage.spans, passage.starts[number], key=itemgetter(1)) for number in met]
    families: dict[int, set[str]] = {}
    for number, sentence in zip(met, sentences, strict=True):
        families.setdefault(sentence, set()).add(passage.keys[number][1])
    found = []
    for number, sentence in zip(met, sentences, strict=True):
        start = passage.starts[number]
        word = next(WORD.finditer(passage.text, start))[0]
        keys = passage.keys[number]
        if mark := marks.of(word.lower(), keys, families[sentence]):
            places = marks.met(keys) if mark[0] == "word" else marks.places[mark[1]]
            found.append(Marked(start, word, sentence, mark, places))
    return found


def _worth(marked: Iterable[Marked], weights: Sequence[float]) -> float:
    """How much of the query a sentence with these words meets: each word of it once, as well as it is met at
    best, and a little more where another term meets it too."""
    met: dict[int, dict[str, float]] = {}
    for one in marked:
        kind, name = one.mark
        for place in one.places:
            met.setdefault(place, {})["" if kind == "word" else name] = WORTH[kind]
    ways = {place: max(told.values()) + AGAIN * (len(told) - 1) for place, told in sorted(met.items())}
    return sum(weights[place] * way for place, way in ways.items())


def _shown(
    passage: Passage, marked: Sequence[Marked], parts: Sequence[str], weights: Sequence[float]
) -> Shown:
    """What is shown of a passage with these words marked."""
    together: dict[int, list[Marked]] = {}
    for one in marked:
        together.setdefault(one.sentence, []).append(one)
    worth = [PERSONS if is_persons else 0.0 for is_persons in passage.persons]
    for sentence, own in together.items():
        worth[sentence] += _worth(own, weights)
    if max(worth) <= 0:  # no word is met: a part of a compound tells more than the beginning
        for sentence, (start, end) in enumerate(passage.spans):
            worth[sentence] += sum(part in passage.text[start:end].lower() for part in parts)
    best = worth.index(max(worth))  # of equal ones the first
    told = list(dict.fromkeys(one.mark for one in marked))
    # A related word is marked where it is the reason for the hit, and nowhere else.
    shown = (one for one in marked if one.mark[0] == "word" or one.sentence == best)
    matches = [(one.start, one.start + len(one.word), one.mark[0]) for one in shown]
    return Shown(
        _snippet(passage, best, matches),
        tuple(name for kind, name in told if kind == "word"),
        tuple(name for kind, name in told if kind == "related"),
    )


def _snippet(passage: Passage, best: int, matches: Sequence[Match]) -> str:
    """At most 300 characters around the best sentence, the rest shown as an ellipsis; `matches` are in the
    order of the text."""
    start, end = passage.spans[best]
    following = zip(passage.spans[best + 1 :], passage.persons[best + 1 :], strict=True)
    for (_, next_end), is_persons in following:
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
