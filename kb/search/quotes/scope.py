"""The scope of cues: what denies, turns or limits what a claim says, is it the same in its source?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from kb.danish.cues import DONE, NOT_YET, Cue, listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import Sentence, Word, opposite
from kb.search.quotes.verdicts import Difference

_OF_WHICH = re.compile(
    r"(?<!\bat),?\s((?:der|som|hvis|hvor)\s(?!bl|både|også|(?:del|led|følge|en|et)\b)[^,.;:]+)"
)
_SHORTEST = 4  # letters of a word that "u" may deny
_BESIDE = 25  # characters that a cue's own word stands from it at most
_FORECAST = ("limits.expected", "limits.target")
# By what other kinds of words what is not yet so may be told.
_ALSO = {
    "limits.future": ("limits.future", "limits.target", "limits.expected", "limits.advice"),
    "limits.advice": ("limits.future", "limits.advice"),
    "limits.target": ("limits.target", "limits.future", "aim"),
    "limits.conditional": ("limits.conditional", "when"),
}


def rates(laid: Alignment) -> Iterator[Difference]:
    """Per what the claim tells something, where the source has another rhythm or none."""
    own = laid.source.of("rates")
    for cue in laid.claim.of("rates"):
        if cue.kind not in {each.kind for each in own}:
            yield Difference("period", cue.written, _written(own))
            return


def only_after(laid: Alignment) -> Iterator[Difference]:
    """What the claim puts only after something else, where the source has no such order."""
    said = laid.claim.of("only_after")
    if said and not laid.source.of("only_after"):
        yield Difference("period", _written(said), "")


def directions(laid: Alignment) -> tuple[list[Difference], list[Difference]]:
    """Which way things went: where the source tells the other way, and in doubt where one tells none."""
    said = laid.claim.of("up", "down")
    there = [cue for cue in laid.source.of("up", "down") if laid.in_scope(cue.start)]
    own = _anchored(laid, ("up", "down"), back=False)
    ways, known = {cue.kind for cue in said}, {cue.kind for cue in there}
    stepped = _stepped(laid)
    turned = [cue for cue in said if _other_way(laid, cue)]
    if turned or (ways and known and not ways & known):
        return [Difference("direction", _written(turned or said), _written(there))], []
    if stepped and ways - {stepped}:
        return [Difference("direction", _written(said), "")], []
    told = {cue.kind for cue in laid.source.of("up", "down")}
    added = [Difference("direction", cue.written, "") for cue in said if cue.kind not in told | {stepped}]
    left_out = [Difference("direction", "", cue.written) for cue in own if cue.kind not in ways | {stepped}]
    return [], added + left_out


def universals(laid: Alignment) -> Iterator[Difference]:
    """What the claim says of all and the source of no whole."""
    said = laid.claim.of("universal")
    if said and not laid.source.of("universal", "each"):
        yield Difference("group", _written(said), "")


def denials_in_words(laid: Alignment) -> Iterator[Difference]:
    """ "Visiterede" of what the source calls "uvisiterede", or the other way round."""
    forms = [[_form(one, word) for word in one.words] for one in (laid.claim, laid.source)]
    for written, source in product(*forms):
        short, long = sorted((written, source), key=len)
        stem = short[: max(_SHORTEST, len(short) - 3)]
        is_denial = len(short) >= _SHORTEST and long.startswith("u" + stem)
        if is_denial and not any(other.startswith(written[:-2]) for other in forms[1]):
            yield Difference("negation", written, source)


def _form(sentence: Sentence, word: Word) -> str:
    return sentence.text[word.start : word.end].lower()


def opposites(laid: Alignment) -> Iterator[Difference]:
    """Words of the claim of which the source, in a clause that the claim speaks of, has only the opposite.
    Where just one of the two denies something they may say the same."""
    if bool(laid.claim.of("negation")) != bool(_anchored(laid, ("negation",), back=True)):
        return
    spoken_of = [w for w in laid.source.words if any(a <= w.start < b for a, b in laid.touched)]
    there = {side: word for word in spoken_of for side in sorted(word.sides)}
    said = {side: word for word in laid.claim.words for side in sorted(word.sides)}
    for side, word in said.items():
        other = there.get(opposite(side))
        if other and opposite(side) not in said and there.keys().isdisjoint(word.sides):
            written = laid.claim.text[word.start : word.end]
            yield Difference("direction", written, laid.source.text[other.start : other.end])
            return


def negations(laid: Alignment) -> list[Difference]:
    """What one of the two denies and the other does not."""
    said, denied = laid.claim.of("negation"), _anchored(laid, ("negation",), back=True)
    return [Difference("negation", _written(said), _written(denied))] if bool(said) != bool(denied) else []


def limits(laid: Alignment) -> tuple[list[Difference], list[str], list[str]]:
    """How sure it is. What the source only expects or aims at, and the claim tells as done, differs; other
    limits of the source that the claim leaves out, and those that it adds, are for the reader to judge."""
    said = laid.claim.of("limits")
    own = [cue for cue in laid.source.of("limits") if _limits_it(laid, cue)]
    own += [cue for line in laid.evidence.above for cue in line.of("limits")]
    kinds = {cue.kind for cue in (*said, *laid.claim.of("when", "aim"))}
    there = {cue.kind for cue in own}
    there |= {cue.kind for cue in laid.source.of("limits")} | {"limits.possible"}
    left_out = [cue for cue in own if not kinds & set(_ALSO.get(cue.kind, (cue.kind,)))]
    added = [cue for cue in said if not there & set(_ALSO.get(cue.kind, (cue.kind,)))]
    differences = [*_told_as_done(laid, said, left_out), *_told_as_advice(laid, added)]
    if merely := _told_as_aim(laid, added):
        differences.append(merely)
        added = []
    left, more = (list(dict.fromkeys(cue.written for cue in cues)) for cues in (left_out, added))
    return differences, left, more


def _told_as_done(laid: Alignment, said: Sequence[Cue], left_out: Sequence[Cue]) -> Iterator[Difference]:
    """What the source only expects, aims at or has set money aside for."""
    if not_yet := [cue for cue in left_out if not said and cue.kind in NOT_YET]:
        done = DONE.search(laid.claim.text)
        yield Difference("status", done.group() if done else "", _written(not_yet))
    spent, allotted = laid.claim.of("spent"), laid.source.of("allotted")
    if spent and allotted and not laid.source.of("spent"):
        yield Difference("status", _written(spent), _written(allotted))


def _told_as_advice(laid: Alignment, added: Sequence[Cue]) -> Iterator[Difference]:
    """What only the claim advises, where the source is no recommendation."""
    if laid.evidence.unit.kind != "recommendation":
        advice = (cue for cue in added if listed("advises").match(cue.written))
        yield from (Difference("status", cue.written, "") for cue in advice)


def _told_as_aim(laid: Alignment, added: Sequence[Cue]) -> Difference | None:
    """What the claim tells as no more than an aim and the source as done."""
    merely = listed("merely").search(laid.claim.text.lower())
    is_added = any(cue.kind in NOT_YET for cue in added)
    return Difference("status", merely.group(), "") if merely and is_added else None


def _limits_it(laid: Alignment, cue: Cue) -> bool:
    """Whether a limit is of a clause that the claim speaks of; a condition may stand right beside one, and
    sums and shares are forecast anywhere in the sentence."""
    sums = any(amount.unit in ("kr.", "%") for amount in laid.claim.amounts)
    edges = [edge for span in laid.scope for edge in span] if cue.kind == "limits.conditional" else []
    beside = any(abs(cue.start - edge) <= _BESIDE for edge in edges)
    if listed("ahead").match(cue.written) and not any(place > cue.start for place in laid.anchors):
        return False
    return beside or (sums and cue.kind in _FORECAST) or laid.in_scope(cue.start)


def restrictions(laid: Alignment) -> Iterator[str]:
    """Clauses that tell of which of the people a figure of the source is ("de unge, der har gennemført et
    forløb"), where the claim has less than half of it, or nothing in a clause of its own."""
    text, content = laid.source.text, laid.source.content
    own = [range(*found.span(1)) for found in _OF_WHICH.finditer(laid.claim.text)]
    pairs = list(zip(laid.claim.content, laid.matches, strict=True))
    aligned = {other.start for _, same in pairs for other in same}
    within = {
        other.start
        for word, same in pairs
        if not own or any(word.start in each for each in own)
        for other in same
    }
    counted = any(mate for _, mate in laid.pairs)
    for found in _OF_WHICH.finditer(text) if counted else ():
        before = [w for w in content if w.start in aligned and 0 <= found.start() - w.end <= _BESIDE]
        inside = [w.start in within for w in content if found.start(1) < w.start < found.end()]
        of_people = any(listed("people").fullmatch(text[w.start : w.end].lower()) for w in before)
        is_told = any(inside) if own else 2 * sum(inside) >= len(inside)
        if of_people and not is_told:
            yield found[1]


def marks(laid: Alignment) -> tuple[list[Difference], list[str]]:
    """What turns or contrasts in the source and not in the claim, and of how many or how often it is told."""
    said = {cue.written[:5] for cue in laid.claim.of("turning", "contrast", "quantifier")}
    said |= {"minus"} if laid.claim.of("down") else set()
    contrasts = [cue for cue in laid.source.of("contrast") if laid.in_scope(cue.start)]
    turning = [*contrasts, *_anchored(laid, ("turning",), back=True)]
    counting = _anchored(laid, ("quantifier",), back=False)
    left, some = (
        [cue.written for cue in cues if cue.written[:5] not in said] for cues in (turning, counting)
    )
    return [Difference("wording", "", written) for written in left], some


def _anchored(laid: Alignment, kinds: tuple[str, ...], back: bool) -> list[Cue]:
    """The source's cues of these kinds that are of what the claim says: in a clause it speaks of, and the
    word or amount after the cue (with `back` also the one before it) is aligned. A denial reaches to its
    clause's end."""
    source = laid.source
    said = frozenset(key for word in laid.claim.words for key in word.keys | word.parts if not word.light)
    places = sorted(
        {(w.start, w.end, bool((w.keys | w.parts) & said)) for w in source.content}
        | {(a.start, a.end, a.start in laid.anchors) for a in source.amounts}
    )
    written = {cue.written[:5] for cue in laid.claim.of(*kinds) if cue.kind != "negation"}
    found = []
    for cue in source.of(*kinds):
        spans = laid.touched if cue.kind == "negation" else laid.scope
        scope = next(((a, b) for a, b in spans if a <= cue.start < b), None)
        if scope is None and cue.written[:5] not in written:
            continue
        end = scope[1] if scope else cue.end
        after = [place for place in places if cue.end <= place[0] < end]
        before = [place for place in places if cue.start - _BESIDE <= place[1] <= cue.start]
        reaches = cue.kind in ("negation", "turning") and any(place[2] for place in after)
        beside = [p for p in after[:1] if p[0] <= cue.end + _BESIDE] + (before[-1:] if back else [])
        if reaches or cue.written[:5] in written or any(place[2] for place in beside):
            found.append(cue)
    return found


def _other_way(laid: Alignment, cue: Cue) -> bool:
    """Whether something that the claim says rose or fell is told to go the other way in the source, by the
    last cue before it, else by the first one."""
    ways = laid.source.of("up", "down")
    later = [other.start for other in laid.claim.of("up", "down") if other.start > cue.start]
    end = min([*later, len(laid.claim.text)])
    for word, same in zip(laid.claim.content, laid.matches, strict=True):
        if ways and len(same) == 1 and cue.end <= word.start < end:
            before = [way for way in ways if way.start < same[0].start]
            if (before[-1] if before else ways[0]).kind != cue.kind:
                return True
    return False


def _stepped(laid: Alignment) -> str:
    """Which way "fra 120 til 72" goes, where the source has both figures; "" where nothing steps."""
    for (first, one), (second, other) in pairwise(laid.pairs):
        if one and other and re.search(r"\bfra $", laid.claim.text[: first.start].lower()):
            return "down" if second.values < first.values else "up"
    return ""


def _written(cues: Sequence[Cue]) -> str:
    return ", ".join(dict.fromkeys(cue.written for cue in cues))
