"""The weights of the cards' cues fitted to judged examples, and scored on examples they were not fitted to.

`python -m tests.proofs.cards INDEXES CORPUS GOLD...`: cards of each twelfth of the examples by weights fitted
to the others, then `cards.toml` rewritten with the weights fitted to all (rounded; from a probability of .4
on a sentence answers, from .7 on also as the second one). A made style is held out as a whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from kb.builder.cut import cut_source
from kb.danish import read_toml
from kb.documents.corpus import read_sources
from kb.index.opened import open_index
from kb.measuring import cards as measuring
from kb.measuring.judge import read_lines
from kb.model import Unit
from kb.units import cards

FILE = Path("kb/danish/data/cards.toml")
FOLDS, SEED = 12, 1
LEAST, SECOND = 0.4, 0.7  # probabilities
METHOD = 0.5  # half of all sentences tell what was done
Example = tuple[Mapping[str, Any], Unit]


def fit(examples: Sequence[Example]) -> None:
    """Put the weights fitted to the examples into the opened data file; `result` first: the rest know it."""
    for question in ("result", "aim", "target_group", "method", "organisation", "economy"):
        rows, right = zip(*(row for example in examples for row in _rows(question, example)), strict=True)
        model = LogisticRegression(C=1, max_iter=500).fit(np.array(rows, float), right)
        _put(question, [round(float(weight), 1) for weight in model.coef_[0]], float(model.intercept_[0]))


def _rows(question: str, example: Example) -> list[tuple[list[bool], bool]]:
    """What is met in each sentence, and whether it answers the question. An aim is no result; where a result
    is told, nothing is known of the aims."""
    gold, unit = example
    aimed = gold["strength"] in ("goal", "expected")
    if question == "aim" and gold["strength"] and not aimed:
        return []
    wanted = gold["cards"]["result" if question == "aim" else question]
    known = read_toml("cards.toml")[question]["known"]
    return [
        (
            [bool(cue.search(getattr(each, place))) for place, _, cue in cards._patterns(question)]
            + [name in each.known for name in known],
            not (aimed and question == "result") and measuring._right(unit, each.text, wanted),
        )
        for each in map(cards._with_outcome, cards._sentences(unit))
    ]


def _put(question: str, weights: list[float], intercept: float) -> None:
    cues, left = read_toml("cards.toml")[question], iter(weights)
    for cue in (cue for place in cards._PLACES for cue in cues.get(place, ())):
        cue[0] = next(left)
        if "{caseload}" in cue[1]:  # by the definition of the judged sets: organisation, and no result
            cue[0] = -2.0 if question == "result" else 2.0
    for name in cues["known"]:
        cues["known"][name] = next(left)
    for name, share in (("least", METHOD if question == "method" else LEAST), ("second", SECOND)):
        cues[name] = round(log(share / (1 - share)) - intercept, 1)
    cards._patterns.cache_clear()
    cards.card.cache_clear()


def _write() -> None:
    """The numbers of the opened data file into the file, in their order there."""
    text = FILE.read_text(encoding="utf-8")
    for question in ("target_group", "method", "organisation", "result", "aim", "economy"):
        cues, start = read_toml("cards.toml")[question], text.index(f"[{question}]")
        end = text.index("\nknown = ", start)
        weights = (cue[0] for place in cards._PLACES for cue in cues.get(place, ()))
        numbers = map(str, (cues["least"], cues["second"], *weights))
        part = re.sub(r"(?m)(^\w+ = |^  \[|= \[\[)-?[\d.]+", lambda m: m[1] + next(numbers), text[start:end])  # noqa: B023
        known = ", ".join(f"{name} = {weight}" for name, weight in cues["known"].items())
        text = text[:start] + part + re.sub(r"known = .*", f"known = {{ {known} }}", text[end:], count=1)
    FILE.write_text(text, encoding="utf-8")


def _source(gold: Mapping[str, Any]) -> str:
    """What is held out as a whole: the made report, or the example."""
    name = str(gold["unit"])
    return name.rsplit("/", 1)[0] if name.startswith("styles/") else name


def main(indexes: str, corpus: str, *files: str) -> None:
    """Score with examples held out, then fit to all and write."""
    sets = {name: read_lines(Path(name)) for name in files}
    cut = [unit for source in read_sources(Path(corpus))[0] for unit in cut_source(source).units]
    units = [*open_index(Path(indexes)).units, *cut]
    found = {id(g): measuring.unit_of(g, units) for gold in sets.values() for g in gold}
    examples = [(g, unit) for gold in sets.values() for g in gold if (unit := found[id(g)])]
    sources = sorted({_source(gold) for gold, _ in examples})
    order = np.random.default_rng(SEED).permutation(len(sources))
    fold = {source: int(order[place]) % FOLDS for place, source in enumerate(sources)}
    scored: dict[str, list[measuring.CardScore]] = {name: [] for name in sets}
    for number in range(FOLDS):
        fit([example for example in examples if fold[_source(example[0])] != number])
        for name, gold in sets.items():
            held = [g for g in gold if fold.get(_source(g)) == number]
            scored[name].append(measuring.evaluate_cards(units, held))
    for name, parts in scored.items():
        cells = tuple(cell for part in parts for cell in part.cells)
        score = measuring.CardScore(cells, tuple(one for part in parts for one in part.strengths))
        print(name, *measuring.report(score, details=False), sep="\n")
    fit(examples)
    _write()


if __name__ == "__main__":
    main(*sys.argv[1:])
