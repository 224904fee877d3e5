"""Units -> tagged units, by the vocabulary of `kb/danish/` (programmes, target groups) and the Danish forms
its words are met in. The only module that imports spaCy: a blank Danish pipeline with rulers."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

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


# spaCy looks for torch when it is imported and would load it for two seconds; no ruler has use for it.
with _hidden("torch"):
    import spacy
    from spacy.attrs import LOWER, NORM
    from spacy.language import Language
    from spacy.tokens import Doc, Span

ENDINGS = ("ernes", "erne", "ens", "ns", "ets", "ers", "en", "et", "er", "es", "ne", "s", "n", "r", "e")
_BATCH = 64
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


def form_of(entries: Iterable[Entry]) -> Callable[[str], str]:
    """A function from a token to the word of `forms` that it is a form of: "CTI-metoden" -> "CTI",
    "mestringsforløbet" -> "mestringsforløb"; any other token in small letters."""
    words = {word for entry in entries for form in entry.forms for word in form.split()}
    abbreviations = frozenset(filter(is_abbreviation, words))
    plain = frozenset(word.lower() for word in words - abbreviations)

    def normalise(token: str) -> str:
        return _base(token, abbreviations) or _base(token.lower(), plain) or token.lower()

    return normalise


def stem_of(entries: Iterable[Entry]) -> Callable[[str], str]:
    """A function from a token to the longest of the words of `stems` that it begins with:
    "hjemløses" -> "hjemløs"; any other token in small letters."""
    stems = {word.lower() for entry in entries for stem in entry.stems for word in stem.split()}
    ordered = sorted(stems, key=lambda stem: (-len(stem), stem))

    def normalise(token: str) -> str:
        lower = token.lower()
        return next(filter(lower.startswith, ordered), lower)

    return normalise


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
def _pipeline() -> Language:
    """`spacy.blank("da")` with two span rulers: whole words by NORM, beginnings of words by LOWER,
    both made the vocabulary's own (a word is looked up once, however often it is met)."""
    vocabulary = (*programmes(), *target_groups())
    nlp = spacy.blank("da")
    # The bound guards parsers; ours are rulers, and a unit may be a whole book without a heading.
    nlp.max_length = 10**9
    getters = nlp.vocab.lex_attr_getters  # type: ignore[attr-defined]
    getters.update({NORM: form_of(vocabulary), LOWER: stem_of(vocabulary)})
    for key, attribute in (("forms", "NORM"), ("stems", "LOWER")):
        settings = {"spans_key": key, "phrase_matcher_attr": attribute, "annotate_ents": False}
        ruler = nlp.add_pipe("span_ruler", name=key, config=settings)
        ruler.add_patterns(_patterns(key))  # type: ignore[attr-defined]
    return nlp


def _patterns(field: str) -> list[dict[str, str]]:
    """What a ruler reads: a label, a phrase, and the number of the entry it belongs to."""
    return [
        {"label": label, "pattern": phrase, "id": str(number)}
        for label, entries in (("programme", programmes()), ("target_group", target_groups()))
        for number, entry in enumerate(entries)
        for phrase in dict.fromkeys(getattr(entry, field))
    ]


def tag(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units of one document in reading order, each with municipalities, indsats, laws, programmes and
    target groups. Headings count: all for municipalities and indsats, the innermost for the others."""
    texts = [_read(unit) for unit in units]
    docs = _pipeline().pipe(texts, batch_size=_BATCH)
    places, types = municipalities_of(units), indsats_of(units)
    return tuple(
        replace(
            unit,
            municipalities=places[position],
            indsats=types[position],
            laws=tuple(dict.fromkeys(tag for _, _, tag in find_laws(texts[position]))),
            programmes=_named(texts[position], doc, "programme"),
            target_groups=_named(texts[position], doc, "target_group"),
        )
        for position, (unit, doc) in enumerate(zip(units, docs, strict=True))
    )


def _read(unit: Unit) -> str:
    """What is read for tags: the innermost heading, the title, the text."""
    parts = dict.fromkeys([*unit.section[-1:], *([unit.title] if unit.title else []), unit.text])
    return _UNBROKEN.sub(r"\g<0> ", "\n".join(parts))


def _named(text: str, doc: Doc, label: str) -> tuple[str, ...]:
    """Names of the entries met in the text, in the order of their first mention that counts. `doc` is the
    text as it was split; it would be put together again to be asked for."""
    entries = programmes() if label == "programme" else target_groups()
    spans = sorted(
        (span for key in ("forms", "stems") for span in doc.spans[key] if span.label_ == label),
        key=lambda span: (span.start, -span.end, int(span.id_)),
    )
    met = dict.fromkeys(entries[int(span.id_)] for span in spans if _counts(entries[int(span.id_)], span))
    return tuple(dict.fromkeys(entry.name for entry in met if _in_context(entry, text)))


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
