"""Claims that are no quotations: does a source bear out all that a sentence says?"""

import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from kb.danish.cues import listed
from kb.danish.municipalities import find_places
from kb.index.opened import Index
from kb.model import Unit
from kb.search.quotes.alignment import figure_weight
from kb.search.quotes.bearing import bearing
from kb.search.quotes.entailment import Entailment, entail
from kb.search.quotes.evidence import Evidence, evidence_for, evidence_of, rarity
from kb.search.quotes.references import (
    NO_REFERENCE,
    Reference,
    check_reference,
    innermost,
    reference_differences,
)
from kb.search.quotes.sentence import Sentence, Word, read_sentence
from kb.search.quotes.sequence import tells_order
from kb.search.quotes.support import Support
from kb.search.quotes.verdicts import FIGURES, Difference, Verdict
from kb.units.facts.phrases import measure_near

_COMPARED = 5, 3  # single sentences, and several together, that are looked at closely
_WORTH = 0.2  # of the claim, by a quick count, that such a sentence has
# From here on a sentence is what the claim is about, and from here on, with its headings and alone, it is
# worth a look.
_ABOUT, _NEAR = (0.7, 0.4), (0.45, 0.3)
_SURELY = 0.8
# Several sentences are shown only where they have so much more of a claim than one.
_TOGETHER = 0.2
# Nobody says a claim in a longer sentence; in characters.
_LONGEST = 1000
# Two claims in one sentence; joints at which it is tried in two.
_JOINT = re.compile(r"(?:[,;:]\s+|\s+)(?:og|men|mens|samt|mod|hvor|hvoraf)\s+|[;:]\s+")
_JOINTS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with the municipalities it is said of, its own or else those of the sentence before, and
    where the writer says that it stands."""

    sentence: Sentence
    named: tuple[str, ...]
    reference: Reference = NO_REFERENCE

    @property
    def carried(self) -> tuple[str, ...]:
        """The municipalities that an earlier sentence named."""
        return () if self.sentence.municipalities else self.named

    @property
    def tells(self) -> bool:
        """Whether there is anything to check: a figure, or words enough to know a source by. What the writer
        tells of herself and of no municipality ("Vi har set på, hvordan ...") no source can have."""
        said = self.sentence
        own = not said.municipalities and listed("writer").match(said.text.lower())
        signs = len(said.content) + len(said.municipalities) + len(said.of("up", "down", "negation"))
        return bool(said.amounts or (said.content and signs >= 2 and not own))


def read_claim(
    index: Index, text: str, before: tuple[str, ...], reference: Reference = NO_REFERENCE
) -> Claim | None:
    """The claim of a sentence; None where it says nothing that can be checked. `before` are the
    municipalities of the sentence before."""
    sentence = read_sentence(index.analyzer, text[: _LONGEST + 1])
    claim = Claim(sentence, sentence.municipalities or before, reference)
    return claim if claim.tells and len(text) <= _LONGEST else None


def check_claim(index: Index, claim: Claim, units: Sequence[Unit] = ()) -> Verdict:
    """The verdict on a claim, against `units` if any are given, else the whole index. Exact only where
    one sentence, or two or three that follow each other, bear out all of it, or each of its two halves.

    What names no place itself, and that of an earlier sentence does not bear out, is told without it where a
    source that speaks of no place does or is nearest; what the source tells of another place is unsure."""
    verdict, _ = _judged(index, claim, units)
    if verdict.verdict == "exact" and not claim.named:
        return _told_of_all(verdict)
    elsewhere = verdict.verdict == "absent" or any(d.what == "municipality" for d in verdict.differences)
    if not claim.carried or not (elsewhere or verdict.verdict == "unsure"):
        return verdict
    freely, of = _judged(index, replace(claim, named=()), units)
    borne_out = freely.verdict == "exact"
    if not of and (borne_out or (elsewhere and freely.verdict != "absent")):
        return freely
    of_whom = Difference("municipality", ", ".join(claim.named), ", ".join(of))
    unsure = replace(freely, verdict="unsure", carried=claim.carried, differences=(of_whom,))
    return unsure if borne_out and elsewhere else verdict


def _told_of_all(verdict: Verdict) -> Verdict:
    """What a claim that names no place is told, unsure where the source's sentence names one."""
    places = dict.fromkeys(name for _, _, name in find_places(verdict.source or ""))
    # "Struer har ..." may be no name, and "struer" is one.
    unnamed = (name for name in places if not re.search(rf"\b{re.escape(name)}s?\b", verdict.quote, re.I))
    of = Difference("municipality", "", ", ".join(unnamed))
    return replace(verdict, verdict="unsure", differences=(of,)) if of.source else verdict


