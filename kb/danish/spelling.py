"""Spelling: words that neither the corpus nor the dictionary knows, and what was clearly meant.

Two services. `restore` gives a word its Danish letters back (boern, boligstotte) and is silent, since
it is another way to write the same word. `correct` mends a slip of the finger, is shown to the user and
never touches names, numbers or words that are known.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, product
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.danish import read_words
from kb.danish.analyze import Analyzer, Term
from kb.danish.municipalities import find_municipality

FILE = "words.tsv"
SHORTEST = 5  # letters; a shorter word has too many neighbours
SHORTEST_BESIDE = 6  # the same for a word that the dictionary alone is near to
LONG = 8  # letters from which two edits are forgiven
CLEARLY = 3.0  # a correction must stand in this many times as many units as the next best of its distance
_LETTERS = "abcdefghijklmnoprstuvyæøå"
_MARKS = {"o": "oø", "a": "aåæ", "e": "eæ"}
_MOST_VARIANTS = 256
_COMMON = 5  # units that must hold a word before a dictionary word is read as it without its marks (born)


@dataclass(frozen=True)
class Speller:
    """`frequencies` maps the corpus' words, lower case as terms have them, to how many units hold them;
    `beside` are words that a query may use where no unit does (the thesaurus')."""

    frequencies: Mapping[str, int]
    analyzer: Analyzer
    beside: tuple[str, ...] = ()

    def spells(self, word: str) -> bool:
        """Whether the corpus or the dictionary has the word."""
        return word in self.frequencies or self.analyzer.lexicon.lemma(word) is not None

    def restore(self, word: str, typed: bool = False) -> str:
        """The word with Danish letters, or a loan with its c (handikap), where only so the corpus knows it;
        or where ae and oe are spelt out and only so the dictionary does; else the word itself.

        Who has `typed` Danish letters beside it means a word that the dictionary has, and so does who types
        one of the thesaurus ("loft").
        """
        if word in self.frequencies:
            return word
        written = [v for v in _loans(word) if v in self.frequencies]
        if written and len(word) >= SHORTEST:
            return max(written, key=lambda variant: (self.frequencies[variant], variant))
        known = self.analyzer.lexicon.lemma(word) is not None
        if known and (typed or word in self.beside):
            return word
        found = [v for v in variants(word) if self.frequencies.get(v, 0) >= (_COMMON if known else 1)]
        if found:
            return max(found, key=lambda variant: (self.frequencies[variant], variant))
        return word if known else next(filter(self.analyzer.lexicon.lemma, _joined(word)), word)

    def correct(self, term: Term, text: str) -> str | None:
        """What was clearly meant by a misspelt word, or None. `text` is what the term was read from."""
        word = term.word
        if term.kind != "word" or len(word) < SHORTEST or self._is_known(word) or _is_name(term, text):
            return None
        # A word that the dictionary can only put together is mended by one edit at most: servicelovvens.
        put_together = self.analyzer.known(word)
        near = self._near(word, 2 if len(word) >= LONG and not put_together else 1)
        if not near:
            return None if put_together else self._in_dictionary(word)
        lemma = self.analyzer.lemma
        if put_together and lemma(word) in (lemma(other) for other, _ in near):
            return None  # but another form of one of them
        nearest = min(distance for _, distance in near)
        rivals = sorted(((self._targets[w], w) for w, d in near if d == nearest), reverse=True)
        best, meant = rivals[0]
        others = [count for count, other in rivals[1:] if lemma(other) != lemma(meant)]
        if others and best < CLEARLY * others[0]:
            return None
        return meant

    def _is_known(self, word: str) -> bool:
        # The words to correct to are gathered only when neither the corpus nor the dictionary has the word.
        return self.spells(word) or word in self._targets or self.restore(word) != word

    def _in_dictionary(self, word: str) -> str | None:
        """The dictionary's word one edit away, where that is one word: kantnie is kantine."""
        if len(word) < SHORTEST_BESIDE:
            return None
        lemmas = {other: self.analyzer.lexicon.lemma(other) for other in one_edit(word)}
        found = sorted(other for other, lemma in lemmas.items() if lemma is not None)
        return found[0] if len({lemmas[other] for other in found}) == 1 else None

    def _near(self, word: str, most: int) -> list[tuple[str, int]]:
        """Words to correct to at most `most` edits away that begin with the same letter, each with its
        distance: optimal string alignment (Damerau 1964), in which a swap of neighbours is one edit."""
        words = self._by_letter.get(word[0], ())
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [(other, int(distance)) for other, distance, _ in near]

    @cached_property
    def _targets(self) -> Mapping[str, int]:
        """The corpus' words, their dictionary forms and the words beside, each with its number of units."""
        found = {**dict.fromkeys(self.beside, 1), **self.frequencies}
        for word, count in self.frequencies.items():
            lemma = self.analyzer.keys(word)[0]
            if lemma not in self.frequencies and self.analyzer.lexicon.lemma(lemma) == lemma:
                found[lemma] = found.get(lemma, 0) + count
        return found

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        """The words to correct to by their first letter."""
        groups: dict[str, list[str]] = {}
        for word in sorted(self._targets):
            if word.isalpha() and len(word) >= SHORTEST - 1:
                groups.setdefault(word[0], []).append(word)
        return groups


def one_edit(word: str) -> Iterator[str]:
    """All words one edit away that begin with the same letter (Norvig 2007)."""
    for at in range(1, len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def variants(word: str) -> Iterator[str]:
    """Spellings with Danish letters: ae and oe as æ and ø, then marks put on single letters."""
    yield from _joined(word)
    choices = [_MARKS.get(letter, letter) for letter in word]
    if math.prod(map(len, choices)) <= _MOST_VARIANTS:
        yield from ("".join(letters) for letters in product(*choices))


def _loans(word: str) -> Iterator[str]:
    """The word with one k as c or one c as k: handikap and handicap are both right."""
    for at, letter in enumerate(word):
        if letter in "ck":
            yield word[:at] + ("k" if letter == "c" else "c") + word[at + 1 :]


def _joined(word: str) -> Iterator[str]:
    """Spellings with ae, oe or both as one letter."""
    both = word.replace("ae", "æ").replace("oe", "ø")
    if both != word:
        yield both
        yield word.replace("oe", "ø")
        yield word.replace("ae", "æ")


def _is_name(term: Term, text: str) -> bool:
    """A capital inside the query, an abbreviation, a given name or a municipality."""
    written = text[term.start : term.end]
    inner_capital = written != written.lower() and (term.start > 0 or written[1:] != written[1:].lower())
    return inner_capital or term.word in _given_names() or find_municipality(written) is not None


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name.lower() for name in read_words("given_names.txt"))


def count_words(units: Iterable[Iterable[Term]]) -> dict[str, int]:
    """In how many units each word stands, by word."""
    words = ({term.word for term in terms if term.kind == "word"} for terms in units)
    return dict(sorted(Counter(chain.from_iterable(words)).items()))


def write_words(folder: Path, rows: Iterable[tuple[str, int, str, str]]) -> None:
    """Write the corpus' words: of each in how many units it stands, its lemma and its family."""
    (folder / FILE).write_text("".join("{}\t{}\t{}\t{}\n".format(*row) for row in rows), encoding="utf-8")


def open_speller(folder: Path, analyzer: Analyzer, beside: Iterable[str] = ()) -> Speller:
    """A speller over what `write_words` wrote; the analyzer is told the words' lemmas and families."""
    rows = [row.split("\t") for row in (folder / FILE).read_text(encoding="utf-8").splitlines()]
    analyzer.remember({word: (lemma, family) for word, _, lemma, family in rows})
    return Speller({word: int(count) for word, count, _, _ in rows}, analyzer, tuple(beside))
