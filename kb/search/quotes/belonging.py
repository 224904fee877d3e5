"""Which words of a sentence belong to which of its amounts: "95 % var trygge, 96 % oplevede ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.search.quotes.places import Place
from kb.search.quotes.statements import Statement, Word, people
from kb.units.facts.amounts import Amount

Pair = tuple[Amount, Amount | None]
# What stands between a word and an amount of another part of the sentence; counted as so many characters.
_PARTS = re.compile(r"[,;•](?!\d)|\s(?:og|men|mens|mod|samt)\s")
_APART = 100
_OPENS = re.compile(r"(?:^|[,;•]\s*|\b(?:og|men|mens|mod|samt|at)\s+)$")
_FROM, _TO = re.compile(r"\bfra\b[^.,;:]{0,40}$", re.IGNORECASE), re.compile(r"\btil\b", re.IGNORECASE)
_LABEL = re.compile(r"[:(]\s*$")
_YEAR_BESIDE = re.compile(r"\s*(?:kr\.?|%|pct\.?)?\s*(?:i|fra|ved|pr\.)\s+((?:19|20)\d\d)")


def strangers(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[Word]:
    """Words that the claim tells of an amount and the source of another one of the same unit."""
    for amount, other in pairs:
        alike = [each for each in place.statement.amounts if other and each.unit == other.unit]
        if other is None or other not in alike or len(alike) < 2:
            continue
        used = {mate for _, mate in pairs if mate}
        mine = [each for each, mate in pairs if mate in alike]
        for word in claim.words:
            if _owner(claim.text, word, mine) not in (amount, None):
                continue
            owners = [_owner(place.statement.text, w, alike) for w in _met(place, word)]
            # Who it is told of is often said once, with the first.
            shared = None in owners or (_is_person(claim, word) and alike[0] in owners)
            if owners and not shared and other not in owners and not set(owners) <= used - {other}:
                yield word


def times_apart(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[Amount]:
    """Times that the claim tells of one sum and the source of another ("17 millioner over tre år")."""
    sums = [(amount, other) for amount, other in pairs if other and amount.unit in ("kr.", "%")]
    for amount, other in pairs:
        for one, its in sums if other and amount.unit not in ("kr.", "%", "") else ():
            alike = [each for each in place.statement.amounts if each.unit == its.unit]
            mine = [each for each, _ in sums if each.unit == one.unit]
            owner = _owner(place.statement.text, other, alike) if other in place.statement.amounts else its
            if (
                _owner(claim.text, amount, mine) in (one, None)
                and owner not in (its, None)
                and len(mine) == 1
            ):
                yield amount


def gone_by(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[Amount]:
    """Amounts that the source tells as how it was ("fra 6 år til 2 år") and the claim alone as how it is."""
    text, used = place.statement.text, {other for _, other in pairs}
    for first, second in pairwise(place.statement.amounts):
        changed = _FROM.search(text[: first.start]) and _TO.search(text[first.end : second.start])
        if changed and first.unit == second.unit and first in used and second not in used:
            yield from (amount for amount, other in pairs if other == first)


def years_beside(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """The years of an amount, in the claim and in the source, where the source tells the claim's year of
    another amount or another year of this one."""
    for amount, other in pairs:
        if other is None:
            continue
        alone = len(claim.years) == 1 and sum(each.unit == amount.unit for each in claim.amounts) == 1
        said = _year_beside(claim.text, amount) or (str(claim.years[0]) if alone else "")
        own = _year_beside(place.statement.text, other)
        others = {
            _year_beside(place.statement.text, a) for a in place.statement.amounts if a.unit == other.unit
        }
        if said and said != own and (own or said in others):
            yield said, own


def _year_beside(text: str, amount: Amount) -> str:
    match = _YEAR_BESIDE.match(text, amount.end)
    return match.group(1) if match else ""


def _met(place: Place, word: Word) -> list[Word]:
    return [w for w in place.statement.words if (w.keys | w.parts) & word.keys]


def _is_person(claim: Statement, word: Word) -> bool:
    return people().fullmatch(claim.text[word.start : word.end].lower()) is not None


def _owner(text: str, span: Word | Amount, amounts: Sequence[Amount]) -> Amount | None:
    """The amount that a word belongs to: the last one before it where amounts open their parts of the
    sentence, else the nearest. None for a word before the first amount, which is said of all, unless each
    amount has its own words before it."""
    before = [amount for amount in amounts if amount.end <= span.start]
    labels = any(_LABEL.search(text[: amount.start]) for amount in amounts)
    if not amounts or not (before or labels):
        return None
    if all(_OPENS.search(text[: amount.start]) for amount in amounts[1:]) and not labels:
        return before[-1]
    return min(amounts, key=lambda amount: (_distance(text, span, amount), amount.start))


def _distance(text: str, span: Word | Amount, amount: Amount) -> int:
    if span.start < amount.start:
        between = text[span.end : amount.start]
        return len(between) + _APART * len(_PARTS.findall(between))
    between = text[amount.end : span.start]
    ended = _APART if _LABEL.search(text[: amount.start]) else 0
    return len(between) + _APART * len(_PARTS.findall(between)) + ended
