"""What turns, denies or limits a claim and its source: is it the same in both?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.search.quotes.belonging import Pair
from kb.search.quotes.places import Place
from kb.search.quotes.statements import Cue, Keys, Statement
from kb.search.quotes.verdicts import Difference

_BESIDE = 25  # characters that a cue's own word stands from it at most
# What is planned may be told by another word for it.
_NOT_YET = ("limits.expected", "limits.target", "limits.future")
_PLANNED = {"limits.future": ("limits.target", "limits.expected", "limits.future")}
_TURNS = ("turning", "contrast", "still", "quantifier")
_STOP = re.compile(r"[,;:(](?!\d)")
_REACHING = ("negation", "turning")
_NOTHING = (0, 0, False)


def rates(claim: Statement, place: Place) -> Iterator[Difference]:
    """Per what the claim tells something, where the source has another rhythm or none."""
    own = {cue.kind for cue in place.statement.of("rates")}
    for cue in claim.of("rates"):
        if cue.kind not in own:
            yield Difference("period", cue.written, _written(place.statement.of("rates")))
            return


def signs(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Which way things went, in the order they are told, and what is denied."""
    said = claim.of("up", "down")
    own = _beside(claim, place, pairs, ("up", "down"), back=False)
    ways = _in_order(said), _in_order(own)
    # "Faldet fra 6 til 2 år", where one of the two tells the way by the figures alone.
    if ways[0] != ways[1] and not ([] in ways and _stepped(claim, pairs) in ways):
        yield Difference("direction", _written(said), _written(own or place.statement.of("up", "down")))
    elif turned := next((cue for cue in said if _other_way(claim, place.statement, cue)), None):
        yield Difference("direction", turned.written, _written(place.statement.of("up", "down")))
    denied = _beside(claim, place, pairs, ("negation",), back=True)
    if len(denied) != len(claim.of("negation")) or not all(
        _near(claim, cue) & _near_any(place.statement, denied) for cue in claim.of("negation")
    ):
        yield Difference("negation", _written(claim.of("negation")), _written(denied))


def _other_way(claim: Statement, source: Statement, cue: Cue) -> bool:
    """Whether what the claim says rose or fell stands beside a cue of the other way in the source: the
    last one before it, else the first one after it."""
    after = [w for w in claim.words if cue.end <= w.start <= cue.end + _BESIDE][:1]
    things = after or [w for w in claim.words if w.end <= cue.start][-1:]
    ways = source.of("up", "down")
    met = [word for word in source.words for thing in things if not word.keys.isdisjoint(thing.keys)]
    nearest = [
        ([way for way in ways if way.start < word.start][-1:] or list(ways[:1]))[0].kind
        for word in met
        if ways
    ]
    return bool(nearest) and cue.kind not in nearest


def _near(statement: Statement, cue: Cue) -> Keys:
    """The keys of the words that stand right before and after a cue."""
    after = next((w for w in statement.words if cue.end <= w.start <= cue.end + _BESIDE), None)
    before = [w for w in statement.words if cue.start - _BESIDE <= w.end <= cue.start][-1:]
    return frozenset(key for word in (*before, *([after] if after else [])) for key in word.keys | word.parts)


def _near_any(statement: Statement, cues: Sequence[Cue]) -> Keys:
    return frozenset(key for cue in cues for key in _near(statement, cue))


def _in_order(cues: Sequence[Cue]) -> list[str]:
    kinds = [cue.kind for cue in cues]
    return [kind for n, kind in enumerate(kinds) if n == 0 or kinds[n - 1] != kind]


def _stepped(claim: Statement, pairs: Sequence[Pair]) -> list[str] | None:
    """Which way "fra 120 til 72" goes, where the source has both figures."""
    for (first, one), (second, other) in pairwise(pairs):
        if one and other and re.search(r"\bfra $", claim.text[: first.start].lower()):
            return ["down" if second.values < first.values else "up"]
    return None


