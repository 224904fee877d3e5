"""How citat-tjek judges claims made by hand: what it approves of the true, the false and the invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.index.opened import Index
from kb.search.quotes.check import check_quotes

# What a false approval weighs, a missed one being 1.
FALSE_APPROVAL = 10
TRUTHS = ("true", "false", "not_there")
WORST_FIRST = ("changed", "absent", "unsure", "exact")


@dataclass(frozen=True, slots=True)
class Judged:
    """A text of a claims set, the verdict on the whole of it (the worst on any part, "unchecked" where there
    are none), and whether a false one's dimension was named.

    `gold` has id, text, `truth` (true, false or not_there), `dimension` (what is wrong in a false one, a
    `what` of the differences) and `form` (quotation, claim or paraphrase).
    """

    gold: Mapping[str, Any]
    verdict: str
    named: bool

    @property
    def approved(self) -> bool:
        """Whether everything in the text that was checked was called exact."""
        return self.verdict == "exact"


def judge_claims(index: Index, gold: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Check each text as a user's would be."""
    judged = []
    for claim in gold:
        verdicts = check_quotes(index, claim["text"])
        found = {verdict.verdict for verdict in verdicts}
        worst = next((word for word in WORST_FIRST if word in found), "unchecked")
        dimensions = {difference.what for verdict in verdicts for difference in verdict.differences}
        judged.append(Judged(claim, worst, claim["dimension"] in dimensions))
    return judged


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Lines to print: approvals by truth, form and dimension, the verdicts, and the cost."""
    for truth in TRUTHS:
        rows = having(judged, "truth", truth)
        verdicts = Counter(each.verdict for each in rows)
        told = ", ".join(f"{word} {count}" for word, count in sorted(verdicts.items()))
        yield f"{truth:10} {_approved(rows)}   {told}"
        for form in sorted({each.gold["form"] for each in rows}):
            yield f"    {form:14} {_approved(having(rows, 'form', form))}"
    false = having(judged, "truth", "false")
    for dimension in sorted({each.gold["dimension"] for each in false}):
        rows = having(false, "dimension", dimension)
        named = sum(each.named for each in rows)
        yield f"    {dimension:14} {_approved(rows)}, {named} with the dimension named"
    wrong = sum(each.approved for each in judged if each.gold["truth"] != "true")
    missed = sum(not each.approved for each in having(judged, "truth", "true"))
    cost = FALSE_APPROVAL * wrong + missed
    yield f"cost       {cost} ({wrong} false approvals x {FALSE_APPROVAL} + {missed} missed)"


def having(judged: Sequence[Judged], field: str, value: str) -> list[Judged]:
    """Those whose gold has a value."""
    return [each for each in judged if each.gold[field] == value]


def _approved(rows: Sequence[Judged]) -> str:
    share = 100 * sum(each.approved for each in rows) / len(rows) if rows else 0.0
    return f"{sum(each.approved for each in rows):3} of {len(rows):3} approved ({share:.1f} %)"
