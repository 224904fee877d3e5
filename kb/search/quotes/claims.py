"""Claims that are no quotations: does a source bear out all that a sentence says?"""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from kb.danish import read_words
from kb.model import Unit
from kb.search.quotes.entailment import Entailment, entail, figure_weight
from kb.search.quotes.evidence import Evidence, evidence_for, evidence_of, rarity
from kb.search.quotes.sentence import Sentence, read_sentence
from kb.search.quotes.verdicts import Collection, Difference, Verdict
from kb.units.facts.phrases import measure_near

# A claim rests on one sentence: so much of it, and so many words, amounts and years, must stand there
# itself; the rest may stand in the headings above it.
_FIGURES, _NO_FIGURES = (0.4, 2), (0.5, 3)
_COMPARED = 10  # sentences that are looked at closely
_WORTH = 0.2  # of the claim, by a quick count, that such a sentence has
# From here on a sentence is what the claim is about, and from here on, with its headings and alone, it is
# worth a look.
_ABOUT, _NEAR = 0.7, (0.45, 0.3)
_SURELY = 0.8
_TURNED = {"direction", "negation", "status"}
# Two claims in one sentence.
_JOINT = re.compile(r"(?:[,;:]\s+|\s+)(?:og|men|mens|samt|mod|hvor|hvoraf)\s+|[;:]\s+")
# Nobody says a claim in a longer sentence; in characters.
_LONGEST = 1000
# Joints of a sentence at which it is tried in two.
_JOINTS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with the municipalities it is said of: its own, else those of the sentence before."""

    sentence: Sentence
    named: tuple[str, ...]

    @property
    def carried(self) -> tuple[str, ...]:
        """The municipalities that an earlier sentence named."""
        return () if self.sentence.municipalities else self.named

    @property
    def tells(self) -> bool:
        """Whether there is anything to check: a figure, or words enough to know a source by."""
        said = self.sentence
        signs = len(said.of("up", "down", "negation"))
        telling = [word for word in said.content if word.keys.isdisjoint(read_words("general_words.txt"))]
        return bool(said.amounts) or len(telling) + signs >= 2


def read_claim(collection: Collection, text: str, before: tuple[str, ...]) -> Claim | None:
    """The claim of a sentence; None where it says nothing that can be checked. `before` are the
    municipalities of the sentence before."""
    sentence = read_sentence(collection.analyzer, text[: _LONGEST + 1])
    claim = Claim(sentence, sentence.municipalities or before)
    return claim if claim.tells and len(text) <= _LONGEST else None


def check_claim(collection: Collection, claim: Claim, units: Sequence[Unit] = ()) -> Verdict:
    """The verdict on a claim, against `units` if any are given, else the whole collection. Exact only where
    one sentence bears out all of it, or one for each part of a sentence that says several things."""
    known = [one for unit in units for one in evidence_of(collection.analyzer, unit)]
    known = known or evidence_for(collection, claim.sentence, claim.named)
    best = _best(collection, claim, known)
    verdict = Verdict(claim.sentence.text, "absent", kind="claim", carried=claim.carried)
    if best is None or not _is_near(best):
        return verdict
    borne_out = [best.evidence] if _borne_out(claim, best) else _in_parts(collection, claim, known)
    if borne_out:
        source = " […] ".join(dict.fromkeys(each.sentence.text for each in borne_out))
        return replace(verdict, verdict="exact", unit_id=borne_out[0].unit.id, source=source)
    otherwise = _contradicts(best) and not _only_elsewhere(claim, best)
    return replace(
        verdict,
        verdict="changed" if otherwise else "unsure",
        unit_id=best.evidence.unit.id,
        differences=best.differences + (() if otherwise else tuple(map(_measured, best.doubts))),
        source=best.evidence.sentence.text,
        limits=best.limits,
    )


def _measured(doubt: Difference) -> Difference:
    """A doubt, of the measure where its word is one."""
    measure = doubt.what == "wording" and measure_near(doubt.written.lower(), 0)
    return replace(doubt, what="measure") if measure else doubt


def _is_near(best: Entailment) -> bool:
    """Whether the sentence is worth showing beside a claim that it does not bear out: it speaks of much the
    same, and of the same municipality unless it has nearly all of it."""
    around, own = _NEAR
    elsewhere = any(each.what == "municipality" for each in best.differences)
    return best.around >= (_SURELY if elsewhere else around) and best.own >= own


def _contradicts(best: Entailment) -> bool:
    """Whether the sentence is surely what the claim is about, and has another value for what it says."""
    told = best.around >= _ABOUT and best.own >= _FIGURES[0] and len(best.doubts) <= 1
    # Where the figure is what differs, the words tell what it is about.
    same_place = all(each.what != "municipality" for each in best.differences)
    about = told or (same_place and best.words >= _SURELY and not best.doubts)
    denied = best.own >= _SURELY and not best.doubts and any(d.what == "negation" for d in best.differences)
    return denied or (about and any(each.source for each in best.differences))


def _only_elsewhere(claim: Claim, best: Entailment) -> bool:
    """Whether all that differs is a municipality that the writer named before this sentence."""
    return not claim.sentence.municipalities and {each.what for each in best.differences} == {"municipality"}


def _best(collection: Collection, claim: Claim, known: Sequence[Evidence]) -> Entailment | None:
    """The sentence to hold the claim against: one that bears it out, or some together, else the nearest."""
    said = claim.sentence
    rare = rarity(collection, said.content)
    single = [entail(said, claim.named, one, rare) for one in _likely(said, known, rare, False)]
    sound = [each for each in single if _borne_out(claim, each)]
    nearest = max(single, key=_rank, default=None)
    if nearest and not sound and not _TURNED & {each.what for each in nearest.differences}:
        several = (entail(said, claim.named, one, rare) for one in _likely(said, known, rare, True))
        sound = [each for each in several if _borne_out(claim, each)]
    return max(sound, key=_rank, default=nearest)


def _likely(
    said: Sentence, known: Sequence[Evidence], rare: Sequence[float], several: bool
) -> list[Evidence]:
    """The sentences, or several together, that have most of a claim's words and amounts, by a quick count;
    none that has too little of it to be near."""
    figure = figure_weight(rare)
    least = _WORTH * (sum(rare) + figure * len(said.amounts))
    scored: list[tuple[float, Evidence]] = []
    for one in known:
        if one.several == several:
            tables = one.sentence.said, one.sentence.within
            words = zip(rare, said.content, strict=True)
            score = sum(r for r, word in words if any(not word.keys.isdisjoint(keys) for keys in tables))
            values = {amount.values for amount in one.sentence.amounts}
            score += figure * sum(amount.values in values for amount in said.amounts)
            scored += [(score, one)] if score > least else []
    return [one for _, one in heapq.nlargest(_COMPARED, scored, key=itemgetter(0))]


def _rank(one: Entailment) -> tuple[float, int, int]:
    return (
        one.own + 0.5 * one.around - 0.1 * len(one.differences),
        -len(one.doubts),
        -len(one.evidence.unit.text),
    )


def _borne_out(claim: Claim, one: Entailment) -> bool:
    own, anchors = _FIGURES if claim.sentence.amounts else _NO_FIGURES
    clean = not one.doubts and not one.limits and one.own >= own and one.anchors >= anchors
    return not one.differences and (clean or (one.support > 0 and one.anchors >= _FIGURES[1]))


def _in_parts(collection: Collection, claim: Claim, known: Sequence[Evidence]) -> list[Evidence]:
    """A sentence of one document for each part of a claim that says two things; none if any has none."""
    text = claim.sentence.text
    for joint in islice(_JOINT.finditer(text), _JOINTS):
        pieces = text[: joint.start()], text[joint.end() :]
        parts = [part for piece in pieces if (part := read_claim(collection, piece, claim.named))]
        best = [(part, _best(collection, part, known)) for part in parts]
        found = [one.evidence for part, one in best if one and _borne_out(part, one)]
        if len(found) == 2 and len({each.unit.document for each in found}) == 1:
            return found
    return []
