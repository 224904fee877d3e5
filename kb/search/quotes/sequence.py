"""What comes first: does a claim order two things in time, or as cause and effect, as its source does?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.danish.cues import listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.verdicts import Difference


class _Order(NamedTuple):
    """The parts of a sentence that tell what comes first and what comes next, and the words between them."""

    first: range
    next: range
    written: str


def reordered(laid: Alignment) -> Iterator[Difference]:
    """What the source has the other way round, and an order of which it says nothing."""
    there = list(_orders(laid.source.text))
    for said in _orders(laid.claim.text):
        ways = {_way(laid, said, own): own.written for own in there}
        if "same" not in ways and ("turned" in ways or _is_sure(said)):
            yield Difference("period", said.written, ways.get("turned", ""))


def tells_order(text: str) -> bool:
    """Whether a sentence surely tells what comes first, so that its halves say less than the whole."""
    return any(map(_is_sure, _orders(text)))


def _is_sure(order: _Order) -> bool:
    return listed("unsure_order").fullmatch(order.written.lower()) is None


def _orders(text: str) -> Iterator[_Order]:
    """The orders that a sentence tells; none where it begins with one and no comma ends the first part."""
    joints = [(found, name) for name in ("then", "once") for found in listed(name).finditer(text.lower())]
    for found, name in sorted(joints, key=lambda joint: joint[0].start()):
        before, behind = range(found.start()), range(found.end(), len(text))
        if not text[: found.start()].strip(" •–-"):
            comma = text.find(",", found.end())
            if comma < 0:
                continue
            before, behind = range(comma, len(text)), range(found.end(), comma)
        parts = (before, behind) if name == "then" else (behind, before)
        yield _Order(*parts, text[found.start() : found.end()])


def _way(laid: Alignment, said: _Order, own: _Order) -> str:
    """Whether the source's order has what comes first in the claim first too ("same") or next ("turned"); ""
    where that cannot be told. Amounts tell it alone where each part has some."""
    amounts = [(each.start, {mate.start}) for each, mate in laid.pairs if mate in laid.source.amounts]
    words = [(word.start, {other.start for other in same}) for word, same in laid.matches.items()]
    sides = _sides(amounts, said, own)
    first, then = sides if all(sides) else _sides([*amounts, *words], said, own)
    if first <= {1} and then <= {2} and (first or then):
        return "same"
    return "turned" if first <= {2} and then <= {1} and (first or then) else ""


def _sides(placed: Sequence[tuple[int, set[int]]], said: _Order, own: _Order) -> tuple[set[int], set[int]]:
    """In which of the source's parts, 1 or 2, stands what is in either part of the claim and in one only."""
    found = set[int](), set[int]()
    for place, places in placed:
        parts = {1 if each in own.first else 2 for each in places if each in own.first or each in own.next}
        if len(parts) == 1 and (place in said.first or place in said.next):
            found[place in said.next].update(parts)
    return found
