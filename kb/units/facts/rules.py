"""The rules that read outcome figures out of a sentence, in their order. Cues are data: `measures.toml`."""

from __future__ import annotations

from kb.units.facts.counts import (
    caseloads,
    changes,
    parts,
    present,
    progress,
    rhythms,
    staff,
    times,
    turns,
)
from kb.units.facts.phrases import Draft, Sentence, any_cue, cues
from kb.units.facts.shares import moneys, relative, shares

# The more specific rule first: a quantity speaks for one fact only.
_RULES = (
    changes,
    caseloads,
    times,
    rhythms,
    moneys,
    relative,
    turns,
    progress,
    parts,
    staff,
    shares,
    present,
)


def drafts(sentence: Sentence) -> list[Draft]:
    """Everything the rules read in the sentence, each quantity once, the more specific rule first."""
    if any_cue(cues()["nothing"]["cues"], sentence.low):
        return []
    found: list[Draft] = []
    used: set[int] = set()
    for rule in _RULES:
        for draft in rule(sentence):
            derived = rule in (relative, shares) and any(draft.before is not None for draft in found)
            if not used & set(draft.used) and not derived:
                used |= set(draft.used)
                found.append(draft)
    return sorted(found, key=lambda draft: draft.used)
