"""Quotations: word for word in the index, changed (and in what), or not there."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from kb.danish import read_toml, read_words
from kb.danish.cues import listed, read_cues
from kb.danish.municipalities import find_municipalities
from kb.danish.persons import person_kind
from kb.danish.quoted import forms, squashed, words
from kb.index.opened import Index
from kb.index.shingles import text_of
from kb.model import Unit
from kb.search.quotes.evidence import evidence_of
from kb.search.quotes.references import (
    NO_REFERENCE,
    Reference,
    check_reference,
    innermost,
    named_publishers,
    other_publisher,
    speakers,
)
from kb.search.quotes.verdicts import Difference, Verdict, What
from kb.search.quotes.wording import Wording, align
from kb.units.facts.amounts import find_amounts

# Fewer words are a term, not a quotation.
SHORTEST = 4
# More are checked piece by piece, which bounds the work on any input.
LONGEST = 200
_CANDIDATES = 6
_LIMITING = ("limits.conditional", "limits.expected", "negation", "turning", "quantifier")
_AWAITED = ("limits.target", "limits.expected", "limits.future")
# Characters before and behind a quotation that may name who says it.
_AROUND = 600
_CLAUSE = re.compile(r"[,;:](?=\s)")
_LEFT_OUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\))\s*")


def check_quotation(
    index: Index, quote: str, frame: str = "", reference: Reference = NO_REFERENCE
) -> list[Verdict]:
    """A verdict on a quotation, on each piece of one that is very long or has "[…]" in it. `frame` is the
    rest of the writer's sentence: it may say whose words they are; `reference` where they stand."""
    pieces = [piece for part in _LEFT_OUT.split(quote) for piece in _pieces(part)]
    known = [piece for piece in pieces if len(words(piece)) >= SHORTEST] or [quote]
    return [check_quote(index, piece, frame, reference) for piece in known]


def _pieces(quote: str) -> list[str]:
    own = words(quote)
    starts = [0, *(own[at].start for at in range(LONGEST, len(own) - SHORTEST, LONGEST)), len(quote)]
    return [quote[start:end] for start, end in pairwise(starts)]


def check_quote(index: Index, quote: str, frame: str = "", reference: Reference = NO_REFERENCE) -> Verdict:
    """The verdict on one quotation: the place with the fewest differences, the smallest unit of equals;
    `frame` and `reference` decide between units that have it word for word."""
    quote = re.sub(r"\s+", " ", quote).strip()
    positions = index.shingles.candidates([word.form for word in words(quote)], _CANDIDATES)
    units = sorted((index.units[p] for p in positions), key=lambda unit: len(unit.text))
    laid = [(unit, found) for unit in units if (found := align(quote, text_of(unit))) is not None]
    same = [(unit, found) for unit, found in laid if not found.differences]
    exact = []
    for unit, found in same:
        verdict = _attributed(_exact(index, quote, unit, found, frame), unit, frame)
        within = innermost(unit, [other for other, _ in same])
        exact.append(check_reference(verdict, [within], reference))
    if exact:
        return next((verdict for verdict in exact if verdict.verdict == "exact"), exact[0])
    if not laid:
        return Verdict(quote, "absent")
    unit, best = max(laid, key=lambda pair: pair[1].share)
    named = tuple(replace(each, what=what_differs(each)) for each in best.differences)
    return Verdict(quote, "changed", unit.id, named, best.passage)


def what_differs(difference: Difference) -> What:
    """What the changed words change: a denial, a figure, a name ...; the wording where it is nothing more."""
    one, other = difference.written, difference.source
    both_people = all(listed("people").search(text.lower()) for text in (one, other))
    named: What = "group" if both_people else "wording"
    return next((what for what, read in _READ if read(one) != read(other)), named)


def _kinds(text: str, *kinds: str) -> list[str]:
    return [cue.kind for cue in read_cues(text.lower()) if cue.kind.startswith(kinds)]


def _names(text: str) -> list[str]:
    return [name for _, _, name in find_municipalities(text)]


def _units(text: str) -> list[str]:
    units = {written for table in read_toml("quantities.toml")["units"].values() for written in table}
    return [word for word in re.findall(r"[\w%.]+", text.lower()) if word in units]


