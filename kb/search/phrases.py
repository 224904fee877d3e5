"""Quoted phrases: which candidates hold them, letter by letter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kb.index.opened import Index
from kb.index.tags import Tags
from kb.search.reading import Reading, fold_phrase


def holds_phrases(index: Index, reading: Reading, tags: Tags) -> NDArray[np.bool_]:
    """Candidates that hold every quoted phrase and are not shown by their parts instead."""
    listed = tags.whole
    for phrase in reading.phrases:
        near = np.flatnonzero(listed)
        # Of a phrase that may be cut out of words only those within it are surely the text's own.
        within = [[f"l:{term.lemma}"] for term in index.analyzer.terms(phrase)[1:-1] if not term.stop]
        near = near[index.store.holding(within, tags.places[near]).all(axis=0)]
        listed = np.zeros(len(listed), np.bool_)
        texts = (f"{unit.title or ''} {unit.text}" for unit in index.store.units(tags.places[near]))
        listed[near] = [phrase in fold_phrase(text) for text in texts]
    return listed
