"""Evidence for a claim: sentences of the sources that it may come from, each with what stands around it."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from kb.danish import read_toml
from kb.danish.analyze import Analyzer
from kb.danish.cues import DONE, ITEM, listed
from kb.danish.sentences import sentence_spans
from kb.danish.terms import query_words
from kb.index.opened import Index
from kb.model import Filters, Unit
from kb.search.quotes.sentence import Keys, Sentence, Word, joined, read_sentence
from kb.units.tagging.setting import named_above

_ANYWHERE, _OF_MUNICIPALITY = 12, 8  # units
# Persons as the list of a house has them, each with a title: "Fra Huset: Konsulent Anna Holm og ...".
_PERSON = re.compile(r"[A-ZÆØÅ]?[a-zæøå]{4,} (?:[A-ZÆØÅ][a-zæøå]+[ -]){1,3}[A-ZÆØÅ][a-zæøå]+(?=[,.]| og |$)")
_HOUSE = re.compile(r"\W*Fra [A-ZÆØÅ]")
# In characters; what is longer is no sentence but a text without full stops.
_LONGEST = 1500
_ASKED = re.compile(r"\badspurgte ([^\W\d]+)")
_WINDOW = 700  # of several sentences together
# A heading and a line that leads into a list are shorter, one that tells what is done may be so long.
_HEADING, _LED_IN = 60, 120


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a unit, or `several` that follow each other.

    `municipalities` are those it speaks of, `headings` the document's title and those above it, `above` the
    line that a list stands under and the headings that make it an aim, `names` the keys of the unit's names,
    `asked` those of the nouns for whom its document has asked ("de adspurgte pårørende").
    """

    unit: Unit
    sentence: Sentence
    municipalities: tuple[str, ...]
    headings: tuple[Sentence, ...]
    above: tuple[Sentence, ...]
    names: Keys
    several: bool = False
    asked: Keys = frozenset()


def evidence_for(index: Index, claim: Sentence, named: Sequence[str]) -> list[Evidence]:
    """Sentences that a claim may come from: those of the units that its words lead to, among all units
    and among those of the municipalities named."""
    weights = query_words(index.analyzer, index.analyzer.terms(claim.text))
    store = index.store
    scores = store.scores([[weights]])
    found = store.sparse(scores, _ANYWHERE, Filters()).places.tolist()
    own = Filters(municipality=tuple(n for n in named if ("municipality", n) in store.facets.code))
    if own.municipality:
        found += store.sparse(scores, _OF_MUNICIPALITY, own).places.tolist()
    units = store.units(np.array(list(dict.fromkeys(found)), np.int64))
    every = [evidence for unit in units for evidence in evidence_of(index.analyzer, unit)]
    asked: dict[str, Keys] = {}
    for unit in units:
        for noun in filter(listed("people").fullmatch, _ASKED.findall(unit.text.lower())):
            keys = read_sentence(index.analyzer, noun).words[0].keys
            asked[unit.document.id] = asked.get(unit.document.id, Keys()) | keys
    known = ((one, asked.get(one.unit.document.id)) for one in every)
    return [replace(one, asked=keys) if keys else one for one, keys in known]


