"""Facts against gold facts: precision over what was extracted, recall over the core with a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.danish.slugs import squash
from kb.model import Fact


@dataclass(frozen=True, slots=True)
class FactScore:
    """`right` of `extracted` facts agree with a gold fact; `found` of `core` gold facts are agreed with.

    `wrong` are the facts that agree with none, `missed` the core gold facts that none agrees with;
    `statuses` of the right facts have the gold's status too."""

    extracted: int
    right: int
    core: int
    found: int
    statuses: int
    wrong: tuple[Fact, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """In [0, 1]; 1 when nothing was extracted."""
        return self.right / self.extracted if self.extracted else 1.0

    @property
    def recall(self) -> float:
        """In [0, 1]."""
        return self.found / self.core if self.core else 1.0


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The gold facts that have a number."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    facts = [row for row in rows if row["kind"] == "outcome_fact"]
    return [row for row in facts if row["after"] is not None and _numbers(row["before"], row["after"])]


def score_facts(facts: Sequence[Fact], documents: dict[str, str], gold: list[dict[str, Any]]) -> FactScore:
    """`documents` maps a unit id to its document's id. A fact is right when a gold fact of its document has
    its numbers (before and after, or in its description), its kind of unit, its municipalities, and a
    quotation that overlaps with its own."""
    agreeing = [[row for row in gold if _agree(fact, row, documents[fact.unit_id])] for fact in facts]
    met = {row["id"] for rows in agreeing for row in rows}
    core = [row for row in gold if row.get("core", True)]
    return FactScore(
        extracted=len(facts),
        right=sum(1 for rows in agreeing if rows),
        core=len(core),
        found=sum(1 for row in core if row["id"] in met),
        statuses=sum(
            any(row["status"] == f.status for row in rows) for f, rows in zip(facts, agreeing, strict=True)
        ),
        wrong=tuple(fact for fact, rows in zip(facts, agreeing, strict=True) if not rows),
        missed=tuple(row["id"] for row in core if row["id"] not in met),
    )


def _agree(fact: Fact, row: dict[str, Any], document: str) -> bool:
    if document != row["doc"] or set(fact.municipalities) != set(row["municipalities"]):
        return False
    told = _scaled(_numbers(row["before"], row["after"]) + _numbers(row["what"]), row["unit"])
    said = _scaled(_numbers(fact.before, fact.after), fact.unit)
    if not said or not set(said) <= set(told) or _kind(fact.unit) != _kind(row["unit"]):
        return False
    return _overlap(squash(fact.quote), squash(row["quote"])) or _describes(fact, row)


def _describes(fact: Fact, row: dict[str, Any]) -> bool:
    """A gold fact of several figures quotes one of them and describes the others: a longer word of the
    description must stand in the fact's quotation."""
    several = "/" in str(row["after"]) or row["before"] is not None
    words = [word for word in re.findall(r"\w+", row["what"].lower()) if len(word) >= 6]
    return several and any(word in fact.quote.lower() for word in words)


def _numbers(*values: object) -> list[float]:
    """All numbers of the values, without sign: "4-5" -> 4, 5; "3/4" -> 3, 4; 6.7 -> 6.7."""
    text = " ".join(str(value) for value in values if value is not None)
    text = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text))
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def _scaled(numbers: Iterable[float], unit: str | None) -> list[float]:
    scale = 1e6 if unit and unit.startswith("mio") else 1e9 if unit and unit.startswith("mia") else 1.0
    return [round(number * scale, 6) for number in numbers]


def _kind(unit: str | None) -> str:
    """Money, share, a unit of time, or a count of something."""
    for kind, pattern in (
        ("kr", r"kr\."),
        ("%", r"%|andel"),
        ("scale", "trin"),
        ("time", "^(år|måned|uge|time|dag)"),
    ):
        if unit and re.search(pattern, unit):
            return kind
    return "count"


def _overlap(one: str, other: str) -> bool:
    """One holds the other, or they share 20 letters running."""
    if one in other or other in one:
        return True
    return any(one[at : at + 20] in other for at in range(max(0, len(one) - 19)))