_READ: tuple[tuple[What, Callable[[str], object]], ...] = (
    ("negation", lambda text: _kinds(text, "negation")),
    ("direction", lambda text: _kinds(text, "up", "down")),
    ("status", lambda text: _kinds(text, "limits")),
    ("municipality", _names),
    ("year", lambda text: re.findall(r"\b(?:19|20)\d\d\b", text)),
    ("amount", lambda text: [amount.values for amount in find_amounts(text)]),
    ("unit", _units),
)


def _exact(index: Index, quote: str, unit: Unit, laid: Wording, frame: str) -> Verdict:
    """The verdict on a quotation that is word for word, with the words by which the rest of the source's
    sentence limits it; unsure where the source has it as an aim and the writer tells more."""
    inside = squashed(laid.passage)
    sentences = (one for one in evidence_of(index.analyzer, unit) if not one.several)
    holds = next((one for one in sentences if inside in squashed(one.sentence.text)), None)
    if holds is None:
        return Verdict(quote, "exact", unit.id, (), laid.passage)
    text = holds.sentence.text
    begin = _begins(text, laid.passage)
    limiting = holds.sentence.of(*_LIMITING)
    own = [cue.written for cue in limiting if cue.kind != "negation" or cue.start >= begin]
    whole, cut = holds.sentence.amounts, find_amounts(laid.passage)
    own += [a.bound for a in whole for b in cut if a.values == b.values and a.bound != b.bound]
    own = [word for word in own if squashed(word) not in inside]
    targets = (cue.written for one in (*holds.above, holds.sentence) for cue in one.of("limits.target"))
    aims = [written for written in targets if squashed(written) not in inside]
    is_told = bool(aims and frame.strip(" .,:;")) and not _kinds(frame, *_AWAITED)
    limits = tuple(dict.fromkeys(own + aims))
    source = holds.sentence.text if limits else laid.passage  # which the reader then has to see whole
    return Verdict(quote, "unsure" if is_told else "exact", unit.id, (), source, limits=limits)


def _begins(text: str, passage: str) -> int:
    """Where the clause begins that a passage of a sentence begins in, with those that it is told by ("Det er
    ikke sandt, at ..."); what one before them denies is something else."""
    place = max(0, text.find(passage))
    clauses = [0, *(found.start() for found in _CLAUSE.finditer(text, 0, place))]
    while len(clauses) > 1 and text.startswith(", at ", clauses[-1]):
        clauses.pop()
    return clauses[-1]


def _attributed(verdict: Verdict, unit: Unit, frame: str) -> Verdict:
    """The verdict, not exact where the writer puts the unit's words into another's mouth."""
    told = set(_names(frame))
    if told and not told & {*unit.municipalities, *_names(unit.text)}:
        wrong = Difference("municipality", ", ".join(sorted(told)), ", ".join(unit.municipalities))
        return replace(verdict, verdict="changed" if unit.municipalities else "unsure", differences=(wrong,))
    if other := (*other_publisher(frame, unit), *_other_speaker(frame, unit, verdict.source or "")):
        return replace(verdict, verdict="unsure", differences=other)
    return verdict


def _other_speaker(frame: str, unit: Unit, passage: str) -> tuple[Difference, ...]:
    """Whom a writer lets say a quotation, where neither its document nor the text around it names them."""
    own = text_of(unit)
    place = max(0, own.find(passage))
    around = own[max(0, place - _AROUND) : place + len(passage) + _AROUND]
    of_unit = (unit.title, unit.speaker, unit.document.title, unit.document.publisher, *unit.section)
    known = {form.removesuffix("s") for each in (around, *of_unit) for form in forms(each or "")}
    frame = frame if listed("says").search(frame.lower()) else frame.replace(":", " siger:")
    # Municipalities and publishers are read by all their names.
    others = [(start, end) for start, end, _ in find_municipalities(frame)]
    others += [found.span() for found in named_publishers(frame)]
    names = [each for each in speakers(frame) if not any(a <= each.start < b for a, b in others)]
    told = dict.fromkeys(frame[each.start : each.stop] for each in names)
    strange = [name for name in told if known.isdisjoint(_roots(name)) and not _is_common(name.lower())]
    return (Difference("publisher", " ".join(strange), unit.speaker or ""),) if strange else ()


def _roots(name: str) -> set[str]:
    return {form.removesuffix("s") for form in forms(name)}


def _is_common(word: str) -> bool:
    """Whether a word is a pronoun, a noun for people or a publication, and no name."""
    kinds = "people", "actors", "report"
    known = person_kind(word) or word in read_words("stopwords.txt")
    return bool(known) or any(listed(kind).fullmatch(word) for kind in kinds)
