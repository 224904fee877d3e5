"""Outcome figures (Nøgletal): what a report says was saved, put in or changed, with its quotation."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kb.danish.sentences import sentence_spans
from kb.model import Fact, Unit
from kb.units.facts.periods import period_headings, period_of
from kb.units.facts.phrases import Figure, Sentence, any_cue, as_change, cues, names_respondents
from kb.units.facts.rules import figures
from kb.units.tagging.setting import named_above, named_in

# In characters; what is longer is no sentence but a text without full stops.
_LONGEST = 1500
_ITEM = re.compile(r"[•❚–-]\s")
_ROW = re.compile(r"\t|(?:%|pct\.)\s+\d+\b(?!\s*\w)")


def extract_facts(units: Sequence[Unit]) -> tuple[Fact, ...]:
    """The facts of all units, in the order of the units. A sentence that lies in a unit inside another
    is read once, in the innermost; recommendations and rows of tables are not read."""
    return distinct([fact for unit in units for fact in facts_of(unit)], units)


def facts_of(unit: Unit) -> tuple[Fact, ...]:
    """The facts that one unit reports, in the order of its sentences."""
    return tuple(_of_unit(unit)) if unit.kind != "recommendation" else ()


def distinct(facts: Sequence[Fact], units: Sequence[Unit]) -> tuple[Fact, ...]:
    """What each of `units` reports by itself, in their order and each fact once in its document; a sentence
    may tell the same figure of two things."""
    order = {unit.id: position for position, unit in enumerate(units)}
    of = {unit.id: unit for unit in units}
    found: dict[tuple[object, ...], Fact] = {}
    told = Counter[tuple[object, ...]]()  # how often each unit does
    for fact in sorted(facts, key=lambda fact: (len(of[fact.unit_id].text), fact.unit_id)):
        said = (re.sub(r"\W+", "", fact.quote), fact.measure, fact.after)
        told[fact.unit_id, said] += 1
        found.setdefault((of[fact.unit_id].document.id, said, told[fact.unit_id, said]), fact)
    in_text = sorted(found.values(), key=lambda fact: of[fact.unit_id].text.find(fact.quote))
    return tuple(sorted(in_text, key=lambda fact: order[fact.unit_id]))


def _of_unit(unit: Unit) -> Iterator[Fact]:
    """Facts of one unit; a short line without a full stop ("Resultat i 2015:", "Hvad har kommunen gjort?")
    that is no item of a list speaks for those below it."""
    above = ""
    is_survey = False  # respondents were named
    named: tuple[str, ...] = ()
    topic: str | None = None
    for start, end in sentence_spans(unit.text):
        text = unit.text[start:end]
        here = named_in(text)
        named = here or named
        sentence = Sentence(text[: _LONGEST + 1], topic, is_survey and unit.kind != "municipality_example")
        is_survey = is_survey or names_respondents(sentence.low)
        read = [] if len(text) > _LONGEST or _ROW.search(text) else figures(sentence)
        topic = read[-1].measure if read else None
        if not read and len(text) < 60 and text[-1] not in ".!" and not _ITEM.match(text):
            above = text
        for figure in read:
            places = here or named_above(unit) or named or unit.municipalities
            yield _fact(unit, sentence, as_change(sentence, figure), above, places)


def _fact(unit: Unit, sentence: Sentence, figure: Figure, above: str, places: tuple[str, ...]) -> Fact:
    headings = (unit.title or "", *reversed(unit.section))
    return Fact(
        subject=_subject(unit, sentence, places),
        municipalities=places,
        measure=figure.measure,
        before=figure.before,
        after=figure.after,
        unit=figure.unit,
        period=period_of(sentence, figure, period_headings(above, headings)),
        status=figure.status or _status(unit, sentence, figure, above, places),
        quote=_quote(sentence, figure),
        unit_id=unit.id,
    )


def _subject(unit: Unit, sentence: Sentence, municipalities: tuple[str, ...]) -> str:
    """The programme that the sentence or the title names, else the municipality, else what it is in."""
    near = f"{unit.title or ''} {sentence.text}".casefold()
    programme = next(
        (name for name in unit.programmes if re.search(rf"\b{re.escape(name.casefold())}", near)), None
    )
    if programme or len(municipalities) == 1:
        return programme or municipalities[0]
    return unit.title if unit.title and unit.kind == "municipality_example" else unit.document.title


def _quote(sentence: Sentence, figure: Figure) -> str:
    """The whole sentence, so that nothing that limits the figure is left out, or an item of a list in it."""
    said = sentence.text[figure.start : figure.end] if figure.is_item else sentence.text
    return said.strip().lstrip("•❚- ")


def _status(unit: Unit, sentence: Sentence, figure: Figure, above: str, places: tuple[str, ...]) -> str:
    """As the words of the clause, the sentence or the line above say; else by the nearest heading, by what is
    measured, and by whom it is told of: what is of no example, municipality or programme is background."""
    clause = sentence.low[figure.start : figure.end]
    for text in (clause, sentence.low, above.lower()):
        for status, listed in cues()["status"].items():
            if any_cue(listed, text):
                return str(status)
    heading = above or unit.title or "".join(unit.section[-1:])
    if any_cue(cues()["headings"]["arranged"], heading.lower()):
        return "parameter"
    of_measure = {row["name"]: row.get("status") for row in cues()["measure"]}.get(figure.measure)
    is_general = unit.kind == "passage" and not places and not unit.programmes
    return of_measure or ("background" if is_general else "result")
