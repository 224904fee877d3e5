"""Paragraphs of the law that a text names: "§ 85", "§§ 83 og 85", "§ 82 b, stk. 2"."""

import re

# Behind "§§" stand several.
_ONE, _AND = r"\d+(?: ?[a-h]\b)?", r"(?:,| og| eller| til|/|-|–)\s*"
_NAMED = re.compile(rf"§§\s*{_ONE}(?:{_AND}{_ONE})*|(?:§|\bparagraf)\s*{_ONE}", re.IGNORECASE)
_NUMBER = re.compile(_ONE)


def find_paragraphs(text: str) -> list[str]:
    """The numbers of the paragraphs, with their letters, in reading order ("82 b")."""
    return [number for named in _NAMED.findall(text) for number in _NUMBER.findall(named)]
