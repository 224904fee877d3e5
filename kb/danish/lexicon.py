"""What the analyzer knows of Danish words: form -> lemma, which words are parts of compounds, and families:
sagsbehandling and sagsbehandler, kommune and kommunal, share one key.

The table is written at build time from simplemma's Danish dictionary and travels with the index, so
that a server needs neither simplemma nor its 99 MB: lemmas lie in a sorted file that is mapped, not
read, and the few thousand likely parts of compounds are the only words held in memory.
"""

from __future__ import annotations

import mmap
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from kb.danish import read_toml
from kb.errors import IndexUnusable

LEMMAS = "lemmas.tsv"
PARTS = "parts.tsv"
# The first word of each block is held in memory: some 5,000 words.
BLOCK = 2048
_LETTERS = re.compile(r"[a-zæøåéü]+")
_NOUN_OF_VERB = ("ning", "ing", "else")
_MIN_PART = 2  # letters
_PART_FAMILY = 4  # a part must be seen in this many dictionary compounds, on one side at least


class Lexicon:
    """An opened lexicon. `lemma` costs one bisection and a search through `BLOCK` bytes of a mapped file;
    `parts` tells in how many dictionary compounds a lemma stands first and last."""

    def __init__(self, table: bytes | mmap.mmap, parts: Mapping[str, tuple[int, int]]) -> None:
        self._table = table
        self._starts = _block_starts(table)
        self._firsts = [table[start : table.find(b"\t", start) + 1] for start in self._starts[:-1]]
        self.parts = parts

    @classmethod
    def open(cls, folder: Path) -> Lexicon:
        """Open the two files that `write_lexicon` wrote; raises IndexUnusable when one is missing."""
        try:
            with open(folder / LEMMAS, "rb") as handle:
                table = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
            rows = [row.split("\t") for row in (folder / PARTS).read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError) as error:
            raise IndexUnusable(f"{folder} has no readable lexicon: build the index again") from error
        return cls(table, {word: (int(first), int(last)) for word, first, last in rows})

    @classmethod
    def from_lemmas(cls, lemmas: Mapping[str, str]) -> Lexicon:
        """A lexicon in memory, for the builder and for tests."""
        return cls(_table(lemmas), _count_parts(lemmas))

    def lemma(self, form: str) -> str | None:
        """The lemma of a lower-case form, None when the dictionary lacks it."""
        found = self._find(form)
        if found is None and form.endswith("s") and len(form) > 3:
            return self._find(form[:-1])  # genitives are left out of the table
        return found

    def _find(self, form: str) -> str | None:
        key = form.encode() + b"\t"
        block = bisect_right(self._firsts, key) - 1
        if block < 0:
            return None
        # The first word of a block stands where the block begins, the others after a line break.
        found = self._starts[block]
        if self._firsts[block] != key:
            found = self._table.find(b"\n" + key, found, self._starts[block + 1]) + 1
            if not found:
                return None
        lemma = self._table[found + len(key) : self._table.find(b"\n", found)]
        return lemma.decode() or form


def _block_starts(table: bytes | mmap.mmap) -> list[int]:
    """Where the blocks begin, each at a row, and the end of the last."""
    starts = [0]
    while (found := table.find(b"\n", starts[-1] + BLOCK) + 1) and found < len(table):
        starts.append(found)
    return [*starts, len(table)]


def write_lexicon(folder: Path) -> None:
    """Write the lexicon of simplemma's Danish dictionary into `folder`; same input, same bytes."""
    lemmas = read_dictionary()
    (folder / LEMMAS).write_bytes(_table(lemmas))
    counts = sorted(_count_parts(lemmas).items())
    rows = (f"{word}\t{first}\t{last}\n" for word, (first, last) in counts)
    (folder / PARTS).write_text("".join(rows), encoding="utf-8")


