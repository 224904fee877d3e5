"""Units -> tagged units, by the vocabulary of `kb/danish/` (programmes, target groups) and the Danish forms
its words are met in. The only module that imports spaCy: its Danish tokenizer, and its PhraseMatcher over the
lemmas and norms that are set here."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from kb.danish import read_toml
from kb.danish.laws import find_laws
from kb.model import Unit
from kb.units.tagging.setting import indsats_of, municipalities_of


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """Within the block the module cannot be imported, unless it has been already."""
    hides = sys.modules.setdefault(module, None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if hides:
            del sys.modules[module]


# A library below spaCy (thinc) imports torch wherever it is installed, and has no setting against it. That
# takes three seconds, half as long as cutting the shipped documents; nothing here has use for it.
with _hidden("torch"):
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc, Span

ENDINGS = ("ernes", "erne", "ens", "ns", "ets", "ers", "en", "et", "er", "es", "ne", "s", "n", "r", "e")
# The tokenizer peels marks off a word one by one, which on a line of nothing but marks never ends.
_UNBROKEN = re.compile(r"\S{200}(?=\S)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme or target group: `forms` are whole words or phrases, `stems` beginnings of words.

    `requires` asks for one of its word beginnings in the same unit; `capital` for a capital at the start.
    """

    name: str
    forms: tuple[str, ...]
    stems: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    capital: bool = False


@cache
def programmes() -> tuple[Entry, ...]:
    """Methods, programmes and tools, in the order of the data file."""
    return tuple(
        Entry(
            name=row["name"],
            forms=tuple(dict.fromkeys(filter(None, [row["name"], row.get("full"), *row.get("aliases", ())]))),
            requires=tuple(row.get("with", ())),
            capital=row.get("case", False),
        )
        for row in read_toml("programmes.toml")["programme"]
    )


@cache
def target_groups() -> tuple[Entry, ...]:
    """Groups of people, in the order of the data file."""
    return tuple(
        Entry(name=row["name"], forms=tuple(row.get("words", ())), stems=tuple(row.get("stems", ())))
        for row in read_toml("target_groups.toml")["target_group"]
    )


def is_abbreviation(word: str) -> bool:
    """Two capitals or more: such a word must be met as it is written (CTI, DUÅ, F-ACT)."""
    return sum(letter.isupper() for letter in word) >= 2


@cache
def vocabulary() -> tuple[Entry, ...]:
    """All entries; a matcher knows each by its place here."""
    return (*programmes(), *target_groups())


@cache
def _words(field: str) -> frozenset[str]:
    """The words of all phrases in a field of the entries, in small letters but for abbreviations."""
    phrases = (phrase for entry in vocabulary() for phrase in getattr(entry, field))
    words = (word for phrase in phrases for word in phrase.split())
    return frozenset(word if is_abbreviation(word) else word.lower() for word in words)


@cache  # a word is looked up once, however often it is met
def _lemma(word: str) -> str:
    """The word of `forms` that a word is a form of: "CTI-metoden" -> "CTI", "mestringsforløbet" ->
    "mestringsforløb"; any other in small letters."""
    return _base(word, _words("forms")) or _base(word.lower(), _words("forms")) or word.lower()


@cache
def _norm(word: str) -> str:
    """The longest word of `stems` that a word begins with: "hjemløses" -> "hjemløs"; any other in small
    letters."""
    return max(filter(word.lower().startswith, _words("stems")), key=len, default=word.lower())


def _base(token: str, known: frozenset[str]) -> str | None:
    """The token itself, or what is left of it without a Danish ending or without "-metoden" and the like."""
    if token in known:
        return token
    for ending in ("'s", "’s", *ENDINGS):
        if token.endswith(ending) and token.removesuffix(ending) in known:
            return token.removesuffix(ending)
    head = token.rpartition("-")[0]
    return _base(head, known) if head else None


@cache
def _tokenizer() -> Tokenizer:
    return spacy.blank("da").tokenizer


def _analyzed(text: str) -> Doc:
    """The text in tokens, each with the lemma and the norm that phrases are matched by."""
    doc: Doc = _tokenizer()(text)
    for token in doc:
        token.lemma_, token.norm_ = _lemma(token.text), _norm(token.text)
    return doc


@cache
def _matchers() -> tuple[PhraseMatcher, PhraseMatcher]:
    """Find the entries, each by its place in the vocabulary: its `forms` by lemmas, its `stems` by norms."""
    forms, stems = (PhraseMatcher(_tokenizer().vocab, attr) for attr in ("LEMMA", "NORM"))
    for place, entry in enumerate(vocabulary()):
        forms.add(str(place), [_analyzed(form) for form in entry.forms])
        stems.add(str(place), [_analyzed(words) for stem in entry.stems for words in _longer(stem)])
    return forms, stems


def _longer(stem: str) -> Iterator[str]:
    """A phrase of word beginnings in all words of `stems` that begin with them: the norm of "udsatte" is
    "udsatte" where that is one, and yet it begins with "udsat"."""
    for words in product(*([w for w in _words("stems") if w.startswith(word)] for word in stem.split())):
        yield " ".join(words)


def tag(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units of one document in reading order, each with municipalities, indsats, laws, programmes and
    target groups. Headings count: all for municipalities and indsats, the innermost for the others."""
    places, types = municipalities_of(units), indsats_of(units)
    tagged = []
    for position, unit in enumerate(units):
        text = _read(unit)
        met = _met(text)
        tagged.append(
            replace(
                unit,
                municipalities=places[position],
                indsats=types[position],
                laws=tuple(dict.fromkeys(law for _, _, law in find_laws(text))),
                programmes=tuple(dict.fromkeys(entry.name for entry in met if entry in programmes())),
                target_groups=tuple(dict.fromkeys(entry.name for entry in met if entry in target_groups())),
            )
        )
    return tuple(tagged)


def _read(unit: Unit) -> str:
    """What is read for tags: the innermost heading, the title, the text."""
    parts = dict.fromkeys([*unit.section[-1:], *([unit.title] if unit.title else []), unit.text])
    return _UNBROKEN.sub(r"\g<0> ", "\n".join(parts))


def _met(text: str) -> list[Entry]:
    """The entries met in a text, in the order of their first mention that counts."""
    doc = _analyzed(text)
    found = [
        (int(doc.vocab.strings[key]), doc[start:end])
        for matcher in _matchers()
        for key, start, end in matcher(doc)
    ]
    found.sort(key=lambda mention: (mention[1].start, -mention[1].end, mention[0]))
    counted = (vocabulary()[place] for place, span in found if _counts(vocabulary()[place], span))
    return [entry for entry in dict.fromkeys(counted) if _in_context(entry, text)]


def _in_context(entry: Entry, text: str) -> bool:
    """Whether the text has one of the words that an ambiguous entry asks for."""
    words = "|".join(entry.requires)
    return not words or re.search(rf"\b(?:{words})", text, re.IGNORECASE) is not None


def _counts(entry: Entry, span: Span) -> bool:
    if entry.capital and not span.text[0].isupper():
        return False
    return not (is_abbreviation(span.text) and _shouted(span))


def _shouted(span: Span) -> bool:
    """Among words in capitals nothing tells an abbreviation from a word ("LIV OG MOVE")."""
    around = span.doc[max(0, span.start - 3) : span.end + 3]
    others = [token for token in around if token.is_alpha and len(token) > 1 and token not in span]
    return len(others) >= 2 and all(token.is_upper for token in others)
