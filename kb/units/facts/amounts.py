"""Amounts that two texts can be compared by: one unit of money, ranges as pairs, rates and bounds apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from kb.danish import read_toml
from kb.units.facts.quantities import Quantity, find_quantities, number, number_words

_MONEY = {"mia. kr.": 1e9, "mio. kr.": 1e6, "t.kr.": 1e3, "kr.": 1.0}
_PEOPLE = frozenset({"cases", "staff", "times"})
_FRACTIONS = {"1/3": 100 / 3, "2/3": 200 / 3, "3/4": 75.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it is compared: `values` are one number or the two ends of a range; `unit` is "kr.",
    "%", a unit of time or "" (counted things, whose noun is a word of the sentence); `bound` is "over",
    "under" or ""; `rate` is per what ("pr. år"), "" where it is not told. [start, end) in the text."""

    values: tuple[float, ...]
    unit: str
    bound: str
    rate: str
    written: str
    start: int
    end: int

    def same_as(self, other: Amount) -> bool:
        """Whether both say one number of one unit."""
        return self.values == other.values and self.unit == other.unit


def find_amounts(text: str) -> tuple[Amount, ...]:
    """All amounts of a text in reading order, numbers that stand in words ("toårig") and bare ones too."""
    found = [_amount(text, quantity) for quantity in find_quantities(text)]
    taken = {place for amount in found for place in range(amount.start, amount.end)}
    for match in _joined().finditer(text):
        if not taken & {match.start(), match.end() - 1}:
            found.append(_passed_over(match))
    found = [each for each in found if not _is_year(each)]
    return tuple(_with_units(text, sorted(found, key=lambda amount: amount.start)))


def _passed_over(match: re.Match[str]) -> Amount:
    if match["ordinal"] or match["nth"]:
        nth = read_toml("quantities.toml")["ordinals"].get((match["ordinal"] or "").lower())
        values: tuple[float, ...] = (nth or float(match["nth"]),)
        return Amount(values, "år", "", "", match.group(), match.start(), match.end())
    ends = (match["low"], match["high"]) if match["high"] else (match["low"],)
    unit = read_toml("quantities.toml")["joined"].get((match["unit"] or "").lower(), "")
    return Amount(tuple(map(number, ends)), unit, "", "", match.group(), match.start(), match.end())


@cache
def _joined() -> re.Pattern[str]:
    """Numbers that `find_quantities` passes over: within words, ages, years of a project ("år 4")."""
    data = read_toml("quantities.toml")
    one = rf"(?:\d{{1,3}}(?:\.\d{{3}})+|\d+(?:,\d+)?|(?:{number_words()}))"
    return re.compile(
        rf"(?<![\w§.,/])(?<!§ )(?:(?P<ordinal>{'|'.join(data['ordinals'])})\s+år\d?(?!\w)|"
        r"år\s(?P<nth>\d)(?!\w)|"
        rf"(?P<low>{one})(?:\s?[-–]\s?(?P<high>{one}))?(?:-?\s?(?P<unit>{'|'.join(data['joined'])}))?"
        rf"(?![\w/]|,\d))",
        re.IGNORECASE,
    )


_YEARS = re.compile(r"(?:19|20)\d\d\d?(?:\s?[-–]\s?(?:(?:19|20)\d\d\d?|\d\d))?")


def _is_year(amount: Amount) -> bool:
    # The mark of a footnote may stand right after it ("Resultat i 20151").
    return amount.unit == "" and _YEARS.fullmatch(amount.written) is not None


def _amount(text: str, quantity: Quantity) -> Amount:
    values, bound = _values(quantity.value)
    factor = _MONEY.get(quantity.unit)
    unit = "kr." if factor else "" if quantity.kind in _PEOPLE else quantity.unit
    if not unit and re.search(r"\bår $", text[: quantity.start], re.IGNORECASE):
        unit = "år"  # "i år 4"
    if quantity.kind == "time" and bound == "over":
        bound = ""  # "over fire år" is how long it took
    if quantity.kind == "share" and quantity.unit == "andel":
        unit = "%"
    # The noun of a counted thing is a word like others, and stays one.
    piece = text[quantity.start : quantity.end]
    figure = re.match(r"\S+(?:\s*[-–]\s*\S+)?", piece) if quantity.kind in _PEOPLE else None
    end = quantity.start + figure.end() if figure else quantity.end
    scaled = tuple(round(value * (factor or 1), 6) for value in values)
    return Amount(scaled, unit, bound, _rate(text, quantity.start, quantity.end), piece, quantity.start, end)


def _values(value: float | str) -> tuple[tuple[float, ...], str]:
    if not isinstance(value, str):
        return (float(value),), ""
    if value in _FRACTIONS:
        return (round(_FRACTIONS[value], 6),), ""
    numbers = tuple(number(part) for part in re.findall(r"\d+(?:,\d+)?", value.replace(".", ",")))
    bounds = read_toml("quantities.toml")["bounds"]
    opened = re.match(r"[^\d]*", value)
    bound = bounds.get((opened.group() if opened else "").strip(), "over" if value.endswith("+") else "")
    return numbers, bound


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
    """The amounts, the first of "fra to til seks år" with the unit of the second."""
    found = list(amounts)
    for place in range(len(found) - 2, -1, -1):
        first, second = found[place], found[place + 1]
        between = text[first.end : second.start].lower()
        if first.unit == "" and second.unit and re.fullmatch(r"\s*(?:til|og|eller|-|–)\s*", between):
            factor = second.values[0] / _plain(second) if second.unit == "kr." and _plain(second) else 1
            values = tuple(value * factor for value in first.values)
            found[place] = Amount(
                values, second.unit, first.bound, first.rate, first.written, first.start, first.end
            )
    return _ranges(text, [each for amount in found for each in _steps(text, amount)])


def _steps(text: str, amount: Amount) -> list[Amount]:
    """The two ends of "fra 4 - 6 rådgivere", which is a change and no range."""
    if len(amount.values) < 2 or not text[: amount.start].lower().endswith("fra "):
        return [amount]
    first, second = amount.values
    return [replace(amount, values=(first,), end=amount.start + 1), replace(amount, values=(second,))]


def _ranges(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts, "tre til fire samtaler" and "mellem 25 og 50 pct." as one; "fra 50 til 25" stays two."""
    found: list[Amount] = []
    for amount in amounts:
        last = found[-1] if found else None
        if last and last.unit == amount.unit and len(last.values) == len(amount.values) == 1:
            between, before = text[last.end : amount.start], text[: last.start].lower()
            spoken = re.fullmatch(r"\s*(?:-|–)\s*", between) or (
                between.strip() == "til"
                and not re.search(r"\b(?:fra|halveret|steget|faldet)(?:\s\w+)?\s*$", before)
            )
            if spoken or (between.strip() == "og" and re.search(r"\bmellem\s+$", before)):
                values, written = (*last.values, *amount.values), text[last.start : amount.end]
                found[-1] = Amount(
                    values, amount.unit, last.bound, amount.rate, written, last.start, amount.end
                )
                continue
        found.append(amount)
    return found


def _plain(amount: Amount) -> float:
    digits = re.search(r"\d+(?:[.,]\d+)*", amount.written)
    return number(digits.group()) if digits else 0
