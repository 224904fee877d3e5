"""The card of an example: its own sentences on five questions, chosen by the cues and weights of
`danish/cards.*`, and how sure its result is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from math import inf, log

from kb.danish.cues import DONE, ITEM, NOT_YET, Cue, listed, read_cues
from kb.danish.sentences import sentence_spans
from kb.model import Card, Told, Unit
from kb.units.card_sentences import Sentence, pattern, score, sentences_of, weights
from kb.units.facts.extract import facts_of

QUESTIONS = Card.__slots__[:5]
ASKED = (*QUESTIONS, "goal", "expected")  # what a sentence can tell, each a column of cards.tsv
WANTED = ("goal", "expected")
AIMS = ("result", *WANTED)
STRENGTHS = ("own", "goal", "expected", "none")  # columns of card_strengths.tsv
SHOWN = 2  # sentences to a question at most
RESERVED = 2  # sentences behind one that is shown
_TOLD = {"limits.target": "goal", "limits.expected": "expected"}  # what cues tell
# Log odds from which a sentence answers, and from which it is also shown as the second one: .55 and .9.
LEAST, SECOND = log(0.55 / 0.45), log(0.9 / 0.1)
FAINT = -0.9  # log odds below which the likeliest result of an example is none


@lru_cache(maxsize=2048)
def card(unit: Unit) -> Card | None:
    """The card of a municipal example; None for any other unit."""
    if unit.kind != "municipality_example":
        return None
    sentences = sentences_of(unit)
    evaluator = evaluator_of("\n".join((unit.text, *unit.footnotes)))
    strength = _strength(sentences, evaluator)
    counted = _counted(unit, sentences)
    is_only_counted = bool(counted) and strength != "own"
    strength = "own" if counted else strength
    told = "result" if strength == "own" else strength
    found = counted if is_only_counted else sentences
    results = _best(told, found, strength, least=-inf) if told else ()
    if strength == "own" and evaluator:
        results = _evaluation_first(results, sentences)
    if strength == "own" and not counted and all(pattern("assumed").search(one.text) for one in results):
        strength = "expected"
    is_evaluated = strength == "own" and (evaluator is not None or _is_evaluated(results))
    return Card(
        _best("target_group", sentences),
        _best("method", sentences),
        _best("organisation", sentences),
        _and_reserved(results, sentences),
        _and_reserved(_best("economy", sentences, strength), sentences),
        "evaluated" if is_evaluated else strength,
        evaluator if strength == "own" else None,
    )


def _counted(unit: Unit, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that tell a key figure of the example that is a result: the card agrees with it."""
    results = [fact for fact in facts_of(unit) if fact.status == "result" and fact.measure != "svarandel"]
    return [each for each in sentences if any(fact.quote in each.text for fact in results)]


def without_repeats(made: Card) -> Card:
    """The card as it is shown: a sentence that answers several questions stands under the first of them."""
    all_told = [getattr(made, question) for question in QUESTIONS]
    shown = (tuple(one for one in told if one not in chain(*all_told[:n])) for n, told in enumerate(all_told))
    return replace(made, **dict(zip(QUESTIONS, shown, strict=True)))  # type: ignore[arg-type]


def answered_at(made: Card, question: str) -> str | None:
    """The question above under which the sentence stands that answers this one too, if there is such."""
    told: tuple[Told, ...] = getattr(made, question)
    above = QUESTIONS[: QUESTIONS.index(question)]
    return next((other for other in above if told and told[0] in getattr(made, other)), None)


def _best(
    question: str, sentences: Sequence[Sentence], strength: str | None = None, least: float = LEAST
) -> tuple[Told, ...]:
    """Up to SHOWN sentences that answer the question, the best first, but one that tells what is so before a
    likelier one that tells an aim, and a measure taken before one that is yet to be; beside a sum aimed at
    one that was gained comes before likelier ones."""
    scored = sorted((-score(question, each), each.start, each) for each in sentences)
    answering = [(-odds, _told(question, each, strength), each) for odds, _, each in scored if -odds >= least]
    if not answering:
        return ()
    if question in ("method", "organisation"):
        answering.sort(key=lambda each: pattern("planned").search(each[2].text) is not None)
    (_, first, _), *rest = answering
    if first.aim and question == "economy":
        rest.sort(key=lambda each: each[1].aim is not None or "#gained" not in each[2].features)
    second = (
        told for odds, told, _ in rest if odds >= SECOND or (first.aim and not told.aim and odds >= LEAST)
    )
    return tuple(sorted([first, *islice(second, SHOWN - 1)], key=lambda told: told.aim is not None))


def _told(question: str, sentence: Sentence, strength: str | None) -> Told:
    """The sentence as it stands under the question, with what it only aims at or expects; what answers an aim
    is one unless it tells the aim as reached."""
    if question in WANTED:
        aim = None if pattern("reached").search(sentence.text) else question
    else:
        aim = _aim(sentence, strength) if question in ("result", "economy") else None
    return _quoted(sentence, aim)