@lru_cache(maxsize=1024)
def evidence_of(analyzer: Analyzer, unit: Unit) -> tuple[Evidence, ...]:
    """The sentences of one unit and its footnotes, then two and three sentences of a paragraph as one: a
    claim may rest on what is said one after the other."""
    spans = [(start, end) for start, end in sentence_spans(unit.text) if end - start <= _LONGEST]
    texts = [unit.text[start:end] for start, end in spans]
    notes = (note.partition(" ")[2] for note in unit.footnotes)  # without its mark
    texts += [note[start:end] for note in notes for start, end in sentence_spans(note)]
    sentences = [read_sentence(analyzer, text) for text in texts]
    publisher = unit.document.publisher or ""
    of_document = (unit.document.title, publisher, *read_toml("publishers.toml").get(publisher, ()))
    above_all = (*unit.section, unit.title or "", unit.speaker or "", *of_document)
    headings = read_sentence(analyzer, ". ".join(above_all))
    written = (word for each in (headings, *sentences) for word in each.words if each.is_name(word))
    names = frozenset(key for word in written for key in word.keys)
    about = named_above(unit)
    only = unit.municipalities if len(unit.municipalities) == 1 else ()
    # What stands under a heading of aims ("Mål") is one, unless the line above says otherwise or it is told
    # as done; a list of criteria ("Succeskriterier") is told so too.
    aims = _aims(analyzer, unit)
    are_criteria = any(listed("criteria").search(each.text.lower()) for each in aims)
    evidence: list[Evidence] = []
    told: tuple[str, ...] = ()
    above: tuple[Sentence, ...] = ()
    supposed: tuple[Sentence, ...] = ()
    for place, sentence in enumerate(sentences):
        if place >= len(spans) or "\n" in unit.text[spans[place - 1][1] : spans[place][0]]:
            supposed = ()
        told = sentence.municipalities or told
        if _leads(sentence):
            above = (replace(sentence, cues=()) if DONE.search(sentence.text) else sentence,)
        of = sentence.municipalities or about or told or only
        is_led_in = bool(above) and above[0].text.endswith(":")
        is_done = DONE.search(sentence.text) and not (are_criteria and ITEM.match(sentence.text))
        over = above if is_led_in or is_done else (*aims, *above)
        evidence.append(Evidence(unit, sentence, of, (headings, *above), (*over, *supposed), names))
        # What follows a scenario in its paragraph is reckoned in it.
        assumed = [cue for cue in sentence.of("limits.expected") if listed("supposed").match(cue.written)]
        supposed = (replace(sentence, cues=tuple(assumed), amounts=()),) if assumed else supposed
    every = (*evidence, *_windows(spans, evidence))
    return tuple(one for one in every if not _names_people(one.sentence.text))


def _names_people(text: str) -> bool:
    """Whether a sentence, or the first of several, lists who took part or whom to ask, and tells nothing."""
    of_house = _HOUSE.match(text) is not None and _PERSON.search(text) is not None
    return of_house or listed("attendance").match(text.lower()) is not None


def _aims(analyzer: Analyzer, unit: Unit) -> tuple[Sentence, ...]:
    """The nearest headings of a unit that tell of aims, with their cues of those."""
    nearest = (read_sentence(analyzer, heading) for heading in (unit.title, *unit.section[-1:]) if heading)
    targets = (replace(heading, cues=heading.of("limits.target")) for heading in nearest)
    return tuple(each for each in targets if each.cues and listed("aim_headings").search(each.text.lower()))


def _windows(spans: Sequence[tuple[int, int]], single: Sequence[Evidence]) -> Iterator[Evidence]:
    for many in (2, 3):
        for first in range(len(spans) - many + 1):
            parts, begin = single[first : first + many], spans[first][0]
            text = parts[0].unit.text[begin : spans[first + many - 1][1]]
            told_of = [set(part.municipalities) for part in parts]
            # What is told of one municipality is not said of the next one.
            apart = any(a and b and a.isdisjoint(b) for a, b in pairwise(told_of))
            if "\n" not in text and len(text) <= _WINDOW and not apart:
                names = dict.fromkeys(name for each in parts for name in each.municipalities)
                moved = [(one.sentence, spans[first + n][0] - begin) for n, one in enumerate(parts)]
                yield replace(
                    parts[0], sentence=joined(text, moved), municipalities=tuple(names), several=True
                )


def _leads(sentence: Sentence) -> bool:
    """Whether a line is a heading or leads into a list."""
    text = sentence.text
    if text[-1] == ":":
        return len(text) < (_LED_IN if DONE.search(text) else _HEADING)
    return len(text) < _HEADING and text[-1] not in ".!?" and text[0].isalnum() and not sentence.amounts


def rarity(index: Index, words: Sequence[Word]) -> dict[Word, float]:
    """How much each word tells: the rarer in the index, the more."""
    names = {word: [f"l:{key}" for key in sorted(word.keys) if key[0] not in "=~"] for word in words}
    known = index.store.frequencies(sorted({name for own in names.values() for name in own}))
    most = {word: max((known.get(name, 0) for name in own), default=0) for word, own in names.items()}
    return {word: math.log(1 + len(index.units) / (1 + count)) for word, count in most.items()}
