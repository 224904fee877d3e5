"""Does the corpus answer at all? A small model over how well the best units meet the query.

A cosine alone does not tell: every Danish question is near some Danish text. What tells is whether the
query's weighty words, or words that mean the same, are met together in one unit, and how far the nearest
unit stands out from the rest.
"""

from __future__ import annotations

import numpy as np

from kb.concepts import BY_RELATED, asked_words, met
from kb.index import Index
from kb.ranking import Ranked
from kb.reading import Reading

FEATURES = ("covered", "missing", "standing")
_TOP = 10


def features(index: Index, reading: Reading, ranked: Ranked) -> tuple[float, ...]:
    """What the gate judges by, in the order of FEATURES.

    covered: the share of the query's idf that the best of the top units meets; missing: the share that no
    unit meets; standing: how many standard deviations the nearest unit lies above the mean cosine, which
    unlike a cosine means the same for every model. Words that only tell what kind is asked for are left
    out.
    """
    asked = asked_words(index, reading)
    share = np.array([one.share for one in asked])
    how_well = met(index, asked)
    top = np.argsort(-ranked.scores, kind="stable")[:_TOP]
    cosines = ranked.legs["dense"]
    spread = float(cosines.std()) or 1.0
    return (
        float((share @ how_well[:, top]).max(initial=0.0)),
        float(share @ (how_well.max(axis=1) < BY_RELATED)),
        float(cosines.max() - cosines.mean()) / spread,
    )
