"""Fact rules for counts and times: caseloads, changes from A to B, staff, lengths of stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.units.facts.phrases import Draft, Sentence, any_cue, clause_to, compiled, cues, measure_near
from kb.units.facts.quantities import Quantity

_WORKER = r"(?:social)?rådgivere?|sagsbehandlere?|medarbejdere?|myndighedsrådgivere?|familierådgivere?"


def changes(sentence: Sentence) -> Iterator[Draft]:
    """Changes: "fra 50 til 25", "fra ni mennesker er der nu 63 medarbejdere"; of money they are left out."""
    text, low = sentence.text, sentence.low
    for first, second in pairwise(sentence.quantities):
        between = low[first.end : second.start]
        opened = re.search(r"\bfra(?: \w+){0,6} $", low[: first.start])
        joined = re.fullmatch(r"[^.;]{0,40}?(?:\btil\b|\ber der nu\b)[^.;,]{0,50}", between)
        if not opened or not joined or {first.kind, second.kind} & {"money"} or _is_age(low, second):
            continue
        unit = _unit_of_change(low, first, second)
        measure = measure_near(low, first.start)
        if measure and unit:
            used = (first.start, second.start)
            status = "input" if measure == "normering" else None
            span = clause_to(text, second.end)
            yield Draft(measure, first.value, second.value, unit, *span, used, status)


def _is_age(low: str, quantity: Quantity) -> bool:
    return quantity.unit == "år" and not re.search(r"opholdstid|ventetid|varighed", low)


def _unit_of_change(low: str, first: Quantity, second: Quantity) -> str:
    cases = re.search(rf"(?:antallet af )?(sager) pr?e?r?\.? ({_WORKER})", low)
    if cases:
        return f"sager pr. {cases.group(2)}"
    counted = re.search(r"antallet af (\w+)", low)
    noun = re.match(r" (\w+e[rn]?)\b", low[first.end :])
    return second.unit or first.unit or (counted.group(1) if counted else noun.group(1) if noun else "")


def caseloads(sentence: Sentence) -> Iterator[Draft]:
    """Caseloads: "32 sager pr. sagsbehandler", "25 unge pr. sagsbehandler", "færre sager (20-25)"."""
    for quantity in sentence.quantities:
        after = re.match(rf"\s*p(?:r\.?|er)\s+({_WORKER})\b", sentence.low[quantity.end :])
        span = clause_to(sentence.text, quantity.end + (after.end() if after else 0))
        if after and quantity.kind == "cases":
            unit = f"{quantity.unit} pr. {after.group(1)}"
            yield Draft("sagstal", None, quantity.value, unit, *span, (quantity.start,), "parameter")
        elif re.search(r"færre sager \($", sentence.low[: quantity.start]):
            yield Draft("sagstal", None, quantity.value, "sager", *span, (quantity.start,), "result")


def times(sentence: Sentence) -> Iterator[Draft]:
    """Durations with a cue right before them: length of stay, waiting time, pay-back time."""
    for quantity in sentence.quantities:
        if quantity.kind != "time" and not (quantity.kind == "bare" and "tilbagebetal" in sentence.low):
            continue
        for row in cues()["time"]:
            before = sentence.low[: quantity.start]
            if not before.endswith("fra ") and compiled(row["before"] + "$").search(before):
                span = clause_to(sentence.text, quantity.end)
                used, status = (quantity.start,), row.get("status")
                yield Draft(row["name"], None, quantity.value, quantity.unit, *span, used, status)


def rhythms(sentence: Sentence) -> Iterator[Draft]:
    """How often: "Der følges op 4 gange om året"."""
    for quantity in sentence.quantities:
        after = re.match(r"\s*(?:om året|årligt|pr\. år)", sentence.low[quantity.end :])
        if quantity.kind == "times" and after and re.search(r"følges op|opfølgning", sentence.low):
            span = clause_to(sentence.text, quantity.end + after.end())
            yield Draft("opfølgning", None, quantity.value, "gange pr. år", *span, (quantity.start,))


def turns(sentence: Sentence) -> Iterator[Draft]:
    """Turns: "halvering af antallet af ...", "dobbelt så mange ...": changes without a number."""
    for word in re.finditer(r"\bhalvering (?:af|i) antallet\b|\bdobbelt så mange\b", sentence.low):
        measure = measure_near(sentence.low, word.end())
        if measure and not sentence.quantities:
            span = clause_to(sentence.text, word.end())
            double = word.group().startswith("dobbelt")
            before, after, unit = (1, 2, "faktor") if double else (None, -50, "%")
            yield Draft(measure, before, after, unit, *span, (word.start(),))


def progress(sentence: Sentence) -> Iterator[Draft]:
    """Progress: "Øget progression: ca. 1 trin på en 10-skala"."""
    for quantity in sentence.quantities:
        if quantity.unit == "trin" and re.search(r"progression|skala", sentence.low):
            span = clause_to(sentence.text, quantity.end)
            yield Draft("progression", None, quantity.value, "trin", *span, (quantity.start,))


def parts(sentence: Sentence) -> Iterator[Draft]:
    """Parts of a group: "215 af de 225 borgere ... fastholdt", "194 borgere ud af 198"."""
    for first, second in pairwise(sentence.quantities):
        between = sentence.low[first.end : second.start]
        if first.kind in {"bare", "cases"} and re.fullmatch(r"\s*(?:ud )?af (?:de |i alt )?", between):
            noun = re.match(r"\s*(?:[\wæøå]+e )?(\w+)", sentence.low[second.end :])
            unit = first.unit or second.unit or ("borgere" if noun and "borgere" in noun.group() else "")
            measure = measure_near(sentence.low, second.end) or sentence.topic
            share = isinstance(second.value, int) and second.value <= 10
            if measure and (unit or share):
                span, used = clause_to(sentence.text, second.end), (first.start, second.start)
                if share:
                    yield Draft(measure, None, f"{first.value}/{second.value}", "andel", *span, used)
                else:
                    yield Draft(measure, second.value, first.value, unit, *span, used)


def staff(sentence: Sentence) -> Iterator[Draft]:
    """More staff: "opnormering på 2 socialrådgivere", "kompetenceudvikling for 250 medarbejdere"."""
    for quantity in sentence.quantities:
        near = sentence.low[max(0, quantity.start - 60) : quantity.start]
        names = [name for name, listed in cues()["staff"].items() if any_cue(listed, near)]
        if quantity.kind == "staff" and names:
            status = None if any_cue(cues()["status"]["expected"], sentence.low) else "input"
            span = clause_to(sentence.text, quantity.end)
            yield Draft(names[0], None, quantity.value, quantity.unit, *span, (quantity.start,), status)


def present(sentence: Sentence) -> Iterator[Draft]:
    """Counts that a place reports of itself: "13 er ordinært ansatte", "32 særlige medarbejdere"."""
    for quantity in sentence.quantities:
        after = sentence.low[quantity.end :]
        noun = re.match(r"\s*(?:er )?(?:[\wæøå]+[et] )?(?:ansatte|medarbejdere)\b", after)
        around = sentence.low[max(0, quantity.start - 30) : quantity.end + 40]
        figure = quantity.kind in {"bare", "staff"} and sentence.text[quantity.start].isdigit()
        if figure and noun and any_cue(cues()["present"]["cues"], around):
            span = clause_to(sentence.text, quantity.end + noun.end())
            yield Draft("medarbejdere", None, quantity.value, "personer", *span, (quantity.start,))
