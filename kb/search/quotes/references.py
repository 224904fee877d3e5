"""References: the page, the year and the publisher that a writer gives for what a sentence says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kb.danish import read_toml
from kb.danish.cues import listed
from kb.danish.municipalities import find_municipalities
from kb.danish.quoted import forms
from kb.model import Unit
from kb.search.quotes.verdicts import Difference, Verdict

Pages = tuple[int, int]

_NUMBER = r"\d{1,4}(?:\s?[-–]\s?\d{1,4})?"
# "s. 3", "side 3-4", "s. 3, 5 og 7", "s. 14 i filen", "2018: 14".
_PAGES = (
    rf"(?:\bs\.|\bside|\bsiderne|(?<=[12]\d\d\d):)\s*(?P<numbers>{_NUMBER}(?:(?:\s*[,&]|\s+og)\s*{_NUMBER})*)"
    r"(?P<on>\s?ff?\b\.?)?(?P<counted>\s+i filen)?(?!\w|\s?%)"
)
_PAGE = re.compile(_PAGES, re.IGNORECASE)
# In running text only behind a word or a comma: "på hver side 3 boliger" is none.
_PAGE_IN_TEXT = re.compile(rf"(?:,\s*|\b(?:på|se|jf\.?)\s+){_PAGES}", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,200})[)\]]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\w%]|\s?[-–]\s?\d)")
_YEAR_LAST = re.compile(rf"{_YEAR.pattern}$")
# The name of an author or a title.
_NAME = re.compile(r"[A-ZÆØÅÉ][^\d%]*")
_MARKS = " ,.:»«”“\"'’"
# Who stands before a verb of saying in its clause, and behind it.
_SAYING = re.compile(
    r"(?:^|[,;:.!?»«”“\"]\s*)"
    r"(?!(?:i|på|om|ved|til|for|fra|under|efter|med|her|der|det|dette|sådan)\b)"
    r"([^,;:.!?»«”“\"]{2,80}?)\s(?:(?:har|også|selv) )*$",
    re.IGNORECASE,
)
_NEAR = 110  # characters before the verb in which that lies
_SAID_BY = re.compile(r"\s*(?:\w+ (?:for|fra|i|hos) )?((?:[A-ZÆØÅ][\w&-]*\s?)+)")
_CAPITAL = re.compile(r"\b[A-ZÆØÅ][\w&-]+")
_TO_THE_END = 10_000  # the last page of "s. 3 ff."


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a writer says that something stands: `pages` (first, last) by their printed numbers, and such as
    are `counted` in the file; years of publications; the words in which all this is `written`."""

    pages: tuple[Pages, ...] = ()
    counted: tuple[Pages, ...] = ()
    years: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the writer has it."""
        return "; ".join(each.strip(" ,") for each in self.written)


NO_REFERENCE = Reference()


def read_reference(text: str) -> tuple[str, Reference]:
    """A text without its references, and what they tell: "(DS, 2017, s. 3)", "(s. 3)", "ifølge DS 2017, side
    3". A year that stands alone in brackets is a figure, and stays."""
    written: list[str] = []

    def take(match: re.Match[str]) -> str:
        written.append(match.group())
        return ""

    plain = _BRACKETS.sub(lambda found: take(found) if _is_reference(found[1]) else found.group(), text)
    plain = _dated().sub(lambda found: take(found) + found["who"], plain)
    plain = _PAGE_IN_TEXT.sub(take, plain)
    if not written:
        return text, NO_REFERENCE
    found_pages = [found for each in written for found in _PAGE.finditer(each)]
    pages = [(found["counted"], span) for found in found_pages for span in _spans(found)]
    return re.sub(r"\s+(?=[.,;:!?])", "", plain).lstrip(" ,.;:"), Reference(
        tuple(span for counted, span in pages if not counted),
        tuple(span for counted, span in pages if counted),
        tuple(year for each in written for year in _YEAR.findall(_PAGE.sub("", each))),
        tuple(written),
    )


def is_reference(text: str) -> bool:
    """Whether a text is a reference in brackets and nothing else."""
    found = _BRACKETS.match(text)
    return found is not None and not text[found.end() :].strip(_MARKS) and _is_reference(found[1])


def _is_reference(inside: str) -> bool:
    """Whether brackets hold references only: each a page, or the name of an author or a title with a page or
    a year."""
    return all(map(_is_one, inside.split(";")))


def _is_one(told: str) -> bool:
    rest = _PAGE.sub("", told).strip(_MARKS)
    has_page = _PAGE.search(told) is not None
    dated = _YEAR_LAST.search(rest)
    name = listed("reference").sub("", rest[: dated.start()] if dated else rest).strip(_MARKS)
    if not name:
        return has_page
    is_name = _NAME.fullmatch(name) is not None and not find_municipalities(name)
    is_name = is_name and listed("time").match(name.lower()) is None
    # In "(Siden 2015)" the year is no publication's.
    is_dated = dated is not None and (
        rest[: dated.start()].endswith(", ") or _dated().search(rest) is not None
    )
    return is_name and (has_page or is_dated)


