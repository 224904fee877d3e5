from __future__ import annotations

import numpy as np
import pytest

from kb.model import KINDS
from kb.search.search import FLOOR, OF_BEST, OF_KIND, least_by_kind

KIND = {"e": "municipality_example", "r": "recommendation", "f": "finding"}


def of_kinds(letters: str) -> np.ndarray:
    return np.array([KINDS.index(KIND[letter]) for letter in letters])


def test_the_best_of_a_kind_are_hits_beside_better_ones_of_another_but_above_the_floor() -> None:
    scores = np.array([1.0, 0.6, 0.4, 0.44, 0.43, 0.4, 0.1, 0.09], np.float32)
    kind = of_kinds("eeerrrff")
    least = least_by_kind(scores, kind)[kind]
    assert (OF_BEST, OF_KIND, FLOOR) == (0.5, 0.96, 0.3)
    # examples: 0.5 of the best; recommendations: 0.96 * 0.44; findings: the floor
    assert least.tolist() == pytest.approx([0.5] * 3 + [0.4224] * 3 + [0.3] * 2)
    assert (scores >= least).tolist() == [True, True, False, True, True, False, False, False]


def test_a_kind_that_holds_the_best_hit_has_the_common_threshold() -> None:
    kind = of_kinds("ee")
    assert least_by_kind(np.array([0.8, 0.5], np.float32), kind)[kind].tolist() == pytest.approx([0.4, 0.4])
