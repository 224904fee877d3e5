"""Which sentences may bear a claim out: no row of a table, and each of several together says some of it."""

import re
from collections.abc import Sequence

from kb.danish.cues import listed
from kb.search.quotes.alignment import Alignment
from kb.search.quotes.entailment import Entailment

# A row of a table says neither who answered nor what was asked, and one of an answer and its share ("Bedre
# dialog: 68 %") not of whom.
_ROW, _SHARE = re.compile(r"\d(?: ?%| pct\.)?[ \t][\d.,]+$"), re.compile(r"\d ?%$")
_OF_WHOM = re.compile(r"(?:%|\bprocent|\bpct\.?) af (?:de |alle )?(\w+)")


def bearing(found: Sequence[Entailment]) -> list[Entailment]:
    """Those that may bear the claim out; several together only where they have more of it than any that may
    not, or what that one says otherwise would be passed over."""
    refused = max((one.laid.own for one in found if one.refused and not one.evidence.several), default=0.0)
    sound = [one for one in found if not (one.refused or _is_row(one.laid) or _leans(one.laid))]
    alone = [one for one in sound if not one.evidence.several]
    several = [one for one in sound if one.evidence.several and one.laid.own > refused]
    return alone + [one for one in several if not _only_adds_who(one.laid)]


def _is_row(laid: Alignment) -> bool:
    """Whether the source is a row of a table, which the claim tells of somebody."""
    row, whom = laid.source.text, _OF_WHOM.search(laid.claim.text)
    of_people = whom is not None and listed("people").fullmatch(whom[1].lower()) is not None
    is_row = _ROW.search(row) or (of_people and _SHARE.search(row))
    return laid.evidence.unit.kind == "finding" and bool(is_row)


def _leans(laid: Alignment) -> bool:
    """Whether a figure of the claim stands in a sentence of figures alone ("I 2016 var det 194"), and it does
    not say what the sentence before has them of."""
    before = range(0)
    for part in laid.sentences:
        text = laid.source.text[part.start : part.stop].lower()
        if laid.counts_in(part) and listed("leans").match(text):
            of = any(laid.matches[word][-1].start in before for word in laid.said)
            return not of or not set(laid.claim.content) <= laid.met
        before = part
    return False


def _only_adds_who(laid: Alignment) -> bool:
    """Whether one of several sentences has nothing of the claim but whom it is told of, or who acts where
    another sentence has others: beside the sentence that is meant somebody else is soon named."""
    claim, source = laid.claim, laid.source
    others = [w.start for w in source.words if source.is_actor(w) and w.start not in laid.aligned]
    for part in laid.sentences:
        rivals = [place for place in others if place not in part]
        words = [] if laid.counts_in(part) else laid.said_only_in(part)
        if words and all(claim.is_person(word) or (rivals and claim.is_actor(word)) for word in words):
            return True
    return False
