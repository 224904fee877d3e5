"""The year or the stretch of time that a figure is told for, as its sentence or what stands above says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.danish import read_toml
from kb.danish.cues import listed
from kb.units.facts.quantities import number_words

_YEAR = r"(?:19|20)\d\d"
# The mark of a footnote may stand right after it ("Resultat i 20151").
_ALONE = rf"(?:{_YEAR}(?!\d)|(?<=\bi ){_YEAR}(?=\d\b))"
_SPAN = rf"(?:{_YEAR}\s*[-–/]\s*(?:20)?\d\d(?!\d)|{_ALONE})"
_FROM_TO = re.compile(
    rf"\b(?:fra|mellem) ({_YEAR})(?!\d)(?:, [^,.\d]*,)? (?:til|og) ({_YEAR})(?!\d)", re.IGNORECASE
)
_STEPS = re.compile(rf"fra \D*[\d.,]+ ?\D* i ({_YEAR}) til [\d.,]+ ?\D* i ({_YEAR})")


@cache
def _period() -> re.Pattern[str]:
    some = rf"(?:længere|kortere|hele|flere|mange|nogle|få|[1-9]|1[0-2]|{number_words()})"
    return re.compile(
        rf"(?:første|andet|1\.|2\.) halvår (?:af |i )?{_YEAR}|[1-4]\. kvartal (?:af |i )?{_YEAR}|"
        rf"(?:\b(?:fra|siden|primo|ultimo|frem mod|inden)\s+)?{_SPAN}(?: og (?:årene )?frem(?:efter)?)?|"
        r"\b(?:over|efter|inden ?for|i løbet af|gennem) (?:(?:en|et|de|det|den) )?(?:første )?"
        # "over 65 år" is an age.
        rf"(?:(?:{some} |(?<!over )\d+ )?(?:år|halvår|årrække)|(?:\d+ |{some} )måneder)\b|"
        rf"\bpå (?:[1-9]|1[0-2]|{number_words()}) (?:år|måneder)\b|"
        r"\b(?:over |i )?en \d+-(?:måneders|års)periode\b|"
        r"\b(?:i |inden ?for )?(?:det |de )?(?:seneste|sidste|første) (?:halve )?år\b|"
        r"\b(?:i |over |hen ?over |gennem )?(?:hele )?projektperioden\b",
        re.IGNORECASE,
    )


def period_of(
    text: str, start: int, used: Sequence[int], is_change: bool, above: Sequence[str]
) -> str | None:
    """The period nearest to the last of the figures `used` of a sentence whose clause begins at `start`, else
    the first that stands above it; two years from one to the other are joined."""
    steps = _STEPS.search(text, start) if is_change else None
    joined = steps or _FROM_TO.search(text)
    if joined:
        return f"{joined[1]}-{joined[2]}"
    found = [m for m in _period().finditer(text) if not _is_no_period(text, m, used)]
    near = min(found, key=lambda m: (abs(m.start() - used[-1]), m.start()), default=None)
    over = near or next(filter(None, map(_period().search, above)), None)
    return over.group() if over else None


def told_above(line: str, headings: Sequence[str]) -> tuple[str, ...]:
    """What tells the period of the figures below: the line above them, then headings of results, the nearest
    first; another heading may hold the day of a meeting."""
    cues = "|".join(read_toml("measures.toml")["headings"]["cues"])
    return (line, *(each for each in headings if re.search(rf"\b(?:{cues})", each.lower())))


def _is_no_period(text: str, found: re.Match[str], used: Sequence[int]) -> bool:
    """Whether "på to år" is the figure itself, or how old people are."""
    if not found.group().lower().startswith("på "):
        return False
    before = re.search(r"(\w+) $", text[: found.start()].lower())
    is_age = before is not None and listed("people").fullmatch(before[1]) is not None
    return is_age or any(found.start() <= place < found.end() for place in used)
