"""Small words that join: "A eller B", "ved" and "inden" something; does the source join it the same way?"""

import re
from collections.abc import Iterator
from functools import cache

from kb.danish import read_toml
from kb.danish.cues import listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import Keys, Sentence
from kb.search.quotes.verdicts import Difference, What

_EITHER = re.compile(r"([^\W\d][\w-]{2,}) eller (?:(?:i|på|en|et|den|det|de) ){0,2}([^\W\d][\w-]{2,})")
# Ways to stand beside something that may be the same one told in other words.
_ALIKE = ({"at", "after"}, {"at", "by"}, {"after", "by"})
_TIMES = ("before", "after", "at")


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
