"""The scope of cues: what denies, turns or limits what a claim says, is it the same in its source?"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from operator import itemgetter

from kb.danish.cues import DONE, NOT_YET, Cue, listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.sentence import Keys, opposite
from kb.search.quotes.verdicts import Difference

_OF_WHICH = re.compile(
    r"(?<!\bat),?\s((?:der|som|hvis|hvor)\s(?!bl|både|også|(?:del|led|følge|en|et)\b)[^,.;:]+)"
)
_NEARLY = 90.0  # per cent
_SHORTEST = 4  # letters of a word that "u" may deny
_AFTER = re.compile(r"\b(?:efter|før|siden) (?:(?:en|et|den|det|de) )?(\w+)")
_BESIDE = 25  # characters that a cue's own word stands from it at most
# What begins a clause that tells more of a thing, or why, and that a claim need not speak of.
_SIDE = re.compile(r"[\W\d]*(?:(?:i|på|til|for) )?(?:der|som|hvor\w*|da|fordi|idet|selvom|dvs)\b")
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
    others = [cue for cue in laid.claim.of("rates") if cue.kind not in {each.kind for each in own}]
    yield from (Difference("period", cue.written, as_written(own)) for cue in others[:1])


def only_after(laid: Alignment) -> Iterator[Difference]:
    """What the claim puts only after something else, where the source has no such order, or after something
    that only the headings speak of."""
    said = laid.claim.of("only_after")
    if said and not laid.source.of("only_after"):
        yield Difference("period", as_written(said), "")
    after = {found.start(1): found.group() for found in _AFTER.finditer(laid.claim.text)}
    for word, same in laid.matches.items():
        if word in laid.met and not same and word.start in after:
            yield Difference("period", after[word.start], "")


def universals(laid: Alignment) -> Iterator[Difference]:
    """What the claim says of all and the source of no whole; nearly all are shares from `_NEARLY` on."""
    shares = [amount.values[0] for amount, mate in laid.pairs if mate and amount.unit == "%"]
    nearly = {cue.end + 1 for cue in laid.claim.of("nearly") if min(shares, default=0.0) >= _NEARLY}
    said = [cue for cue in laid.claim.of("universal") if cue.start not in nearly]
    if said and not laid.source.of("universal", "each"):
        yield Difference("group", as_written(said), "")


def denials_in_words(laid: Alignment) -> Iterator[Difference]:
    """ "Visiterede" of what the source calls "uvisiterede", or the other way round."""
    forms = [[one.written(word).lower() for word in one.words] for one in (laid.claim, laid.source)]
    for written, source in product(*forms):
        short, long = sorted((written, source), key=len)
        stem = short[: max(_SHORTEST, len(short) - 3)]
        is_denial = len(short) >= _SHORTEST and long.startswith("u" + stem)
        if is_denial and not any(other.startswith(written[:-2]) for other in forms[1]):
            yield Difference("negation", written, source)


def proofs(laid: Alignment) -> Iterator[Difference]:
    """What the claim tells as proven or evaluated, where the source only tells it."""
    said, there = (listed("proven").search(each.text.lower()) for each in (laid.claim, laid.source))
    if said and not there:
        yield Difference("status", said.group(), "")


def opposites(laid: Alignment) -> Iterator[Difference]:
    """Words of the claim of which the source, in a clause that the claim speaks of, has only the opposite.
    Where just one of the two denies something they may say the same."""
    if bool(laid.claim.of("negation")) != bool(anchored(laid, "negation")):
        return
    spoken_of = [w for w in laid.source.words if any(w.start in clause for clause in laid.touched)]
    there = {side: word for word in spoken_of for side in sorted(word.sides)}
    said = {side: word for word in laid.claim.words for side in sorted(word.sides)}
    for side, word in said.items():
        other = there.get(opposite(side))
        if other and opposite(side) not in said and there.keys().isdisjoint(word.sides):
            yield Difference("direction", laid.claim.written(word), laid.source.written(other))
            return


def negations(laid: Alignment) -> list[Difference]:
    """What one of the two denies and the other does not, or the source of something else."""
    said, denied = laid.claim.of("negation"), anchored(laid, "negation")
    denied = [cue for cue in denied if not any(cue.start in clause for clause in _lacking(laid))]
    if bool(said) != bool(denied) or any(_denies_other(laid, cue) for cue in said):
        return [Difference("negation", as_written(said), as_written(denied))]
    return []


def _lacking(laid: Alignment) -> list[range]:
    """The source's clauses with a word that the claim denies otherwise than by "ikke" ("manglende")."""
    ends = [found.end() for found in listed("lacks").finditer(laid.claim.text.lower())]
    behind = [next((word for word in laid.claim.content if word.start >= end), None) for end in ends]
    mates = [mate.start for word in behind if word for mate in laid.matches[word]]
    return [clause for clause in laid.touched if any(mate in clause for mate in mates)]


def _denies_other(laid: Alignment, cue: Cue) -> bool:
    """Whether all of a side clause that the claim denies stands where the source denies nothing."""
    start, end = laid.claim.text.rfind(",", 0, cue.start), laid.claim.text.find(",", cue.start)
    inside = range(start, end if end >= 0 else len(laid.claim.text))
    mates = [o.start for word, same in laid.matches.items() if word.start in inside for o in same]
    denials = [other.start for other in laid.source.of("negation")]
    denying = [clause for clause in laid.touched if any(place in clause for place in denials)]
    return start > 0 and bool(mates) and not any(mate in clause for mate in mates for clause in denying)


