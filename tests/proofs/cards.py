"""The weights of the cards fitted to judged examples, and scored on sets held out.

`python -m tests.proofs.cards INDEXES CORPUS GOLD...`: cards of each set of examples by weights fitted to the
other sets; then the tables rewritten with the weights fitted to all. A set is a file, or what its lines name
as their `set`. A file of strengths ("judged") corrects those of the others.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from kb.builder.cut import cut_source
from kb.documents.corpus import read_sources
from kb.index.opened import open_index
from kb.measuring import cards as measuring
from kb.measuring.judge import read_lines
from kb.measuring.score import table, total
from kb.model import Unit
from kb.units import card_sentences, cards

DATA = Path("kb/danish/data")
CUE, WORD = 0.7, 0.3  # what a cue and a word count before they are weighed: words are many and say little
MET, IN_SETS = 6, 2  # examples and sets at least that a word is met in, so that it belongs to none of them
# By definition, not fitted: a caseload is organisation and no result, an aim has not cost or saved, what
# stands under a heading of a question answers it, whom help is not for is no target group, nor is one that
# somebody speaks of, what was gained is no organisation, and what people want for themselves is no goal.
DEFINED = {
    "#caseload": {"organisation": 2.0, "result": -2.0},
    "#heading_aim": {"economy": -3.0},
    "#heading_economy": {"economy": 2.0},
    "#heading_group": {"target_group": 2.0},
    "#excluded": {"target_group": -6.0},
    "#quoted": {"target_group": -3.0},
    "#gained": {"organisation": -3.0},
    "#persons_aim": {"goal": -4.0},
}
UNFITTED = {"#excluded", "#quoted", "#persons_aim"}  # of which the definition says all
Example = tuple[dict[str, Any], Unit, str]  # judged, unit, set


class Fitted:
    """Sentences of examples as rows of features, and what is fitted to those of some sets."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.sentences = [card_sentences.sentences_of(unit) for _, unit, _ in examples]
        self.sets = np.array([name for _, _, name in examples])
        self.example = np.repeat(np.arange(len(examples)), [len(each) for each in self.sentences])
        self.strengths = np.array([gold["strength"] or "none" for gold, _, _ in examples])
        self.right = {question: self._right(question) for question in cards.ASKED}

    def _right(self, question: str) -> NDArray[np.bool_]:
        """Whether each sentence answers the question. An aim is no result, and a result no aim."""
        strengths = {"result": ("own", "evaluated"), "goal": ("goal",), "expected": ("expected",)}
        column = "result" if question in cards.AIMS else question
        return np.array(
            [
                gold["strength"] in strengths.get(question, (gold["strength"],))
                and measuring.is_right(unit, each.text, gold["cards"][column])
                for (gold, unit, _), sentences in zip(self.examples, self.sentences, strict=True)
                for each in sentences
            ]
        )

    def fit(self, held: str | None = None) -> None:
        """Put the weights fitted to all sets but the held one into the tables in use."""
        kept = np.flatnonzero(self.sets != held)
        common = self._common(kept)
        rows = [
            {name: CUE if name[0] in "#@" else WORD for name in each.features & common}
            for sentences in self.sentences
            for each in sentences
        ]
        features = DictVectorizer()
        matrix = features.fit_transform(rows)
        for question in cards.ASKED:
            model = self._model(question, matrix, kept)
            shares = [CUE if name[0] in "#@" else WORD for name in features.feature_names_]
            weights = np.round(model.coef_[0] * shares, 2)
            table = card_sentences.weights("cards.tsv", question)
            table.clear()
            table.update({"": round(float(model.intercept_[0]), 2)})
            table.update(zip(features.feature_names_, map(float, weights), strict=True))
            for cue, weights_of in DEFINED.items():
                table[cue] = weights_of.get(question, table.get(cue, 0.0))
        self._fit_strength(matrix, kept)
        cards.card.cache_clear()

    def _model(self, question: str, matrix: Any, kept: NDArray[np.int64]) -> LogisticRegression:
        """A regression for a question; where a result is told, nothing is known of the aims."""
        if question in ("goal", "expected"):
            kept = kept[~np.isin(self.strengths[kept], ("own", "evaluated"))]
        rows = np.isin(self.example, kept)
        return LogisticRegression(C=1, solver="liblinear").fit(matrix[rows], self.right[question][rows])

    def _fit_strength(self, matrix: Any, kept: NDArray[np.int64]) -> None:
        """Weigh what the strength follows from, each example scored by what is fitted to the other sets."""
        rows, strengths = [], []
        for name in sorted(set(self.sets[kept])):
            models = [self._model(told, matrix, kept[self.sets[kept] != name]) for told in cards.AIMS]
            for number in kept[self.sets[kept] == name]:
                if not self.sentences[number]:
                    continue
                own = matrix[self.example == number]
                odds = {
                    told: list(model.decision_function(own))
                    for told, model in zip(cards.AIMS, models, strict=True)
                }
                rows.append(cards.weighed(odds, cards.evaluator_of(self.examples[number][1].text)))
                strengths.append(str(self.strengths[number]).replace("evaluated", "own"))
        features = DictVectorizer()
        model = LogisticRegression(C=1, max_iter=1000, fit_intercept=False)
        model.fit(features.fit_transform(rows), strengths)
        for strength, weights in zip(model.classes_, np.round(model.coef_, 2), strict=True):
            table = card_sentences.weights("card_strengths.tsv", strength)
            table.clear()
            table.update(zip(features.feature_names_, map(float, weights), strict=True))

    def _common(self, kept: NDArray[np.int64]) -> set[str]:
        """Features that several examples of several sets have and that are no part of a name."""
        met: dict[str, set[int]] = defaultdict(set)
        large, seen = Counter[str](), Counter[str]()
        for number in kept:
            for sentence in self.sentences[number]:
                for feature in sentence.features:
                    met[feature].add(number)
                for word in re.findall(r"\w+", sentence.text)[1:]:
                    seen.update(card_sentences.words(word))
                    large.update(card_sentences.words(word) if word[0].isupper() else ())
        names = {word for word in large if 2 * large[word] > seen[word]}
        return {
            feature
            for feature, at in met.items()
            if feature not in UNFITTED
            and len(at) >= MET
            and len(set(self.sets[list(at)])) >= IN_SETS
            and names.isdisjoint(feature.removeprefix("?").split())
        }


