"""A quotation laid against a source: which words stand there, which do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kb.index.words import Word, squashed, words
from kb.search.quotes.verdicts import Difference

# Of the quotation's words so many must stand in the source, in order and close together.
ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a quotation lies in a source: `passage` is the source's own words, `share` in [0, 1] of the
    quotation's words that stand there, `differences` in the quotation's order (none: word for word)."""

    passage: str
    share: float
    differences: tuple[Difference, ...]


def align(quote: str, source: str) -> Alignment | None:
    """The best place of a quotation in a source; None when too little of it stands there."""
    theirs, ours = _source_words(source), words(quote)
    window = _window([w.form for w in theirs], [w.form for w in ours])
    if window is None:
        return None
    start, end = window
    part = theirs[start:end]
    matcher = SequenceMatcher(None, [w.form for w in part], [w.form for w in ours], autojunk=False)
    share = sum(block.size for block in matcher.get_matching_blocks()) / len(ours)
    found = [
        Difference("wording", _cut(quote, ours[b1:b2]), _cut(source, part[a1:a2]))
        for kind, a1, a2, b1, b2 in matcher.get_opcodes()
        if kind != "equal"
    ]
    differences = tuple(d for d in found if squashed(d.written) != squashed(d.source))
    if share < ENOUGH and differences:
        return None
    return Alignment(_cut(source, part), share, differences)


# What users write is not kept; of the sources the last few are, since a memo comes back to them.
@lru_cache(maxsize=64)
def _source_words(text: str) -> list[Word]:
    return words(text)


def _window(theirs: list[str], ours: list[str]) -> tuple[int, int] | None:
    """[start, end) of the source's words the quotation is laid against: where most of its words stand at
    about the same distance from its beginning."""
    # A word more or less than the quotation has may stand there, so a little room is left on both sides.
    room = max(2, len(ours) // 5)
    begin = _begin(theirs, ours, room)
    if begin is None:
        return None
    start, end = max(0, begin - room), min(len(theirs), begin + len(ours) + room)
    inner = SequenceMatcher(None, theirs[start:end], ours, autojunk=False)
    blocks = [block for block in inner.get_matching_blocks() if block.size]
    first, last = blocks[0], blocks[-1]
    head, tail = first.b, len(ours) - last.b - last.size
    return max(0, start + first.a - head), min(len(theirs), start + last.a + last.size + tail)


def _begin(theirs: list[str], ours: list[str], room: int) -> int | None:
    """Where in the source the quotation begins: each word that both have votes for a place, neighbouring
    places share their votes, and of equals the one with most votes of its own wins, then the first."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(theirs):
        places.setdefault(word, []).append(at)
    votes = Counter(at - behind for behind, word in enumerate(ours) for at in places.get(word, ()))
    if not votes:
        return None
    shared = {place: sum(votes[near] for near in range(place - room, place + room + 1)) for place in votes}
    return min(votes, key=lambda place: (-shared[place], -votes[place], place))


def _cut(text: str, part: list[Word]) -> str:
    return text[part[0].start : part[-1].end] if part else ""
