"""What is counted of each document for an index: the terms of its units, its words and its figures.

Kept by content between builds (`kb.shelf`): a document whose units have not changed is not read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from kb.analyze import Analyzer
from kb.facts.extract import extract_facts
from kb.fingerprint import program_digest
from kb.model import Fact, Unit
from kb.records import fact_from_fields, unit_line
from kb.shelf import drop_unused, kept, shelf_key
from kb.spelling import WordRow, count_words
from kb.terms import Weights, unit_grams, unit_words

SHELF = "terms"


@dataclass(frozen=True, slots=True)
class Counted:
    """Of all units, in their order: terms of the two lexical legs; of the whole corpus: its words, each in
    how many units and with its lemma and family, sorted; and its facts."""

    words: list[Weights]
    grams: list[Weights]
    vocabulary: list[WordRow]
    facts: tuple[Fact, ...]


def count(analyzer: Analyzer, units: Sequence[Unit], indexes: Path) -> Counted:
    """Count all units; those of one document follow each other."""
    shelf, program = indexes / SHELF, program_digest()
    parts, used = [], set()
    for _, group in groupby(units, key=lambda unit: unit.document.id):
        document = list(group)
        key = shelf_key([program, *map(unit_line, document)])
        parts.append(kept(shelf, key, partial(_count_document, analyzer, document)))
        used.add(key)
    drop_unused(shelf, used)
    return Counted(
        words=[terms for part in parts for terms in part["words"]],
        grams=[terms for part in parts for terms in part["grams"]],
        vocabulary=_joined(parts),
        facts=tuple(fact_from_fields(fields) for part in parts for fields in part["facts"]),
    )


def _count_document(analyzer: Analyzer, units: Sequence[Unit]) -> dict[str, Any]:
    texts = (f"{unit.title or ''}. {unit.text}" for unit in units)
    counts = count_words(analyzer.terms(text) for text in texts)
    return {
        "words": [unit_words(analyzer, unit) for unit in units],
        "grams": [unit_grams(analyzer, unit) for unit in units],
        "vocabulary": [(word, number, *analyzer.keys(word)) for word, number in counts.items()],
        "facts": [asdict(fact) for fact in extract_facts(units)],
    }


def _joined(parts: Sequence[dict[str, Any]]) -> list[WordRow]:
    """One row a word, counted over all documents."""
    total: Counter[str] = Counter()
    keys: dict[str, tuple[str, str]] = {}
    for part in parts:
        for word, number, lemma, family in part["vocabulary"]:
            total[word] += number
            keys[word] = (lemma, family)
    return [(word, total[word], *keys[word]) for word in sorted(total)]
