"""Does a claim join two things as its source does: from one to the other, more than the other, one or the
other, before or after it?"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise, product
from typing import NamedTuple

from kb.danish import read_toml
from kb.danish.cues import listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import YEAR, Keys, Sentence, Word
from kb.search.quotes.verdicts import Difference, What

_FROM = re.compile(r"\bfra(?: \w+){0,4} $", re.IGNORECASE)
_TO = re.compile(r"(?: \w+){0,2} til (?:\w+ )*", re.IGNORECASE)
_COMPARED_END = re.compile(r"[;.]|,(?! (?:der|som)\b)|\bmen\b")
_EACH_ITS = re.compile(r"(.+),? (?:mens|hvorimod) (.+)", re.IGNORECASE | re.DOTALL)
# To whom something belongs: "kommunens medarbejdere", "kommunalt regi".
_BELONGS = re.compile(r"\w+s|\w+(?:al|lig)[et]?", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"\b(?:af|til|fra|for|hos|med|i|på|om|mod|ved|som|og|eller) (?:\w+ ){0,2}$", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?:[^,;:.()]|, (?:der|som)\b)+")
_PASSIVE = re.compile(r"\b(?:\w{3,}es|af)\b", re.IGNORECASE)
# Between a word and a preposition behind it stands at most a year or a place ("turen i 2016 til").
_BESIDE, _PHRASE = re.compile(r"(?: \w{1,2} (?:\d{4}|[A-ZÆØÅ][\w-]*))* ?"), 2
_EITHER = re.compile(r"([^\W\d][\w-]{2,}) eller (?:(?:i|på|en|et|den|det|de) ){0,2}([^\W\d][\w-]{2,})")
# Ways to stand beside something that may be the same one told in other words.
_ALIKE = ({"at", "after"}, {"at", "by"}, {"after", "by"})
_TIMES = ("before", "after", "at")


def exchanged(laid: Alignment) -> Iterator[Difference]:
    """ "One does this, mens the other does that", where each part has something of both parts of the source,
    or one does the other's."""
    said, there = _EACH_ITS.search(laid.claim.text), _EACH_ITS.search(laid.source.text)
    if there and not said:
        yield from _other_part(laid, there)
    if not said or not there:
        return
    moved, kept = set[int](), set[int]()
    for word, same in laid.matches.items():
        own, others = _part(said, word.start), {_part(there, other.start) for other in same} - {None}
        if own and len(others) == 1:
            (kept if own in others else moved).add(own)
    if moved == kept == {1, 2}:
        yield Difference("group", said.group().strip(), there.group().strip())


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
    """Two in each other's place: "B i dialog med A" of A in dialogue with B, "fra B til A", "regionens
    medarbejdere" of the municipality's, "A kontakter B" of what B does to A."""
    claim, source, there = laid.claim, laid.source, list(_joins(laid.source))
    for said in _joins(claim):
        mates = [mate.start for word in said.words[:_PHRASE] for mate in laid.mates(word)]
        alike = [own for own in there if own.by == said.by and (own.by != "s" or own.head & said.head)]
        if not any(mate in own.reach for mate in mates for own in alike):
            governed = [mate for mate in mates if any(mate in own.reach for own in there)]
            others = (_in_its_place(claim, said, own, mates, governed) for own in alike)
            if other := next(filter(None, others), None):
                what: What = "direction" if said.by == "fra" else "group"
                yield Difference(what, claim.written(said.words[0]), source.written(other))
                return
    for (first, second), (one, two) in product(_subjects(claim), _subjects(source)):
        if first.keys & two.keys and second.keys & one.keys and not first.keys & second.keys:
            yield Difference("group", claim.written(first), source.written(one))
            return


class _Join(NamedTuple):
    """What joins words to the one that they tell more of (`head`): a preposition, or "s" of a genitive and
    its like; `reach` is where they stand."""

    by: str
    head: Keys
    reach: range
    words: tuple[Word, ...]


def _joins(sentence: Sentence) -> Iterator[_Join]:
    """The prepositions of a sentence, and those to whom something belongs ("kommunens", "kommunalt")."""
    low, told = sentence.text.lower(), [w for w in sentence.words if not w.light or sentence.is_actor(w)]
    found = list(listed("prepositions").finditer(low))
    ends = [each.start() for each in (*found, *listed("ends_phrase").finditer(low))]
    for each in found:
        reach = range(each.end(), min((end for end in ends if end >= each.end()), default=len(low)))
        dated = any(amount.start == reach.start + 1 and amount.unit == YEAR for amount in sentence.amounts)
        words = () if dated else tuple(word for word in told if word.start in reach)
        near = [word for word in told if _BESIDE.fullmatch(sentence.text, word.end, each.start())]
        # "Evalueret af" another is no "evaluering af" it.
        is_agent = near and listed("agent").fullmatch(each.group())
        head = (
            Keys((sentence.written(near[0]).lower(),)) if is_agent else Keys().union(*(w.keys for w in near))
        )
        yield _Join(each.group().removesuffix(" at"), head, reach, words)
    for word, noun in pairwise(sentence.words):
        is_actor = noun.start == word.end + 1 and sentence.is_actor(word)
        if is_actor and _BELONGS.fullmatch(sentence.written(word)):
            yield _Join("s", noun.keys, range(word.start, word.end), (word,))


def _in_its_place(
    claim: Sentence, said: _Join, own: _Join, mates: Sequence[int], governed: Sequence[int]
) -> Word | None:
    """What the source joins to the same word as the claim does something else, that stands before or behind
    another preposition; or, of who is told of or where it goes, what the claim has before."""
    ahead = [w for w in claim.words if w.end <= said.reach.start and (not w.light or claim.is_actor(w))]
    before = [mate for mate in mates if mate < own.reach.start]
    if own.words and own.head & said.head and (before or governed):
        return own.words[0]
    whom = own.words[:1] if before and listed("whom").fullmatch(own.by) else ()
    return next((other for other in whom if any(word.keys & other.keys for word in ahead)), None)


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