def read_dictionary() -> dict[str, str]:
    """Simplemma's Danish forms and lemmas, lower-case words only, with the field's own words."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    entries = DefaultDictionaryFactory().get_dictionary("da")
    lemmas = {form: lemma.lower() for form, lemma in entries.items() if _LETTERS.fullmatch(form)}
    for form, lemma in entries.items():
        lowered = form.lower().replace("aa", "å")
        if lowered not in lemmas and _LETTERS.fullmatch(lowered):  # names: Danmark, Aalborgs
            lemmas[lowered] = lemma.lower().replace("aa", "å")
    own = read_toml("wordparts.toml")
    return lemmas | {word: word for word in (*own["simple"], *own["split"])}


def are_halves(head: str, tail: str) -> bool:
    """Whether two words are one word of the dictionary, of which the first half alone is no base form."""
    from simplemma import lemmatize

    alone = is_word(head) and lemmatize(head, lang="da") == head
    return is_word(head + tail) and not alone


def is_form_of(form: str, other: str) -> bool:
    """Whether a form, no base form itself, has the same base form as another."""
    from simplemma import lemmatize

    return form != lemmatize(form, lang="da") == lemmatize(other, lang="da")


def is_word(form: str) -> bool:
    """Whether the dictionary has a form. For the builder: a server has the table instead."""
    from simplemma import is_known

    return is_known(form, lang="da")


def _table(lemmas: Mapping[str, str]) -> bytes:
    """Rows `form TAB lemma` sorted by bytes; the lemma is empty where it equals the form."""
    rows = []
    for form, lemma in lemmas.items():
        if form.endswith("s") and lemmas.get(form[:-1]) == lemma and len(form) > 3:
            continue
        rows.append(f"{form}\t{'' if lemma == form else lemma}\n".encode())
    return b"".join(sorted(rows))


def _count_parts(lemmas: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """How often each lemma begins and ends a longer dictionary lemma whose rest is a lemma too.

    The size of a word's compound family tells a real part (`tilbud`) from a chance one (`ilbud`);
    it needs no frequency list. Cf. the geometric mean of Koehn & Knight, 2003, over family sizes.
    """
    words = {lemma for form, lemma in lemmas.items() if form == lemma and len(lemma) >= _MIN_PART}
    links = read_toml("wordparts.toml")["links"]
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for word in words:
        for left, right in _halves(word, words, links):
            first[left] += 1
            last[right] += 1
    kept = {w for w in first.keys() | last.keys() if max(first[w], last[w]) >= _PART_FAMILY}
    simple = set(read_toml("wordparts.toml")["simple"])
    return {w: (first[w] or int(w in simple), last[w] or int(w in simple)) for w in kept | simple}


def _halves(word: str, words: set[str], links: Iterable[str]) -> Iterator[tuple[str, str]]:
    for cut in range(_MIN_PART, len(word) - _MIN_PART):
        right = word[cut:]
        if right not in words:
            continue
        for link in links:
            left = word[: cut - len(link)] if word[:cut].endswith(link) else ""
            if len(left) >= _MIN_PART and left in words:
                yield left, right
                break


@cache
def _irregular() -> dict[str, str]:
    return {word: group[0] for group in read_toml("families.toml")["irregular"] for word in group}


@cache
def _suffixes() -> tuple[tuple[str, int], ...]:
    """Suffixes, longest first, each with the length its stem must have."""
    data = read_toml("families.toml")
    least: int = data["min_stem"]
    return tuple(
        (suffix, data["long_stem"].get(suffix, least))
        for suffix in sorted(set(data["suffixes"]), key=lambda suffix: (-len(suffix), suffix))
    )


def family(lemma: str, lexicon: Lexicon) -> str:
    """The key of the family of a lower-case lemma; a word without a family is its own key."""
    named = _irregular().get(lemma)
    if named is not None:
        return named
    base = lemma.removesuffix("hed")
    if base != lemma and len(base) >= 3:
        return family(lexicon.lemma(base) or base, lexicon)
    stem = _stem(lemma, lexicon)
    return _irregular().get(stem + "e", stem)


def _stem(lemma: str, lexicon: Lexicon) -> str:
    for suffix, least in _suffixes():
        stem = lemma.removesuffix(suffix)
        if stem == lemma:
            continue
        # A short stem may be a verb's: løs(ning), løse.
        is_verb = suffix in _NOUN_OF_VERB and len(stem) >= 3 and lexicon.lemma(stem + "e") == stem + "e"
        if len(stem) >= least or is_verb:
            return stem
    return lemma
