"""Which way things went: is each that the claim says rose or fell told to go the same way in the source?"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.danish.cues import Cue
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.scope import anchored, as_written
from kb.search.quotes.sentence import YEAR, Sentence, Word
from kb.search.quotes.verdicts import Difference

_WAYS = "up", "down"
# What parts two things that go their own ways: surely, or maybe, where it may join two words too.
_APART = re.compile(r",?\s(?:mens|imens|hvorimod|men)\s|[;\n]|[.!?]\s+(?=[A-ZÆØÅ•])")
_MAYBE = re.compile(r",\s(?:og\s)?|\s(?:og|samt)\s")
_CLAUSE_END = re.compile(r"[,;:.]\s")
# What tells the way behind what goes it: a participle, a verb without an object.
_IS = re.compile(r"\b(?:er|var|bliver|blev|blevet|været) (?:\w+ ){0,2}$")
_GOES = re.compile(r"faldt|falder|steg|stiger|voksede|vokser")
_A_NOUN = re.compile(r"\b(?:en|et) (?:\w+ )?$")
# "En større omlægning" is larger than nothing.
_BY_ITSELF = re.compile(r"\b(?:en|et) $")


def directions(laid: Alignment) -> tuple[list[Difference], list[Difference]]:
    """What the source tells to go the other way, and in doubt where one of the two tells no way."""
    claim, source = laid.claim, laid.source
    said, there = claim.of(*_WAYS), [cue for cue in source.of(*_WAYS) if laid.in_scope(cue.start)]
    bound = dict(_bound(laid))
    exchanged = [(cue, other) for cue, other in bound.items() if cue.kind != other.kind]
    if exchanged:
        return [Difference("direction", cue.written, other.written) for cue, other in exchanged], []
    own = [cue for cue in anchored(laid, *_WAYS) if not _is_by_itself(source, cue)]
    ways, known, stepped = {cue.kind for cue in said}, {cue.kind for cue in there}, _stepped(laid)
    turned = [cue for cue in said if cue not in bound and _other_way(laid, cue)]
    if turned or (ways and known and not ways & known):
        return [Difference("direction", as_written(turned or said), as_written(there))], []
    if stepped and ways - {stepped}:
        return [Difference("direction", as_written(said), "")], []
    told = {cue.kind for cue in source.of(*_WAYS)}
    added = [Difference("direction", cue.written, "") for cue in said if cue.kind not in told | {stepped}]
    # Where each way of the claim has its own in the source, the others are told of other things.
    left = [] if len(bound) == len(said) > 0 else own
    left_out = [Difference("direction", "", cue.written) for cue in left if cue.kind not in ways | {stepped}]
    return [], added + left_out


def _bound(laid: Alignment) -> Iterator[tuple[Cue, Cue]]:
    """Each direction of the claim and the source's of the same thing, where the source tells both ways: of
    the words beside the claim's the nearest one that a single part of the source has tells which."""
    there = _parts(laid.source)
    if {cue.kind for cue, _ in there} != set(_WAYS):
        return
    for cue, part in _parts(laid.claim):
        behind = _is_behind(laid.claim.text, cue)
        inside = [word for word in laid.matches if word.start in part]
        nearest = sorted(
            inside, key=lambda word: ((word.start < cue.start) != behind, abs(word.start - cue.start))
        )
        places = (_only_part(laid.source.text, laid.matches[word], there) for word in nearest)
        place = next((each for each in places if each is not None), None)
        if place is not None:
            yield cue, there[place][0]


def _only_part(text: str, same: Sequence[Word], parts: Sequence[tuple[Cue, range]]) -> int | None:
    """The one of some parts that has all these words, one of them in its direction's clause."""
    places = {n for n, (_, part) in enumerate(parts) for word in same if word.start in part}
    if len(places) != 1:
        return None
    (place,) = places
    cue, part = parts[place]
    gaps = (text[min(w.end, cue.end) : max(w.start, cue.start)] for w in same if w.start in part)
    return place if any(not _CLAUSE_END.search(gap) for gap in gaps) else None


def _parts(sentence: Sentence) -> list[tuple[Cue, range]]:
    """Each direction of a sentence with the part that tells what goes that way: "fald i A og stigning i B",
    "A er faldet, mens B er steget". None of a part that has two directions."""
    text, cues = sentence.text, sentence.of(*_WAYS)
    # Before the noun stands what is said of both ("Primo 2018 ses et fald i ...").
    edges = [cue.start if _A_NOUN.search(text[: cue.start].lower()) else 0 for cue in cues[:1]]
    groups = [[cue] for cue in cues[:1]]
    for one, cue in pairwise(cues):
        joint = _joint(text, one, cue)
        if joint is None:
            groups[-1].append(cue)
        else:
            groups.append([cue])
            edges.append(joint)
    parts = zip(groups, map(range, edges, [*edges[1:], len(text)]), strict=True)
    return [(own[0], part) for own, part in parts if len(own) == 1]


def _joint(text: str, one: Cue, cue: Cue) -> int | None:
    """Where what goes one way ends and what goes the next one begins; None where nothing parts them. Before
    "B og C er steget" it is the first joint, before "stigning i B" the last."""
    found = [joint.start() for joint in _APART.finditer(text, one.end, cue.start)]
    found = found or [joint.start() for joint in _MAYBE.finditer(text, one.end, cue.start)]
    return next(iter(found if _is_behind(text, cue) else found[::-1]), None)


def _is_behind(text: str, cue: Cue) -> bool:
    """Whether what goes a way stands before the word for that."""
    return bool(_IS.search(text[: cue.start].lower()) or _GOES.fullmatch(cue.written))


def _is_by_itself(source: Sentence, cue: Cue) -> bool:
    """Whether a comparative compares with nothing."""
    by_itself = cue.written.endswith("re") and _BY_ITSELF.search(source.text[: cue.start].lower())
    return bool(by_itself) and not source.of("than")


def _other_way(laid: Alignment, cue: Cue) -> bool:
    """Whether something that the claim says rose or fell is told to go the other way in the source, by the
    last cue before it, else by the first one."""
    ways = laid.source.of("up", "down")
    later = [other.start for other in laid.claim.of("up", "down") if other.start > cue.start]
    end = min([*later, len(laid.claim.text)])
    for word, same in laid.matches.items():
        if ways and len(same) == 1 and cue.end <= word.start < end:
            before = [way for way in ways if way.start < same[0].start]
            if (before[-1] if before else ways[0]).kind != cue.kind:
                return True
    return False


def _stepped(laid: Alignment) -> str:
    """Which way "fra 120 til 72" goes, where the source has both figures; "" where nothing steps."""
    counted = [pair for pair in laid.pairs if pair[0].unit != YEAR]
    for (first, one), (second, other) in pairwise(counted):
        if one and other and re.search(r"\bfra $", laid.claim.text[: first.start].lower()):
            return "down" if second.values < first.values else "up"
    return ""
