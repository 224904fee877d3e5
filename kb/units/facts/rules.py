"""The rules that read outcome figures out of a sentence, in their order. Cues are data: `measures.toml`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kb.units.facts.phrases import (
    Figure,
    Sentence,
    any_cue,
    clause_to,
    compiled,
    cues,
    measure_near,
    names_respondents,
    nearest,
)
from kb.units.facts.quantities import Quantity, Value


def changes(sentence: Sentence) -> Iterator[Figure]:
    """Changes: "fra 50 til 25", "fra ni mennesker er der nu 63 medarbejdere"; of money they are left out."""
    text, low = sentence.text, sentence.low
    for first, second in pairwise(sentence.quantities):
        between = low[first.end : second.start]
        opened = re.search(r"\bfra(?: \w+){0,6} $", low[: first.start])
        joined = re.fullmatch(r"[^.;]{0,40}?(?:\btil\b|\ber der nu\b)[^.;,]{0,50}", between)
        if not opened or not joined or {first.kind, second.kind} & {"money"}:
            continue
        unit = _unit_of_change(low, first, second)
        measure = measure_near(low, first.start)
        if measure and unit:
            used = (first.start, second.start)
            # How many cases each has is how the work is arranged, also where it was changed.
            status = {"normering": "input", "sagstal": "parameter"}.get(measure)
            span = clause_to(text, second.end)
            yield Figure(measure, first.value, second.value, unit, *span, used, status)


def _unit_of_change(low: str, first: Quantity, second: Quantity) -> str:
    cases = compiled(r"sager pr?e?r?\.? ({worker})").search(low)
    if cases:
        return f"sager pr. {cases[1]}"
    counted = re.search(r"antallet af (\w+)", low)
    noun = re.match(r" (\w+e[rn]?)\b", low[first.end :])
    return second.unit or first.unit or (counted[1] if counted else noun[1] if noun else "")


def named(sentence: Sentence) -> Iterator[Figure]:
    """Figures that the words around them name: caseloads, durations, how often, how far."""
    for quantity in sentence.quantities:
        before, after = sentence.low[: quantity.start], sentence.low[quantity.end :]
        # A pay-back time may be told without its unit.
        kind = "time" if quantity.kind == "bare" and "tilbagebetal" in sentence.low else quantity.kind
        for row in cues()["figure"]:
            behind = compiled(row.get("after", "")).match(after)
            told = compiled(row.get("before", "") + "$").search(before)
            fits = row.get("of", kind) == kind and compiled(row.get("with", "")).search(sentence.low)
            if behind and told and fits:
                unit = f"{quantity.unit} pr. {behind[1]}" if behind.lastindex else row.get("unit", "")
                yield sentence.figure(quantity, row["name"], unit, behind.end(), row.get("status"))


def turns(sentence: Sentence) -> Iterator[Figure]:
    """Turns: "halvering af antallet af ...", "dobbelt så mange ...": changes without a number."""
    for word in re.finditer(r"\bhalvering (?:af|i) antallet\b|\bdobbelt så mange\b", sentence.low):
        measure = measure_near(sentence.low, word.end())
        if measure and not sentence.quantities:
            span = clause_to(sentence.text, word.end())
            double = word.group().startswith("dobbelt")
            before, after, unit = (1, 2, "faktor") if double else (None, -50, "%")
            yield Figure(measure, before, after, unit, *span, (word.start(),))


def parts(sentence: Sentence) -> Iterator[Figure]:
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
                    yield Figure(measure, None, f"{first.value}/{second.value}", "andel", *span, used)
                else:
                    yield Figure(measure, second.value, first.value, unit, *span, used)


def staff(sentence: Sentence) -> Iterator[Figure]:
    """More staff: "opnormering på 2 socialrådgivere", "kompetenceudvikling for 250 medarbejdere"."""
    for quantity in sentence.quantities:
        near = sentence.low[max(0, quantity.start - 60) : quantity.start]
        names = [name for name, listed in cues()["staff"].items() if any_cue(listed, near)]
        if quantity.kind == "staff" and names:
            status = None if any_cue(cues()["status"]["expected"], sentence.low) else "input"
            yield sentence.figure(quantity, names[0], status=status)


def present(sentence: Sentence) -> Iterator[Figure]:
    """Counts that a place reports of itself: "13 er ordinært ansatte", "32 særlige medarbejdere"."""
    for quantity in sentence.quantities:
        after = sentence.low[quantity.end :]
        noun = re.match(r"\s*(?:er )?(?:[\wæøå]+[et] )?(?:ansatte|medarbejdere)\b", after)
        around = sentence.low[max(0, quantity.start - 30) : quantity.end + 40]
        counted = quantity.kind in {"bare", "staff"} and sentence.text[quantity.start].isdigit()
        if counted and noun and any_cue(cues()["present"]["cues"], around):
            yield sentence.figure(quantity, "medarbejdere", "personer", noun.end())


def moneys(sentence: Sentence) -> Iterator[Figure]:
    """Sums that were saved or put in: the cue nearest to the sum decides."""
    for quantity in sentence.quantities:
        measure = _money_measure(sentence.low, quantity) if quantity.kind == "money" else None
        if measure is None or _RISEN.search(sentence.low[: quantity.start]):
            continue
        rate = _RATE.match(sentence.low[quantity.end :])
        yearly = "årlig" in sentence.low[max(0, quantity.start - 25) : quantity.start]
        each = re.sub(r"årligt|om året", "pr. år", rate.group()) if rate else "pr. år" if yearly else ""
        unit = f"{quantity.unit} {each.strip()}".strip()
        supposed = any_cue(cues()["supposed"]["cues"], sentence.low)
        status = "input" if measure == "investering" and not supposed else None
        yield sentence.figure(quantity, measure, unit, rate.end() if rate else 0, status)


# What has risen by a sum was not saved, whatever else the sentence tells.
_RISEN = re.compile(r"\b(?:steget|stiger|steg|øget|vokset)(?: \w+){0,2} (?:med|til) (?:ca\. )?$")
_RATE = re.compile(r"(?:\s*(?:årligt|om året|(?:pr\.|per) \w+))+")


def _money_measure(low: str, quantity: Quantity) -> str | None:
    def distance(cue: re.Match[str]) -> int:
        # What comes after the sum says less about it, unless it is next to it.
        return quantity.start - cue.end() if cue.end() <= quantity.start else 3 * (cue.start() - quantity.end)

    near = nearest(cues()["money"], low, lambda cue: max(0, distance(cue)))
    return near[1] if near and near[0] <= 90 else None


_MORE_LESS = re.compile(r"\s*(færre|mindre|lavere|flere|højere)\b")
_RISE_FALL = re.compile(
    r"\b(?:(stigning|fald|nedgang|reduktion)(?:en)? (?:\w+ ){0,5}på|"
    r"(steget|stiger|steg|øget|vokset|faldet|falder|faldt|reduceret|sænket|nedbragt)(?: \w+){0,5} med|"
    r"(minus)) (?:ca\. )?$"
)
_FALL = re.compile(r"færre|mindre|lavere|fald|nedgang|reduktion|reduceret|sænket|nedbragt|minus")


def relative(sentence: Sentence) -> Iterator[Figure]:
    """Rises and falls: "80 % færre anbringelser", "en stigning på 6,5 pct.", "forbrug minus 10 %"."""
    low = sentence.low
    for quantity in sentence.quantities:
        word = _turn(low, quantity)
        if quantity.unit != "%" or not isinstance(quantity.value, int | float) or word is None:
            continue
        measure = "budget" if word == "minus" else measure_near(low, quantity.end)
        if measure:
            value = -quantity.value if _FALL.match(word) else quantity.value
            yield sentence.figure(replace(quantity, numbers=(value,)), measure)


def _turn(low: str, quantity: Quantity) -> str | None:
    """The word by which a quantity is told as a rise or a fall."""
    turn = _MORE_LESS.match(low[quantity.end :]) or _RISE_FALL.search(low[: quantity.start])
    return next(filter(None, turn.groups())) if turn else None


def is_rise(quote: str, value: Value | None) -> bool:
    """Whether a quotation tells a value in per cent as what something rose by."""
    sentence = Sentence(quote, None)
    words = (
        _turn(sentence.low, each) for each in sentence.quantities if (each.unit, each.value) == ("%", value)
    )
    return any(word is not None and not _FALL.match(word) for word in words)


_SAYS = re.compile(r"\bangiver\b|påpeger|\bsvarer\b(?! til)")
_RELATIVE = re.compile(r", (?:der|som|hvis|hvor) [^,]*,")
_ITEM = re.compile(r"[^.:]{5,120}: \d+(?:,\d+)? ?(?:%|pct\.)")


def shares(sentence: Sentence) -> Iterator[Figure]:
    """Shares: "95 % af borgerne oplevede ...", "(52 %)", "Større arbejdsglæde: 59 %"; a share needs a
    measure, or the words of a survey."""
    shares = [q for q in sentence.quantities if q.kind == "share" and _reports(sentence, q)]
    # A row of a list goes on with what the sentence before it began.
    goes_on = sentence.topic == "svarandel" and _ITEM.fullmatch(sentence.low) is not None
    says = names_respondents(sentence.low) or _SAYS.search(sentence.low) is not None
    last: str | None = None
    for position, quantity in enumerate(shares):
        start, end = _words_of(sentence, shares, position)
        before = sentence.text[: quantity.start].rstrip()[-1:]
        asked = goes_on or says or (sentence.is_survey and before == "(")
        # What is said of them in "79 % af de unge, der har gennemført, er i job".
        clause = _RELATIVE.sub(lambda match: " " * len(match.group()), sentence.low[start:end])
        measure = "svarandel" if asked else _said_of(clause, quantity.end - start) or last
        if measure and len(clause.split()) > 3:
            last = measure
            span = (start, start + len(sentence.text[start:end].rstrip(" ,;")))
            # What people answer is a result, also when they answer what they expect.
            status = "result" if asked else None
            used = (quantity.start,)
            yield Figure(measure, None, quantity.value, quantity.unit, *span, used, status, before == ":")


def _said_of(clause: str, at: int) -> str | None:
    """The measure that the predicate names, else the one nearest to the share."""
    predicate = re.search(r"\b(?:er|var|har|havde|oplevede|modtog)\b", clause)
    window = (predicate.start() if predicate else 0, len(clause))
    return measure_near(clause, at, window) or measure_near(clause, at)


def _words_of(sentence: Sentence, shares: list[Quantity], position: int) -> tuple[int, int]:
    """Which words of the sentence a share speaks of: those up to the next share; those before it when
    it stands in brackets or after a colon."""
    quantity = shares[position]
    ahead = [sentence.text[: share.start].rstrip()[-1:] in (":", "(") for share in shares]
    close = quantity.end + (1 if sentence.text[quantity.end : quantity.end + 1] == ")" else 0)
    begin = 0 if position == 0 else (shares[position - 1].end if ahead[position] else quantity.start)
    if ahead[position]:
        words = sentence.text[begin:close]
        begin += len(words) - len(words.lstrip(") ,"))
        # A bracket ends the clause, but for what the people in it say: "(52 %) angiver, at ...".
        goes_on = re.match(r" (?:angiver|svarer|oplever)", sentence.low[close:])
        return begin, len(sentence.text) if goes_on else close
    return begin, shares[position + 1].start if position + 1 < len(shares) else len(sentence.text)


def _reports(sentence: Sentence, quantity: Quantity) -> bool:
    """A share in words opens its clause and is of people who did or are something; figures always may."""
    if not sentence.text[quantity.start : quantity.end].replace(" ", "").isalpha():
        return True
    opens = re.search(r"(?:^|[.:•] ?|, |\bog )$", sentence.low[: quantity.start])
    said = re.match(
        r" (?:af (?:de|dem|borgerne)\b[^(]*\b(?:er|har|var|havde)\b|har\b|er\b)", sentence.low[quantity.end :]
    )
    return bool(opens and said)


# The more specific rule first: a quantity speaks for one fact only.
_RULES = (changes, named, moneys, relative, turns, parts, staff, shares, present)


def figures(sentence: Sentence) -> list[Figure]:
    """Everything the rules read in the sentence, each quantity once, the more specific rule first."""
    if any_cue(cues()["nothing"]["cues"], sentence.low):
        return []
    found: list[Figure] = []
    used: set[int] = set()
    for rule in _RULES:
        for figure in rule(sentence):
            derived = rule in (relative, shares) and any(each.before is not None for each in found)
            if not used & set(figure.used) and not derived:
                used |= set(figure.used)
                found.append(figure)
    return sorted(found, key=lambda figure: figure.used)
