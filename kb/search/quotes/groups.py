"""Others than those a source tells of: people it does not name or count, other persons, a sibling of the one
meant, another paragraph."""

import re
from collections.abc import Iterator
from itertools import pairwise, product

from kb.danish.cues import Cue, listed
from kb.danish.laws import find_paragraphs
from kb.danish.persons import alike, person_kind
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.scope import as_written
from kb.search.quotes.sentence import Keys, Sentence, Word
from kb.search.quotes.verdicts import Difference, What
from kb.units.facts.amounts import Amount

_TAIL = 5  # letters that two compounds end in alike
_NEARLY = 90.0  # per cent
_ADJECTIVE = re.compile(r"\w{2,}(?:isk|el|al|ig|iv)(?:l?e|t)?", re.IGNORECASE)
_NEAR = re.compile(r"[^,;:.]{0,25}")  # between a word and those it is done to
# Characters that the noun a number counts stands from it at most: in a claim, and in a source.
_COUNTED, _BEFORE, _AFTER = 25, 60, 40
# The words for a part of a group that a source must have, and the fewest letters of what they count.
_HOW_MANY, _A_NOUN = tuple(f"quantifier.{part}" for part in ("few", "many", "most", "not_all")), 4
# What is counted, with the words around it; what a number is told per is not what it counts.
_NUMBER_OF = re.compile(
    r"\bantal(?:let)? af ((?:(?!(?:i|på|for|med|per?|pr|hos|der|som|fra|til)\b)[\w-]+ ?)+)", re.IGNORECASE
)
# What tells of which people a number is.
_WITH = re.compile(r"(?: [\w%]+){1,3} (?:med|uden) ((?:\w+[ -])?\w+)")
_PER = re.compile(r"\b(?:pr\.?|per) $")


def siblings(laid: Alignment) -> dict[Word, Difference]:
    """Words of which the source, where it alone says something of the claim, has another of the same last
    part: "psykiatrigruppen" for "handicapgruppen", "gruppeforløb" for "individuelle forløb"."""
    claim, source, found = laid.claim, laid.source, dict[Word, Difference]()
    for part, (word, noun) in product(laid.parts, pairwise((*claim.words, *claim.words[-1:]))):
        inside = (w for w in source.content if w.start in part and laid.in_scope(w.start))
        for other in inside if not (word.light or _met(laid, word, part)) else ():
            of_kind = noun.start == word.end + 1 and _is_of_kind(claim, word, noun, other)
            if of_kind or _is_akin(laid, word, other):
                named = claim.is_name(word) or claim.is_person(word)
                what: What = "group" if named else "wording"
                written = claim.text[word.start : (noun if of_kind else word).end]
                found[word] = Difference(what, written, source.written(other))
    return found


def _met(laid: Alignment, word: Word, part: range) -> bool:
    """Whether a sentence, or what stands over it, says a word; there a name must stand whole, since a title
    soon has its parts, and so must what another sentence says."""
    same = laid.matches.get(word, ())
    if not same and not laid.claim.is_name(word):
        return word in laid.met
    above = any(word.keys & heading.said.keys() for heading in laid.evidence.headings)
    return above or any(other.start in part for other in same)


def _is_of_kind(claim: Sentence, word: Word, noun: Word, compound: Word) -> bool:
    """Whether a compound is of another kind of the noun than the adjective before that tells."""
    said = Keys().union(*(each.keys | each.parts for each in claim.words))
    whole = noun.keys & compound.keys or not noun.keys & compound.parts
    kind = _ADJECTIVE.fullmatch(claim.written(word)) and not whole
    return bool(kind) and said.isdisjoint(compound.parts - noun.keys)


def _is_akin(laid: Alignment, word: Word, other: Word) -> bool:
    """Whether two compounds, or names, end alike, and the source's is not of the claim."""
    ends = {laid.claim.written(word).lower()[-_TAIL:], laid.source.written(other).lower()[-_TAIL:]}
    names = laid.claim.is_name(word) and laid.source.is_name(other)
    akin = len(ends) == 1 and (names or word.parts & other.parts)
    return bool(akin) and other.keys.isdisjoint(laid.claim.said)


def persons(laid: Alignment) -> Iterator[Difference]:
    """Those whom the claim tells of and a sentence of the source not, which has others in their place; or
    others to whom the same is done."""
    said = _persons(laid.claim)
    for part, (word, kind) in product(laid.parts, said[::-1]):
        there = [each for each in _persons(laid.source) if each[0].start in part]
        met = _met(laid, word, part) or any(alike(kind, other) for _, other in there)
        others = _done_to(laid, word, there) if met else there
        rivals = [who for who, other in others if not any(alike(other, own) for _, own in said)]
        if rivals and not any(alike(kind, other) for _, other in others):
            yield Difference("group", laid.claim.written(word), laid.source.written(rivals[0]))
            return


def _persons(sentence: Sentence) -> list[tuple[Word, str]]:
    return [(word, kind) for word in sentence.words if (kind := person_kind(sentence.written(word)))]


