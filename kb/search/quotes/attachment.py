"""Which amount of a sentence a word is attached to: "95 % var trygge, 96 % oplevede ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import Word, listed
from kb.units.facts.amounts import Amount

# What stands between a word and an amount of another part of the sentence; counted as so many characters.
_PARTS = re.compile(r"[,;•](?!\d)|\s(?:og|men|mens|mod|samt)\s")
_APART = 100
_OPENS = re.compile(r"(?:^|[,;•]\s*|\b(?:og|men|mens|mod|samt|at)\s+)$")
_LABEL = re.compile(r"[:(]\s*$")


def attached_elsewhere(laid: Alignment) -> Iterator[Word]:
    """Words that the claim tells of an amount and the source of another one of the same unit."""
    claim, source = laid.claim, laid.source
    for amount, mate in laid.pairs:
        alike = [each for each in source.amounts if mate and each.unit == mate.unit]
        if mate is None or mate not in alike or len(alike) < 2:
            continue
        mine = [each for each, other in laid.pairs if other in alike]
        for word, same in zip(claim.content, laid.matches, strict=True):
            owner = _owner(claim.text, word, mine)
            if owner not in (amount, None):
                continue
            mates = [other.values for one, other in laid.pairs if other and (owner is None or one == amount)]
            owners = [_owner(source.text, other, alike) for other in same]
            # Who it is told of is often said once, with the first.
            person = listed("people").fullmatch(claim.text[word.start : word.end].lower())
            shared = None in owners or (person and alike[0] in owners)
            if owners and not shared and not any(each and each.values in mates for each in owners):
                yield word


def _owner(text: str, span: Word, amounts: Sequence[Amount]) -> Amount | None:
    """The amount that a word is attached to: the last one before it where amounts open their parts of the
    sentence, else the nearest. None for a word before the first amount, which is said of all, unless each
    amount has its own words before it."""
    beside = [amount for amount in amounts if 0 <= amount.start - span.end <= 1]  # "foråret 2016"
    if beside:
        return beside[0]
    before = [amount for amount in amounts if amount.end <= span.start]
    labels = any(_LABEL.search(text[: amount.start]) for amount in amounts)
    header = labels and text[span.end : amounts[0].start].count(":") > 1
    if not amounts or header or not (before or labels):
        return None
    if all(_OPENS.search(text[: amount.start]) for amount in amounts[1:]) and not labels:
        return before[-1]
    return min(amounts, key=lambda amount: (_distance(text, span, amount), amount.start))


def _distance(text: str, span: Word, amount: Amount) -> int:
    if span.start < amount.start:
        between = text[span.end : amount.start]
        return len(between) + _APART * len(_PARTS.findall(between))
    between = text[amount.end : span.start]
    ended = _APART if _LABEL.search(text[: amount.start]) else 0
    return len(between) + _APART * len(_PARTS.findall(between)) + ended
