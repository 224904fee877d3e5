"""A quotation laid against a source: which words stand there, which do not."""

from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache

from rapidfuzz.fuzz import partial_ratio_alignment

from kb.danish.quoted import Word, squashed, words
from kb.search.quotes.verdicts import Difference

# Of the quotation's words so many must stand in the source, in order and close together.
ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Wording:
    """Where a quotation lies in a source: `passage` is the source's own words, `share` in [0, 1] of the
    quotation's words that stand there, `differences` in the quotation's order (none: word for word)."""

    passage: str
    share: float
    differences: tuple[Difference, ...]


def align(quote: str, source: str) -> Wording | None:
    """The best place of a quotation in a source; None when too little of it stands there."""
    theirs, ours = _source_words(source), words(quote)
    forms, own = [word.form for word in theirs], [word.form for word in ours]
    place = partial_ratio_alignment(own, forms)
    if place is None or not place.score:
        return None
    # A word more or less than the quotation has may stand there, so a little room is left on both sides.
    room = max(2, len(own) // 5)
    begin, end = max(0, place.dest_start - room), place.dest_end + room
    found_at = SequenceMatcher(None, forms[begin:end], own, False).get_matching_blocks()
    blocks = _without_chance([block for block in found_at if block.size])
    head, tail = blocks[0].b, len(own) - blocks[-1].b - blocks[-1].size
    end = begin + blocks[-1].a + blocks[-1].size + tail
    part = theirs[max(0, begin + blocks[0].a - head) : end]
    matcher = SequenceMatcher(None, [word.form for word in part], own, False)
    share = sum(block.size for block in matcher.get_matching_blocks()) / len(own)
    found = [
        Difference("wording", _cut(quote, ours[b1:b2]), _cut(source, part[a1:a2]))
        for kind, a1, a2, b1, b2 in matcher.get_opcodes()
        if kind != "equal"
    ]
    differences = tuple(d for d in found if squashed(d.written) != squashed(d.source))
    return None if share < ENOUGH and differences else Wording(_cut(source, part), share, differences)


def _without_chance(blocks: list[Match]) -> list[Match]:
    """The blocks without a first one of fewer words than the source has between it and the next more than the
    quotation has: a word that stands there by chance ("indsatser og forebyggelse. Med dette")."""
    while len(blocks) > 1:
        first, after = blocks[:2]
        between = (after.a - first.a) - (after.b - first.b)
        if first.size >= between:
            break
        blocks = blocks[1:]
    return blocks


# What users write is not kept; of the sources the last few are, since a memo comes back to them.
@lru_cache(maxsize=64)
def _source_words(text: str) -> list[Word]:
    return words(text)


def _cut(text: str, part: list[Word]) -> str:
    return text[part[0].start : part[-1].end] if part else ""
