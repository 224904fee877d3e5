"""The thesaurus: which other words a query's words stand for (kb/danish/data/thesaurus.txt), and which of
them are searched beside a query, each with its weight.

A concept is found in a query by any of its terms, word by word on derivational families, so
that `narkomaner` finds `narkoman` and `sover på gaden` is one term of two content words. A term that has
one content word beside its function words ("uden bolig") is met with all of them, or every `bolig` would
stand for homelessness. The terms are read once, at build time, into keys and into what is searched for
them, and travel with the index.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.danish import read_lines, read_toml
from kb.danish.analyze import Analyzer, Term
from kb.danish.terms import Weights, content, is_general, query_words
from kb.model import Expansion

FILE = "thesaurus.json"
Key = tuple[str, ...]  # the families of a term's content words; of all where one alone carries a topic
# How much a word of a term of several words counts where the others are not beside it.
LOOSE = 0.5
# What an expansion counts beside the user's own word, before it is shared among a word's concepts, and how
# many terms are searched in one word's stead: more, and wider ones, found nothing more (FIGURES.md).
WEIGHT, MOST = 0.7, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of a concept and what it is looked up by."""

    term: str
    key: Key


Concept = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A concept met in a query: `source` are the query's own words, `places` their positions."""

    concept: Concept
    source: str
    key: Key
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term searched in a query word's stead, and the weighted terms the words' leg is given.

    A unit that has one of `names` says what the query's word says.
    `telling` are those of its terms that say what it says (`telling`).
    """

    expansion: Expansion
    names: tuple[str, ...]
    terms: Weights
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The alternatives to one place of the query; of them only the best counts for a unit."""

    places: tuple[int, ...]
    alternatives: tuple[Alternative, ...]


class Thesaurus:
    """Concepts by the keys of their terms. `asked` tells of each term what the words' leg is asked for it,
    whatever a corpus has of that."""

    def __init__(self, concepts: Sequence[Concept], asked: Mapping[str, Weights]) -> None:
        self.asked = asked
        self._by_key: dict[Key, list[Concept]] = {}
        for concept in concepts:
            for key in sorted({entry.key for entry in concept}):
                self._by_key.setdefault(key, []).append(concept)
        self._longest = max(map(len, self._by_key), default=0)
        self._firsts = frozenset(key[0] for key in self._by_key)

    def words(self) -> tuple[str, ...]:
        """The words of all terms, lower case, in order."""
        return tuple(sorted({word for term in self.asked for word in term.lower().split()}))

    def find(self, terms: Sequence[Term]) -> tuple[Found, ...]:
        """The concepts of a query's content terms; a match of several words takes them from shorter ones."""
        words = content(terms)
        place_of = {word.start: place for place, word in enumerate(words)}
        found: list[Found] = []
        taken: set[int] = set()
        for length in range(self._longest, 0, -1):
            for span in (*_spans(terms, length), *_spans(words, length)):
                alone = length == 1 and (span[0].stop or is_general(span[0]))
                if alone or span[0].family not in self._firsts:
                    continue
                places = tuple(place_of[word.start] for word in span if word.start in place_of)
                key = tuple(word.family for word in span)
                matches = _as_written(span, self._by_key.get(key, ()))
                if not matches or not taken.isdisjoint(places) or any(one.key == key for one in found):
                    continue
                source = " ".join(word.word for word in span)
                found += [Found(concept, source, key, places) for concept in matches]
                if length > 1:
                    taken.update(places)
        return tuple(sorted(found, key=lambda one: one.places))

    def groups(
        self,
        terms: Sequence[Term],
        frequencies: Callable[[Sequence[str]], Mapping[str, int]],
        without: Sequence[str] = (),
    ) -> tuple[Group, ...]:
        """The query's groups, in the order of its words; terms in `without` are left out. `frequencies` tells
        of the words' leg's terms in how many units they are."""
        by_place: dict[tuple[int, ...], list[Found]] = {}
        for found in self.find(terms):
            by_place.setdefault(found.places, []).append(found)
        entries = [entry for group in by_place.values() for found in group for entry in found.concept]
        names = {name for entry in entries for name in self.asked[entry.term]}
        known = frequencies(sorted(names))
        groups = (
            Group(places, tuple(self._alternatives(group, without, known)))
            for places, group in by_place.items()
        )
        return tuple(group for group in groups if group.alternatives)

    def _alternatives(
        self, group: Sequence[Found], without: Sequence[str], known: Mapping[str, int]
    ) -> Iterator[Alternative]:
        """The first few terms that the corpus has, as the data file orders them. A word of many concepts
        means none of them clearly, so their terms share the weight."""
        weight = WEIGHT / len(group)
        seen = {group[0].key}
        alternatives = 0
        for entry in (entry for found in group for entry in found.concept):
            if entry.key in seen or entry.term in without or alternatives == MOST:
                continue
            seen.add(entry.key)
            asked = self.asked[entry.term]
            searched = {name: weight * w for name, w in asked.items() if name in known}
            if names := _names(entry, searched):
                alternatives += 1
                expansion = Expansion(entry.term, group[0].source, round(weight, 3))
                yield Alternative(expansion, names, searched, telling(searched))


