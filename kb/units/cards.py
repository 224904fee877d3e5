"""The card of an example: its own sentences on five questions, chosen by the cues of `danish/cards.toml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kb.danish import read_toml
from kb.danish.gazetteer import find_municipalities
from kb.danish.sentences import sentence_spans
from kb.model import Card, Fact, Told, Unit
from kb.units.cutting.evidence import fill
from kb.units.facts.extract import facts_of
from kb.units.tagging.wordforms import programmes, target_groups

QUESTIONS = Card.__slots__[:5]
SHOWN = 2  # sentences to a question at most
FEW = 6  # sentences of an example that has no room to say twice who it is for
_FEWEST = 4  # words of a sentence that can answer anything
_HEADING = 60  # characters of a line that stands above others


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of an example: [start, end) in its text, what stands above it, what is known of it."""

    text: str
    start: int
    heading: str
    known: frozenset[str]
    facts: tuple[Fact, ...]


@lru_cache(maxsize=2048)
def card(unit: Unit) -> Card | None:
    """The card of a municipal example; None for any other unit."""
    if unit.kind != "municipality_example":
        return None
    sentences = _sentences(unit)
    result = _best("result", sentences)
    aim = () if result else _best("aim", sentences)
    told = result or aim
    strength, evaluator = _strength(unit.text, told, bool(aim))
    return Card(
        _best("target_group", sentences),
        _best("method", sentences),
        _best("organisation", sentences),
        told,
        _best("economy", sentences),
        strength,
        evaluator,
    )


def without_repeats(made: Card) -> Card:
    """The card as it is shown: a sentence that answers several questions stands under the first of them."""
    taken: set[Told] = set()
    shown: dict[str, tuple[Told, ...]] = {}
    for question in QUESTIONS:
        shown[question] = tuple(told for told in getattr(made, question) if told not in taken)
        taken |= set(shown[question])
    return replace(made, **shown)  # type: ignore[arg-type]


def answered_at(made: Card, question: str) -> str | None:
    """The question above under which the sentence stands that answers this one too, if there is such."""
    told: tuple[Told, ...] = getattr(made, question)
    above = QUESTIONS[: QUESTIONS.index(question)]
    return next((other for other in above if told and told[0] in getattr(made, other)), None)


def _sentences(unit: Unit) -> list[_Sentence]:
    """What can answer: neither headings nor questions nor scraps of a few words."""
    facts, found = facts_of(unit), list[_Sentence]()
    title, above = unit.title or "", ""
    for start, end in sentence_spans(unit.text):
        text = unit.text[start:end]
        if len(text) < _HEADING and (text.endswith((":", "?")) or len(text.split()) < _FEWEST):
            above = text
        elif not text.endswith("?") and not _pattern("never").search(text):
            known = {
                "first": not found,
                "group": _names("group").search(text),
                "programme": _names("programme").search(text),
                "municipality": find_municipalities(text),
            }
            reported = tuple(fact for fact in facts if fact.quote in text or text in fact.quote)
            names = frozenset(name for name, holds in known.items() if holds)
            found.append(_Sentence(text, start, f"{title}\n{above}", names, reported))
    few = {"few"} if len(found) <= FEW else set()
    last = found[-1] if len(found) > 1 else None
    return [replace(each, known=each.known | few | ({"last"} if each is last else set())) for each in found]


def _best(question: str, sentences: Sequence[_Sentence]) -> tuple[Told, ...]:
    """Up to SHOWN sentences that answer the question, the best first."""
    cues = read_toml("cards.toml")[question]
    scored = sorted((-_score(question, each), each.start, each.text) for each in sentences)[:SHOWN]
    return tuple(
        Told(text, start, start + len(text))
        for (score, start, text), least in zip(scored, (cues["least"], cues["second"]), strict=False)
        if -score >= least
    )


def _score(question: str, sentence: _Sentence) -> float:
    """The evidence that the sentence answers the question, summed over all that is met."""
    cues = read_toml("cards.toml")[question]
    met = [
        weight
        for place, text in (("text", sentence.text), ("heading", sentence.heading))
        for weight, pattern in _patterns(question, place)
        if pattern.search(text)
    ]
    known = sum(weight for name, weight in cues["known"].items() if name in sentence.known)
    figure = any(
        fact.measure in cues.get("measures", ()) or _reports(fact, cues.get("statuses", ()))
        for fact in sentence.facts
    )
    return float(sum(met) + known + (cues["figure"] if figure else 0.0))


def _reports(fact: Fact, statuses: Sequence[str]) -> bool:
    """Whether the figure is an outcome of one of the statuses, not how the work is staffed."""
    staffing: list[str] = read_toml("cards.toml")["organisation"]["measures"]
    return fact.status in statuses and fact.measure not in staffing


def _strength(text: str, told: Sequence[Told], aimed: bool) -> tuple[str | None, str | None]:
    """How sure what is told is, and who evaluated it, by the words of the text."""
    if not told:
        return None, None
    if aimed:
        return ("expected" if _pattern("expected").search(told[0].text) else "goal"), None
    evaluated = _pattern("evaluated").search(text)
    body = _pattern("body").search(evaluated.group()) if evaluated else None
    return ("evaluated", body.group()) if body else ("own", None)


@cache
def _names(what: str) -> re.Pattern[str]:
    """Words, or their beginnings, that name a target group; programmes as they are written."""
    entries = target_groups() if what == "group" else programmes()
    stems = [re.escape(stem) for entry in entries for stem in entry.stems]
    words = [rf"{re.escape(form)}\b" for entry in entries for form in entry.forms]
    return re.compile(rf"\b(?:{'|'.join(stems + words)})", re.I if what == "group" else 0)


@cache
def _patterns(question: str, place: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, _compiled(pattern)) for weight, pattern in read_toml("cards.toml")[question][place])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return _compiled(read_toml("cards.toml")["patterns"].get(name, f"{{{name}}}"))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fill(pattern, read_toml("cards.toml")["lists"]), re.I)
