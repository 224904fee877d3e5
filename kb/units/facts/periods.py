"""The year or the stretch of time that a figure is told for, as its sentence or what stands above says it."""

import re
from collections.abc import Sequence
from functools import cache

from kb.danish.cues import listed
from kb.units.facts.phrases import Figure, Sentence, any_cue, cues
from kb.units.facts.quantities import number_words

_YEAR = r"(?:19|20)\d\d"
# The mark of a footnote may stand right after it ("Resultat i 20151").
_ALONE = rf"(?:{_YEAR}(?!\d)|(?<=\bi ){_YEAR}(?=\d\b))"
_SPAN = rf"(?:{_YEAR}\s*[-–/]\s*(?:20)?\d\d(?!\d)|{_ALONE})"
_FROM_TO = rf"\b(?:fra|mellem) ({_YEAR})(?!\d)(?:, [^,.\d]*,)? (?:til|og) ({_YEAR})(?!\d)"
_STEPS = re.compile(rf"fra \D*[\d.,]+ ?\D* i ({_YEAR}) til [\d.,]+ ?\D* i ({_YEAR})")


@cache
def _period() -> re.Pattern[str]:
    some = rf"(?:længere|kortere|hele|flere|mange|nogle|få|[1-9]|1[0-2]|{number_words()})"
    return re.compile(
        rf"{_FROM_TO}|(?:første|andet|1\.|2\.) halvår (?:af |i )?{_YEAR}|[1-4]\. kvartal (?:af |i )?{_YEAR}|"
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


@cache
def _age() -> re.Pattern[str]:
    return re.compile(rf"(?:på|over|efter) (?:\d+|{number_words()}) (?:år|måneder)", re.IGNORECASE)


def period_of(sentence: Sentence, figure: Figure, above: Sequence[str]) -> str | None:
    """The period nearest to the last number of a figure in its sentence, else the first that stands above it;
    two years from one to the other are joined."""
    steps = None if figure.before is None else _STEPS.search(sentence.text, figure.start)
    found = [m for m in _period().finditer(sentence.text) if not _is_no_period(sentence, m, figure.used)]
    near = min(found, key=lambda m: (abs(m.start() - figure.used[-1]), m.start()), default=None)
    told = steps or near or next(filter(None, map(_period().search, above)), None)
    return ("-".join(filter(None, told.groups())) or told.group()) if told else None


def period_headings(line: str, headings: Sequence[str]) -> tuple[str, ...]:
    """What tells the period of the figures below: the line above them, then headings of results, the nearest
    first; another heading may hold the day of a meeting."""
    return (line, *(heading for heading in headings if any_cue(cues()["headings"]["cues"], heading.lower())))


def _is_no_period(sentence: Sentence, found: re.Match[str], used: Sequence[int]) -> bool:
    """Whether it counts something ("ud af 2019 unge"), or tells how old people are ("børn over 10 år"), or
    "på to år" is the figure itself, or it is how long something took that stands outside its brackets."""
    if not re.search(_YEAR, found.group()) and _parts_by_brackets(sentence.text, found, used[-1]):
        return True
    people, low = listed("people"), sentence.low
    counts = any(each.start < found.end() < each.end for each in sentence.quantities)
    falls = found[1] and found[1] >= found[2]
    if counts or falls or people.match(low, found.end() + 1):  # right behind a period stand no people
        return True
    before = re.search(r"(\w+) $", low[: found.start()])
    if _age().fullmatch(found.group()) and before and people.fullmatch(before[1]):
        return True
    return found.group().lower().startswith("på ") and any(found.start() <= n < found.end() for n in used)


def _parts_by_brackets(text: str, found: re.Match[str], figure: int) -> bool:
    """Whether a sum of money stands in brackets that a period stands outside of."""
    aside = next((m for m in re.finditer(r"\([^()]*\)", text) if m.start() < figure < m.end()), None)
    if aside is None or not re.search(r"\b(?:kr|kroner|mio|mia|million)", aside.group()):
        return False
    return not aside.start() < found.start() < aside.end()