def _names(entry: Entry, terms: Weights) -> tuple[str, ...]:
    """The whole word, or words that stand together; parts and loose words do not say the same."""
    if len(entry.key) > 1:
        return tuple(name for name in terms if name[0] == "c")
    return tuple(name for name in terms if name[0] == "l" or name == "f:" + entry.key[0])


def telling(terms: Weights) -> tuple[str, ...]:
    """The names that say what a term says: neither a compound's parts nor one word of several."""
    most = max(terms.values(), default=0.0)
    return tuple(name for name, weight in terms.items() if weight >= most / 2)


def _as_written(span: Sequence[Term], concepts: Sequence[Concept]) -> Sequence[Concept]:
    """A word's concepts, first those that have it as it stands: "sagsbehandler" before "sagsbehandling"."""
    forms = {span[0].word, span[0].lemma} if len(span) == 1 else set()
    return sorted(concepts, key=lambda each: not any(entry.term in forms for entry in each))


def _spans(words: Sequence[Term], length: int) -> Iterator[Sequence[Term]]:
    return (words[start : start + length] for start in range(len(words) - length + 1))


def write_thesaurus(folder: Path, analyzer: Analyzer) -> None:
    """Read the data file by `analyzer` and write it with its keys."""
    concepts = read_concepts(analyzer)
    read = {
        "concepts": [[[entry.term, list(entry.key)] for entry in concept] for concept in concepts],
        "asked": {entry.term: _asked(entry, analyzer) for concept in concepts for entry in concept},
    }
    (folder / FILE).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")


def open_thesaurus(folder: Path) -> Thesaurus:
    """The thesaurus of an index."""
    read = json.loads((folder / FILE).read_text(encoding="utf-8"))
    rows = read["concepts"]
    concepts = [tuple(Entry(term, tuple(key)) for term, key in row) for row in rows]
    return Thesaurus(concepts, read["asked"])


def _asked(entry: Entry, analyzer: Analyzer) -> Weights:
    """What is searched for a term; for one of several words mostly the pairs that stand together."""
    terms = analyzer.terms(entry.term)
    length = len(entry.key)
    if length > len(content(terms)):
        return {}  # its small words make it what it is, and the leg does not hold them
    words = query_words(analyzer, terms)
    if length == 1:
        return words
    return {name: w * (1.0 / (length - 1) if name[0] == "c" else LOOSE / length) for name, w in words.items()}


def read_concepts(analyzer: Analyzer) -> list[Concept]:
    """The concepts of the data file in its order, then programmes with their full names."""
    concepts = [line.replace(" = ", ";", 1).split(";") for line in read_lines("thesaurus.txt")]
    for row in read_toml("programmes.toml")["programme"]:
        concepts.append([row["name"], row.get("full", ""), *row.get("aliases", ())])
    read = (_entries(terms, analyzer) for terms in concepts)
    return [concept for concept in read if len(concept) > 1]


def _entries(terms: Iterable[str], analyzer: Analyzer) -> Concept:
    keyed = ((term.strip(), _key(analyzer.terms(term))) for term in terms)
    return tuple(Entry(term, key) for term, key in keyed if key)


def _key(words: Sequence[Term]) -> Key:
    topical = content(words)
    return tuple(word.family for word in (topical if len(topical) > 1 else words))
