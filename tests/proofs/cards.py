"""The weights of the cards' cues and words fitted to judged examples, and scored on examples held out.

`python -m tests.proofs.cards INDEXES CORPUS GOLD...`: cards of each twelfth of the examples by weights fitted
to the others (a made style as a whole), and of each set by weights fitted to the other sets; then the data
files rewritten with the weights fitted to all. A file of strengths ("judged") corrects those of the others.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from kb.builder.cut import cut_source
from kb.danish import read_toml
from kb.documents.corpus import read_sources
from kb.index.opened import open_index
from kb.measuring import cards as measuring
from kb.measuring.judge import read_lines
from kb.measuring.score import Score, table, total
from kb.model import Unit
from kb.units import cards

DATA = Path("kb/danish/data")
QUESTIONS = ("target_group", "method", "organisation", "result", "aim", "economy")
FOLDS, SEED = 12, 1
LEAST, SECOND = 0.55, 0.9  # probabilities from which a sentence answers, also as the second one
TOLD, AIM = 0.45, 0.4  # of a result and of an aim, which decide the strength
SHARE = 0.3  # of a cue, what a word counts before it is weighed: there are many, and most say little
MET, IN_SETS = 6, 2  # examples and sets at least that a word is met in, so that it belongs to none of them
Example = tuple[Mapping[str, Any], Unit, str]  # judged, unit, set


def fit(examples: Sequence[Example]) -> None:
    """Put the weights fitted to the examples into the opened data files."""
    common = _common(examples)
    for question in QUESTIONS:
        rows, right = zip(*(row for each in examples for row in _rows(question, each, common)), strict=True)
        features = DictVectorizer()
        model = LogisticRegression(C=1, max_iter=500).fit(features.fit_transform(rows), right)
        weights = dict(zip(features.feature_names_, map(float, model.coef_[0]), strict=True))
        _put(question, weights, common, float(model.intercept_[0]))
    cards._patterns.cache_clear()
    cards.card.cache_clear()


def _common(examples: Sequence[Example]) -> set[str]:
    """Words and pairs of words that several examples of several sets have and that are no part of a name."""
    met: dict[str, set[tuple[str, str]]] = defaultdict(set)
    large, seen = Counter[str](), Counter[str]()
    for gold, unit, name in examples:
        for sentence in cards._sentences(unit):
            for word in cards.words(sentence.text):
                met[word].add((name, _source(gold)))
            for word in re.findall(r"\w+", sentence.text)[1:]:
                seen.update(cards.words(word))
                large.update(cards.words(word) if word[0].isupper() else ())
    names = {word for word in large if 2 * large[word] > seen[word]}
    several = {
        word for word, at in met.items() if len(at) >= MET and len({name for name, _ in at}) >= IN_SETS
    }
    return {word for word in several if names.isdisjoint(word.split())}


def _rows(question: str, example: Example, common: set[str]) -> list[tuple[dict[str, float], bool]]:
    """What is met in each sentence, and whether it answers the question. An aim is no result; where a result
    is told, nothing is known of the aims."""
    gold, unit, _ = example
    aimed = gold["strength"] in ("goal", "expected")
    if question == "aim" and gold["strength"] and not aimed:
        return []
    wanted = gold["cards"]["result" if question == "aim" else question]
    known = read_toml("cards.toml")[question]["known"]
    rows = []
    for each in cards._sentences(unit):
        patterns = enumerate(cards._patterns(question))
        met = {f"#{n}": 1.0 for n, (place, _, cue) in patterns if cue.search(getattr(each, place))}
        met |= {f"#{name}": 1.0 for name in each.known & known.keys()}
        met |= {word: SHARE for word in cards.words(each.text) & common}
        rows.append((met, not (aimed and question == "result") and measuring._right(unit, each.text, wanted)))
    return rows


def _put(question: str, weights: Mapping[str, float], common: set[str], intercept: float) -> None:
    cues = read_toml("cards.toml")[question]
    for number, cue in enumerate(cue for place in cards._PLACES for cue in cues.get(place, ())):
        cue[0] = round(weights.get(f"#{number}", 0), 1)
        if "{caseload}" in cue[1]:  # by the definition of the judged sets: organisation, and no result
            cue[0] = -2.0 if question == "result" else 2.0
    for name in cues["known"]:
        cues["known"][name] = round(weights.get(f"#{name}", 0), 1)
    least = {"result": TOLD, "aim": AIM}.get(question, LEAST)
    for name, share in (("least", least), ("second", SECOND)):
        cues[name] = round(log(share / (1 - share)) - intercept, 1)
    table = cards.word_weights(question)
    table.clear()
    table.update({word: round(SHARE * weights.get(word, 0), 2) for word in sorted(common)})


def _write() -> None:
    """The numbers of the opened data files into the files, in their order there."""
    file = DATA / "cards.toml"
    text = file.read_text(encoding="utf-8")
    for question in QUESTIONS:
        cues, start = read_toml("cards.toml")[question], text.index(f"[{question}]")
        end = text.index("\nknown = ", start)
        weights = (cue[0] for place in cards._PLACES for cue in cues.get(place, ()))
        numbers = map(str, (cues["least"], cues["second"], *weights))
        part = re.sub(r"(?m)(^\w+ = |^  \[|= \[\[)-?[\d.]+", lambda m: m[1] + next(numbers), text[start:end])  # noqa: B023
        known = ", ".join(f"{name} = {weight}" for name, weight in cues["known"].items())
        text = text[:start] + part + re.sub(r"known = .*", f"known = {{ {known} }}", text[end:], count=1)
    file.write_text(text, encoding="utf-8")
    tables = [cards.word_weights(question) for question in QUESTIONS]
    rows = [(word, *(f"{table[word]:g}" for table in tables)) for word in tables[0]]
    lines = ["\t".join(row) for row in (("word", *QUESTIONS), *rows)]
    (DATA / "cards.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _source(gold: Mapping[str, Any]) -> str:
    """What is held out as a whole: the made report, or the example."""
    name = str(gold["unit"])
    return name.rsplit("/", 1)[0] if name.startswith("styles/") else name


def _held_out(units: Sequence[Unit], examples: Sequence[Example], part: Callable[[Example], object]) -> None:
    """Print the scores of each set by weights fitted to the other parts."""
    scored: dict[str, list[tuple[Score, ...]]] = defaultdict(list)
    for held in sorted({part(each) for each in examples}, key=str):
        fit([each for each in examples if part(each) != held])
        for name in dict.fromkeys(name for _, _, name in examples):
            gold = [g for g, unit, of in examples if of == name and part((g, unit, of)) == held]
            scored[name].append(measuring.evaluate_cards(units, gold))
    scored["all"] = [score for parts in scored.values() for score in parts]
    for name, parts in scored.items():
        rows = [total(each[0].name, each) for each in zip(*parts, strict=True)]
        print(name, *table(rows, details=False), sep="\n")


def main(indexes: str, corpus: str, *files: str) -> None:
    """Score with examples and with sets held out, then fit to all and write."""
    lines = [(each, Path(name).stem) for name in files for each in read_lines(Path(name))]
    judged = {g["unit"]: measuring.strength_of(g) for g, _ in lines if "judged" in g}
    cut = [unit for source in read_sources(Path(corpus))[0] for unit in cut_source(source).units]
    units = [*open_index(Path(indexes)).units, *cut]
    examples = [
        (gold | {"strength": judged.get(gold["unit"], gold["strength"])}, unit, name)
        for gold, name in lines
        if "cards" in gold and (unit := measuring.unit_of(gold, units))
    ]
    sources = sorted({_source(gold) for gold, _, _ in examples})
    order = np.random.default_rng(SEED).permutation(len(sources))
    fold = {source: int(order[place]) % FOLDS for place, source in enumerate(sources)}
    print("== a twelfth of the examples held out")
    _held_out(units, examples, lambda each: fold[_source(each[0])])
    print("== a set held out")
    _held_out(units, examples, lambda each: each[2])
    fit(examples)
    _write()


if __name__ == "__main__":
    main(*sys.argv[1:])
