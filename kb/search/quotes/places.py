"""The source's sentences with what stands around them, and which of them a claim may come from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kb.danish import read_toml
from kb.danish.analyze import Analyzer
from kb.danish.terms import query_words
from kb.model import Filters, Unit
from kb.search.quotes.statements import Statement, Vocabulary, Word, claim_spans, read_statement, vocabulary
from kb.search.quotes.verdicts import Collection
from kb.units.tagging.setting import named_in

_ANYWHERE, _OF_MUNICIPALITY = 12, 8
# A row of a table is told by its caption and its own words; those beside it speak of something else.
_ROW = re.compile(r"\t|(?:%|pct\.)\s+\d+\b(?!\s*[a-zæøå])|\d\s*%.*\d\s*%.*\d\s*%")
_BEFORE, _AFTER = 3, 1
# In characters; what is longer is no sentence but a text without full stops.
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a unit.

    `municipalities` are those it speaks of, `years` those of its headings, `above` the line that a list
    stands under, `near` the sentences beside it; `own` are its words, `around` those of its headings.
    """

    unit: Unit
    statement: Statement
    municipalities: tuple[str, ...]
    years: frozenset[int]
    above: tuple[Statement, ...]
    near: tuple[Statement, ...]
    own: Vocabulary
    around: Vocabulary

    def has(self, word: Word) -> bool:
        """Whether the sentence itself says the word."""
        return self.own.says(word)

    def has_around(self, word: Word) -> bool:
        """Whether the sentence or the headings above it say the word."""
        return self.own.says(word) or self.around.says(word)


def places_for(collection: Collection, claim: Statement, named: Sequence[str]) -> list[Place]:
    """Sentences that a claim may come from: those of the units that its words lead to, among all units
    and among those of the municipalities named."""
    weights = query_words(collection.analyzer, collection.analyzer.terms(claim.text))
    store = collection.store
    found = store.sparse("words", [[weights]], _ANYWHERE, Filters()).places.tolist()
    known = [name for name in named if ("municipality", name) in store.facets.code]
    if known:
        own = Filters(municipality=tuple(known))
        found += store.sparse("words", [[weights]], _OF_MUNICIPALITY, own).places.tolist()
    units = store.units(np.array(list(dict.fromkeys(found)), np.int64))
    return [place for unit in units for place in places_of(collection.analyzer, unit)]


@lru_cache(maxsize=1024)
def places_of(analyzer: Analyzer, unit: Unit) -> tuple[Place, ...]:
    """The sentences of one unit, and its footnotes."""
    spans = [(start, end) for start, end in claim_spans(unit.text) if end - start <= _LONGEST]
    texts = [unit.text[start:end] for start, end in spans] + list(unit.footnotes)
    statements = [read_statement(analyzer, text) for text in texts]
    headings = read_statement(analyzer, ". ".join((*unit.section, unit.title or "", *_of_document(unit))))
    about = next((names for h in (unit.title or "", *reversed(unit.section)) if (names := named_in(h))), ())
    found: list[Place] = []
    told: tuple[str, ...] = ()
    above: tuple[Statement, ...] = ()
    for number, statement in enumerate(statements):
        told = statement.municipalities or told
        if len(statement.text) < 60 and (statement.text[-1] == ":" or _is_heading(statement)):
            above = (statement,)
        row = _ROW.search(statement.text) is not None
        beside = (
            (statements[0],)
            if row
            else tuple(statements[max(0, number - _BEFORE) : number])
            + tuple(statements[number + 1 : number + 1 + _AFTER])
        )
        near = tuple(each for each in dict.fromkeys((*above, *beside)) if each is not statement)
        around = (headings, *above, *(near if row else ()))
        found.append(
            Place(
                unit=unit,
                statement=statement,
                municipalities=statement.municipalities or about or told or _only(unit.municipalities),
                years=frozenset(year for each in around for year in each.years),
                above=above if not row else (),
                near=near,
                own=vocabulary([statement]),
                around=vocabulary(around),
            )
        )
    return tuple(found)


def _is_heading(statement: Statement) -> bool:
    return statement.text[-1] not in ".!?" and statement.text[0].isalnum() and not statement.amounts


def _of_document(unit: Unit) -> tuple[str, ...]:
    """The document's title, and its publisher by all its names."""
    publisher = unit.document.publisher or ""
    return (unit.document.title, publisher, *read_toml("publishers.toml").get(publisher, ()))


def _only(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if len(names) == 1 else ()


def rarity(collection: Collection, words: Sequence[Word]) -> list[float]:
    """How much each word tells: the rarer in the collection, the more."""
    names = [[f"l:{key}" for key in sorted(word.keys) if not key.startswith("=")] for word in words]
    known = collection.store.frequencies("words", sorted({name for own in names for name in own}))
    size = len(collection.units)
    return [math.log(1 + size / (1 + max((known.get(name, 0) for name in own), default=0))) for own in names]
