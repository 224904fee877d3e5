"""What is counted of the units for an index: their terms, their words and their figures.

Kept by content between builds (`kb.builder.cache`), a run of units at a time. Where a run ends is told by the
units themselves, so that a page added anywhere leaves all runs but its own as they were.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from kb.builder.cache import drop_unused, kept, shelf_key
from kb.danish.analyze import Analyzer
from kb.danish.spelling import WordRow, count_words
from kb.danish.terms import unit_grams, unit_words
from kb.index.packed import Packed, pack, packed_fields, packed_from_fields
from kb.index.program import program_digest
from kb.index.records import fact_from_fields, unit_line
from kb.model import Fact, Unit
from kb.units.facts.extract import distinct, facts_of

SHELF = "terms"
RUN = 10_000  # letters of what is read of a run, on average
Take = Callable[[Packed], None]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the whole corpus: its words, each in how many units and with its lemma and family, sorted; and its
    facts."""

    vocabulary: list[WordRow]
    facts: tuple[Fact, ...]


def count(analyzer: Analyzer, units: Sequence[Unit], indexes: Path, words: Take, grams: Take) -> Counted:
    """Count all units; `words` and `grams` take the terms of each for the two lexical legs, in their order,
    so that those of no more than a run are in memory."""
    shelf, program = indexes / SHELF, program_digest()
    used: set[str] = set()
    totals: Counter[str] = Counter()
    keys: dict[str, tuple[str, str]] = {}
    facts: list[Fact] = []
    for lines, run in _runs(units):
        key = shelf_key([program, *lines])
        part = kept(shelf, key, partial(_count_run, analyzer, run))
        used.add(key)
        words(packed_from_fields(part["words"]))
        grams(packed_from_fields(part["grams"]))
        for word, number, lemma, family in part["vocabulary"]:
            totals[word] += number
            keys[word] = (lemma, family)
        facts += [fact_from_fields(fields) for fields in part["facts"]]
    drop_unused(shelf, used)
    vocabulary = [(word, totals[word], *keys[word]) for word in sorted(totals)]
    return Counted(vocabulary, distinct(facts, units))


def _runs(units: Sequence[Unit]) -> Iterator[tuple[list[str], list[Unit]]]:
    """The units in runs of some RUN letters, and what is read of each as a line."""
    lines: list[str] = []
    run: list[Unit] = []
    for unit in units:
        # Where in its file a unit stands is not counted, and moves with every page put in before it.
        lines.append(unit_line(replace(unit, start=0, end=0, pages=None, page_labels=None)))
        run.append(unit)
        # By lot, as likely as the unit is long; the same text always draws the same.
        drawn = int.from_bytes(hashlib.sha256(lines[-1].encode()).digest()[:8], "big") / 2**64
        if drawn * RUN < len(lines[-1]):
            yield lines, run
            lines, run = [], []
    if run:
        yield lines, run


def _count_run(analyzer: Analyzer, units: Sequence[Unit]) -> dict[str, Any]:
    texts = (f"{unit.title or ''}. {unit.text}" for unit in units)
    counts = count_words(analyzer.terms(text) for text in texts)
    return {
        "words": packed_fields(pack([unit_words(analyzer, unit) for unit in units])),
        "grams": packed_fields(pack([unit_grams(analyzer, unit) for unit in units])),
        "vocabulary": [(word, number, *analyzer.keys(word)) for word, number in counts.items()],
        "facts": [asdict(fact) for unit in units for fact in facts_of(unit)],
    }
