"""What a query asks for: a kind of unit, a numbered recommendation, a paragraph, a programme, a publisher's.

The cues are data (kb/danish/data/intents.toml). What is asked for comes first without losing the rest: a unit
that fits is lifted, none is taken away.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_toml
from kb.danish.analyze import Term
from kb.danish.laws import find_laws
from kb.index.opened import Index
from kb.index.tags import Tags, having

# How far a unit that fits is lifted, on the scale of a leg's best score (1); measured on judged queries.
LIFTS = {
    "number": 1.0,
    "recommendation": 0.17,
    "municipality_example": 0.06,
    "finding": 0.06,
    "mindset_element": 0.06,
    "indsats_type": 0.06,
    "law": 0.12,
    "programme": 0.06,
    "document": 0.06,  # of a publisher who is named
}
_NUMBERED = re.compile(
    r"\banbefaling(?:en|er|erne)?\s*(?:nr\.?|nummer)?\s*(\d{1,3})(?:\s*(?:-|–|til|og)\s*(\d{1,3}))?(?!\d|\s*[%a])",
    re.IGNORECASE,
)


_CLAUSE_END, _WORDS = re.compile(r"[,;:.!?]\s+"), re.compile(r"[\w§-]*\w")


@dataclass(frozen=True, slots=True)
class Intent:
    """What was recognised; `values` maps a field of Filters to the tags that a unit may have. `asides` are
    the query's words that tell what is asked for, not what about."""

    kinds: tuple[str, ...] = ()
    numbers: range = range(0)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asides: frozenset[str] = frozenset()


def read_intent(text: str, terms: Sequence[Term], index: Index) -> Intent:
    """What a query asks for, by its text and terms."""
    publishers, programmes, runs = _publisher_names(index.publishers), _programmes(), _runs(terms)
    authors = {publishers[run] for run in runs if run in publishers}
    documents = (source.document for source in index.sources if authors)
    named = {
        "document": [each.id for each in documents if each.publisher in authors],
        "law": [tag for _, _, tag in find_laws(text)],
        "programme": [programmes[run] for run in runs if run in programmes],
    }
    values = {name: tuple(dict.fromkeys(tags)) for name, tags in named.items() if tags}
    asides = frozenset(
        t.word
        for t in terms
        if t.lemma in _kind_words() or not {t.word, _without_genitive(t.word)}.isdisjoint(publishers)
    )
    return Intent(_kinds(text, terms), _numbers(text), values, asides)


def lifts(intent: Intent, tags: Tags, index: Index) -> NDArray[np.float32]:
    """The lift of every candidate, shape (candidates,)."""
    total = kind_lifts(intent, tags)
    if intent.numbers:
        total[np.isin(tags.places, index.store.numbered(intent.numbers))] += np.float32(LIFTS["number"])
    for name, wanted in intent.values.items():
        total[having(tags, [(name, value) for value in wanted])] += np.float32(LIFTS[name])
    return total


def kind_lifts(intent: Intent, tags: Tags) -> NDArray[np.float32]:
    """The lift of every candidate for its kind alone, shape (candidates,)."""
    total = np.zeros(len(tags.places), np.float32)
    for kind in intent.kinds:
        total[having(tags, [("kind", kind)])] += np.float32(LIFTS[kind])
    return total


def _kinds(text: str, terms: Sequence[Term]) -> tuple[str, ...]:
    """The kinds that a word of the query asks for, or the opening of one of its clauses."""
    lemmas = {term.lemma for term in terms}
    low = text.lower()
    clauses = [" ".join(_WORDS.findall(each)) for each in (low, *_CLAUSE_END.split(low))]
    return tuple(
        kind
        for kind, cues in read_toml("intents.toml").items()
        if not lemmas.isdisjoint(cues["lemmas"])
        or any(
            _begins(each, cues["openings"]) and not _begins(each, cues.get("except", ())) for each in clauses
        )
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
def _programmes() -> dict[str, str]:
    """The names of programmes by how they are written, as `_key` has it."""
    rows = read_toml("programmes.toml")["programme"]
    forms = {row["name"]: (row["name"], row.get("full", ""), *row.get("aliases", ())) for row in rows}
    return {_key(form): name for name, written in forms.items() for form in written if form}


@lru_cache(maxsize=2)  # an index and its successor during a switch
def _publisher_names(publishers: frozenset[str]) -> dict[str, str]:
    """The publishers by each of their names, as `_key` has it."""
    aliases = read_toml("publishers.toml")
    return {_key(form): name for name in publishers for form in (name, *aliases.get(name, ()))}


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "", name.lower()).replace("aa", "å")


def _runs(terms: Sequence[Term]) -> list[str]:
    """One to four words in a row, run together, each also without the s of a genitive."""
    words = [term.word for term in terms]
    runs = ["".join(words[start : start + count]) for start in range(len(words)) for count in range(1, 5)]
    return [form for run in runs for form in (run, _without_genitive(run))]


def _without_genitive(word: str) -> str:
    """A word without the s of a genitive ("KL's")."""
    return word.removesuffix("s").rstrip("'’")
