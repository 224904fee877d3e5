"""The same question written otherwise: how stable is the ranking?

Variants are made by rule from judged queries: case, Danish letters spelt out, one typing error, a compound
split or two words joined, another word order, another inflection.

`python -m tests.proofs.variants INDEXES COUNT GOLD`
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.danish.analyze import Analyzer
from kb.index.opened import open_index
from kb.measuring.judge import RELEVANT, Ideal, JudgedQuery, gains, read_queries
from kb.measuring.queries import Ranker, ideals, product

COUNT = 200
_FIRST, _TOP = 3, 10
Rule = Callable[[str, Analyzer, random.Random], str]


@dataclass(frozen=True, slots=True)
class Stability:
    """Means over the variants of one rule: the share of the first ten hits that is also in the original's
    first ten, and, where the original has a relevant hit in its first three, how often the variant too."""

    rule: str
    count: int
    overlap: float
    kept: float


def _case(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    return text.upper() if text != text.upper() else text.lower()


def _letters(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    spelt = {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"}
    return "".join(spelt.get(letter, letter) for letter in text)


def _typo(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    """One letter dropped, doubled or swapped with its neighbour in a long word written small."""
    terms = [t for t in analyzer.terms(text) if len(t.word) > 6 and text[t.start : t.end].islower()]
    if not terms:
        return text
    term = chance.choice(terms)
    at = chance.randrange(term.start + 2, term.end - 2)
    edits = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return chance.choice(edits)


def _compound(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    """The first compound of two known parts written as two words."""
    for term in analyzer.terms(text):
        split = analyzer.splitter.best(term.word) if term.parts else None
        if split is not None and text[term.start : term.end].lower() == term.word:
            return text[: term.start] + split.left + " " + split.tail + text[term.end :]
    return text


def _order(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    words = text.rstrip("?").split()
    chance.shuffle(words)
    return " ".join(words)


def _inflection(text: str, analyzer: Analyzer, chance: random.Random) -> str:
    """Every inflected word as its lemma."""
    pieces, last = [], 0
    for term in analyzer.terms(text):
        if term.kind == "word" and not term.stop and text[term.start : term.end].islower():
            pieces += [text[last : term.start], term.lemma]
            last = term.end
    return "".join([*pieces, text[last:]])


RULES: Mapping[str, Rule] = {
    "case": _case,
    "letters": _letters,
    "typo": _typo,
    "compound": _compound,
    "order": _order,
    "inflection": _inflection,
}


def make_variants(
    queries: Sequence[JudgedQuery], analyzer: Analyzer, count: int = COUNT, seed: int = 0
) -> list[tuple[str, JudgedQuery, str]]:
    """(rule, query, variant) rows, `count` at most, the rules taken in turn; only real changes count."""
    chance = random.Random(seed)
    judged = [query for query in queries if query.judgments]
    rows = [
        (name, query, variant)
        for query in judged
        for name, rule in RULES.items()
        if (variant := rule(query.text, analyzer, chance)) != query.text
    ]
    return sorted(chance.sample(rows, min(count, len(rows))), key=lambda row: (row[0], row[1].id))


def stability(
    ranker: Ranker, rows: Sequence[tuple[str, JudgedQuery, str]], wanted: Mapping[str, Ideal]
) -> list[Stability]:
    """The figures of each rule, and of all."""
    originals = {query.id: list(ranker(query.text)) for _, query, _ in rows}
    found: dict[str, list[tuple[float, bool | None]]] = {}
    for rule, query, variant in rows:
        before, after = originals[query.id], list(ranker(variant))
        shared = len(set(before[:_TOP]) & set(after[:_TOP])) / max(1, min(_TOP, len(before)))
        good = _early(before, wanted[query.id])
        figures = (shared, _early(after, wanted[query.id]) if good else None)
        found.setdefault(rule, []).append(figures)
        found.setdefault("all", []).append(figures)
    return [_means(rule, figures) for rule, figures in sorted(found.items())]


def _early(ranking: Sequence[str], wanted: Ideal) -> bool:
    return any(grade >= RELEVANT for grade in gains(ranking[:_FIRST], wanted))


def _means(rule: str, figures: Sequence[tuple[float, bool | None]]) -> Stability:
    kept = [stayed for _, stayed in figures if stayed is not None]
    overlap = sum(shared for shared, _ in figures) / len(figures)
    return Stability(rule, len(figures), overlap, sum(kept) / len(kept) if kept else 0.0)


def main(indexes: Path, count: int, gold: Path) -> None:
    index, judged = open_index(indexes), read_queries(gold)
    rows = make_variants(judged, index.analyzer, count)
    print(f"{'':12}{'variants':>9}{'overlap@10':>12}{'kept in 3':>11}")
    for one in stability(product(index), rows, ideals(index, judged)):
        print(f"{one.rule:12}{one.count:9}{one.overlap:12.3f}{one.kept:11.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
