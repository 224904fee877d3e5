"""The weights by which a claim is borne out, fitted to judged texts and scored on sets not fitted to.

`python -m tests.proofs.claims INDEXES GOLD...`: the texts of each file by weights fitted to the others,
then `claims.toml` rewritten with the weights fitted to all, and with the threshold at which a share `FALSE`
of the false texts was approved when held out. A true text must have all its claims borne out, a false one has
at least one that is not: the weakest, by the sentence that bears it out best. Halves are not tried.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kb.index.opened import Index, open_index
from kb.measuring.judge import read_lines
from kb.measuring.quotes import TRUTHS
from kb.search.quotes import claims
from kb.search.quotes.bearing import bearing
from kb.search.quotes.check import check_quotes
from kb.search.quotes.entailment import Entailment

FILE = Path("kb/danish/data/claims.toml")
SHARES = 0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05
FALSE = 0.01
ROUNDS, C = 5, 0.03  # of choosing the best sentence and fitting again; the inverse of the regularisation
NEVER, ALWAYS = -99.0, 99.0
Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """A judged text: the features of the sentences that may bear it out, for each of its claims shape
    (sentences, features); `approvable` is False where anything else in it is not exact."""

    gold: Mapping[str, Any]
    set: str
    claims: tuple[Rows, ...]
    approvable: bool


def read(index: Index, file: str) -> tuple[list[Text], list[str]]:
    """The texts of a file with what is weighed of them, and the names of that."""
    names: list[str] = []
    found: list[Rows] = []

    def record(index: Index, claim: claims.Claim, each: Sequence[Entailment]) -> Entailment | None:
        weigh = claims.weigher(index, claim, each)
        clean = bearing(each)
        rows = [weigh.features(one) for one in clean]
        names[:] = list(rows[0]) if rows else names
        found.append(np.array([list(row.values()) for row in rows], float))
        return clean[0] if clean else None

    texts = []
    kept = claims.approved, claims._in_parts
    claims.approved, claims._in_parts = record, lambda *_: []
    for gold in read_lines(Path(file)):
        verdicts = check_quotes(index, gold["text"])
        exact = (
            bool(verdicts)
            and all(verdict.verdict == "exact" for verdict in verdicts)
            and all(map(len, found))
        )
        texts.append(Text(gold, file, tuple(found), exact))
        found.clear()
    claims.approved, claims._in_parts = kept
    return texts, names


@dataclass(frozen=True)
class Model:
    """Weights, shape (features,), and a threshold."""

    weights: Rows
    least: float

    def score(self, text: Text) -> float:
        """Of the claim that is borne out least, the sentence that bears it out best."""
        if not text.approvable:
            return NEVER
        return min((float((rows @ self.weights).max()) for rows in text.claims), default=ALWAYS) - self.least


def fit(texts: Sequence[Text]) -> Model:
    """Weights by which true texts score above 0 and others below."""
    texts = [text for text in texts if text.approvable and text.claims]
    every = np.concatenate([rows for text in texts for rows in text.claims])
    mean, spread = every.mean(axis=0), every.std(axis=0) + 1e-9
    weights = np.where(np.arange(every.shape[1]) == 0, 1.0, 0.0)  # begins with `own` alone
    for _ in range(ROUNDS):
        chosen, truths = [], []
        for text in texts:
            best = [rows[int(np.argmax(rows @ weights))] for rows in text.claims]
            true = text.gold["truth"] == "true"
            chosen += best if true else [min(best, key=lambda row: float(row @ weights))]  # noqa: B023
            truths += [true] * (len(best) if true else 1)
        model = LogisticRegression(C=C, max_iter=1000).fit((np.array(chosen) - mean) / spread, truths)
        weights = model.coef_[0] / spread
    return Model(weights, float(mean @ weights - model.intercept_[0]))


def curve(scored: Sequence[tuple[float, Text]]) -> float:
    """Print the true approved at each share of false ones; the threshold of the share `FALSE`."""
    false = sorted((score for score, text in scored if text.gold["truth"] == "false"), reverse=True)
    chosen = 0.0
    for share in SHARES:
        least = false[round(share * len(false))]
        approved = [text for score, text in scored if score > least]
        true, false_ones, nowhere = (
            sum(text.gold["truth"] == truth for text in approved) for truth in TRUTHS
        )
        sets = dict.fromkeys(text.set for _, text in scored)
        by_set = [
            sum(text.gold["truth"] == "true" and text.set == name for text in approved) for name in sets
        ]
        print(f"{share:6.1%}: true {true} {by_set}, false {false_ones}, not there {nowhere}; {least:.2f}")
        chosen = least if share == FALSE else chosen
    return chosen


def write(names: Sequence[str], model: Model) -> None:
    """The weights into the file."""
    text = FILE.read_text(encoding="utf-8")
    lines = [f"{name} = {weight:.3g}" for name, weight in zip(names, model.weights, strict=True)]
    rows = "\n".join(("[support]", f"least = {model.least:.3g}", "[support.weights]", *lines))
    FILE.write_text(re.sub(r"\[support\]\n(?:.+\n)+", f"{rows}\n", text), encoding="utf-8")


def main(indexes: str, *files: str) -> None:
    """Score each file held out, then fit to all and write."""
    index = open_index(Path(indexes))
    read_files = [read(index, file) for file in files]
    texts, names = [text for part, _ in read_files for text in part], read_files[0][1]
    scored: list[tuple[float, Text]] = []
    for file in files:
        model = fit([text for text in texts if text.set != file])
        scored += [(model.score(text), text) for text in texts if text.set == file]
    least = curve(scored)
    model = fit(texts)
    write(names, Model(model.weights, model.least + least))


if __name__ == "__main__":
    main(*sys.argv[1:])