@cache
def _dated() -> re.Pattern[str]:
    """A publisher with a year right behind it, where its clause ends."""
    year = _YEAR.pattern
    who = "|".join(pattern.pattern for pattern in publishers())
    return re.compile(rf"(?P<who>{who}),?\s(?:\({year}\)|{year}(?=\s*(?:[,.;:)\]]|$)))")


def _spans(found: re.Match[str]) -> Iterator[Pages]:
    for first, last in re.findall(r"(\d+)(?:\s?[-–]\s?(\d+))?", found["numbers"]):
        end = first[: max(0, len(first) - len(last))] + last if last else first  # "s. 143-44"
        yield int(first), _TO_THE_END if found["on"] else max(int(first), int(end))


def check_reference(verdict: Verdict, units: Sequence[Unit], reference: Reference) -> Verdict:
    """The verdict, unsure where all is right but the reference is that of none of the units it rests on."""
    wrong = [reference_differences(reference, unit) for unit in units]
    if verdict.verdict != "exact" or not all(wrong):
        return verdict
    return replace(verdict, verdict="unsure", differences=wrong[0])


def innermost(unit: Unit, others: Sequence[Unit]) -> Unit:
    """The one of some units that lies in a unit, whose pages are the nearer ones; the unit itself if none."""
    return next((other for other in others if other.parent == unit.id), unit)


def reference_differences(reference: Reference, unit: Unit) -> tuple[Difference, ...]:
    """In what a reference is not that of a unit; nothing where the unit's own text has it, and nothing of
    pages whose printed numbers are not known."""
    own = f" {' '.join(forms(unit.text))} "
    if all(f" {' '.join(forms(each))} " in own for each in reference.written):
        return ()
    named = other_publisher(" ".join(reference.written), unit)
    return tuple((*_pages(reference, unit), *_year(reference, unit), *named))


def _pages(reference: Reference, unit: Unit) -> Iterator[Difference]:
    labels = unit.page_labels or ()
    printed = (int(labels[0]), int(labels[1])) if labels and all(map(str.isdecimal, labels)) else None
    for given, known in ((reference.pages, printed), (reference.counted, unit.pages)):
        if given and known and not any(a <= known[1] and known[0] <= b for a, b in given):
            yield Difference("page", ", ".join(map(_shown, given)), _shown(known))


def _shown(pages: Pages) -> str:
    first, last = pages
    return f"{first} ff." if last == _TO_THE_END else str(first) if first == last else f"{first}-{last}"


def _year(reference: Reference, unit: Unit) -> Iterator[Difference]:
    year = str(unit.document.year or "")
    if year and reference.years and year not in reference.years:
        yield Difference("published", ", ".join(reference.years), year)


def other_publisher(text: str, unit: Unit) -> tuple[Difference, ...]:
    """The publishers that a text names, where the unit is of none of them and speaks of none."""
    about = f"{unit.document.publisher or ''} {unit.text} {unit.speaker or ''}"
    named = named_publishers(text)
    strangers = not_named(text, about)
    if not named or len(strangers) < len(named):
        return ()
    return (Difference("publisher", ", ".join(strangers), unit.document.publisher or ""),)


def named_publishers(text: str) -> tuple[re.Match[str], ...]:
    """The publishers that a text names, each once."""
    return tuple(found for pattern in publishers() if (found := pattern.search(text)))


def not_named(text: str, about: str) -> tuple[str, ...]:
    """Those that another text names by none of their names."""
    return tuple(found.group() for found in named_publishers(text) if not found.re.search(about))


def speakers(text: str) -> Iterator[range]:
    """Where the names stand of those whom a text tells to say, advise or demand something: "formanden for
    Beboerrådet mener", "siger Anna Holm". The word that opens a sentence is one only right before the verb
    or another name."""
    for verb in listed("says").finditer(text.lower()):
        near = max(0, verb.start() - _NEAR)
        who = _SAYING.search(text, near, verb.start()) or _SAID_BY.match(text, verb.end())
        names = list(_CAPITAL.finditer(text, *who.span(1))) if who else []
        ends = [*(name.start() for name in names[1:2]), verb.start()]
        opens = bool(names) and not text[: names[0].start()].strip(_MARKS)
        alone = opens and all(text[names[0].end() : end].strip() for end in ends)
        yield from (range(*name.span()) for name in names[alone:])


@cache
def publishers() -> tuple[re.Pattern[str], ...]:
    """A pattern for the names of each known publisher."""
    rows = read_toml("publishers.toml").items()
    return tuple(
        re.compile(rf"\b(?:{'|'.join(map(re.escape, (name, *others)))})(?:['’]?s|['’])?(?!\w)")
        for name, others in rows
    )
