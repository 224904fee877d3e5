"""The sentences of an example and what is known of each: its words, the cues of `danish/cards.toml` and its
place, and how likely it answers a question, by the weights of `danish/cards.tsv`."""

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from math import fsum

from kb.danish import filled, read_pattern, read_text, read_toml
from kb.danish.sentences import sentence_spans
from kb.model import Unit

pattern = partial(read_pattern, "cards.toml")
FEWEST = 4  # words of a sentence that can answer anything
FEW = 6  # sentences of an example that has no room to say twice who it is for
_END = 4  # characters of how a word begins and ends
_HEADING, _LEAD_IN = 60, 100  # characters of a line that stands above others, and of one that leads into them


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an example, where it starts, and its features: words, cues (#) and place (@). What a
    paragraph with a scenario tells is `supposed`."""

    text: str
    start: int
    features: frozenset[str]
    supposed: bool = False


def sentences_of(unit: Unit) -> list[Sentence]:
    """What can answer: neither headings nor questions nor scraps of a few words."""
    found: list[tuple[str, int, str]] = []
    above = ""
    for start, end in sentence_spans(unit.text):
        text = unit.text[start:end]
        is_short = len(text) < _HEADING and (text.endswith((":", "?")) or len(text.split()) < FEWEST)
        if not (is_short or text.endswith("?") or pattern("never").search(text)):
            found.append((text, start, f"{unit.title or ''}\n{above}"))
        if is_short or (len(text) < _LEAD_IN and text.endswith(":")):
            above = text
    return [
        Sentence(
            text, start, _cues(text, heading) | _place(place, len(found)), _is_supposed(unit.text, start)
        )
        for place, (text, start, heading) in enumerate(found, 1)
    ]


def _is_supposed(text: str, start: int) -> bool:
    """Whether the paragraph of a sentence reckons in a scenario."""
    paragraph = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    return pattern("assumed").search(paragraph) is not None


def _cues(text: str, heading: str) -> frozenset[str]:
    """The words of the sentence, those of its aim once more (?), and the names of the cues it has."""
    aim = pattern("aimed")
    told, aimed = aim.sub(" ", text), " ".join(aim.findall(text))
    nearest = heading.strip().rpartition("\n")[2]
    places = {"text": text, "told": told, "aimed": aimed, "heading": heading, "nearest": nearest}
    cues = read_toml("cards.toml")["cues"]
    met = {
        f"#{name}"
        for place, patterns in cues.items()
        for name, cue in patterns.items()
        if filled("cards.toml", cue).search(places[place])
    }
    return words(text) | {f"?{word}" for word in words(aimed)} | met


def _place(place: int, total: int) -> frozenset[str]:
    """What is known of a sentence by its place, from 1, among those of the example."""
    known = {"@early": 3 * (place - 1) < total, "@late": place > 0.7 * total, "@few": total <= FEW}
    return frozenset(name for name, holds in known.items() if holds)


def words(text: str) -> frozenset[str]:
    """The words of a sentence, each number as 0, how they begin and end, and pairs that stand together."""
    found = re.findall(r"\w+|%", re.sub(r"\d+", "0", text.lower()))
    ends = (part for word in found if len(word) > _END for part in (f"{word[:_END]}-", f"-{word[-_END:]}"))
    return frozenset((*found, *ends, *map(" ".join, pairwise(found))))


def score(question: str, sentence: Sentence) -> float:
    """The log odds that the sentence answers the question."""
    table = weights("cards.tsv", question)
    return fsum([table[""], *(table.get(feature, 0) for feature in sentence.features)])


@cache
def weights(file: str, column: str) -> dict[str, float]:
    """A column of a table of weights by its first cell; the first row, without a name, is the intercept."""
    head, *rows = (line.split("\t") for line in read_text(file).splitlines())
    return {row[0]: float(row[head.index(column)]) for row in rows}
