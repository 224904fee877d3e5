"""The card of an example: its own sentences on five questions, chosen by the cues of `danish/cards.*`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from kb.danish import read_text, read_toml
from kb.danish.sentences import sentence_spans
from kb.model import Card, Told, Unit
from kb.units.cutting.evidence import fill

QUESTIONS = Card.__slots__[:5]
SHOWN = 2  # sentences to a question at most
FEW = 6  # sentences of an example that has no room to say twice who it is for
_FEWEST = 4  # words of a sentence that can answer anything
_END = 4  # characters of how a word begins and ends
_HEADING = 60  # characters of a line that stands above others
EARLY, LATE = 1 / 3, 0.7  # shares of the sentences: up to there early, from there on late
_PLACES = ("text", "told", "aimed", "heading")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of an example and where it starts: what of it is told as done, what is aimed at, what stands
    above it, what is known of it by its place."""

    text: str
    start: int
    told: str
    aimed: str
    heading: str
    known: frozenset[str]


@lru_cache(maxsize=2048)
def card(unit: Unit) -> Card | None:
    """The card of a municipal example; None for any other unit."""
    if unit.kind != "municipality_example":
        return None
    sentences = _sentences(unit)
    result = _best("result", sentences)
    aim = () if result else _best("aim", sentences)
    evaluator = _evaluator(unit.text) if result else None
    own = "evaluated" if evaluator else "own"
    first = _pattern("aimed").search(aim[0].text) if aim else None
    wanted = "expected" if first and _pattern("{expects}").match(first.group()) else "goal"
    return Card(
        _best("target_group", sentences),
        _best("method", sentences),
        _best("organisation", sentences),
        result or aim,
        _best("economy", sentences),
        own if result else wanted if aim else None,
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
    found: list[_Sentence] = []
    title, above, aim = unit.title or "", "", _pattern("aimed")
    for start, end in sentence_spans(unit.text):
        text = unit.text[start:end]
        if len(text) < _HEADING and (text.endswith((":", "?")) or len(text.split()) < _FEWEST):
            above = text
        elif not text.endswith("?") and not _pattern("never").search(text):
            told, aimed = aim.sub(" ", text), " ".join(aim.findall(text))
            found.append(_Sentence(text, start, told, aimed, f"{title}\n{above}", frozenset()))
    return [replace(each, known=_known(place, len(found))) for place, each in enumerate(found, 1)]


def _known(place: int, total: int) -> frozenset[str]:
    """What is known of a sentence by its place, from 1, among those of the example."""
    known = {
        "first": place == 1,
        "early": place < EARLY * total + 1,
        "late": place > LATE * total,
        "few": total <= FEW,
    }
    return frozenset(name for name, holds in known.items() if holds)


def words(text: str) -> frozenset[str]:
    """The words of a sentence, each number as 0, how they begin and end, and pairs that stand together."""
    found = re.findall(r"\w+|%", re.sub(r"\d+", "0", text.lower()))
    ends = (part for word in found if len(word) > _END for part in (f"{word[:_END]}-", f"-{word[-_END:]}"))
    return frozenset((*found, *ends, *map(" ".join, pairwise(found))))


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
    met = sum(w for place, w, pattern in _patterns(question) if pattern.search(getattr(sentence, place)))
    weights = word_weights(question)
    met += sum(weights.get(word, 0) for word in words(sentence.text))
    known: dict[str, float] = read_toml("cards.toml")[question]["known"]
    return met + sum(weight for name, weight in known.items() if name in sentence.known)


def _evaluator(text: str) -> str | None:
    """The body that evaluated what is told, by its name in the text."""
    told = " ".join(_pattern("aimed").sub(" ", text[start:end]) for start, end in sentence_spans(text))
    found = _pattern("evaluated").search(told)
    body = _pattern("{body}").search(found.group()) if found else None
    return body.group() if body else None


@cache
def word_weights(question: str) -> dict[str, float]:
    """What each word or pair of words says of the question."""
    head, *rows = (line.split("\t") for line in read_text("cards.tsv").splitlines())
    return {row[0]: float(row[head.index(question)]) for row in rows}


@cache
def _patterns(question: str) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """The places of a sentence that are looked at, the weights and the patterns."""
    cues = read_toml("cards.toml")[question]
    return tuple((place, weight, _pattern(cue)) for place in _PLACES for weight, cue in cues.get(place, ()))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A pattern of the data file by its name, or one that is made of its lists."""
    data = read_toml("cards.toml")
    return re.compile(fill(data["patterns"].get(name, name), data["lists"]), re.I)
