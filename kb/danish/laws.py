"""Danish acts and paragraphs: "servicelovens § 85" -> "SEL § 85". Light: the server uses it too."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from kb.danish import read_toml

LawMention = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Law:
    """An act: `bare` are the paragraphs it is known by without being named, `paragraphs` short names,
    `reformed` the year of its last great reform, 0 where none is known."""

    abbreviation: str
    title: str
    aliases: Sequence[str]
    reformed: int = 0
    bare: Sequence[str] = ()
    paragraphs: Mapping[str, str] = field(default_factory=dict)


@cache
def laws() -> tuple[Law, ...]:
    """All acts, in the order of the data file."""
    return tuple(Law(**row) for row in read_toml("laws.toml")["law"])


def law_title(tag: str) -> str | None:
    """The name of a tag: of its paragraph when known, else of the act; None for an unknown act."""
    abbreviation, _, paragraph = tag.partition(" § ")
    law = _law(abbreviation)
    return law.paragraphs.get(paragraph, law.title) if law else None


def reformed_since(tags: Sequence[str], year: int) -> Law | None:
    """The first act of some tags that was reformed after a year."""
    named = (_law(tag.partition(" § ")[0]) for tag in tags)
    return next((law for law in named if law and law.reformed > year), None)


def _law(abbreviation: str | None) -> Law | None:
    return next((law for law in laws() if law.abbreviation == abbreviation), None)


# "85", "82a", "82 a"; the letter stands alone, and "i" is the preposition ("§ 85 i serviceloven").
_NUMBER = r"\d{1,3}(?:\s?[a-h](?!\w))?(?!\d)"
_DETAIL = r",?\s*(?:stk|nr)\.?\s*\d+(?:\s*[-–]\s*\d+)?"
_ONE = rf"{_NUMBER}(?:{_DETAIL})*"
_LIST = rf"{_ONE}(?:\s*(?:,|og|eller|samt|/|-|–|til)\s*(?:§+\s*)?{_ONE})*"
_WORD = re.compile(r"\bparagraf(?:fen|fer|ferne)?\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(rf"§+\s*({_LIST})", re.IGNORECASE)
_SEVERAL = re.compile(rf"(?:§§+|\bparagraffer(?:ne)?)\s*({_LIST})", re.IGNORECASE)


@cache
def _acts() -> re.Pattern[str]:
    """An act's name; an abbreviation in capitals must be written so."""
    ordered = sorted((alias for law in laws() for alias in law.aliases), key=lambda form: (-len(form), form))
    parts = [
        re.escape(form) if form.isupper() else f"(?i:{re.escape(form)})".replace(r"\ ", r"\s+")
        for form in ordered
    ]
    return re.compile(rf"(?<![\w-])({'|'.join(parts)})s?(?![\wæøå])")


@cache
def _typed() -> re.Pattern[str]:
    """An act and a number behind it, as people type them: "sel 83", "servicelovens paragraf 83"."""
    aliases = sorted((alias for law in laws() for alias in law.aliases), key=len, reverse=True)
    names = "|".join(map(re.escape, aliases))
    units = (unit for table in read_toml("quantities.toml")["units"].values() for unit in table)
    counted = "|".join(map(re.escape, units))  # "serviceloven 18 år"
    sign = r"\s*(?:§+|\bparagraf(?:fen)?\b)?\s*"
    return re.compile(rf"(?<![\w-])({names})(s?){sign}(?={_NUMBER}(?!\w|[.,]\d|\s*(?:{counted})))", re.I)


def with_paragraph_signs(text: str) -> str:
    """A query in which a number behind an act is a paragraph of it: "sel 83" -> "SEL § 83"."""
    short = {alias for law in laws() for alias in law.aliases if alias.isupper()}
    return _typed().sub(
        lambda found: f"{found[1].upper() if found[1].upper() in short else found[1]}{found[2]} § ", text
    )


def _act_of(match: re.Match[str]) -> str:
    name = re.sub(r"\s+", " ", match.group(1)).casefold()
    return next(law.abbreviation for law in laws() if name in {alias.casefold() for alias in law.aliases})


