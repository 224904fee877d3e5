"""How much of a query each unit meets, word by word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kb.index.opened import Index, open_index
from kb.model import Query
from kb.search.coverage import covered, query_words_to_cover
from kb.search.reading import read_query
from tests import tiny


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    indexes = tmp_path_factory.mktemp("indexes")
    tiny.write(indexes)
    return open_index(indexes)


def test_shares_add_up_and_words_that_ask_for_a_kind_are_no_topic(index: Index) -> None:
    asked = query_words_to_cover(index, read_query(index, Query("anbefalinger om borgeren og støtte")))
    assert [one.own[0] for one in asked] == ["l:borger", "l:støtte"]
    assert sum(one.share for one in asked) == pytest.approx(1.0)


def test_a_unit_meets_a_word_by_itself_or_by_one_that_means_the_same(index: Index) -> None:
    for text, thesaurus, met in (
        ("fremskudt", True, 1.0),
        ("opsøgende", True, 0.7),
        ("opsøgende", False, 0.0),
    ):
        asked = query_words_to_cover(index, read_query(index, Query(text)))
        if not thesaurus:
            asked = tuple(replace(one, related=()) for one in asked)
        found = covered(index.store, asked, np.arange(len(index.units)))
        shares = dict(zip((unit.id for unit in index.units), found.tolist(), strict=True))
        assert shares["rapport-2020/anbefaling/2"] == pytest.approx(met), text
