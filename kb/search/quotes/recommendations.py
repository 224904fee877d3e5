"""Claims of a recommendation by its number: "anbefaling 17 siger ..."."""

import re
from collections.abc import Sequence

from kb.danish import read_words
from kb.danish.quoted import words
from kb.index.opened import Index
from kb.model import Unit
from kb.search.quotes.claims import check_claim, read_claim
from kb.search.quotes.verdicts import Difference, Verdict
from kb.search.quotes.wording import align

_NUMBERED = re.compile(r"\banbefaling(?:en)?\s+(?:nr\.?\s*|nummer\s+|#)?(\d{1,3})\b", re.IGNORECASE)
# A claim of one recommendation is another's when it shares this many of its longer words with the other.
_SHARED = 0.5


def check_recommendation(index: Index, sentence: str, quoted: Sequence[Verdict]) -> Verdict | None:
    """Whether the recommendation that a sentence names by number has what the sentence tells or quotes;
    None for a sentence that names none. One that tells nothing of it is exact if there is such a one."""
    match = _NUMBERED.search(sentence)
    if match is None:
        return None
    numbered = {unit.number: unit for unit in index.recommendations}
    named = numbered.get(int(match.group(1)))
    if named is None:
        last = max((number for number in numbered if number), default=0)
        known = Difference("wording", match.group(), f"anbefaling 1-{last}" if last else "")
        return Verdict(sentence, "absent", None, (known,), kind="recommendation")
    by_id = {unit.id: unit for unit in index.recommendations}
    quoted_from = (by_id[verdict.unit_id] for verdict in quoted if verdict.unit_id in by_id)
    meant = next(quoted_from, None) or _told_one(index, sentence, named)
    if meant.id != named.id:
        wrong = Difference("wording", match.group(), f"anbefaling {meant.number}")
        return Verdict(sentence, "changed", meant.id, (wrong,), meant.text, "recommendation")
    return _of_named(index, sentence, named, quoted)


def _of_named(index: Index, sentence: str, named: Unit, quoted: Sequence[Verdict]) -> Verdict:
    """Word for word what the recommendation says, all borne out by it, or for the reader to judge."""
    differences = tuple(each for verdict in quoted for each in verdict.differences)
    own = _own_words(_NUMBERED.sub("", sentence).strip())
    claim = read_claim(index, own, ()) if own and not quoted else None
    laid = align(own, named.text) if own else None
    checked = check_claim(index, claim, [named]) if claim else None
    if quoted:
        wrong = any(each.differences and not each.misplaced for each in quoted)
        found = "changed" if wrong else quoted[0].verdict
    elif not own or (laid is not None and not laid.differences):
        found = "exact"
    elif checked and checked.verdict in ("exact", "changed"):
        found, differences = checked.verdict, checked.differences
    else:
        found = "unsure"
    return Verdict(sentence, found, named.id, differences, named.text, "recommendation")


def _own_words(told: str) -> str:
    """What a sentence says of a recommendation, without "ifølge", "siger, at" and their like around it;
    nothing of a sentence that only names it."""
    own, frame = words(told), read_words("reporting.txt")
    kept = [place for place, word in enumerate(own) if word.form not in frame]
    return told[own[kept[0]].start : own[kept[-1]].end] if kept else ""


def _told_one(index: Index, sentence: str, named: Unit) -> Unit:
    """The recommendation that the sentence tells in its own words: the one named, unless another shares
    most of the sentence's longer words and clearly more."""
    told = {word.form for word in words(_NUMBERED.sub("", sentence)) if len(word.form) > 5}
    if len(told) < 3:
        return named
    shared = {unit.id: len(told & {w.form for w in words(unit.text)}) for unit in index.recommendations}
    best = max(index.recommendations, key=lambda unit: (shared[unit.id], -(unit.number or 0)))
    if shared[best.id] >= _SHARED * len(told) and shared[best.id] >= 2 * shared[named.id]:
        return best
    return named