def _write(file: str, columns: Sequence[str]) -> None:
    """The tables in use into their file, the intercept first."""
    tables = [card_sentences.weights(file, column) for column in columns]
    rows = [[name, *(f"{table[name]:g}" for table in tables)] for name in sorted(tables[0])]
    lines = ["\t".join(row) for row in (["feature", *columns], *rows)]
    (DATA / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(indexes: str, corpus: str, *files: str) -> None:
    """Score with each set held out, then fit to all and write."""
    lines = [(each, each.get("set", Path(name).stem)) for name in files for each in read_lines(Path(name))]
    judged = {gold["unit"]: measuring.strength_of(gold) for gold, _ in lines if "judged" in gold}
    cut = [unit for source in read_sources(Path(corpus))[0] for unit in cut_source(source).units]
    units = [*open_index(Path(indexes)).units, *cut]
    fitted = Fitted(
        [
            ({**gold, "strength": judged.get(gold["unit"], gold["strength"])}, unit, name)
            for gold, name in lines
            if "cards" in gold and (unit := measuring.unit_of(gold, units))
        ]
    )
    scores = []
    for name in dict.fromkeys(fitted.sets):
        fitted.fit(held=name)
        scores.append(measuring.evaluate_cards(units, [g for g, _, of in fitted.examples if of == name]))
        print(f"== {name} held out", *table(scores[-1], details=False), sep="\n")
    together = [total(each[0].name, each) for each in zip(*scores, strict=True)]
    print("== all", *table(together, details=False), sep="\n")
    fitted.fit()
    _write("cards.tsv", cards.ASKED)
    _write("card_strengths.tsv", cards.STRENGTHS)


if __name__ == "__main__":
    main(*sys.argv[1:])
