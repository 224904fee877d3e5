"""Does a claim join two things as its source does: from one to the other, more than the other, one or the
other, before or after it?"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise, product

from kb.danish import read_toml
from kb.danish.cues import listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import YEAR, Keys, Sentence, Word
from kb.search.quotes.verdicts import Difference, What

_FROM_TO = re.compile(r"\bfra\b(.{3,80}?)\btil\b(.{3,60})\b", re.IGNORECASE)
_FROM = re.compile(r"\bfra(?: \w+){0,4} $", re.IGNORECASE)
_TO = re.compile(r"(?: \w+){0,2} til (?:\w+ )*", re.IGNORECASE)
_COMPARED_END = re.compile(r"[;.]|,(?! (?:der|som)\b)|\bmen\b")
_EACH_ITS = re.compile(r"(.+),? (?:mens|hvorimod) (.+)", re.IGNORECASE | re.DOTALL)
# What an actor is told of or governed by: "kommunens medarbejdere", "kommunalt regi", "til myndigheden".
_BELONGS = re.compile(r"\w+s|\w+(?:al|lig)[et]?", re.IGNORECASE)
_TO_WHOM = re.compile(r"\b(til|hos) (?:(?:en|et|den|det|de) )?$", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"\b(?:af|til|fra|for|hos|med|i|på|om|mod|ved|som|og|eller) (?:\w+ ){0,2}$", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?:[^,;:.()]|, (?:der|som)\b)+")
_PASSIVE = re.compile(r"\b(?:\w{3,}es|af)\b", re.IGNORECASE)
_EITHER = re.compile(r"([^\W\d][\w-]{2,}) eller (?:(?:i|på|en|et|den|det|de) ){0,2}([^\W\d][\w-]{2,})")
# Ways to stand beside something that may be the same one told in other words.
_ALIKE = ({"at", "after"}, {"at", "by"}, {"after", "by"})
_TIMES = ("before", "after", "at")


def exchanged(laid: Alignment) -> Iterator[Difference]:
    """ "Fra" one thing "til" another, where the source has them the other way round; "one does this, mens the
    other does that", where each part has something of both parts of the source, or one does the other's."""
    for pattern in (_FROM_TO, _EACH_ITS):
        said, there = pattern.search(laid.claim.text), pattern.search(laid.source.text)
        if there and not said and pattern is _EACH_ITS:
            yield from _other_part(laid, there)
        if not said or not there:
            continue
        moved, kept = set[int](), set[int]()
        for word, same in laid.matches.items():
            own, others = _part(said, word.start), {_part(there, other.start) for other in same} - {None}
            if own and others and (pattern is _FROM_TO or len(others) == 1):
                (kept if own in others else moved).add(own)
        if moved == {1, 2} and kept == ({1, 2} if pattern is _EACH_ITS else set()):
            what: What = "group" if pattern is _EACH_ITS else "direction"
            yield Difference(what, said.group().strip(), there.group().strip())


def _other_part(laid: Alignment, there: re.Match[str]) -> Iterator[Difference]:
    """Who is told to do what the source tells of the other one, behind or before its "mens"."""
    who, what = set[int | None](), set[int | None]()
    for word, same in laid.matches.items():
        parts = {_part(there, other.start) for other in same}
        if len(parts) == 1:
            (who if laid.claim.is_actor(word) else what).update(parts)
    if who and what and who.isdisjoint(what):
        yield Difference("group", laid.claim.text, there.group().strip())


def roles(laid: Alignment) -> Iterator[Difference]:
    """Two who stand in each other's place: "regionens medarbejdere i kommunalt regi" of the municipality's
    in the region's, "til myndigheden" of what goes from there, "A kontakter B" of what B does to A."""
    claim, source = laid.claim, laid.source
    there = list(_places(source))
    for beside, said in _places(claim) if not _FROM_TO.search(claim.text) else ():
        others = [word for place, word in there if beside & place]
        other = next((word for word in others if word.keys & claim.said.keys()), None)
        if other and said.keys & source.said.keys() and not any(said.keys & word.keys for word in others):
            yield Difference("group", claim.written(said), source.written(other))
            return
    for (first, second), (one, two) in product(_subjects(claim), _subjects(source)):
        if first.keys & two.keys and second.keys & one.keys and not first.keys & second.keys:
            yield Difference("group", claim.written(first), source.written(one))
            return


def _places(sentence: Sentence) -> Iterator[tuple[Keys, Word]]:
    """What each actor is told of, and the preposition that a word stands behind."""
    for word, head in zip(sentence.words, (*sentence.words[1:], None), strict=True):
        is_actor = sentence.is_actor(word)
        if head and head.start == word.end + 1 and is_actor and _BELONGS.fullmatch(sentence.written(word)):
            yield head.keys, word
        elif (is_actor or not word.light) and (to_whom := _TO_WHOM.search(sentence.text[: word.start])):
            yield frozenset({to_whom[1].lower()}), word


