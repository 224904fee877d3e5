"""The scope of cues: what denies, turns or limits what a claim says, is it the same in its source?"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from operator import itemgetter

from kb.danish.cues import Cue, listed
from kb.search.quotes.alignment import CLAUSE_END, Alignment
from kb.search.quotes.sentence import Keys, opposite
from kb.search.quotes.verdicts import Difference

_OF_WHICH = re.compile(
    r"(?<!\bat),?\s((?:der|som|hvis|hvor)\s(?!bl|både|også|(?:del|led|følge|en|et)\b)[^,.;:]+)"
)
_SHORTEST = 4  # letters of a word that "u" may deny
_AFTER = re.compile(r"\b(?:efter|før|siden) (?:(?:en|et|den|det|de) )?(\w+)")
BESIDE = 25  # characters that a cue's own word stands from it at most
# What begins a clause that tells more of a thing, or why, and that a claim need not speak of.
_SIDE = re.compile(r"[\W\d]*(?:(?:i|på|til|for) )?(?:der|som|hvor\w*|da|fordi|idet|selvom|dvs)\b")


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


def denials_in_words(laid: Alignment) -> Iterator[Difference]:
    """ "Visiterede" of what the source calls "uvisiterede", or the other way round."""
    forms = [[one.written(word).lower() for word in one.words] for one in (laid.claim, laid.source)]
    for written, source in product(*forms):
        short, long = sorted((written, source), key=len)
        stem = short[: max(_SHORTEST, len(short) - 3)]
        is_denial = len(short) >= _SHORTEST and long.startswith("u" + stem)
        if is_denial and not any(other.startswith(written[:-2]) for other in forms[1]):
            yield Difference("negation", written, source)


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
    """Whether all of a side clause that the claim denies, or of what "ikke ..., men" denies, stands where the
    source denies nothing."""
    text, end = laid.claim.text, CLAUSE_END.search(laid.claim.text, cue.end)
    clause = range(text.rfind(",", 0, cue.start), end.start() if end else len(text))
    inside = _denied(text, cue, clause)
    mates = [o.start for word, same in laid.matches.items() if word.start in inside for o in same]
    denials = product(laid.source.of("negation"), laid.touched)
    denying = [_denied(laid.source.text, other, each) for other, each in denials if other.start in each]
    return inside.start > 0 and bool(mates) and not any(mate in part for mate in mates for part in denying)


def _denied(text: str, cue: Cue, clause: range) -> range:
    """What of its clause a denial is of: only what stands behind it in "ikke A, men B" and "B og ikke A"."""
    alone = _instead(text, clause.stop) or listed("denies_what_follows").search(text, 0, cue.start)
    return range(cue.start, clause.stop) if alone else clause


def _instead(text: str, place: int) -> bool:
    """Whether a clause begins at a place that tells what is so instead of what the one before denies."""
    return listed("instead").match(text[place:].lstrip(" ,")) is not None


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
        before = [w for w in content if w.start in laid.aligned and 0 <= found.start() - w.end <= BESIDE]
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
    """How a cue begins, which tells it from others; one of those that all say "kun", or "mange"."""
    if cue.kind.startswith("quantifier."):
        return cue.kind
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
        return any(said for start, _, said in after[:1] if start <= cue.end + BESIDE)
    before = [place for place in places if cue.start - BESIDE <= place[1] <= cue.start]
    if denies and _SIDE.match(text, clause.start):
        elsewhere = Keys().union(*(said for start, _, said in places if start not in clause))
        after = [place for place in after if place[2].isdisjoint(elsewhere)]
        before = [place for place in before if place[1] >= clause.start]
    corrected = after and _instead(text, end) and any(each.start - end in (0, 1) for each in laid.scope)
    if denies and (corrected or listed("denies_what_follows").search(text, 0, cue.start)):
        before = []  # is of what is so as well
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