def _judged(index: Index, claim: Claim, units: Sequence[Unit]) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on a claim as it stands, and the municipalities that the source shown speaks of."""
    found = held_against(index, claim, units)
    near = [one for one in found if _is_near(one) and not (one.evidence.several and one.differences)]
    # Several sentences are shown only where no single one is near.
    best = max(near, key=lambda one: (not one.evidence.several, *_rank(one)), default=None)
    verdict = Verdict(claim.sentence.text, "absent", kind="claim", carried=claim.carried)
    one = approved(index, claim, found)
    if sound := [one.evidence] if one else _in_parts(index, claim, units, found):
        source = " […] ".join(dict.fromkeys(each.sentence.text for each in sound))
        verdict = replace(verdict, verdict="exact", unit_id=sound[0].unit.id, source=source)
        units_of = [_innermost(each, found) for each in sound]
        return check_reference(verdict, units_of, claim.reference), sound[0].municipalities
    if best is None:
        return verdict, ()
    # A municipality that the writer named before this sentence may be another matter's.
    only_elsewhere = {each.what for each in best.differences} == {"municipality"}
    otherwise = _contradicts(best) and not (only_elsewhere and not claim.sentence.municipalities)
    best = best if otherwise else max(found, key=_rank)
    told = replace(
        verdict,
        verdict="changed" if otherwise else "unsure",
        unit_id=best.evidence.unit.id,
        differences=tuple(dict.fromkeys((*best.differences, *(() if otherwise else _doubted(best))))),
        source=best.evidence.sentence.text,
        limits=best.limits,
    )
    return told, best.evidence.municipalities


def held_against(index: Index, claim: Claim, units: Sequence[Unit] = ()) -> list[Entailment]:
    """The claim held against the sentences that have most of it, alone and several together."""
    known = [one for unit in units for one in evidence_of(index.analyzer, unit)]
    known = known or evidence_for(index, claim.sentence, claim.named)
    rare = rarity(index, claim.sentence.content)
    likely = _likely(claim.sentence, known, rare)
    return [entail(claim.sentence, claim.named, one, rare) for one in likely]


def weigher(index: Index, claim: Claim, found: Sequence[Entailment]) -> Support:
    """What weighs sentences for a claim, given all it was held against."""
    otherwise = (one.laid.around for one in found if any(d.what != "municipality" for d in one.differences))
    return Support(index.encoder, claim.sentence, max(otherwise, default=None))


def approved(index: Index, claim: Claim, found: Sequence[Entailment]) -> Entailment | None:
    """The sentence that bears the claim out best, one where the writer refers to if any does, or None."""
    weigh = weigher(index, claim, found)
    sound = [(weight, one) for one in bearing(found) if (weight := weigh.bears_out(one)) > 0]
    there = [
        each
        for each in sound
        if not reference_differences(claim.reference, _innermost(each[1].evidence, found))
    ]
    _, best = max(there or sound, key=itemgetter(0), default=(0.0, None))
    return best


def _innermost(one: Evidence, found: Sequence[Entailment]) -> Unit:
    """The smallest unit known to have a sentence, or one of several."""
    text = one.sentence.text
    alike = (other.evidence for other in found)
    return innermost(one.unit, [other.unit for other in alike if other.sentence.text in text])


def _doubted(best: Entailment) -> Iterator[Difference]:
    """What was not borne out and may be said in other words, and limits of the writer's own."""
    source = best.laid.source
    there = {source.written(word).lower() for word in source.words}
    for doubt in (each for each in best.doubts if each.source or each.written.lower() not in there):
        is_measure = doubt.what == "wording" and measure_near(doubt.written.lower(), 0)
        yield replace(doubt, what="measure") if is_measure else doubt
    yield from (Difference("status", written, "") for written in best.added)


