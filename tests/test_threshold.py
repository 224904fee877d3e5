from __future__ import annotations

import numpy as np
import pytest

from kb.search import FLOOR, LEAST, NEAR, least_by_kind


def test_the_best_of_a_kind_are_hits_beside_better_ones_of_another_but_above_the_floor() -> None:
    scores = np.array([1.0, 0.5, 0.3, 0.34, 0.33, 0.3, 0.1, 0.09], np.float32)
    examples, recommendations, findings = (np.array([c == k for c in "eeerrrff"]) for k in "erf")
    least = least_by_kind(scores, [examples, recommendations, findings])
    assert (LEAST, NEAR, FLOOR) == (0.35, 0.96, 0.25)
    # examples: 0.35 of the best; recommendations: 0.96 * 0.34; findings: the floor
    assert least.tolist() == pytest.approx([0.35] * 3 + [0.3264] * 3 + [0.25] * 2)
    assert (scores >= least).tolist() == [True, True, False, True, True, False, False, False]


def test_a_kind_that_holds_the_best_hit_has_the_common_threshold() -> None:
    scores = np.array([0.8, 0.5], np.float32)
    assert least_by_kind(scores, [np.array([True, True])]).tolist() == pytest.approx([0.28, 0.28])
