"""Facts against gold facts: precision over what was extracted, recall over the core with a number."""

import re
from collections.abc import Iterable, Sequence

from kb.danish.slugs import squash
from kb.measuring.score import Score
from kb.measuring.units import Gold
from kb.model import Fact, Unit

# Money, share, a step of a scale, a unit of time; all else counts something.
UNITS = {"kr": r"kr\.", "%": "%|andel", "scale": "trin", "time": "^(år|måned|uge|time|dag)"}


def score_facts(facts: Sequence[Fact], units: Sequence[Unit], gold: Sequence[Gold]) -> tuple[Score, int]:
    """Facts of the units that agree with a gold fact with a number, of the core ones; and how many of the
    right ones have its status.

    A fact is right when a gold fact of its document has its numbers (before and after, or in its
    description), its kind of unit, its municipalities, and a quotation that overlaps with its own."""
    rows = [g for g in gold if g["kind"] == "outcome_fact" and g["after"] is not None]
    rows = [row for row in rows if _numbers(row["before"], row["after"])]
    documents = {unit.id: unit.document.id for unit in units}
    agreeing = [(fact, [row for row in rows if _agree(fact, row, documents[fact.unit_id])]) for fact in facts]
    met = {row["id"] for _, own in agreeing for row in own}
    core = [row["id"] for row in rows if row.get("core", True)]
    missed = tuple(name for name in core if name not in met)
    wrong = tuple(f"{f.measure} {f.before} {f.after} {f.unit}: {f.quote}" for f, own in agreeing if not own)
    right = len(facts) - len(wrong)
    score = Score("facts", len(core), len(core) - len(missed), len(facts), right, missed, wrong)
    return score, sum(any(row["status"] == fact.status for row in own) for fact, own in agreeing)


def _agree(fact: Fact, row: Gold, document: str) -> bool:
    if document != row["doc"] or set(fact.municipalities) != set(row["municipalities"]):
        return False
    told = _scaled(_numbers(row["before"], row["after"]) + _numbers(row["what"]), row["unit"])
    said = _scaled(_numbers(fact.before, fact.after), fact.unit)
    if not said or not set(said) <= set(told) or _kind(fact.unit) != _kind(row["unit"]):
        return False
    # A gold fact of several figures quotes one of them and describes the others: a longer word of the
    # description must stand in the fact's quotation.
    several = "/" in str(row["after"]) or row["before"] is not None
    described = any(word in fact.quote.lower() for word in re.findall(r"\w{6,}", row["what"].lower()))
    return _overlap(squash(fact.quote), squash(row["quote"])) or (several and described)


def _numbers(*values: object) -> list[float]:
    """All numbers of the values, without sign: "4-5" -> 4, 5; "3/4" -> 3, 4; 6.7 -> 6.7."""
    text = " ".join(str(value) for value in values if value is not None)
    text = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text))
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def _scaled(numbers: Iterable[float], unit: str | None) -> list[float]:
    scale = 1e6 if unit and unit.startswith("mio") else 1e9 if unit and unit.startswith("mia") else 1.0
    return [round(number * scale, 6) for number in numbers]


def _kind(unit: str | None) -> str:
    return next((kind for kind, pattern in UNITS.items() if re.search(pattern, unit or "")), "count")


def _overlap(one: str, other: str) -> bool:
    """One holds the other, or they share 20 letters running."""
    return other in one or any(one[at : at + 20] in other for at in range(max(1, len(one) - 19)))
