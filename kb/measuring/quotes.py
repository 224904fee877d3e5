"""How well citat-tjek tells true quotations from changed and invented ones, on quotations drawn by rule; and
how it judges claims made by hand: what it approves of the true, the false and the invented."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from kb.danish import read_toml
from kb.danish.quoted import squashed, words
from kb.danish.sentences import sentence_spans
from kb.index.opened import Index
from kb.measuring.score import Score, scored
from kb.model import Unit
from kb.search.quotes.check import check_quotes
from kb.search.quotes.verdicts import Verdict

_MARKS = (("”", "”"), ('"', '"'), ("»", "«"), ("“", "”"))
_FEWEST, _MOST = 8, 40
# What a false approval weighs, a missed one being 1.
FALSE_APPROVAL = 10
TRUTHS = ("true", "false", "not_there")
WORST_FIRST = ("changed", "absent", "unsure", "exact")


def evaluate_quotes(index: Index, count: int) -> tuple[Score, Score, Score]:
    """Draw `count` quotations of each sort, the same for the same units: true ones in other line breaks and
    marks, which should be exact, those with a word or figure changed, to be told by it, and invented ones."""
    chance = random.Random(0)
    drawn = draw(index.units, count, chance)

    def verdict(quote: str) -> Verdict:
        verdicts = check_quotes(index, disguise(quote, chance))
        return next(verdict for verdict in verdicts if verdict.kind == "quotation")

    refused = [quote for quote in drawn if verdict(quote).verdict != "exact"]
    unflagged = []
    for quote in drawn:
        altered, word = alter(quote, drawn, chance)
        told = verdict(altered)
        named = any(squashed(word) in squashed(difference.written) for difference in told.differences)
        if told.verdict != "changed" or not named:
            unflagged.append(f"({word}) {altered}")
    believed = [quote for quote in invent(count, chance) if verdict(quote).verdict != "absent"]
    return (
        scored("true", len(drawn), refused),
        scored("changed", len(drawn), unflagged),
        scored("invented", count, believed),
    )


def draw(units: Sequence[Unit], count: int, chance: random.Random) -> list[str]:
    """Sentences of 8 to 40 words out of units taken by chance."""
    sentences = sorted(
        {
            unit.text[start:end]
            for unit in units
            for start, end in sentence_spans(unit.text)
            if _FEWEST <= len(words(unit.text[start:end])) <= _MOST
            and not re.search(r"[”“\"»«\t]", unit.text[start:end])
        }
    )
    return chance.sample(sentences, min(count, len(sentences)))


def disguise(quote: str, chance: random.Random) -> str:
    """The quotation as it may be pasted: other line breaks, a word broken at one, quotation marks."""
    parts = quote.split(" ")
    broken = [part + (chance.choice(("\n", "  ")) if chance.random() < 0.15 else " ") for part in parts]
    at = chance.randrange(len(parts))
    if len(parts[at]) > 8 and parts[at].isalpha():
        broken[at] = parts[at][:4] + "-\n" + parts[at][4:] + " "
    opening, closing = chance.choice(_MARKS)
    return f"{opening}{''.join(broken).strip()}{closing}"


def alter(quote: str, others: Sequence[str], chance: random.Random) -> tuple[str, str]:
    """The quotation with one word or figure put for another, and what was put."""
    own = [word for word in words(quote) if len(word.form) > 3 or word.form.isdigit()]
    word = chance.choice(own)
    if word.form[0].isdigit():
        put = str(int(re.sub(r"\D.*", "", word.form)) + chance.randint(1, 9))
    else:
        put = chance.choice(
            [w.form for w in words(chance.choice(others)) if w.form.isalpha() and len(w.form) > 3]
        )
        put = put if put != word.form else put + "s"
    return quote[: word.start] + put + quote[word.end :], put


def invent(count: int, chance: random.Random) -> list[str]:
    """Sentences that stand nowhere."""
    parts = read_toml("invented.toml")
    rows = product(parts["who"], parts["does"], parts["what"])
    return chance.sample([f"{who} {does} {what}." for who, does, what in rows], count)


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
