"""How sure it is: what the source only expects, aims at, calls for or allows is not told as done."""

from collections.abc import Iterator, Sequence

from kb.danish.cues import DONE, NOT_YET, Cue, listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.scope import BESIDE, as_written
from kb.search.quotes.sentence import Sentence, Word
from kb.search.quotes.verdicts import Difference

_FORECAST = ("limits.expected", "limits.target")
# By what other kinds of words what is not yet so may be told.
_ALSO = {
    "limits.future": ("limits.future", "limits.target", "limits.expected", "limits.advice"),
    "limits.advice": ("limits.future", "limits.advice"),
    "limits.target": ("limits.target", "limits.future", "aim"),
    "limits.conditional": ("limits.conditional", "when"),
    "limits.possible": ("limits.possible", "may"),
}
_CALLS = "limits.advice", "limits.future", "limits.possible"


def limits(laid: Alignment) -> tuple[list[Difference], list[str], list[str]]:
    """How sure it is. What the source only expects or aims at, and the claim tells as done, differs; other
    limits of the source that the claim leaves out, and those that it adds, are for the reader to judge."""
    said, own = laid.claim.of("limits"), laid.source.of("limits")
    above = [cue for line in laid.evidence.above for cue in line.of("limits")]
    kinds = {cue.kind for cue in (*said, *laid.claim.of("when", "aim", "may"))}
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
    beside = cue.kind == "limits.conditional" and any(abs(cue.start - edge) <= BESIDE for edge in edges)
    if listed("ahead").match(cue.written) and not any(place > cue.start for place in laid.anchors):
        return False
    return beside or (sums and cue.kind in _FORECAST) or laid.in_scope(cue.start)


def called_for(laid: Alignment) -> Iterator[Difference]:
    """Verbs that the claim tells as done and that the source has only behind what calls for it or allows it:
    "skal udvikles", "bør kravet ophæves", "er behov for, at der satses"."""
    for word in laid.claim.words:
        done = _done(laid.claim, word)
        calls = [_call(laid, verb) for verb in _infinitives(laid, word)] if done else []
        if calls and all(calls):
            yield Difference("status", done, calls[0])


def _infinitives(laid: Alignment, word: Word) -> list[Word]:
    """Those of a verb in the source; none where it stands there in another form too. "Have" and its like
    stand in many places, and a clause with "som" tells of another thing: those have the same word beside."""
    forms = {key for key in word.keys if key[0] not in "=~" and key[-1] != "="}
    same = [other for other in laid.source.words if forms & other.keys]
    written = [laid.source.written(other).lower() for other in same]
    verbs = [verb for verb, form in zip(same, written, strict=True) if form.removesuffix("s") in word.keys]
    if laid.claim.written(word).lower() in written or (len(verbs) < len(same) and not word.light):
        return []
    is_loose = word.light or listed("relative").search(laid.claim.text[: word.start])
    return [verb for verb in verbs if not is_loose or _stands_alike(laid, word, verb)]


def _stands_alike(laid: Alignment, word: Word, other: Word) -> bool:
    """Whether the word before a verb of the claim, or behind it, stands near the source's too."""
    content = laid.claim.content
    before = [each for each in content if each.end <= word.start][-1:]
    behind = [each for each in content if each.start >= word.end][:1]
    mates = [mate for each in (*before, *behind) for mate in laid.matches[each]]
    return any(-BESIDE < mate.start - other.end < BESIDE for mate in mates)


def _done(claim: Sentence, word: Word) -> str:
    """The words by which a claim tells a verb as done; "" where it does not."""
    written, before = claim.written(word), claim.text[: word.start]
    calls = any(
        "," not in claim.text[cue.end : word.start] for cue in claim.of(*_CALLS) if cue.end < word.start
    )
    if listed("past").fullmatch(written) and not calls:
        return written
    is_done = listed("participle").fullmatch(written) and not listed("is_to").search(before)
    has = listed("has").search(before) if is_done else None
    return claim.text[has.start() : word.end] if has else ""


def _call(laid: Alignment, verb: Word) -> str:
    """What calls for an infinitive of the source, or allows it, in its sentence; "" for nothing."""
    source = laid.source
    start = next((part.start for part in laid.sentences if verb.start in part), 0)
    calls = (cue for cue in source.of(*_CALLS) if start <= cue.start < verb.start)
    cues = [cue for cue in calls if not listed("could").fullmatch(cue.written)]
    # Of "bør kravet om, at de skal møde op, ophæves" it is the one outside the clause within.
    near = (cue for cue in reversed(cues) if "," not in source.text[cue.end : verb.start])
    call = next(near, next(iter(cues), None))
    if call is None or listed("next_clause").search(source.text, call.end, verb.start):
        return ""
    return call.written


def proofs(laid: Alignment) -> Iterator[Difference]:
    """What the claim tells as proven or evaluated, where the source only tells it."""
    said, there = (listed("proven").search(each.text.lower()) for each in (laid.claim, laid.source))
    if said and not there:
        yield Difference("status", said.group(), "")
