"""The 98 Danish municipalities: which of them a name means, and where a text speaks of one."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from kb.danish import read_text, read_toml, read_words
from kb.danish.sentences import MONTHS
from kb.danish.slugs import slug

Mention = tuple[int, int, str]

_CAPITALISED = re.compile(r"(?<![\w-])([A-ZÆØÅ][\w-]{4,})(?=\s+[Kk]ommunes?\b)")
_KOMMUNE = re.compile(r"\s+(?:Regions)?[Kk](?:ommuner?s?)\b|\s+(?:REGIONS)?KOMMUNER?S?\b")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 98: `code` is the official number; `column` and `row` place its tile on a schematic
    map, from 0 at the upper left. `former` are municipalities merged into it in 2007, `common_word` says
    that the name is also an everyday word (Vejen, Skive)."""

    name: str
    slug: str
    code: str
    region: str
    column: int
    row: int
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    common_word: bool = False


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 98, by name."""
    rows = csv.DictReader(read_text("municipalities.tsv").splitlines(), delimiter="\t")
    read = (
        Municipality(
            name=row["name"],
            slug=slug(row["name"]),
            code=row["code"],
            region=row["region"],
            column=int(row["column"]),
            row=int(row["row"]),
            aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
            former=tuple(row["former"].split("|")) if row["former"] else (),
            common_word=row["common_word"] == "1",
        )
        for row in rows
    )
    return tuple(sorted(read, key=lambda municipality: municipality.slug))


def _fold(name: str) -> str:
    return re.sub(r"[\s/–‐-]+", " ", name.casefold().replace("å", "aa")).strip()


@cache
def _by_name() -> dict[str, Municipality]:
    """Folded name, alias, former name or slug -> municipality; present names win over former ones."""
    found: dict[str, Municipality] = {}
    for kind in ("former", "aliases"):
        found.update({_fold(n): m for m in municipalities() for n in getattr(m, kind)})
    found.update({_fold(m.slug): m for m in municipalities()})
    found.update({_fold(m.name): m for m in municipalities()})
    return found


def find_municipality(name: str) -> Municipality | None:
    """The municipality that a name alone means, with or without genitive or "Kommune", as a slug too."""
    bare = re.sub(r"\s*\b(region)?s?kommunes?$", "", _fold(name)).strip()
    names = _by_name()
    return names.get(bare) or names.get(re.sub(r"['’]?s?$", "", bare))


@cache
def nearest_municipality(written: str) -> str | None:
    """The one municipality at a single letter's distance from a longer misspelt name."""
    folded = _fold(written)
    names = {_fold(m.name): m.name for m in municipalities() if len(m.name) >= 5}
    names |= {name + "s": full for name, full in names.items()}
    near = {
        full
        for name, full in names.items()
        if name[0] == folded[0] and Levenshtein.distance(folded, name, score_cutoff=1) == 1
    }
    return near.pop() if len(near) == 1 else None


@cache
def _pattern(former: bool) -> re.Pattern[str]:
    names = [n for m in municipalities() for n in (m.former if former else (m.name, *m.aliases))]
    ordered = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join(re.escape(n).replace(r"\-", r"[-–‐]").replace(r"\ ", r"\s+") for n in ordered)
    together = "|".join(read_toml("places.toml")["compounds"])
    # Only capitals are looked at: a name is never written small, and this is ten times as quick.
    opened, ended = r"(?<!\w)(?=(?-i:[A-ZÆØÅ]))", rf"(?:['’]?s|['’])?(?:{together})?(?!\w)"
    return re.compile(rf"{opened}({written}){ended}", re.IGNORECASE)


def find_municipalities(text: str) -> list[Mention]:
    """(start, end, name) of each mention in reading order; [start, end) holds a genitive ending too.

    Regions, persons, universities and other bodies of a town, postal addresses and places of publication
    do not count; a former municipality counts before "Kommune" only, and so does a misspelt one.
    """
    mentions = [
        (match.start(), match.end(), found.name)
        for match in _pattern(False).finditer(text)
        if (found := find_municipality(match.group(1))) and _means_municipality(text, match, found)
    ]
    for pattern in (_pattern(True), _CAPITALISED):
        taken = {position for start, end, _ in mentions for position in range(start, end)}
        for match in pattern.finditer(text):
            found = find_municipality(match.group(1))
            name = found.name if found else nearest_municipality(match.group(1))
            free = not taken & {match.start(), match.end() - 1}
            if name and free and _KOMMUNE.match(text, match.end()):
                mentions.append((match.start(), match.end(), name))
    return sorted(mentions)


