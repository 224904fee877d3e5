"""Derivational families: sagsbehandling and sagsbehandler, kommune and kommunal, share one key."""

from __future__ import annotations

from functools import cache

from kb.danish import read_toml
from kb.danish.lexicon import Lexicon

_NOUN_OF_VERB = ("ning", "ing", "else")


@cache
def _irregular() -> dict[str, str]:
    return {word: group[0] for group in read_toml("families.toml")["irregular"] for word in group}


@cache
def _suffixes() -> tuple[tuple[str, int], ...]:
    """Suffixes, longest first, each with the length its stem must have."""
    data = read_toml("families.toml")
    least: int = data["min_stem"]
    return tuple(
        (suffix, data["long_stem"].get(suffix, least))
        for suffix in sorted(set(data["suffixes"]), key=lambda suffix: (-len(suffix), suffix))
    )


def family(lemma: str, lexicon: Lexicon) -> str:
    """The key of the family of a lower-case lemma; a word without a family is its own key."""
    named = _irregular().get(lemma)
    if named is not None:
        return named
    base = lemma.removesuffix("hed")
    if base != lemma and len(base) >= 3:
        return family(lexicon.lemma(base) or base, lexicon)
    stem = _stem(lemma, lexicon)
    return _irregular().get(stem + "e", stem)


def _stem(lemma: str, lexicon: Lexicon) -> str:
    for suffix, least in _suffixes():
        stem = lemma.removesuffix(suffix)
        if stem == lemma:
            continue
        # A short stem may be a verb's: løs(ning), løse.
        is_verb = suffix in _NOUN_OF_VERB and len(stem) >= 3 and lexicon.lemma(stem + "e") == stem + "e"
        if len(stem) >= least or is_verb:
            return stem
    return lemma
