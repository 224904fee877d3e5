"""Whether a corpus answers a query: a logistic model over how well the best units meet it (features:
kb.search.answerable), fitted to each build (kb.builder.calibrate)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "judgement.json"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A logistic model: weights of the features and a bias; it answers at `threshold` or above."""

    weights: tuple[float, ...]
    bias: float
    threshold: float = 0.5

    def chance(self, features: Sequence[float]) -> float:
        """How likely the corpus answers, in (0, 1)."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def write_judgement(folder: Path, judgement: Judgement) -> None:
    """Store the judgement with an index."""
    (folder / FILE).write_text(json.dumps(asdict(judgement), indent=1) + "\n", encoding="utf-8")


def open_judgement(folder: Path) -> Judgement | None:
    """The judgement of an index; None while it is being built."""
    try:
        entry = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Judgement(tuple(entry["weights"]), entry["bias"], entry["threshold"])
