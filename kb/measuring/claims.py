"""How citat-tjek judges claims made by hand: what it approves of the true, the false and the invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kb.index.opened import Index
from kb.measuring.judge import read_lines
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Verdict

# What a false approval weighs, a missed one being 1.
FALSE_APPROVAL = 10
TRUTHS = ("true", "false", "not_there")


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A text of a claims set: `truth` is true, false or not_there; `dimension` what is wrong in a false one
    (a `what` of the differences), `form` quotation, claim or paraphrase."""

    id: str
    text: str
    truth: str
    dimension: str | None
    form: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with the verdict on the whole of it, and whether a false one's dimension was named."""

    claim: GoldClaim
    verdict: str
    named: bool

    @property
    def approved(self) -> bool:
        """Whether everything in the text that was checked was called exact."""
        return self.verdict == "exact"


def read_claims(path: Path) -> list[GoldClaim]:
    """The texts of a JSON lines file; fields that are not needed are passed over."""
    return [GoldClaim(*(row[each.name] for each in fields(GoldClaim))) for row in read_lines(path)]


def judge_claims(index: Index, claims: Sequence[GoldClaim]) -> list[Judged]:
    """Check each text as a user's would be."""
    judged = []
    for claim in claims:
        verdicts = check_quotes(index, claim.text)
        named = any(each.what == claim.dimension for verdict in verdicts for each in verdict.differences)
        judged.append(Judged(claim, whole(verdicts), named))
    return judged


def whole(verdicts: Sequence[Verdict]) -> str:
    """The verdict on a text by those on its parts: the worst of them; "unchecked" where there are none."""
    found = {verdict.verdict for verdict in verdicts}
    return next((word for word in ("changed", "absent", "unsure", "exact") if word in found), "unchecked")


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Lines to print: approvals by truth, form and dimension, the verdicts, and the cost."""
    for truth in TRUTHS:
        rows = [each for each in judged if each.claim.truth == truth]
        verdicts = Counter(each.verdict for each in rows)
        told = ", ".join(f"{word} {count}" for word, count in sorted(verdicts.items()))
        yield f"{truth:10} {_approved(rows)}   {told}"
        for form in sorted({each.claim.form for each in rows}):
            yield f"    {form:14} {_approved([each for each in rows if each.claim.form == form])}"
    false = [each for each in judged if each.claim.truth == "false"]
    for dimension in sorted({each.claim.dimension or "" for each in false}):
        rows = [each for each in false if each.claim.dimension == dimension]
        named = sum(each.named for each in rows)
        yield f"    {dimension:14} {_approved(rows)}, {named} with the dimension named"
    wrong = sum(each.approved for each in judged if each.claim.truth != "true")
    missed = sum(not each.approved for each in judged if each.claim.truth == "true")
    cost = FALSE_APPROVAL * wrong + missed
    yield f"cost       {cost} ({wrong} false approvals x {FALSE_APPROVAL} + {missed} missed)"


def _approved(rows: Sequence[Judged]) -> str:
    share = 100 * sum(each.approved for each in rows) / len(rows) if rows else 0.0
    return f"{sum(each.approved for each in rows):3} of {len(rows):3} approved ({share:.1f} %)"
