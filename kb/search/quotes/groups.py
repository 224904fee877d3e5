"""Others than those a source tells of: a sibling of the one meant, other persons, another paragraph."""

import re
from collections.abc import Iterator

from kb.danish.paragraphs import find_paragraphs
from kb.danish.persons import alike, person_kind
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.evidence import is_name
from kb.search.quotes.sentence import Keys, Sentence, Word
from kb.search.quotes.verdicts import Difference

_TAIL = 5  # letters that two compounds end in alike
_ADJECTIVE = re.compile(r"\w{2,}(?:isk|el|al|ig|iv)(?:l?e|t)?", re.IGNORECASE)
# Characters between a word and those it is done to.
_NEAR = re.compile(r"[^,;:.]{0,25}")


def siblings(laid: Alignment) -> dict[Word, Difference]:
    """Words of which the source, where it alone says something of the claim, has another of the same last
    part: "psykiatrigruppen" for "handicapgruppen", "gruppeforløb" for "individuelle forløb"."""
    found: dict[Word, Difference] = {}
    said = Keys().union(*(word.keys | word.parts for word in laid.claim.words))
    own = laid.claim.words
    following = {one: other for one, other in zip(own, own[1:], strict=False) if other.start == one.end + 1}
    for part in laid.parts:
        inside = [w for w in laid.source.content if w.start in part and laid.in_scope(w.start)]
        for word, same in laid.matches.items():
            if any(other.start in part for other in same) or _above(laid, word):
                continue
            noun, written = following.get(word), laid.claim.written(word)
            for other in inside:
                if _akin(laid, word, other):
                    of_whom = is_name(laid.claim, word) or laid.claim.is_person(word)
                    found[word] = Difference(
                        "group" if of_whom else "wording", written, laid.source.written(other)
                    )
                elif noun and _ADJECTIVE.fullmatch(written) and _is_kind_of(other, noun, said):
                    both = laid.claim.text[word.start : noun.end]
                    found[word] = Difference("wording", both, laid.source.written(other))
    return found


def _is_kind_of(compound: Word, noun: Word, said: Keys) -> bool:
    """Whether a compound tells of what kind a noun is and the claim, of which all is `said`, does not."""
    is_kind = noun.keys & compound.parts and not noun.keys & compound.keys
    return bool(is_kind) and (compound.parts - noun.keys).isdisjoint(said)


def _akin(laid: Alignment, word: Word, other: Word) -> bool:
    """Whether two compounds, or names, end alike, and the source's is not of the claim."""
    ends = [laid.claim.written(word).lower()[-_TAIL:], laid.source.written(other).lower()[-_TAIL:]]
    names = is_name(laid.claim, word) and is_name(laid.source, other)
    akin = ends[0] == ends[1] and (names or word.parts & other.parts)
    return bool(akin) and other.keys.isdisjoint(laid.claim.said)


def _above(laid: Alignment, word: Word) -> bool:
    """Whether what stands over the sentence says a word; a name must stand there whole, since a document's
    title soon has its parts, and so must what another sentence says."""
    if is_name(laid.claim, word) or laid.matches.get(word):
        return any(word.keys & heading.said.keys() for heading in laid.evidence.headings)
    return word in laid.around


def persons(laid: Alignment) -> Iterator[Difference]:
    """Those whom the claim tells of and a sentence of the source not, which has others in their place; or
    others to whom the same is done."""
    said = _persons(laid.claim)
    for part in laid.parts:
        there = [each for each in _persons(laid.source) if each[0].start in part]
        for word, kind in reversed(said):
            met = any(other.start in part for other in laid.matches.get(word, ()))
            met = met or _above(laid, word) or any(alike(kind, other) for _, other in there)
            others = _done_to(laid, word, there) if met else there
            rivals = [each for each in others if not any(alike(each[1], own) for _, own in said)]
            if rivals and not any(alike(kind, other) for _, other in others):
                yield Difference("group", laid.claim.written(word), laid.source.written(rivals[0][0]))
                return


def _persons(sentence: Sentence) -> list[tuple[Word, str]]:
    kinds = ((word, person_kind(sentence.written(word))) for word in sentence.words)
    return [(word, kind) for word, kind in kinds if kind]


def _done_to(laid: Alignment, word: Word, there: list[tuple[Word, str]]) -> list[tuple[Word, str]]:
    """The persons right behind the source's word for the one that a person of the claim stands behind."""
    before = [w for w in laid.claim.content if w.end < word.start and not laid.claim.is_person(w)]
    if not before or not _NEAR.fullmatch(laid.claim.text, before[-1].end, word.start):
        return []
    places = [same.end for same in laid.matches[before[-1]]]
    text = laid.source.text
    return [p for p in there if any(e < p[0].start and _NEAR.fullmatch(text, e, p[0].start) for e in places)]


def paragraphs(laid: Alignment) -> Iterator[Difference]:
    """Paragraphs of the law that neither the source nor a heading of it has."""
    own, *above = (find_paragraphs(each.text) for each in (laid.source, *laid.evidence.headings))
    for number in find_paragraphs(laid.claim.text):
        if number not in set(own).union(*above):
            yield Difference("wording", f"§ {number}", ", ".join(f"§ {each}" for each in own))
