"""A claim's figures held against the source's: which differ, and in what."""

import re
from collections.abc import Iterator, Sequence

from kb.danish.cues import listed
from kb.search.quotes.alignment import TIMES, Alignment
from kb.search.quotes.sentence import YEAR, Sentence
from kb.search.quotes.verdicts import Difference, What
from kb.units.facts.amounts import Amount, as_written

_CLOSE = 60  # characters that a word for the publication stands before its year at most
_STEM = 5
_COUNTED = re.compile(r"\s*(?:%|procent|pct\.?)?(?:\s+af)?(?:\s+(?:de|alle|landets|danske))?\s+([^\W\d]{4,})")
_BEFORE_OR_AFTER = re.compile(r"\s+(?:(før|inden|tidligere)|efter|senere)\b")
_MORE = re.compile(r"(?:\s+\w+)?\s+(?:mere|flere|færre|mindre)\b")
_BACKWARDS = re.compile(
    r"\b(?:i stedet for|frem ?for|mod|fra|(?:før|tidligere)(?! til))\b|\baf(?: \w+){0,2}\s*$"
)


def limits(laid: Alignment) -> list[str]:
    """Bounds and rhythms of the source's amounts that the claim leaves out."""
    text, of = laid.source.text, laid.source.of
    bound = [b for a, b in laid.pairs if b and b.bound and a.bound != b.bound and not any(a.slack)]
    rates = [b.rate for a, b in laid.pairs if b and b.rate and not a.rate]
    rhythms = [next((cue.written for cue in of(f"rates.{rate}")), rate) for rate in rates]
    return [*(as_written(text, amount) for amount in bound), *rhythms]


def amounts(laid: Alignment) -> Iterator[Difference]:
    """Each amount of the claim that the source has otherwise, or of others."""
    taken = {mate for _, mate in laid.pairs if mate}
    free = [amount for amount in laid.source.amounts if amount not in taken]
    last: dict[str, tuple[Amount, Amount]] = {}
    for amount, mate in laid.pairs:
        of_report = amount.written == str(laid.evidence.unit.document.year) and _dates_report(laid, amount)
        if mate is None and not (of_report or _is_step(laid, amount)):
            yield _wrong_amount(amount, free)
        elif mate is None:
            continue
        elif paid := _paid_or_gained(laid, amount):
            yield Difference("direction", *paid)
        elif amount.rate and amount.rate != mate.rate:
            yield Difference("period", amount.rate, mate.rate)
        elif way := _before_for_after(laid, amount, mate):
            yield Difference("direction", *way)
        elif _is_bounded(laid, amount, mate):
            yield Difference("amount", as_written(laid.claim.text, amount), mate.written)
        elif others := _others(laid, amount):
            yield others
        elif amount.unit in last and _turned_round(laid, last[amount.unit], mate, amount):
            one, first = last[amount.unit]
            yield Difference("amount", _from(laid.claim, one, amount), _from(laid.source, first, mate))
        if mate and amount.unit != YEAR:
            last[amount.unit] = amount, mate


def _before_for_after(laid: Alignment, amount: Amount, mate: Amount) -> tuple[str, str] | None:
    """How the claim and the source tell it, where one has a time before something and the other after it."""
    one = _BEFORE_OR_AFTER.match(laid.claim.text, amount.end)
    other = _BEFORE_OR_AFTER.match(laid.source.text, mate.end)
    if not one or not other or bool(one[1]) == bool(other[1]):
        return None
    return amount.written + one.group(), mate.written + other.group()


def _paid_or_gained(laid: Alignment, amount: Amount) -> tuple[str, str] | None:
    """How the claim and the source tell of money, where one has it as paid and the other as gained."""
    texts = laid.claim.text.lower(), laid.source.text.lower()
    paid, gained = ([listed(name).search(text) for text in texts] for name in ("paid", "gained"))
    for one, other in ((paid, gained), (gained, paid)):
        if amount.unit == "kr." and one[0] and other[1] and not one[1] and not other[0]:
            return one[0].group(), other[1].group()
    return None


def _is_step(laid: Alignment, amount: Amount) -> bool:
    """Whether a claim tells how many more or fewer it became, and both ends of that step, which the source
    has, just behind it: "to flere, 14 mod før 12"."""
    behind = [(own, mate) for own, mate in laid.pairs if own.start > amount.start and own.unit != YEAR]
    ends = [mate for _, mate in behind[:2] if mate]
    if len(ends) < 2 or ends[0].unit != ends[1].unit or not _MORE.match(laid.claim.text, amount.end):
        return False
    return abs(ends[0].values[0] - ends[1].values[0]) == amount.values[0]


def _is_bounded(laid: Alignment, amount: Amount, mate: Amount) -> bool:
    """Whether only the claim has a bound; what can last 20 weeks lasts up to 20."""
    can = amount.bound == "op til" and laid.source.of("limits.possible")
    return bool(amount.bound and not mate.bound and not any(amount.slack) and not can)


def _from(sentence: Sentence, one: Amount, other: Amount) -> str:
    """All that a sentence has from the first of two amounts to the end of the other."""
    first, last = sorted((one, other), key=lambda each: each.start)
    return sentence.text[first.start : last.start] + last.written


def _turned_round(laid: Alignment, before: tuple[Amount, Amount], mate: Amount, amount: Amount) -> bool:
    """Whether an amount and the one before it stand the other way round in the source; "14 i stedet for 12"
    is "fra 12 til 14"."""
    one, first = before
    low, high = sorted((first, mate), key=lambda each: each.start)
    between = laid.claim.text[one.end : amount.start], laid.source.text[low.end : high.start]
    said, there = (_BACKWARDS.search(text.lower()) is not None for text in between)
    return (mate.start < first.start) != (said != there)


def _dates_report(laid: Alignment, amount: Amount) -> bool:
    """Whether a year is that of the publication that the writer names just before it, and no other stands in
    the source."""
    before = laid.claim.text[max(0, amount.start - _CLOSE) : amount.start].lower()
    undated = all(other.unit != YEAR for other in laid.source.amounts)
    return undated and listed("report").search(before) is not None


def _others(laid: Alignment, amount: Amount) -> Difference | None:
    """Whom a number counts or a share is of, where the source speaks of no such people at all: of a light
    word ("74 % af kommunerne") and of so many of so many."""
    told = _COUNTED.match(laid.claim.text, amount.end)
    low = told[1].lower() if told else ""
    there = {found[:_STEM] for found in listed("people").findall(laid.source.text.lower())}
    if not told or not listed("people").fullmatch(low) or low[:_STEM] in there:
        return None
    content = " ud af " not in amount.written and any(w.start == told.start(1) for w in laid.claim.content)
    return None if content else Difference("group", told[1], "")


def _wrong_amount(amount: Amount, free: Sequence[Amount]) -> Difference:
    """What the source has for an amount: another of the same unit, or the same number of something else."""
    alike = next((other for other in free if other.unit == amount.unit), None)
    for other in free:
        thousand = amount.unit == other.unit == "kr." and other.values[0] / amount.values[0] in (1000, 0.001)
        if thousand or (other.values == amount.values and amount.unit != YEAR and not alike):
            return Difference("unit", amount.written, other.written)
    what: What = "year" if amount.unit == YEAR else "period" if amount.unit in TIMES else "amount"
    return Difference(what, amount.written, alike.written if alike else "")