def find_places(text: str) -> list[Mention]:
    """The mentions of municipalities and of those who live there ("københavnere", "aarhusianske") in reading
    order."""
    names, pattern = _inhabitants()
    people = ((m.start(), m.end(), names[_fold(m[1] or m[2])]) for m in pattern.finditer(text))
    return sorted((*find_municipalities(text), *people))


@cache
def _inhabitants() -> tuple[dict[str, str], re.Pattern[str]]:
    """Folded name, whole and without a last e or a -> municipality, and how those who live there are called.
    Only names of one word that is no everyday one, and "-er" alone behind none in e or a ("grever")."""
    known = [(n, m.name) for m in municipalities() if not m.common_word for n in (m.name, *m.aliases)]
    known = [(n, name) for n, name in known if re.fullmatch(r"\w{5,}", n)]
    names = {_fold(n): name for n, name in known} | {
        _fold(n[:-1]): name for n, name in known if n[-1] in "ea"
    }
    written = {n for n, _ in known} | {n.replace("aa", "å").replace("Aa", "Å") for n, _ in known}
    stems = "|".join(sorted({re.sub("[ea]$", "", n) for n in written}))
    whole, who = "|".join(sorted(n for n in written if n[-1] not in "ea")), "(?:er(?:en?|nes?)?s?|ske?)"
    pattern = rf"(?<!\w)(?:({stems})(?:[ei]?an{who}|ens(?:{who}|iske?))|({whole}){who})(?!\w)"
    return names, re.compile(pattern, re.IGNORECASE)


def _means_municipality(text: str, match: re.Match[str], municipality: Municipality) -> bool:
    """Whether `match`, a spelling of the municipality's name in `text`, is about the municipality."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
    if _KOMMUNE.match(after):
        return True
    if re.search(r"\b[Rr]egion(?:en)?\s+$", before) or _is_compound(before, after):
        return False
    if _is_person(before, after) or _is_address(before, municipality.name) or _is_body(before, after):
        return False
    return not municipality.common_word or _has_evidence(before, after, match.group())


def _is_compound(before: str, after: str) -> bool:
    """Part of another double name: "Vejle-Jensen", "Thomsen-Vejle"; two municipalities may be joined."""
    right = re.match(r"[-–‐]([A-ZÆØÅ][\w]+)", after)
    left = re.search(r"([\w]+)[-–‐]$", before)
    return any(part is not None and find_municipality(part.group(1)) is None for part in (right, left))


def _is_person(before: str, after: str) -> bool:
    if re.match(r"\s+[A-ZÆØÅ]\w+sen\b", after) or re.search(r"(?:^|\s)[A-ZÆØÅ]\.\s*$", before):
        return True
    previous = re.search(r"(?:([\wæøå]+),?\s+)?([A-ZÆØÅ][\w-]+)\s+$", before)
    if previous is None:
        return False
    role, word = previous.group(1) or "", previous.group(2)
    if set(word.split("-")) & read_words("given_names.txt"):
        return True
    return role.lower().endswith(tuple(read_toml("places.toml")["occupations"]))


def _is_address(before: str, name: str) -> bool:
    """A postal code stands before it; 1950-2049 are read as years, but for 2000 Frederiksberg."""
    number = re.search(r"(?:^|[\s,(-])(\d{4})\s+$", before)
    if number is None:
        return False
    code = int(number.group(1))
    return not 1950 <= code < 2050 or (code == 2000 and name == "Frederiksberg")


def _is_body(before: str, after: str) -> bool:
    words = read_toml("places.toml")
    institutions, publishers = "|".join(words["institutions"]), "|".join(words["publishers"])
    if re.match(rf"\s+(?:{institutions})", after):
        return True
    # "København, maj 2018" at the start of a line is where a report was published.
    opens = re.search(r"(?:^|[\n.,]\s*)$", before)
    if opens and re.match(rf",\s*(?:den\s+)?(?:\d+\.\s*)?(?:{MONTHS}|\d{{4}})", after):
        return True
    return bool(re.search(r"[.),]\s*$", before) and re.match(rf"\s*:\s*(?:{publishers})", after))


def _has_evidence(before: str, after: str, written: str) -> bool:
    """A name that is also an everyday word must stand inside a sentence, or beside another municipality."""
    neighbour_right = re.match(r"\s*(?:[,;/•|-]|og\b|samt\b)?\s*([A-ZÆØÅ][\w-]+)", after)
    neighbour_left = re.search(r"([A-ZÆØÅ][\w-]+)\s*(?:[,;/•|-]|og|samt)?\s*$", before)
    if any(n is not None and find_municipality(n.group(1)) for n in (neighbour_right, neighbour_left)):
        return True
    return not written.isupper() and re.search(r"[\wæøå,]\s+$", before) is not None