def _quoted(sentence: Sentence, aim: str | None = None) -> Told:
    """The sentence without the bullet of a list."""
    text = sentence.text.lstrip("•❚–- ")
    end = sentence.start + len(sentence.text)
    return Told(text, end - len(text), end, aim)


def _evaluation_first(results: tuple[Told, ...], sentences: Sequence[Sentence]) -> tuple[Told, ...]:
    """The results, behind the best sentence of the evaluation where none of them is of it."""
    if any(_evaluation([one.text]) for one in results):
        return results
    found = [each for each in sentences if _evaluation([each.text])]
    return (*_best("result", found, "own")[:1], *results)[:SHOWN]


def _aim(sentence: Sentence, strength: str | None) -> str | None:
    """ "goal" or "expected" for a sentence with a word of either, or under a heading of aims; else None.

    Where the example tells a result, the words count only in a sentence that is likelier a goal or an
    expectation than not. A word of the future ("skal") leaves open which of the two it is: the likelier."""
    low = sentence.text.lower()
    if "#heading_criteria" in sentence.features and ITEM.match(low):
        return "goal"
    cues = [cue for cue in read_cues(low) if cue.kind in NOT_YET and not _is_met(low, cue)]
    odds, likeliest = max((score(each, sentence), each) for each in WANTED)
    if "#heading_aim" in sentence.features and not DONE.search(low):
        return likeliest
    if pattern("assumed").search(low) or (sentence.supposed and not DONE.search(low)):
        return "expected"
    if called := next((each for each in WANTED if pattern(f"called_{each}").search(low)), None):
        return None if pattern("reached").search(low) else called
    if not cues or (odds < 0 and strength not in WANTED):
        return None
    return next((_TOLD[cue.kind] for cue in cues if cue.kind in _TOLD), likeliest)


def _is_met(low: str, cue: Cue) -> bool:
    """Whether an aim or expectation is told as reached, or behind a figure, which is then none
    ("1.000 kr. med henblik på at")."""
    is_behind = listed("ahead").match(cue.written) and re.search(r"\d", low[: cue.start])
    reached = pattern("reached").finditer(low)
    return bool(is_behind) or any(m.start() <= cue.start < m.end() for m in reached)


def limits(sentence: str) -> bool:
    """Whether a sentence limits what those before it say."""
    return pattern("reserved").search(sentence) is not None


def _and_reserved(told: tuple[Told, ...], sentences: Sequence[Sentence]) -> tuple[Told, ...]:
    """The sentences, and what one of the next RESERVED behind one of them limits it by ("Beregningerne er dog
    baseret på formodninger")."""
    ends = [each.start + len(each.text) for each in sentences]
    after = [ends.index(each.end) + 1 for each in told]
    behind = (each for first in after for each in sentences[first : first + RESERVED])
    limiting = next((each for each in behind if limits(each.text)), None)
    if limiting is None or _quoted(limiting).start in {each.start for each in told}:
        return told
    return *told, _quoted(limiting)


def _strength(sentences: Sequence[Sentence], evaluator: str | None) -> str | None:
    """The likeliest of STRENGTHS; None for none."""
    if not sentences:
        return None
    facts = weighed({told: [score(told, each) for each in sentences] for told in AIMS}, evaluator)
    tables = {each: weights("card_strengths.tsv", each) for each in STRENGTHS}
    likeliest = max(STRENGTHS, key=lambda each: sum(tables[each][name] * facts[name] for name in facts))
    # What is nearly as little a result as all else is none.
    is_told = likeliest != "own" or facts["result"] >= FAINT
    return likeliest if likeliest != "none" and is_told else None


def weighed(odds: Mapping[str, Sequence[float]], evaluator: str | None) -> dict[str, float]:
    """What the strength follows from: the surest result, goal and expectation, who evaluated, the length."""
    surest = {told: max(all_of) for told, all_of in odds.items()}
    return {"": 1.0, **surest, "evaluator": float(evaluator is not None), "length": log(len(odds["goal"]))}


def evaluator_of(text: str) -> str | None:
    """The body that evaluated what is told, by its name in the text."""
    found = _evaluation([text[start:end] for start, end in sentence_spans(text)])
    body = pattern("body").search(found.group()) if found else None
    return body.group() if body else None


def _evaluation(sentences: Sequence[str]) -> re.Match[str] | None:
    """A body beside a word for evaluating in what sentences tell as done of the example itself."""
    own = [pattern("aimed").sub(" ", each) for each in sentences if not pattern("elsewhere").search(each)]
    return pattern("evaluated").search(" ".join(own))


def _is_evaluated(results: Sequence[Told]) -> bool:
    """Whether an evaluation is told to show a result, by whomever; what it is yet to show is left out."""
    told = [each.text for each in results if not pattern("elsewhere").search(each.text)]
    others = [pattern("aimed").sub(" ", text) for text in told if not pattern("of_own").search(text)]
    return any(pattern("unnamed").search(text) for text in others)
