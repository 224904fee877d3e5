"""Quoted phrases: which candidates hold them, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.danish.analyze import Term
from kb.danish.terms import inner_grams
from kb.index.opened import Index
from kb.index.tags import Tags
from kb.search.reading import Reading, fold_phrase

_ASKED = 12  # rarest n-grams of a phrase that a unit must have before its text is read


def holds_phrases(index: Index, reading: Reading, tags: Tags) -> NDArray[np.bool_]:
    """Candidates that hold every quoted phrase and are not shown by their parts instead."""
    listed = tags.whole
    for phrase in reading.phrases:
        near = np.flatnonzero(listed)
        wanted = _rarest(index, inner_grams(_terms(index, phrase)))
        near = near[index.store.holding("grams", wanted, tags.places[near]).all(axis=0)]
        listed = np.zeros(len(listed), np.bool_)
        texts = (f"{unit.title or ''} {unit.text}" for unit in index.store.units(tags.places[near]))
        listed[near] = [phrase in fold_phrase(text) for text in texts]
    return listed


def _terms(index: Index, phrase: str) -> Sequence[Term]:
    return index.analyzer.terms(phrase)


def _rarest(index: Index, grams: Sequence[str]) -> Sequence[Sequence[str]]:
    """Each a list of its own, since a unit must have all of them."""
    known = index.store.frequencies("grams", grams)
    return [[gram] for gram in sorted(grams, key=lambda gram: (known.get(gram, 0), gram))[:_ASKED]]
