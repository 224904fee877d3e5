"""Fact rules for money and shares: sums saved or put in, rises and falls in per cent, "95 % af borgerne"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.units.facts.phrases import Draft, Sentence, clause_to, compiled, cues, measure_near
from kb.units.facts.quantities import Quantity


def moneys(sentence: Sentence) -> Iterator[Draft]:
    """Sums that were saved or put in: the cue nearest to the sum decides."""
    for quantity in sentence.quantities:
        measure = _money_measure(sentence.low, quantity) if quantity.kind == "money" else None
        if measure is None or _RISEN.search(sentence.low[: quantity.start]):
            continue
        rate = _RATE.match(sentence.low[quantity.end :])
        yearly = "årlig" in sentence.low[max(0, quantity.start - 25) : quantity.start]
        each = (
            re.sub(r"årligt|om året", "pr. år", rate.group().strip()) if rate else "pr. år" if yearly else ""
        )
        unit = f"{quantity.unit} {each}".strip()
        status = "input" if measure == "investering" else None
        span = clause_to(sentence.text, quantity.end + (rate.end() if rate else 0))
        yield Draft(measure, None, quantity.value, unit, *span, (quantity.start,), status)


# What has risen by a sum was not saved, whatever else the sentence tells.
_RISEN = re.compile(r"\b(?:steget|stiger|steg|øget|vokset)(?: \w+){0,2} (?:med|til) (?:ca\. )?$")
_RATE = re.compile(r"(?:\s*(?:årligt|om året|(?:pr\.|per) \w+))+")


def _money_measure(low: str, quantity: Quantity) -> str | None:
    best: tuple[int, int] | None = None
    measures = list(cues()["money"])
    for rank, measure in enumerate(measures):
        for cue in cues()["money"][measure]:
            for match in compiled(cue).finditer(low):
                distance = quantity.start - match.end()
                if distance < 0:  # what comes after the sum says less about it, unless it is next to it
                    distance = max(0, 3 * (match.start() - quantity.end))
                best = min(best, (distance, rank)) if best else (distance, rank)
    return measures[best[1]] if best and best[0] <= 90 else None


_MORE_LESS = re.compile(r"\s*(færre|mindre|lavere|flere|højere)\b")
_RISE_FALL = re.compile(
    r"\b(?:(stigning|fald|nedgang|reduktion)(?:en)? (?:\w+ ){0,5}på|"
    r"(steget|stiger|steg|øget|vokset|faldet|falder|faldt|reduceret|sænket|nedbragt)(?: \w+){0,5} med|"
    r"(minus)) (?:ca\. )?$"
)
_FALL = re.compile(r"færre|mindre|lavere|fald|nedgang|reduktion|reduceret|sænket|nedbragt|minus")


def relative(sentence: Sentence) -> Iterator[Draft]:
    """Rises and falls: "80 % færre anbringelser", "en stigning på 6,5 pct.", "forbrug minus 10 %"."""
    low = sentence.low
    for quantity in sentence.quantities:
        turn = _MORE_LESS.match(low[quantity.end :]) or _RISE_FALL.search(low[: quantity.start])
        if quantity.unit != "%" or not isinstance(quantity.value, int | float) or turn is None:
            continue
        word = next(filter(None, turn.groups()))
        measure = "budget" if word == "minus" else measure_near(low, quantity.end)
        if measure:
            value = -quantity.value if _FALL.match(word) else quantity.value
            yield Draft(measure, None, value, "%", *clause_to(sentence.text, quantity.end), (quantity.start,))


_ASKED = re.compile(r"adspurgte|tillidsrepræsentanter|respondenter|\bangiver\b|påpeger|\bsvarer\b(?! til)")
_ITEM = re.compile(r"[^.:]{5,120}: \d+(?:,\d+)? ?(?:%|pct\.)")


def shares(sentence: Sentence) -> Iterator[Draft]:
    """Shares: "95 % af borgerne oplevede ...", "(52 %)", "Større arbejdsglæde: 59 %"; a share needs a
    measure, or the words of a survey."""
    shares = [q for q in sentence.quantities if q.kind == "share" and _reports(sentence, q)]
    # A row of a list goes on with what the sentence before it began.
    goes_on = sentence.topic == "svarandel" and _ITEM.fullmatch(sentence.low) is not None
    asked = goes_on or _ASKED.search(sentence.low) is not None
    last: str | None = None
    for position, quantity in enumerate(shares):
        start, end = _words_of(sentence, shares, position)
        clause = _without_relatives(sentence.low[start:end])
        measure = "svarandel" if asked else _said_of(clause, quantity.end - start) or last
        if measure and len(clause.split()) > 3:
            last = measure
            span = (start, start + len(sentence.text[start:end].rstrip(" ,;")))
            # What people answer is a result, also when they answer what they expect.
            status = "result" if asked else None
            yield Draft(measure, None, quantity.value, quantity.unit, *span, (quantity.start,), status)


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
        return begin + len(sentence.text[begin:close]) - len(
            sentence.text[begin:close].lstrip(") ,")
        ), _after(sentence, close)
    return begin, shares[position + 1].start if position + 1 < len(shares) else len(sentence.text)


def _after(sentence: Sentence, close: int) -> int:
    """A bracket ends the clause, but for what the people in it say: "(52 %) angiver, at ..."."""
    return len(sentence.text) if re.match(r" (?:angiver|svarer|oplever)", sentence.low[close:]) else close


def _without_relatives(clause: str) -> str:
    """What is said of them in "79 % af de unge, der har gennemført, er i job"."""
    return re.sub(r", (?:der|som|hvis|hvor) [^,]*,", lambda match: " " * len(match.group()), clause)


def _reports(sentence: Sentence, quantity: Quantity) -> bool:
    """A share in words opens its clause and is of people who did or are something; figures always may."""
    if not sentence.text[quantity.start : quantity.end].replace(" ", "").isalpha():
        return True
    opens = re.search(r"(?:^|[.:•] ?|, |\bog )$", sentence.low[: quantity.start])
    said = re.match(
        r" (?:af (?:de|dem|borgerne)\b[^(]*\b(?:er|har|var|havde)\b|har\b|er\b)", sentence.low[quantity.end :]
    )
    return bool(opens and said)
