"""The gate: a logistic model that says whether a corpus answers a query (features: kb.search.answerable;
fitted to each build: kb.builder.calibrate)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "gate.json"


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic model: weights of the features and a bias; answers at `threshold` or above."""

    weights: tuple[float, ...]
    bias: float
    threshold: float = 0.5

    def chance(self, features: Sequence[float]) -> float:
        """How likely the corpus answers, in (0, 1)."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


# For a corpus too small to be calibrated on (kb.builder.calibrate): fitted to the shipped one, by ridge
# regression on its judged queries and kb/danish/data/off_topic.txt.
GATE = Gate((9.85, -3.01, 1.18), -9.4, 0.2)


def write_gate(folder: Path, gate: Gate) -> None:
    """Store the gate with an index."""
    (folder / FILE).write_text(json.dumps(asdict(gate), indent=1) + "\n", encoding="utf-8")


def open_gate(folder: Path) -> Gate:
    """The gate of an index."""
    entry = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Gate(tuple(entry["weights"]), entry["bias"], entry["threshold"])