def _written(cues: Sequence[Cue]) -> str:
    return ", ".join(dict.fromkeys(cue.written for cue in cues))


def _beside(
    claim: Statement, place: Place, pairs: Sequence[Pair], kinds: tuple[str, ...], back: bool
) -> list[Cue]:
    """The source's cues of these kinds that belong to what the claim speaks of: the word or amount after
    the cue (with `back` also the one before it) is one of the claim's."""
    said = frozenset(key for word in claim.words for key in word.keys | word.parts)
    anchors = [(w.start, w.end, bool((w.keys | w.parts) & said)) for w in place.statement.words]
    met = {other for _, other in pairs if other}
    anchors += [(amount.start, amount.end, True) for amount in place.statement.amounts if amount in met]
    written = {cue.written[:5] for cue in claim.of(*kinds) if cue.kind != "negation"}
    found = []
    for cue in place.statement.of(*kinds):
        stop = _STOP.search(place.statement.text, cue.end)
        end = stop.start() if stop else len(place.statement.text)
        # What denies a part of a sentence denies all that follows in it.
        denied = cue.kind in _REACHING and any(a[2] for a in anchors if cue.end <= a[0] <= end)
        after = min((a for a in anchors if cue.end <= a[0] <= min(end, cue.end + _BESIDE)), default=None)
        before = max((a for a in anchors if cue.start - _BESIDE <= a[1] <= cue.start), default=None)
        if (
            denied
            or cue.written[:5] in written
            or (after or before or _NOTHING)[2]
            or (back and before is not None and before[2])
        ):
            found.append(cue)
    return found


def limits_of(claim: Statement, place: Place, pairs: Sequence[Pair]) -> tuple[list[Difference], list[str]]:
    """How sure it is. What the source only expects or aims at, and the claim tells as done, differs; other
    limits of the source that the claim leaves out, and those that it adds, are for the reader to judge."""
    said = claim.of("limits")
    strict = _NOT_YET[: 3 if any(amount.unit in ("kr.", "%") for amount in claim.amounts) else 1]
    own = [*place.statement.of("limits.conditional", "limits.trial", *strict)]
    own += _beside(claim, place, pairs, ("limits.target", "limits.future", "limits.possible"), back=True)
    own += [cue for line in place.above for cue in line.of("limits")]
    kinds = {cue.kind for cue in said}
    there = {cue.kind for each in (place.statement, *place.near) for cue in each.of("limits")}
    left_out = [cue for cue in own if not kinds & set(_PLANNED.get(cue.kind, (cue.kind,)))]
    added = [cue for cue in said if not there & set(_PLANNED.get(cue.kind, (cue.kind,)))]
    told_as_done = [cue for cue in left_out if not said and cue.kind in _NOT_YET]
    differences = [Difference("status", "", _written(told_as_done))] if told_as_done else []
    return differences, list(dict.fromkeys(cue.written for cue in (*left_out, *added)))


def turns(claim: Statement, named: Sequence[str], place: Place) -> Iterator[str]:
    """What turns or counts in one of the two and not in the other; and whose an amount is where the source
    tells those of several municipalities in one sentence."""
    several = len(place.statement.municipalities) > 1 and len(place.statement.amounts) > 1
    if named and several and claim.amounts and set(named) != set(place.statement.municipalities):
        yield from place.statement.municipalities
    own = {cue.written[:5] for cue in place.statement.of(*_TURNS)}
    said = {cue.written[:5] for cue in claim.of(*_TURNS)}
    yield from (cue.written for cue in claim.of(*_TURNS) if cue.written[:5] not in own)
    near = [
        *place.statement.of("contrast"),
        *_beside(claim, place, (), ("turning",), back=True),
        *_beside(claim, place, (), ("quantifier",), back=False),
    ]
    yield from (cue.written for cue in near if cue.written[:5] not in said)
