"""From which evidence on a build answers is fitted to its own units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.builder.calibrate import SILENT, calibrate
from kb.danish import read_lines
from kb.index.opened import Index, open_index
from kb.model import Query
from kb.search.search import evidence, rank_query
from tests import tiny


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    indexes = tmp_path_factory.mktemp("indexes")
    tiny.write(indexes)
    return open_index(indexes)


def test_of_what_no_report_answers_one_in_twenty_is_told_as_answered(index: Index) -> None:
    outcomes = [rank_query(index, Query(text)).outcome for text in read_lines("off_topic.txt")]
    assert outcomes.count("answers") <= len(outcomes) * (100 - SILENT) // 100 + 1


def test_the_least_evidence_is_that_of_the_off_topic_queries(index: Index) -> None:
    found = [evidence(rank_query(index, Query(text)).ranked) for text in read_lines("off_topic.txt")]
    assert calibrate(index) == index.judgement == pytest.approx(np.percentile(found, SILENT), abs=1e-4)


def test_a_build_of_few_units_is_fitted_too(tmp_path: Path) -> None:
    tiny.write(tmp_path, tiny.UNITS[:3])
    assert calibrate(open_index(tmp_path)) > 0
