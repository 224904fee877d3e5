"""What the fact rules share: a sentence with its quantities, what a rule finds, cues and clauses."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kb.danish import fill, read_toml
from kb.units.facts.quantities import Quantity, Value, find_quantities, number


@dataclass(frozen=True, slots=True)
class Figure:
    """What a rule found: [start, end) is the clause in the sentence that says it; `status` None means
    that the cues of the sentence decide. `used` are the starts of the quantities it speaks for. `is_item`:
    the clause is an item of a list and a statement of its own."""

    measure: str
    before: Value | None
    after: Value
    unit: str
    start: int
    end: int
    used: tuple[int, ...]
    status: str | None = None
    is_item: bool = False


class Sentence:
    """A sentence, the same in small letters, its quantities, the measure of the sentence before, and whether
    its text tells what respondents said."""

    def __init__(self, text: str, topic: str | None, is_survey: bool = False) -> None:
        self.text, self.low, self.topic, self.is_survey = text, text.lower(), topic, is_survey
        self.quantities = find_quantities(text)

    def figure(
        self, quantity: Quantity, measure: str, unit: str = "", end: int = 0, status: str | None = None
    ) -> Figure:
        """What a rule found of one quantity, in its own unit where none is given, said by the words around
        it and the `end` characters behind it."""
        span = clause_to(self.text, quantity.end + end)
        return Figure(measure, None, quantity.value, unit or quantity.unit, *span, (quantity.start,), status)


def cues() -> dict[str, Any]:
    """The vocabulary of the rules."""
    return read_toml("measures.toml")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A cue as a pattern, with the lists it names, compiled once."""
    return re.compile(fill(pattern, cues()["lists"]))


def any_cue(patterns: list[str], low: str) -> bool:
    """Whether one of the cues is found in a text in small letters."""
    return any(compiled(pattern).search(low) for pattern in patterns)


def names_respondents(low: str) -> bool:
    """Whether a text in small letters names those who answered a survey."""
    return any_cue(cues()["respondents"]["cues"], low)


def names_measure(text: str, measure: str) -> bool:
    """Whether a text names a measure: by its name, or by those that the data have in its stead."""
    return any_cue(cues()["names"].get(measure, [rf"\b{re.escape(measure)}"]), text.lower())


def measure_near(low: str, at: int, window: tuple[int, int] | None = None) -> str | None:
    """The measure whose cue stands nearest to a position, within [start, end) when given."""
    rows = {row["name"]: row["cues"] for row in cues()["measure"]}
    near = nearest(rows, low, lambda cue: min(abs(cue.start() - at), abs(cue.end() - at)), window)
    return near[1] if near else None


def nearest(
    named: Mapping[str, Sequence[str]],
    low: str,
    distance: Callable[[re.Match[str]], int],
    window: tuple[int, int] | None = None,
) -> tuple[int, str] | None:
    """(distance, name) of the nearest of the named cues in a text, of two as near the one named first."""
    met = [
        (distance(match), rank, name)
        for rank, (name, patterns) in enumerate(named.items())
        for pattern in patterns
        for match in compiled(pattern).finditer(low, *(window or ()))
    ]
    return min(met)[::2] if met else None


def clause_to(text: str, end: int) -> tuple[int, int]:
    """The words around a figure that ends at `end`: from the start of the sentence to the next comma or the
    sentence's end. A short sentence is taken whole."""
    if len(text) <= 260:
        return 0, len(text)
    return 0, end + len(re.split(r"[,;](?!\d)", text[end:])[0])


def as_change(sentence: Sentence, figure: Figure) -> Figure:
    """What is told as "fra 4 – 6 rådgivere" has two values and is no range."""
    ends = re.fullmatch(r"([\d,]+)-([\d,]+)", str(figure.after))
    if ends and figure.before is None and sentence.low[: figure.used[0]].endswith("fra "):
        return replace(figure, before=number(ends[1]), after=number(ends[2]))
    return figure