def _is_near(best: Entailment) -> bool:
    """Whether the sentence is worth showing beside a claim that it does not bear out: it speaks of much the
    same, and of the same municipality unless it has nearly all of it."""
    around, own = _NEAR
    elsewhere = any(each.what == "municipality" for each in best.differences)
    return best.laid.around >= (_SURELY if elsewhere else around) and best.laid.own >= own


def _contradicts(best: Entailment) -> bool:
    """Whether the sentence is surely what the claim is about, which one word of both does not tell, and has
    another value for what it says."""
    laid, differences = best.laid, best.differences
    around, own = _ABOUT
    kinds = {each.what for each in differences}
    # Where the figure is what differs, the words tell what it is about.
    same_words = laid.words >= _SURELY and not best.doubts
    shared = len(laid.said) + sum(mate is not None for _, mate in laid.pairs)
    about = laid.around >= around and laid.own >= own and len(best.doubts) <= 1
    about = same_words if kinds == {"publisher"} else about or (same_words and "municipality" not in kinds)
    denied = laid.own >= _SURELY and not best.doubts and "negation" in kinds
    # An aim goes against what the claim tells as done, and against all that is said otherwise in the same
    # words; but a sentence that has no such figure at all is another one.
    lacks = any(each.what in FIGURES and not each.source for each in differences)
    done = not lacks and any(each.what == "status" and (each.written or same_words) for each in differences)
    against = any(each.source and (done or each.what != "status") for each in differences)
    return shared > 1 and (denied or (about and against))


def _likely(said: Sentence, known: Sequence[Evidence], rare: Mapping[Word, float]) -> list[Evidence]:
    """The sentences, alone and several together, that have most of a claim's words and amounts, by a quick
    count; none that has too little of it to be near."""
    figure = figure_weight(rare)
    least = _WORTH * (sum(rare.values()) + figure * len(said.amounts))
    scored: tuple[list[tuple[float, Evidence]], ...] = ([], [])
    for one in known:
        tables = one.sentence.said, one.sentence.within
        score = sum(r for word, r in rare.items() if any(not word.keys.isdisjoint(keys) for keys in tables))
        values = {amount.values for amount in one.sentence.amounts}
        score += figure * sum(amount.values in values for amount in said.amounts)
        if score > least:
            scored[one.several].append((score, one))
    best = zip(_COMPARED, scored, strict=True)
    return [one for most, kind in best for _, one in heapq.nlargest(most, kind, key=itemgetter(0))]


def _rank(one: Entailment) -> tuple[float, int, int]:
    otherwise = sum(0.05 if each.source else 0.1 for each in one.differences)
    return (
        one.laid.own + 0.5 * one.laid.around - otherwise - _TOGETHER * one.evidence.several,
        -len(one.doubts),
        -len(one.evidence.unit.text),
    )


def _in_parts(
    index: Index, claim: Claim, units: Sequence[Unit], whole: Sequence[Entailment]
) -> list[Evidence]:
    """A sentence of one document for each half of a claim that says two things; none if any has none, or one
    that says nearly all of the claim and something otherwise, or the claim tells what comes first. `whole` is
    all of it held against sentences."""
    text = claim.sentence.text
    if tells_order(text):
        return []
    otherwise = {one.evidence.sentence.text for one in whole if one.differences and one.laid.own >= _SURELY}
    for joint in islice(_JOINT.finditer(text), _JOINTS):
        pieces = text[: joint.start()], text[joint.end() :]
        parts = [part for piece in pieces if (part := read_claim(index, piece, claim.named))]
        found = [approved(index, part, held_against(index, part, units)) for part in parts]
        sound = [one.evidence for one in found if one and one.evidence.sentence.text not in otherwise]
        if len(sound) == 2 and len({each.unit.document for each in sound}) == 1:
            return sound
    return []
