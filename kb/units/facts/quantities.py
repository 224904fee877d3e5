"""Amounts in Danish text: "ca. 8-12 uger", "fra 80+ til 45", "otte millioner kroner", "hver anden"."""

import re
from dataclasses import dataclass
from functools import cache

from kb.danish import read_toml
from kb.danish.sentences import MONTHS

Value = float | str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: [start, end) in the text, `kind` a table of quantities.toml (money, share,
    time, cases, staff, times, scale, points) or "bare". `numbers` are two in a range and in a fraction;
    `bound` is the word before ("over") or the "+" behind it."""

    start: int
    end: int
    numbers: tuple[float, ...]
    unit: str
    kind: str
    bound: str = ""

    @property
    def value(self) -> Value:
        """The number, or what is shown of a range, a fraction or a bounded one ("4-5", "3/4", "over 95")."""
        shown = ("/" if self.unit == "andel" else "-").join(str(n).replace(".", ",") for n in self.numbers)
        if self.bound:
            return f"{shown}+" if self.bound == "+" else f"{self.bound} {shown}"
        return shown if len(self.numbers) > 1 else self.numbers[0]


# Of so many parts a share is told: "ni ud af ti"; "194 ud af 198" are two counts.
_WHOLES = (3, 4, 5, 6, 8, 10, 20, 100)
_DIGITS = r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"


@cache
def _words() -> dict[str, float]:
    """Numbers in words; "femogtyve" is put together."""
    simple: dict[str, float] = dict(read_toml("quantities.toml")["numbers"])
    ones = {word: value for word, value in simple.items() if value < 10 and value == int(value)}
    tens = {word: value for word, value in simple.items() if 20 <= value < 100}
    joined = {f"{one}og{ten}": tens[ten] + value for one, value in (*ones.items(), ("en", 1)) for ten in tens}
    return {**simple, **joined}


@cache
def number_words() -> str:
    """All number words as alternatives of a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(_words(), key=_longest))


@cache
def _units() -> dict[str, tuple[str, str]]:
    """What is written, in small letters -> (what is shown, kind)."""
    tables = read_toml("quantities.toml")["units"]
    return {written: (shown, kind) for kind, table in tables.items() for written, shown in table.items()}


@cache
def _pattern() -> re.Pattern[str]:
    digits = rf"(?:{_DIGITS}|\b(?:{number_words()})\b)"
    units = "|".join(re.escape(unit).replace(r"\ ", r"\s*") for unit in sorted(_units(), key=_longest))
    bounds = "|".join(sorted(read_toml("quantities.toml")["bounds"], key=_longest))
    return re.compile(
        rf"(?:\b(?P<bound>{bounds})\s+)?(?<![\d,.§/])(?<!§ )(?P<low>{digits})(?P<plus>\+)?"
        rf"(?:(?:\s*[-–]\s*|(?<=mellem \d\d) og )(?P<high>{digits}))?"
        rf"(?:(?:\.(?=\s*mi[oa]))?\s*(?P<unit>{units})(?!\w))?",
        re.IGNORECASE,
    )


def _longest(word: str) -> tuple[int, str]:
    return (-len(word), word)


def find_quantities(text: str) -> list[Quantity]:
    """All amounts in reading order; a number without a unit is "bare". Dates, paragraphs of acts, ages
    ("18-30-årige") and numbers inside words are no amounts."""
    shares = _shares(text)
    found = []
    for match in _pattern().finditer(text):
        start, end = match.start("low"), match.end()
        # "Tre ud af fire" is one share and not two numbers.
        if _is_amount(text, match) and not any(s.start <= start and end <= s.end for s in shares):
            unit, kind = _units().get(re.sub(r"\s+", " ", (match["unit"] or "").lower()), ("", "bare"))
            numbers = tuple(number(match[name]) for name in ("low", "high") if match[name])
            bound = match["plus"] or (match["bound"] or "").lower() if len(numbers) == 1 else ""
            found.append(Quantity(start, end, numbers, unit, kind, bound))
    return sorted((*found, *_singles(text), *shares), key=lambda quantity: quantity.start)


def number(written: str) -> float:
    """A number as Danish writes it, in figures ("1.162", "3,77") or in a word ("otte")."""
    known = _words().get(written.lower())
    value = float(known if known else written.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value


def _is_amount(text: str, match: re.Match[str]) -> bool:
    at = match.start("low")
    before, after = text[max(0, at - 60) : at], text[match.end() : match.end() + 20]
    if re.search(r"\w[-–/]?$", before):
        return False
    if re.match(rf"(?:\.?\s*(?:{MONTHS})\b|[-–]?\w|/\d|-årig|\.\s+[a-zæøå])", after) and not match["unit"]:
        return False
    if is_label(text, at, match.end("low")):
        return False
    age = re.search(r"(?:alderen|fra de er|over|under|mellem)\s+(?:\d+\s+(?:og|til)\s+)?$", before)
    if age and match["unit"] == "år":
        return False
    year = len(match["low"]) == 4 and match["low"].isdigit() and 1900 <= int(match["low"]) < 2100
    return not (year and not match["unit"])


def is_label(text: str, start: int, end: int) -> bool:
    """Whether a number only names something: a page, a table, a date, a point of a list."""
    named = r"(?:kapitel|side|s\.|bilag|tabel|figur|kl\.|nr\.|pakke|version|fase)\s*$"
    point = re.fullmatch(r"\W*", text[:start]) and re.match(r"[:)]", text[end:])
    date = re.match(rf"\.?\s*(?:{MONTHS})\b", text[end : end + 20])
    return bool(point or date or re.search(named, text[max(0, start - 20) : start], re.IGNORECASE))


def _singles(text: str) -> list[Quantity]:
    """One of a unit of time: "et år", "en måned"."""
    singles = read_toml("quantities.toml")["singles"]
    pattern = rf"\b(?:et|en|én|ét)\s+({'|'.join(singles)})\b"
    return [
        Quantity(match.start(), match.end(), (1,), singles[match.group(1).lower()], "time")
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def _shares(text: str) -> list[Quantity]:
    """Shares written as words; a number is given in per cent, a fraction as it is."""
    found = []
    shares = read_toml("quantities.toml")["shares"]
    names, times = "|".join(sorted(shares, key=_longest)), "|".join(read_toml("quantities.toml")["singles"])
    # "Hver anden uge" is a rhythm.
    for match in re.finditer(rf"\b(?:{names})\b(?! (?:{times})\b)", text, re.IGNORECASE):
        numbers = tuple(shares[match.group().lower()])
        unit = "andel" if len(numbers) > 1 else "%"
        found.append(Quantity(match.start(), match.end(), numbers, unit, "share"))
    one = rf"\d+|{number_words()}"
    for match in re.finditer(rf"(?<![\d.,–-])\b(?:(en|én)|({one})) ud af ({one})\b", text, re.IGNORECASE):
        part, whole = 1 if match[1] else number(match[2]), number(match[3])
        if part < whole and whole in _WHOLES:
            found.append(Quantity(match.start(), match.end(), (part, whole), "andel", "share"))
    return found
