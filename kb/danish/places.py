"""Whether a municipality's name in a text means the municipality: judged by the words beside it."""

from __future__ import annotations

import re

from kb.danish import read_toml, read_words
from kb.danish.municipalities import find_municipality
from kb.danish.sentences import MONTHS

KOMMUNE = re.compile(r"\s+(?:Regions)?[Kk](?:ommuner?s?)\b|\s+(?:REGIONS)?KOMMUNER?S?\b")


def means_municipality(text: str, match: re.Match[str], name: str) -> bool:
    """Whether `match`, a spelling of the municipality `name` in `text`, is about the municipality."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
    if KOMMUNE.match(after):
        return True
    if re.search(r"\b[Rr]egion(?:en)?\s+$", before) or _is_compound(before, after):
        return False
    if _is_person(before, after) or _is_address(before, name) or _is_body(before, after):
        return False
    municipality = find_municipality(name)
    common = municipality is not None and municipality.common_word
    return not common or _has_evidence(before, after, match.group())


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
    if written.isupper() or (neighbour_right and neighbour_right.group(1) in read_words("given_names.txt")):
        return False
    return bool(re.search(r"[\wæøå,]\s+$", before)) and not re.search(r"[.:!?”\"»«–•]\s*$", before)