def _subjects(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    """Two actors of an active clause, in their order, that no preposition governs and that own nothing."""
    actors = [word for word in sentence.words if sentence.is_actor(word)]
    bare = [word for word in actors if not _BELONGS.fullmatch(sentence.written(word))]
    for clause in _CLAUSE.finditer(sentence.text):
        start, end = clause.span()
        inside = [word for word in bare if start <= word.start < end]
        if not _PASSIVE.search(clause.group()):
            free = (w for w in inside if not _NO_SUBJECT.search(sentence.text[start : w.start]))
            yield from combinations(free, 2)


def compared(laid: Alignment) -> Iterator[Difference]:
    """What is more or less than something else, where the source has it the other way round."""
    claim, source = laid.claim, laid.source
    told = claim.of("up", "down")
    if {cue.kind for cue in told} != {cue.kind for cue in source.of("up", "down")}:
        return
    for cue, other in product(claim.of("than"), source.of("than")):
        named = (name for name in claim.municipalities if claim.text.find(name) > cue.start)
        turned = any(0 <= source.text.find(name) < other.start for name in named)
        if turned or _moved(laid, cue.start, other.start):
            yield Difference("direction", claim.text[cue.start :], source.text[other.start :])
            return
    # "A er større", where the source has "B er større end A".
    ahead = [word for word in laid.said if told and word.start < told[0].start]
    for other in source.of("than") if ahead and not claim.of("than") else ():
        if all(laid.matches[word][0].start > other.start for word in ahead):
            yield Difference("direction", told[0].written, source.text[other.start :])
            return


def contrasted(laid: Alignment) -> Iterator[Word]:
    """Words that stand behind "frem for" in the claim and before it in the source."""
    for cue, other in product(laid.claim.of("contrast"), laid.source.of("contrast")):
        yield from _moved(laid, cue.start, other.start)


def _moved(laid: Alignment, place: int, other: int) -> list[Word]:
    """The words behind a place of the claim that the source has before `other`; none where it has any of them
    behind that only."""
    end = _COMPARED_END.search(laid.claim.text, place)
    reach = range(place + 1, end.start() if end else len(laid.claim.text))
    behind = [(word, same) for word, same in laid.matches.items() if same and word.start in reach]
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
    text, amounts = sentence.text, [amount for amount in sentence.amounts if amount.unit != YEAR]
    ends = [(each, each) for each in amounts if len(each.values) == 2]
    ends += [pair for pair in pairwise(amounts) if _TO.fullmatch(text[pair[0].end : pair[1].start])]
    for first, last in ends:
        if _FROM.search(text[: first.start]) and first.unit == last.unit:
            yield (first.values[0], last.values[-1]), text[first.start : last.end]


def _part(found: re.Match[str], place: int) -> int | None:
    return next((part for part in (1, 2) if found.start(part) <= place < found.end(part)), None)


def halves(laid: Alignment) -> Iterator[str]:
    """ "A eller B" of which the claim has one half only, or both as so at once. Where it is possible, asked
    for or denied, each half is so alone."""
    claim, source = laid.claim, laid.source
    if " eller " in claim.text or "/" in claim.text:
        return
    said = Keys().union(*(word.keys | word.parts for word in claim.words))
    for found in _EITHER.finditer(source.text):
        clauses = (source.text[each.start : found.end()] for each in laid.scope if found.start() in each)
        clause = next(clauses, "")
        is_open = listed("open").search(clause.lower()) or listed("no_half").fullmatch(found[2].lower())
        starts = found.start(1), found.start(2)
        own = [next((w for w in source.words if w.start == start), None) for start in starts]
        has = [word is not None and bool(word.start in laid.aligned or word.keys & said) for word in own]
        both = all(has) and not re.search(r"\b(?:og|samt)\b", claim.text)
        if clause and not is_open and any(has) and not both:
            yield found.group()


def beside(laid: Alignment) -> Iterator[Difference]:
    """What happened before, at or in spite of what it happened after, or because of, in the source."""
    for word, same in laid.matches.items():
        ways, written = _ways(laid.claim, word.start)
        there = [_ways(laid.source, other.start) for other in same]
        if not ways or not there or not all(others for others, _ in there):
            continue
        every = {way for others, _ in there for way in others}
        if all(one != two and {one, two} not in _ALIKE for one in ways for two in every):
            what: What = "period" if ways | every <= set(_TIMES) else "wording"
            head, own = laid.claim.written(word), laid.source.written(same[0])
            yield Difference(what, f"{written} {head}", f"{there[0][1]} {own}")


def _ways(sentence: Sentence, start: int) -> tuple[set[str], str]:
    """In which ways something stands beside the word that begins there, and how that is written."""
    found = _beside().search(sentence.text[:start].lower())
    return ({kind for kind, hit in found.groupdict().items() if hit}, found[1]) if found else (set(), "")


@cache
def _beside() -> re.Pattern[str]:
    """Of "før og efter den store ..." both."""
    kinds = read_toml("claims.toml")["beside"].items()
    one = "|".join(f"(?P<{kind}>{'|'.join(map(re.escape, words))})" for kind, words in kinds)
    return re.compile(rf"\b((?:{one})(?: (?:og|eller) (?:\w+))?) (?:[^\W\d]+ )?$")