def limits(laid: Alignment) -> tuple[list[Difference], list[str], list[str]]:
    """How sure it is. What the source only expects or aims at, and the claim tells as done, differs; other
    limits of the source that the claim leaves out, and those that it adds, are for the reader to judge."""
    said, own = laid.claim.of("limits"), laid.source.of("limits")
    above = [cue for line in laid.evidence.above for cue in line.of("limits")]
    kinds = {cue.kind for cue in (*said, *laid.claim.of("when", "aim"))}
    there = {"limits.possible", *(cue.kind for cue in (*own, *above))}
    limiting = [*(cue for cue in own if _limits_it(laid, cue)), *above]
    left_out = [cue for cue in limiting if kinds.isdisjoint(_ALSO.get(cue.kind, (cue.kind,)))]
    # "Da et nyt hus skulle udvikles" has it too.
    left_out = [cue for cue in left_out if cue.kind != "limits.under_way" or cue.start not in laid.aligned]
    added = [cue for cue in said if there.isdisjoint(_ALSO.get(cue.kind, (cue.kind,)))]
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
        yield Difference("status", done.group() if done else "", as_written(not_yet))
    spent, allotted = laid.claim.of("spent"), laid.source.of("allotted")
    if spent and allotted and not laid.source.of("spent"):
        yield Difference("status", as_written(spent), as_written(allotted))


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
    edges = [edge for clause in laid.scope for edge in (clause.start, clause.stop)]
    beside = cue.kind == "limits.conditional" and any(abs(cue.start - edge) <= _BESIDE for edge in edges)
    if listed("ahead").match(cue.written) and not any(place > cue.start for place in laid.anchors):
        return False
    return beside or (sums and cue.kind in _FORECAST) or laid.in_scope(cue.start)


def restrictions(laid: Alignment) -> Iterator[str]:
    """Clauses that tell of which of the people a figure of the source is ("de unge, der har gennemført et
    forløb"), where the claim has less than half of it, or nothing in a clause of its own."""
    text, content = laid.source.text, laid.source.content
    own = [range(*found.span(1)) for found in _OF_WHICH.finditer(laid.claim.text)]
    within = {
        other.start
        for word, same in laid.matches.items()
        if not own or any(word.start in each for each in own)
        for other in same
    }
    counted = any(mate for _, mate in laid.pairs)
    for found in _OF_WHICH.finditer(text) if counted else ():
        before = [w for w in content if w.start in laid.aligned and 0 <= found.start() - w.end <= _BESIDE]
        inside = [w.start in within for w in content if found.start(1) < w.start < found.end()]
        of_people = any(map(laid.source.is_person, before))
        is_told = any(inside) if own else 2 * sum(inside) >= len(inside)
        if of_people and not is_told:
            yield found[1]


def marks(laid: Alignment) -> tuple[list[Difference], list[str]]:
    """What turns or contrasts in the source and not in the claim, and of how many or how often it is told."""
    said = {_sense(cue) for cue in laid.claim.of("turning", "contrast", "quantifier")}
    said |= {"minus"} if laid.claim.of("down") else set()
    contrasts = [cue for cue in laid.source.of("contrast") if laid.in_scope(cue.start)]
    turning = [*contrasts, *anchored(laid, "turning")]
    counting = anchored(laid, "quantifier")
    left, some = ([cue.written for cue in cues if _sense(cue) not in said] for cues in (turning, counting))
    return [Difference("wording", "", written) for written in left], some


def _sense(cue: Cue) -> str:
    """How a cue begins, which tells it from others; one of those that all say "kun"."""
    return "kun" if listed("only").fullmatch(cue.written) else cue.written[:5]


def anchored(laid: Alignment, *kinds: str) -> list[Cue]:
    """The source's cues of these kinds that are of what the claim says, or such as the claim has too; of
    denials the claim may have one of something else."""
    written = {cue.written[:5] for cue in laid.claim.of(*kinds) if cue.kind != "negation"}
    return [cue for cue in laid.source.of(*kinds) if cue.written[:5] in written or _is_of(laid, cue)]


def _is_of(laid: Alignment, cue: Cue) -> bool:
    """Whether a cue stands in a clause that the claim speaks of, right before a word or amount of its own.
    What denies or turns reaches to its clause's end, and may stand behind such a word; a denial in a side
    clause is of words that the rest of the sentence has not."""
    denies = cue.kind == "negation"
    clauses = laid.touched if denies else laid.scope
    clause = next((each for each in clauses if cue.start in each), None)
    if clause is None:
        return False
    text, places, end = laid.source.text, _places(laid), clause.stop
    if denies and text[end : end + 1] == ":":
        end = next((each.stop for each in clauses if each.start == end), end)  # "undtagelser: ..."
    after = [place for place in places if cue.end <= place[0] < end]
    if not (denies or cue.kind == "turning"):
        return any(said for start, _, said in after[:1] if start <= cue.end + _BESIDE)
    before = [place for place in places if cue.start - _BESIDE <= place[1] <= cue.start]
    if denies and _SIDE.match(text, clause.start):
        elsewhere = Keys().union(*(said for start, _, said in places if start not in clause))
        after = [place for place in after if place[2].isdisjoint(elsewhere)]
        before = [place for place in before if place[1] >= clause.start]
    return any(said for _, _, said in (*after, *before[-1:]))


def _places(laid: Alignment) -> list[tuple[int, int, Keys]]:
    """[start, end) of the source's words and amounts in their order, and what of each the claim says."""
    said = Keys().union(*(word.keys | word.parts for word in laid.claim.words if not word.light))
    places = [(word.start, word.end, (word.keys | word.parts) & said) for word in laid.source.content]
    for amount in laid.source.amounts:
        known = Keys((amount.written,) if amount.start in laid.anchors else ())
        places.append((amount.start, amount.end, known))
    return sorted(places, key=itemgetter(0))


def as_written(cues: Sequence[Cue]) -> str:
    return ", ".join(dict.fromkeys(cue.written for cue in cues))
