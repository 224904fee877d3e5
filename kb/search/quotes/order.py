"""Does a claim have two things the other way round: from one to the other, more than the other?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import Sentence, Word
from kb.search.quotes.verdicts import Difference, What

_FROM_TO = re.compile(r"\bfra\b(.{3,80}?)\btil\b(.{3,60})\b", re.IGNORECASE)
_FROM = re.compile(r"\bfra(?: \w+){0,4} $", re.IGNORECASE)
_TO = re.compile(r"(?: \w+){0,2} til (?:\w+ )*", re.IGNORECASE)
_COMPARED_END = re.compile(r"[;.]|,(?! (?:der|som)\b)|\bmen\b")
_EACH_ITS = re.compile(r"(.+),? (?:mens|hvorimod) (.+)", re.IGNORECASE | re.DOTALL)


def exchanged(laid: Alignment) -> Iterator[Difference]:
    """ "Fra" one thing "til" another, where the source has them the other way round; "one does this, mens the
    other does that", where each part has something of both parts of the source."""
    for pattern in (_FROM_TO, _EACH_ITS):
        said, there = pattern.search(laid.claim.text), pattern.search(laid.source.text)
        if not said or not there:
            continue
        moved, kept = set[int](), set[int]()
        for word, same in zip(laid.claim.content, laid.matches, strict=True):
            own, others = _part(said, word.start), {_part(there, other.start) for other in same} - {None}
            if own and others and (pattern is _FROM_TO or len(others) == 1):
                (kept if own in others else moved).add(own)
        if moved == {1, 2} and kept == ({1, 2} if pattern is _EACH_ITS else set()):
            what: What = "group" if pattern is _EACH_ITS else "direction"
            yield Difference(what, said.group().strip(), there.group().strip())


def compared(laid: Alignment) -> Iterator[Difference]:
    """What is more or less than something else, where the source has it the other way round."""
    claim, source = laid.claim, laid.source
    ways = [{cue.kind for cue in each.of("up", "down")} for each in (claim, source)]
    for cue, other in product(claim.of("than"), source.of("than")):
        named = (name for name in claim.municipalities if claim.text.find(name) > cue.start)
        turned = any(0 <= source.text.find(name) < other.start for name in named)
        if ways[0] == ways[1] and (turned or moved(laid, cue.start, other.start)):
            yield Difference("direction", claim.text[cue.start :], source.text[other.start :])
            return


def moved(laid: Alignment, place: int, other: int) -> list[Word]:
    """The words behind a place of the claim that the source has before `other`; none where it has any of them
    behind that only."""
    end = _COMPARED_END.search(laid.claim.text, place)
    reach = range(place + 1, end.start() if end else len(laid.claim.text))
    pairs = zip(laid.claim.content, laid.matches, strict=True)
    behind = [(word, same) for word, same in pairs if same and word.start in reach]
    kept = any(same[0].start > other for _, same in behind)
    return [] if kept else [word for word, same in behind if same[-1].start < other]


def stepped(laid: Alignment) -> Iterator[Difference]:
    """ "Fra 2 til 6", where the source steps from 6 to 2."""
    there = dict(_steps(laid.source))
    for step, written in _steps(laid.claim):
        if step not in there and step[::-1] in there:
            yield Difference("direction", written, there[step[::-1]])


def _steps(sentence: Sentence) -> Iterator[tuple[tuple[float, ...], str]]:
    """From what to what, and how it is written."""
    text, amounts = sentence.text, sentence.amounts
    ends = [(each, each) for each in amounts if len(each.values) == 2]
    ends += [pair for pair in pairwise(amounts) if _TO.fullmatch(text[pair[0].end : pair[1].start])]
    for first, last in ends:
        if _FROM.search(text[: first.start]) and first.unit == last.unit:
            yield (first.values[0], last.values[-1]), text[first.start : last.end]


def _part(found: re.Match[str], place: int) -> int | None:
    return next((part for part in (1, 2) if found.start(part) <= place < found.end(part)), None)
