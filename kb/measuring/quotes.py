"""How well citat-tjek tells true quotations from changed and invented ones, on quotations drawn by rule."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import product

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


def evaluate_quotes(index: Index, count: int) -> tuple[Score, Score, Score]:
    """Draw `count` quotations of each sort, the same for the same units: true ones in other line breaks and
    marks, which should be exact, those with a word or figure changed, and invented ones."""
    chance = random.Random(0)
    drawn = draw(index.units, count, chance)

    def verdict(quote: str) -> Verdict:
        verdicts = check_quotes(index, disguise(quote, chance))
        return next(verdict for verdict in verdicts if verdict.kind == "quotation")

    refused = [quote for quote in drawn if verdict(quote).verdict != "exact"]
    unflagged = []
    for quote in drawn:
        altered, word = alter(quote, drawn, chance)
        if not _flagged(verdict(altered), word):
            unflagged.append(f"({word}) {altered}")
    believed = [quote for quote in invent(count, chance) if verdict(quote).verdict != "absent"]
    return (
        scored("true", len(drawn), refused),
        scored("changed", len(drawn), unflagged),
        scored("invented", count, believed),
    )


def _flagged(verdict: Verdict, word: str) -> bool:
    """Whether a changed quotation is called so, with the word that was put."""
    told = [squashed(difference.written) for difference in verdict.differences]
    return verdict.verdict == "changed" and any(squashed(word) in yours for yours in told)


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