def find_laws(text: str) -> list[LawMention]:
    """(start, end, tag) in reading order: one for each paragraph, one for an act named without any.

    A paragraph belongs to the act named beside it; one that stands alone to the act named last before
    it in the same text, or to the act whose well-known paragraph it is; otherwise it is left out.
    """
    acts = list(_acts().finditer(text))
    starts = [act.start() for act in acts]
    used: set[int] = set()
    mentions: list[LawMention] = []
    for match in _PARAGRAPHS.finditer(text):
        numbers = _numbers(match.group(1))
        place = bisect_left(starts, match.end())
        before = acts[place - 1] if place else None
        after = acts[place] if place < len(acts) else None
        beside = _beside(text, match, before, after)
        if beside is not None:
            used.add(beside.start())
            act: str | None = _act_of(beside)
        else:
            act = _act_of_bare(numbers, _act_of(before) if before else None)
        if act is not None:
            mentions += [(match.start(), match.end(), f"{act} § {number}") for number in numbers]
    mentions += [(a.start(), a.end(), _act_of(a)) for a in acts if a.start() not in used]
    return sorted(mentions, key=lambda mention: mention[0])


# "§ 85-støtte efter", "§ 11, ", "§ 85 i": what may stand between a paragraph and its act.
_GAP = re.compile(r"[\s,(:]*")
_FAR = 60
_LINK = re.compile(r"(?:-\w+)?[\s,(]*(?:i\s+|efter\s+)?(?:lov\s+)?(?:den\s+)?")


def find_paragraphs(text: str) -> tuple[str, ...]:
    """The numbers of the paragraphs that a text names, of whatever act, in reading order and each once:
    "§§ 83 og 85" is 83 and 85, "paragraf 82b" is 82 b."""
    named = _PARAGRAPHS.findall(_WORD.sub("§", text))
    return tuple(dict.fromkeys(number for listing in named for number in _numbers(listing)))


def listed_paragraphs(text: str) -> dict[int, str]:
    """Where each number of "§§ 103 og 104" or "paragrafferne 103 og 104" begins, and that number."""
    pattern, found = re.compile(rf"{_DETAIL}|({_NUMBER})", re.IGNORECASE), dict[int, str]()
    for listing in _SEVERAL.finditer(text):
        numbers = pattern.finditer(text, *listing.span(1))
        found |= {each.start(1): _spaced(each[1]) for each in numbers if each[1]}
    return found


def _beside(
    text: str, match: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None
) -> re.Match[str] | None:
    """The act just before ("SEL § 85", "serviceloven (§ 85") or just after ("§ 85 i serviceloven")."""
    if before and _GAP.fullmatch(text, before.end(), match.start()):
        return before
    if after and after.start() - match.end() <= _FAR and _LINK.fullmatch(text, match.end(), after.start()):
        return after
    return None


def _act_of_bare(numbers: list[str], before: str | None) -> str | None:
    """The act last named, when it has such a paragraph among its well-known ones; else the act that the
    paragraph alone is known to mean; else the act last named."""
    last = _law(before)
    if last is not None and any(number in last.paragraphs for number in numbers):
        return last.abbreviation
    meant = [law.abbreviation for law in laws() if any(number.split()[0] in law.bare for number in numbers)]
    return meant[0] if meant else before


def _numbers(listing: str) -> list[str]:
    """The paragraphs of "83-87", "103 og 104", "107, stk. 2" or "82a og 82b", in order, each once."""
    plain = re.sub(_DETAIL, "", listing, flags=re.IGNORECASE)
    found: list[str] = []
    for first, last in re.findall(rf"({_NUMBER})(?:\s*(?:-|–|til)\s*(?:§+\s*)?({_NUMBER}))?", plain):
        found += _range(first, last) if last else [_spaced(first)]
    return list(dict.fromkeys(found))


def _spaced(number: str) -> str:
    return re.sub(r"(\d)\s?([a-z])", r"\1 \2", number.strip())


def _range(first: str, last: str) -> list[str]:
    """All whole paragraphs from first to last; an implausibly wide or falling range is two numbers."""
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= 30:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [_spaced(first), _spaced(last)]


def normalise_law(text: str) -> str | None:
    """The tag a user's words mean: "servicelovens § 85" and "sel 85" -> "SEL § 85", "LAB" -> "LAB"."""
    words = _WORD.sub("§", text.strip())
    words = re.sub(r"^[a-zæøå]{2,4}(?=[\s§]|$)", lambda match: match.group().upper(), words)
    if "§" not in words:
        words = re.sub(r"\s*(\d)", r" § \1", words, count=1)
    tags = [tag for _, _, tag in find_laws(words)]
    return next((tag for tag in tags if ("§" in tag) == ("§" in words)), None)
