"""Whether a municipality's name in a text means the municipality: judged by the words beside it."""

from __future__ import annotations

import re

from kb.danish import read_toml, read_words
from kb.danish.municipalities import Municipality, find_municipality
from kb.danish.sentences import MONTHS

_KOMMUNE = re.compile(r"\s+(?:Regions)?[Kk](?:ommuner?s?)\b|\s+(?:REGIONS)?KOMMUNER?S?\b")


def means_municipality(text: str, match: re.Match[str], municipality: Municipality) -> bool:
    """Whether `match`, a spelling of the municipality's name in `text`, is about the municipality."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
    if _KOMMUNE.match(after):
        return True
    if _is_person(before) or _is_address(before) or _is_body(before, after):
        return False
    return not municipality.common_word or _has_evidence(before, after)


def _is_person(before: str) -> bool:
    previous = re.search(r"(?:([\wæøå]+),?\s+)?([A-ZÆØÅ][\w-]+)\s+$", before)
    if previous is None:
        return False
    role, word = previous.group(1) or "", previous.group(2)
    is_given = not read_words("given_names.txt").isdisjoint(word.split("-"))
    return is_given or role.lower().endswith(tuple(read_toml("places.toml")["occupations"]))


def _is_address(before: str) -> bool:
    """A postal code stands before it; 1950-2049 are read as years."""
    number = re.search(r"(?:^|[\s,(-])(\d{4})\s+$", before)
    return number is not None and not 1950 <= int(number.group(1)) < 2050


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


def _has_evidence(before: str, after: str) -> bool:
    """A name that is also an everyday word must stand inside a sentence, or beside another municipality."""
    neighbour_right = re.match(r"\s*(?:[,;/•|-]|og\b|samt\b)?\s*([A-ZÆØÅ][\w-]+)", after)
    neighbour_left = re.search(r"([A-ZÆØÅ][\w-]+)\s*(?:[,;/•|-]|og|samt)?\s*$", before)
    if any(n is not None and find_municipality(n.group(1)) for n in (neighbour_right, neighbour_left)):
        return True
    return re.search(r"[\w,]\s+$", before) is not None
