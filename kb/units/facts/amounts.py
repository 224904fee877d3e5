"""Amounts that two texts can be compared by: one unit of money, ranges as pairs, rates and bounds apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kb.danish import read_toml
from kb.units.cutting.rows import runs_of
from kb.units.facts.quantities import Quantity, find_quantities, is_label, number, number_words

_MONEY = {"mia. kr.": 1e9, "mio. kr.": 1e6, "t.kr.": 1e3, "kr.": 1.0}
_PEOPLE = frozenset({"cases", "staff", "times"})
_MONTHS = {"år": 12, "måneder": 1}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it is compared: `values` are one number or the two ends of a range; `unit` is "kr.",
    "%", a unit of time or "" (counted things, whose noun is a word of the sentence); `bound` is "over",
    "under" or ""; `rate` is per what ("pr. år"), "" where it is not told. [start, end) in the text. Where
    the writer rounds it, `slack` is how far off the true one may be, as shares of it."""

    values: tuple[float, ...]
    unit: str
    bound: str
    rate: str
    written: str
    start: int
    end: int
    slack: tuple[float, float] = (0.0, 0.0)

    def same_as(self, other: Amount) -> bool:
        """Whether both say one number of one unit, or a source's `other` is what this one rounds."""
        one, two = _MONTHS.get(self.unit, 1), _MONTHS.get(other.unit, 1)
        if self.unit != other.unit and not {self.unit, other.unit} <= _MONTHS.keys():
            return False
        mine, theirs = [v * one for v in self.values], [v * two for v in other.values]
        low, high = self.slack
        near = all(a * (1 + low) <= b <= a * (1 + high) for a, b in zip(mine, theirs, strict=False))
        return len(mine) == len(theirs) and (mine == theirs or near)


def find_amounts(text: str) -> tuple[Amount, ...]:
    """All amounts of a text in reading order, numbers that stand in words ("toårig") and bare ones too."""
    found = [_amount(text, quantity) for quantity in find_quantities(text)]
    taken = {place for amount in found for place in range(amount.start, amount.end)}
    for match in _joined().finditer(text):
        if not taken & {match.start(), match.end() - 1} and not is_label(text, match.start(), match.end()):
            found.append(_passed_over(match))
    found = [replace(a, slack=_slack(text, a)) for a in found if a.unit or not _YEARS.fullmatch(a.written)]
    return tuple(_with_units(text, sorted(found, key=lambda amount: amount.start)))


def as_written(text: str, amount: Amount) -> str:
    """An amount of a text with the words of its bound, where they stand before it."""
    bounds = "|".join(read_toml("quantities.toml")["bounds"])
    before = re.search(rf"\b(?:{bounds})\s+$", text[: amount.start].lower())
    return text[before.start() : amount.end] if before else amount.written


def _slack(text: str, amount: Amount) -> tuple[float, float]:
    low = text[max(0, amount.start - 20) : amount.start].lower()
    rounded = read_toml("quantities.toml")["rounded"]
    written = (word for word in sorted(rounded, key=len, reverse=True) if re.search(rf"\b{word}\s+$", low))
    first, last = rounded.get(next(written, ""), (0.0, 0.0))
    return first, last


def _passed_over(match: re.Match[str]) -> Amount:
    start, end, data = match.start(), match.end(), read_toml("quantities.toml")
    nth = match["each"] or match["nth"] or match["nth2"]
    if nth:
        value = data["ordinals"].get(nth.lower()) or float(nth.strip("."))
        unit = f"hver {match['every'].lower()}" if match["each"] else "år"
        return Amount((value,), unit, "", "", match.group(), start, end)
    ends = (match["low"], match["high"]) if match["high"] else (match["low"],)
    unit = data["joined"].get((match["unit"] or "").lower(), "")
    return Amount(tuple(map(number, ends)), unit, "", "", match.group(), start, end)


@cache
def _joined() -> re.Pattern[str]:
    """Numbers that `find_quantities` passes over: within words, ages, "år 4", "hver anden uge"."""
    data = read_toml("quantities.toml")
    one = rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?|(?:{number_words()}))"
    nth = rf"{'|'.join(data['ordinals'])}|\d\."
    return re.compile(
        rf"\bhvert?\s(?P<each>anden|{nth})\s(?P<every>{'|'.join(data['singles'])})(?!\w)|"
        rf"(?<![\w§.,/])(?<!§ )(?:år\s(?P<nth>\d)(?!\w)|(?P<nth2>{nth})\s+år\d?(?!\w)|"
        rf"(?P<low>{one})(?:\s?[-–]\s?(?P<high>{one}))?(?:-?\s?(?P<unit>{'|'.join(data['joined'])}))?"
        rf"(?![\w/]|,\d))",
        re.IGNORECASE,
    )


# The mark of a footnote may stand right after it ("Resultat i 20151").
_YEARS = re.compile(r"(?:19|20)\d\d\d?(?:\s?[-–]\s?(?:(?:19|20)\d\d\d?|\d\d))?")


