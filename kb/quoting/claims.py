"""Claims that are no quotations: "anbefaling 17 siger ...", and a figure said of a municipality."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.facts.phrases import Draft, read_sentence
from kb.facts.rules import drafts
from kb.gazetteer import find_municipalities
from kb.model import Fact, Unit
from kb.quoting.aligning import Difference
from kb.quoting.verdicts import Collection, Verdict
from kb.quoting.words import words

_RECOMMENDATION = re.compile(r"\banbefaling(?:en)?\s+(?:nr\.?\s*|nummer\s+|#)?(\d{1,3})\b", re.IGNORECASE)
# A claim of one recommendation is another's when it shares this many of its longer words with the other.
_SHARED = 0.5
# Below this share the sentence does not say what the recommendation says.
_HARDLY = 0.25
# Nobody says a figure in a longer sentence; in characters.
_LONGEST = 1000


def recommendation_claim(index: Collection, sentence: str, quoted: Sequence[Verdict]) -> Verdict | None:
    """Whether the recommendation that a sentence names by number says what the sentence says or quotes."""
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
    if meant is None:
        told = Difference(_RECOMMENDATION.sub("", sentence).strip(), named.text)
        return Verdict(sentence, "changed", named.id, (told,), named.text, "recommendation")
    if meant.id == named.id:
        return Verdict(sentence, "exact", named.id, source=named.text, kind="recommendation")
    wrong = Difference(match.group(), f"anbefaling {meant.number}")
    return Verdict(sentence, "changed", meant.id, (wrong,), meant.text, "recommendation")


def _quoted_one(index: Collection, quoted: Sequence[Verdict]) -> Unit | None:
    """The numbered recommendation that the sentence's quotations are taken from."""
    ids = {unit.id: unit for unit in index.recommendations}
    return next((ids[v.unit_id] for v in quoted if v.unit_id in ids), None)


def _told_one(index: Collection, sentence: str, named: Unit) -> Unit | None:
    """The recommendation that the sentence tells in its own words: the one named, unless another shares
    most of the sentence's longer words and clearly more; None when the one named shares hardly any."""
    told = {word.form for word in words(_RECOMMENDATION.sub("", sentence)) if len(word.form) > 5}
    if len(told) < 3:
        return named
    shared = {unit.id: len(told & {w.form for w in words(unit.text)}) for unit in index.recommendations}
    best = max(index.recommendations, key=lambda unit: (shared[unit.id], -(unit.number or 0)))
    if shared[best.id] >= _SHARED * len(told) and shared[best.id] >= 2 * shared[named.id]:
        return best
    return named if shared[named.id] >= _HARDLY * len(told) else None


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
