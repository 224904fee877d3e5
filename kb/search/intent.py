"""What a query asks for: a kind of unit, a numbered recommendation, a paragraph, a place, a programme.

The cues are data (kb/danish/data/intents.toml). What is asked for comes first without losing the rest: a unit
that fits is lifted, none is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_toml
from kb.danish.analyze import Term
from kb.danish.laws import find_laws
from kb.danish.municipalities import find_municipalities, municipalities
from kb.index.filters import having
from kb.index.opened import Index
from kb.index.tags import Tags

# How far a unit that fits is lifted, on the scale of a leg's best score (1); measured on judged queries.
LIFTS = {
    "number": 1.0,
    "recommendation": 0.17,
    "municipality_example": 0.06,
    "finding": 0.06,
    "mindset_element": 0.06,
    "indsats_type": 0.06,
    "law": 0.12,
    "municipality": 0.06,
    "programme": 0.06,
    "document": 0.06,  # of a publisher who is named
}
_NUMBERED = re.compile(
    r"\banbefaling(?:en|er|erne)?\s*(?:nr\.?|nummer)?\s*(\d{1,3})(?:\s*(?:-|–|til|og)\s*(\d{1,3}))?(?!\d|\s*[%a])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What was recognised; `values` maps a field of Filters to the tags that a unit may have.

    `asides` are the query's words that tell what is asked for, not what about.
    """

    kinds: tuple[str, ...] = ()
    numbers: range = range(0)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asides: frozenset[str] = frozenset()


def read_intent(text: str, terms: Sequence[Term], index: Index) -> Intent:
    """What a query asks for, by its text and terms."""
    publishers = _publishers(index)
    runs = dict.fromkeys(_runs(terms))
    places = [name for _, _, name in find_municipalities(text)]
    named = {
        "law": [tag for _, _, tag in find_laws(text)],
        # A municipality is known by small letters too, if its name is no common word.
        "municipality": [*places, *(_places()[run] for run in runs if run in _places())],
        "programme": [_programmes()[run] for run in runs if run in _programmes()],
        "document": [document for run in runs for document in publishers.get(run, ())],
    }
    asides = frozenset(
        t.word
        for t in terms
        if t.lemma in _kind_words() or not {t.word, t.word.removesuffix("s")}.isdisjoint(publishers)
    )
    values = {name: tuple(dict.fromkeys(tags)) for name, tags in named.items() if tags}
    return Intent(_kinds(terms), _numbers(text), values, asides)


def lifts(intent: Intent, tags: Tags, index: Index) -> NDArray[np.float32]:
    """The lift of every candidate, shape (candidates,)."""
    total = np.zeros(len(tags.places), np.float32)
    for kind in intent.kinds:
        total[having(tags, [("kind", kind)])] += np.float32(LIFTS[kind])
    if intent.numbers:
        total[np.isin(tags.places, index.store.numbered(intent.numbers))] += np.float32(LIFTS["number"])
    for name, wanted in intent.values.items():
        total[having(tags, [(name, value) for value in wanted])] += np.float32(LIFTS[name])
    return total


def _kinds(terms: Sequence[Term]) -> tuple[str, ...]:
    lemmas = {term.lemma for term in terms}
    opening = " ".join(term.word for term in terms)
    return tuple(
        kind
        for kind, cues in read_toml("intents.toml").items()
        if not lemmas.isdisjoint(cues["lemmas"])
        or (_begins(opening, cues["openings"]) and not _begins(opening, cues.get("except", ())))
    )


def _begins(text: str, cues: Iterable[str]) -> bool:
    """Whether the text begins with a cue; "…" in one stands for any words."""
    return any(re.match(cue.replace(" … ", r"\b.*\b") + r"\b", text) for cue in cues)


@cache
def _kind_words() -> frozenset[str]:
    """Lemmas that tell what kind of unit is asked for."""
    return frozenset(lemma for cues in read_toml("intents.toml").values() for lemma in cues["lemmas"])


def _numbers(text: str) -> range:
    """ "anbefaling 17" is 17; "anbefaling 10-12" is 10, 11 and 12."""
    found = _NUMBERED.search(text)
    if found is None:
        return range(0)
    first = int(found[1])
    return range(first, max(first, int(found[2] or first)) + 1)


@cache
def _places() -> dict[str, str]:
    return {_key(m.name): m.name for m in municipalities() if not m.common_word}


@cache
def _programmes() -> dict[str, str]:
    rows = read_toml("programmes.toml")["programme"]
    forms = {row["name"]: (row["name"], row.get("full", ""), *row.get("aliases", ())) for row in rows}
    return {_key(form): name for name, written in forms.items() for form in written if form}


def _publishers(index: Index) -> dict[str, list[str]]:
    """The documents of each publisher, by the keys of its names."""
    found: dict[str, list[str]] = {}
    for document in (source.document for source in index.sources):
        publisher = document.publisher or ""
        for form in filter(None, (publisher, *read_toml("publishers.toml").get(publisher, ()))):
            found.setdefault(_key(form), []).append(document.id)
    return found


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "", name.lower()).replace("aa", "å")


def _runs(terms: Sequence[Term]) -> list[str]:
    """One to four words in a row, run together, each also without the s of a genitive."""
    words = [term.word for term in terms]
    runs = []
    for start in range(len(words)):
        written = ""
        for word in words[start : start + 4]:
            written += word
            runs += [written, written.removesuffix("s")]
    return runs