def _done_to(laid: Alignment, word: Word, there: list[tuple[Word, str]]) -> list[tuple[Word, str]]:
    """The persons right behind the source's word for the one that a person of the claim stands behind."""
    before = [w for w in laid.claim.content if w.end < word.start and not laid.claim.is_person(w)][-1:]
    near = [w for w in before if _NEAR.fullmatch(laid.claim.text, w.end, word.start)]
    ends, text = [same.end for w in near for same in laid.matches[w]], laid.source.text
    return [p for p in there if any(e < p[0].start and _NEAR.fullmatch(text, e, p[0].start) for e in ends)]


def how_many(laid: Alignment) -> Iterator[Difference]:
    """Few, many, most or all of a group, where the source has another part of it or none; a share may tell
    of most, and of nearly all from `_NEARLY` on."""
    claim, source = laid.claim, laid.source
    shares = [amount.values[0] for amount, mate in laid.pairs if mate and amount.unit == "%"]
    nearly = {cue.end + 1 for cue in claim.of("nearly") if min(shares, default=0.0) >= _NEARLY}
    if any(cue.start not in nearly for cue in claim.of("universal")) and not source.of("universal", "each"):
        yield Difference("group", as_written(claim.of("universal")), "")
    for cue in claim.of(*_HOW_MANY):
        if shares and cue.kind == "quantifier.most":
            continue
        counted, there = _counted(claim, cue), source.of("quantifier.", "universal")
        beside = [other for other in there if _counted(source, other) & counted]
        others = beside if counted & source.said.keys() else there
        if all(other.kind != cue.kind for other in others):
            yield Difference("amount", cue.written, others[0].written if beside else "")


def _counted(sentence: Sentence, cue: Cue) -> Keys:
    """What a word for how many stands before."""
    behind = (word for word in sentence.words if word.start >= cue.end and word.end - word.start >= _A_NOUN)
    return next((word.keys for word in behind), Keys())


def paragraphs(laid: Alignment) -> Iterator[Difference]:
    """Paragraphs of the law that neither the source nor a heading of it has."""
    own, *above = (find_paragraphs(each.text) for each in (laid.source, *laid.evidence.headings))
    for number in find_paragraphs(laid.claim.text):
        if number not in set(own).union(*above):
            yield Difference("wording", f"§ {number}", ", ".join(f"§ {each}" for each in own))


def told_of_others(laid: Alignment) -> Iterator[Word]:
    """Words for whom it is told, and for what a number counts, that the source's own sentence has not."""
    text = laid.claim.text.lower()
    spans = [match.span() for match in listed("people").finditer(text)]
    counting = (amount for amount, mate in laid.pairs if mate and amount.unit in ("", "%"))
    spans += [found.span(1) for amount in counting if (found := _WITH.match(text, amount.end))]
    named = listed("people").search(laid.source.text.lower()) is not None
    for word, same in laid.matches.items():
        if named and not same and any(a <= word.start < b for a, b in spans):
            yield word
    for amount, mate in laid.pairs:
        beside = [w for w in laid.claim.content if amount.end <= w.start <= amount.end + _COUNTED]
        if amount.unit == "" and beside and not _counts(laid, beside[0], mate):
            yield beside[0]
    said, there = _number_of(laid.claim), _number_of(laid.source)
    met = {same for word in said for same in laid.matches[word]}
    if said and there and met.isdisjoint(there):
        yield said[0]


def _number_of(sentence: Sentence) -> list[Word]:
    """The words for what "antallet af ..." counts, where a sentence first says so, and such as may follow."""
    found = _NUMBER_OF.search(sentence.text)
    return [word for word in sentence.content if found and found.start(1) <= word.start < found.end(1)]


def _counts(laid: Alignment, noun: Word, amount: Amount | None) -> bool:
    """Whether the sentence has a counted noun, near the number where it has that; of a compound its last
    part is enough where the headings have all of it."""
    if not laid.matches[noun]:
        return noun in laid.met and any(noun.parts & word.keys for word in laid.source.words)
    if amount is None:
        return True
    near = range(amount.start - _BEFORE, amount.end + _AFTER + 1)
    beside = range(amount.end, amount.end + _COUNTED + 1)
    people = [w for w in laid.source.words if w.start in beside and laid.source.is_person(w)]
    if people:  # "24 studerende fra pædagog-...", but "24 ansatte studerende"
        first, last = people[0], people[-1]
        end = last.start if last.start == first.end + 1 else first.start
        near = range(first.start if laid.claim.is_person(noun) else 0, end + 1)
    # Of people no other word of the family counts ("kommunalt ansatte" are no "kommuner").
    person = laid.claim.is_person(noun)
    mates = (w for w in laid.matches[noun] if not person or laid.source.is_person(w))
    # What a number is told per ("50 sager pr. rådgiver") it does not count.
    if not _PER.search(laid.claim.text[: noun.start]):
        mates = (w for w in mates if not _PER.search(laid.source.text[: w.start]))
    return any(word.start in near for word in mates)