def _amount(text: str, quantity: Quantity) -> Amount:
    bounds = {"": "", "+": "over", **read_toml("quantities.toml")["bounds"]}
    values, bound = quantity.numbers, bounds[quantity.bound]
    factor = _MONEY.get(quantity.unit)
    unit = "kr." if factor else "" if quantity.kind in _PEOPLE else quantity.unit
    before = text[: quantity.start].lower()
    if not unit and re.search(r"\bår $", before):
        unit = "år"  # "i år 4"
    if quantity.kind == "time" and bound == "over":
        bound = ""  # "over fire år" is how long it took
    if bound == "op til" and re.search(r"\bgj?or\w*\b|\bgjort\b", before):
        bound = ""  # "gjorde effekten op til 3 mio. kr."
    if re.match(r"\s+eller flere\b", text[quantity.end :]):
        bound = "over"
    if quantity.unit == "andel":
        unit, values = "%", (100 * values[0] / values[1],)
    # The noun of a counted thing is a word like others, and stays one.
    piece = text[quantity.start : quantity.end]
    figure = re.match(r"\S+(?:\s*[-–]\s*\S+)?", piece) if quantity.kind in _PEOPLE else None
    end = quantity.start + figure.end() if figure else quantity.end
    scaled = tuple(round(value * (factor or 1), 6) for value in values)
    return Amount(scaled, unit, bound, _rate(text, quantity.start, quantity.end), piece, quantity.start, end)


def _rate(text: str, start: int, end: int) -> str:
    """Per what an amount is told: by the words right after it, or "en årlig effekt på" before."""
    near, near_money = text[end : end + 24].lower(), text[start:end].lower().endswith(("kr.", "kroner"))
    after = next((name for name, pattern in _rates() if pattern.match(near)), "")
    each = _EACH.match(near)
    after = after or (f"pr. {each.group(1)}" if each and near_money else "")
    return after or ("pr. år" if _YEARLY.search(text[max(0, start - 40) : start].lower()) else "")


_EACH = re.compile(r"\s+(?:pr\.?|per)\s+(\w+)")
_YEARLY = re.compile(r"\bårlige?t?(?: \w+){0,3}(?: ca\.)? $")


@cache
def _rates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rates = read_toml("claims.toml")["rates"].items()
    return tuple((name, re.compile(rf"(?:\s+\w+)?\s+(?:{'|'.join(cues)})(?!\w)")) for name, cues in rates)


def _with_units(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts; of "fra to til seks år" and "fra 3 % i 2004 til 11" both have the unit."""
    found = list(amounts)
    for place in range(len(found) - 2, -1, -1):
        first, second = found[place], found[place + 1]
        between, after = text[first.end : second.start].lower(), text[second.end :]
        if first.unit == "" and second.unit and re.fullmatch(r"\s*(?:til|og|eller|-|–)\s*", between):
            factor = second.values[0] / _plain(second) if second.unit == "kr." and _plain(second) else 1
            values = tuple(value * factor for value in first.values)
            found[place] = replace(first, values=values, unit=second.unit)
        elif first.unit == "%" and second.unit == "" and _STEP.search(between) and _ALONE.match(after):
            found[place + 1] = replace(second, unit="%")
    return list(_ranges(text, [each for amount in found for each in _steps(text, amount)]))


_STEP, _ALONE = re.compile(r"\btil\s$"), re.compile(r"\s?(?:[.,;)]|i (?:19|20)\d\d|$)")


def _steps(text: str, amount: Amount) -> list[Amount]:
    """The two ends of "fra 4 - 6 rådgivere", which is a change and no range."""
    if len(amount.values) < 2 or not text[: amount.start].lower().endswith("fra "):
        return [amount]
    first, second = amount.values
    return [replace(amount, values=(first,), end=amount.start + 1), replace(amount, values=(second,))]


def _ranges(text: str, amounts: list[Amount]) -> Iterator[Amount]:
    """The amounts, "tre til fire samtaler" and "mellem 25 og 50 pct." as one; "fra 50 til 25" stays two."""
    for run in runs_of(amounts, lambda run, second: len(run) == 1 and _is_range(text, run[0], second)):
        first, last = run[0], run[-1]
        values = tuple(value for amount in run for value in amount.values)
        written = text[first.start : last.end] if len(run) > 1 else first.written
        yield replace(first, values=values, rate=last.rate, written=written, end=last.end)


def _is_range(text: str, first: Amount, second: Amount) -> bool:
    between, before = text[first.end : second.start], text[: first.start].lower()
    if first.unit != second.unit or len(first.values) > 1 or len(second.values) > 1:
        return False
    if between.strip() == "til":
        return not re.search(r"\b(?:fra|halveret|steget|faldet)(?:\s\w+)?\s*$", before)
    spoken = re.fullmatch(r"\s*(?:-|–)\s*", between) is not None
    return spoken or (between.strip() == "og" and re.search(r"\bmellem\s+$", before) is not None)


def _plain(amount: Amount) -> float:
    digits = re.search(r"\d+(?:[.,]\d+)*", amount.written)
    return number(digits.group()) if digits else 0
