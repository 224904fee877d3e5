"""A query as it is read before anything is searched for."""

from __future__ import annotations

import pytest

from kb.index.opened import Index, open_index
from kb.model import Query
from kb.search.reading import read_query
from tests import tiny


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    indexes = tmp_path_factory.mktemp("indexes")
    tiny.write(indexes)
    return open_index(indexes)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("STØTTE TIL HJEMLØSHED", "støtte til hjemløshed"),
        ("CTI ACT", "CTI ACT"),  # abbreviations
        ("Housing First i Odense", "Housing First i Odense"),
        ("stoette til hjemloeshed", "støtte til hjemløshed"),
        ("borgere paa gaden", "borgere på gaden"),
        ("aabent hus", "åbent hus"),  # which the dictionary alone has
        ("waalbo hus", "waalbo hus"),
    ],
)
def test_the_encoder_is_given_the_words_as_the_corpus_writes_them(
    index: Index, written: str, read: str
) -> None:
    assert read_query(index, Query(written)).text == read


def test_a_query_in_capitals_is_mended_like_another(index: Index) -> None:
    assert read_query(index, Query("HJEMLØSHEDD BOLIG")).corrected == "hjemløshed bolig"


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("hjem løshed", "hjemløshed"),
        ("en sags behandler på sygehuset", "en sagsbehandler på sygehuset"),
        ("varig bolig", None),  # two words
        ('"serviceloven 85"', None),
        ('"hjem løshed"', None),  # a phrase stands as it is
        ("case load", "caseload"),  # a term of the thesaurus, whatever the corpus writes
        ("by hus", None),  # byhus is in a dictionary, and in no unit
    ],
)
def test_the_halves_of_a_compound_that_the_corpus_has_are_joined(
    index: Index, written: str, corrected: str | None
) -> None:
    assert read_query(index, Query(written)).corrected == corrected
    assert read_query(index, Query(written, correct=False)).corrected is None
