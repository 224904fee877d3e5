"""Claims that are no quotations: "anbefaling 17 siger ...", and a figure said of a municipality."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.danish import read_words
from kb.danish.gazetteer import find_municipalities
from kb.index.words import words
from kb.model import Fact, Unit
from kb.search.quotes.aligning import Difference, align
from kb.search.quotes.verdicts import Collection, Found, Verdict
from kb.units.facts.phrases import Draft, read_sentence
from kb.units.facts.rules import drafts

_RECOMMENDATION = re.compile(r"\banbefaling(?:en)?\s+(?:nr\.?\s*|nummer\s+|#)?(\d{1,3})\b", re.IGNORECASE)
# A claim of one recommendation is another's when it shares this many of its longer words with the other.
_SHARED = 0.5
# Nobody says a figure in a longer sentence; in characters.
_LONGEST = 1000


def recommendation_claim(index: Collection, sentence: str, quoted: Sequence[Verdict]) -> Verdict | None:
    """Whether the recommendation that a sentence names by number has the words the sentence tells or quotes.

    Exact is word for word, as for quotations: whether other words mean the same is the reader's to judge.
    A sentence that names a recommendation and tells nothing of it is exact if there is such a one.
    """
    match = _RECOMMENDATION.search(sentence)
    if match is None:
        return None
    numbered = {unit.number: unit for unit in index.recommendations}
    named = numbered.get(int(match.group(1)))
    if named is None:
        last = max((number for number in numbered if number), default=0)
        known = Difference(match.group(), f"anbefaling 1-{last}" if last else "")
        return Verdict(sentence, "absent", None, (known,), kind="recommendation")
    meant = _quoted_one(index, quoted) or _told_one(index, sentence, named)
    if meant.id != named.id:
        wrong = Difference(match.group(), f"anbefaling {meant.number}")
        return Verdict(sentence, "changed", meant.id, (wrong,), meant.text, "recommendation")
    told = _RECOMMENDATION.sub("", sentence).strip()
    said = [v.quote for v in quoted] or [claim for claim in (_claim(told),) if claim]
    differences = tuple(d for claim in said for d in _against(claim, told, named.text))
    verdict: Found = "changed" if differences else "exact"
    return Verdict(sentence, verdict, named.id, differences, named.text, "recommendation")


def _claim(told: str) -> str:
    """What a sentence says of a recommendation, without "ifølge", "siger, at" and their like around it;
    nothing of a sentence that only names it."""
    own, frame = words(told), read_words("reporting.txt")
    kept = [place for place, word in enumerate(own) if word.form not in frame]
    return told[own[kept[0]].start : own[kept[-1]].end] if kept else ""


def _against(claim: str, told: str, source: str) -> tuple[Difference, ...]:
    """How a claim differs from the recommendation's words; `told` as a whole where it has too few of them."""
    laid = align(claim, source)
    return (Difference(told, source),) if laid is None else laid.differences


def _quoted_one(index: Collection, quoted: Sequence[Verdict]) -> Unit | None:
    """The numbered recommendation that the sentence's quotations are taken from."""
    ids = {unit.id: unit for unit in index.recommendations}
    return next((ids[v.unit_id] for v in quoted if v.unit_id in ids), None)


def _told_one(index: Collection, sentence: str, named: Unit) -> Unit:
    """The recommendation that the sentence tells in its own words: the one named, unless another shares
    most of the sentence's longer words and clearly more."""
    told = {word.form for word in words(_RECOMMENDATION.sub("", sentence)) if len(word.form) > 5}
    if len(told) < 3:
        return named
    shared = {unit.id: len(told & {w.form for w in words(unit.text)}) for unit in index.recommendations}
    best = max(index.recommendations, key=lambda unit: (shared[unit.id], -(unit.number or 0)))
    if shared[best.id] >= _SHARED * len(told) and shared[best.id] >= 2 * shared[named.id]:
        return best
    return named


def figure_claim(index: Collection, sentence: str) -> Verdict | None:
    """Whether a figure said of a municipality is one the collection reports of it; None when the sentence
    names no municipality or says nothing that can be compared."""
    named = {name for _, _, name in find_municipalities(sentence)}
    said = drafts(read_sentence(sentence)) if named and len(sentence) <= _LONGEST else []
    if not named or not said:
        return None
    known = [fact for fact in index.facts if named & set(fact.municipalities)]
    for draft in said:
        alike = [fact for fact in known if fact.measure == draft.measure and _comparable(fact, draft)]
        right = next((fact for fact in alike if _same(fact, draft)), None)
        if right is None:
            return _contradicted(sentence, draft, alike)
        found = right
    return Verdict(sentence, "exact", found.unit_id, source=found.quote, kind="figure")


def _comparable(fact: Fact, draft: Draft) -> bool:
    return (fact.unit or "").split(" ")[0] == draft.unit.split(" ")[0]


def _same(fact: Fact, draft: Draft) -> bool:
    """The same figure; a "before" that the sentence leaves out is not held against it."""
    return fact.after == draft.after and draft.before in (None, fact.before)


def _contradicted(sentence: str, draft: Draft, alike: Sequence[Fact]) -> Verdict:
    if not alike:
        return Verdict(sentence, "absent", kind="figure")
    fact = alike[0]
    wrong = Difference(
        _figure(draft.before, draft.after, draft.unit), _figure(fact.before, fact.after, fact.unit)
    )
    return Verdict(sentence, "changed", fact.unit_id, (wrong,), fact.quote, "figure")


def _figure(before: float | str | None, after: float | str | None, unit: str | None) -> str:
    """As Danish writes it: "fra 50 til 25 sager", "-80 %", "6,7 mio. kr."."""
    first, last = (str(value).replace(".", ",") for value in (before, after))
    return f"{last if before is None else f'fra {first} til {last}'} {unit or ''}".strip()
