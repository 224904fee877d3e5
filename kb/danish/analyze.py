"""Text -> terms, the same for a unit and a query.

A term keeps the word as written beside its lemma, its derivational family and the parts of a
compound; how much each of them counts is the business of the leg that uses them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from kb.danish import read_words
from kb.danish.compounds import Splitter
from kb.danish.lexicon import Lexicon, family, write_lexicon

ANALYZER_VERSION = "5"
_VERSION_FILE = "version.txt"

Kind = Literal["word", "number", "law"]

# The letter "i" is no paragraph's: in "§ 107 i serviceloven" it is the preposition (as in kb.danish.laws).
_TOKEN = re.compile(
    r"(?P<law>(?:§+|\bparagraf(?:fen)?)\s*(?P<paragraph>\d+(?:\s?[a-hj-z]\b)?))"
    r"|(?P<number>\d+(?:[.,:/]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*(?:-(?:[^\W\d_]|\d)+)*-?)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_GENITIVE_OF_LETTERS = re.compile(r"[A-ZÆØÅ]{2,}s")  # KLs, DSs
# Other languages' spellings of Danish letters; å is also spelt aa, in names to this day.
_LETTERS = str.maketrans("öäéèêëüá’", "øæeeeeya'")


@dataclass(frozen=True, slots=True)
class Term:
    """One token. [start, end) are characters of the analyzed text.

    `word` is lower case with aa as å and without inner hyphens; `parts` are the lemmas of a compound's
    or hyphenated word's parts, empty for a simple word. `stop` marks function words, alone or in a phrase.
    """

    word: str
    lemma: str
    family: str
    parts: tuple[str, ...]
    start: int
    end: int
    stop: bool
    kind: Kind


_Reading = tuple[str, str, tuple[str, ...]]  # lemma, family, parts


class Analyzer:
    """Reads text by one lexicon. The same text always gives the same terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.splitter = Splitter(lexicon)
        self._stop = read_words("stopwords.txt")
        self._short = read_words("abbreviations.txt")
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(read_words("phrases.txt")):
            words = tuple(phrase.split())
            self._phrases.setdefault(words[0], []).append(words)
        self._known: dict[str, tuple[str, str]] = {}
        self._read_once = lru_cache(maxsize=50_000)(self._read_word)

    def terms(self, text: str) -> list[Term]:
        """The terms of `text` in order. `§ 85`, `§85` and `paragraf 85` are one term `§85`."""
        terms = list(self._terms(text))
        words = tuple(term.word for term in terms)
        for at, word in enumerate(words):
            for phrase in self._phrases.get(word, ()):
                span = slice(at, at + len(phrase))
                if words[span] == phrase:
                    terms[span] = [replace(term, stop=True) for term in terms[span]]
        return terms

    def keys(self, token: str) -> tuple[str, str]:
        """The lemma and family of one written word; quick for the words that were remembered."""
        written = fold(token)
        return self._known.get(written) or self._read(written)[:2]

    def remember(self, words: Mapping[str, tuple[str, str]]) -> None:
        """Have the lemmas and families of the corpus' words at hand, for marking them in long texts."""
        self._known.update(words)

    def _read(self, written: str) -> _Reading:
        """A word as it was read before; where the corpus' words are known, no others are kept."""
        is_typed = bool(self._known) and written not in self._known
        return self._read_word(written) if is_typed else self._read_once(written)

    def forget(self) -> None:
        """Drop the words that are not the corpus' own: somebody may have typed them."""
        self.splitter.forget()

    def _terms(self, text: str) -> Iterator[Term]:
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            if match["law"]:
                word = "§" + re.sub(r"\s", "", match["paragraph"].lower())
                yield Term(word, word, word, (), start, end, False, "law")
            elif match["number"]:
                word = match[0].replace(".", "") if _THOUSANDS.fullmatch(match[0]) else match[0]
                yield Term(word, word, word, (), start, end, False, "number")
            else:
                written = fold(match[0][:-1] if _GENITIVE_OF_LETTERS.fullmatch(match[0]) else match[0])
                word, reading = written.replace("-", ""), self._read(written)
                stop = word in self._stop
                yield Term(word, *reading, start, end, stop, "word")

    def _read_word(self, written: str) -> _Reading:
        if "-" in written:
            return self._read_hyphenated(written)
        lemma = self.lemma(written)
        return lemma, family(lemma, self.lexicon), self.splitter.parts(written)

    def _read_hyphenated(self, written: str) -> _Reading:
        """`mind-set` is mindset with parts; `børne-` (og ungeområdet) is børn; `CTI-forløb` has parts."""
        pieces = [piece for piece in written.split("-") if piece]
        if len(pieces) < 2:
            base = self.lemma(self._unlinked(pieces[0])) if pieces else written
            return base, family(base, self.lexicon), self.splitter.parts(base)
        lemma = self.lexicon.lemma("".join(pieces)) or "".join([*pieces[:-1], self.lemma(pieces[-1])])
        parts: list[str] = []
        for piece in pieces:
            if piece not in self._stop:
                parts += self.splitter.parts(piece) or (self.lemma(self._unlinked(piece)),)
        return lemma, family(lemma, self.lexicon), tuple(parts)

    def _unlinked(self, piece: str) -> str:
        """The word before a hyphen without its linking letter: børne-, arbejds-."""
        stem = piece[:-1] if piece.endswith(("s", "e")) else piece
        return stem if len(stem) > 2 and self.lexicon.lemma(stem) else piece

    def lemma(self, word: str) -> str:
        """The dictionary's lemma, else that of a compound's last part, else a guess by endings."""
        # The dictionary spells some abbreviations out, and KL (a publisher) is no klokke.
        found = word if word in self._short else self.lexicon.lemma(word)
        if found is not None:
            return found
        split = self.splitter.best(word)
        if split is not None:
            return word[: len(word) - len(split.tail)] + split.right
        return _guess(word)

    def known(self, word: str) -> bool:
        """Whether the dictionary has the word or can put it together."""
        return self.lexicon.lemma(word) is not None or self.splitter.best(word) is not None


def fold(token: str) -> str:
    """Lower case, composed letters, aa as å: `Aabenraa` and `Åbenrå` are one word."""
    return unicodedata.normalize("NFC", token).lower().translate(_LETTERS).replace("aa", "å")


def _guess(word: str) -> str:
    """An unknown word without the commonest endings, so that its inflections still meet."""
    for ending in ("ernes", "erne", "enes", "ene", "ens", "ets", "ers", "en", "et", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def build_analyzer(folder: Path) -> None:
    """Write what an opened analyzer needs into `folder`."""
    write_lexicon(folder)
    (folder / _VERSION_FILE).write_text(ANALYZER_VERSION, encoding="utf-8")


def open_analyzer(folder: Path) -> Analyzer:
    """The analyzer of an index. Raises ValueError when another version wrote it."""
    version = (folder / _VERSION_FILE).read_text(encoding="utf-8")
    if version != ANALYZER_VERSION:
        raise ValueError(f"written by analyzer {version}, this program has {ANALYZER_VERSION}")
    return Analyzer(Lexicon.open(folder))
