"""A long text is searched by the sentences that hold its weightiest words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.index.opened import Index, open_index
from kb.model import Query
from kb.search.reading import SEARCHED_LENGTH, matters
from kb.search.search import search
from tests import tiny

CASE = (
    "Jeg sidder med en sag, som jeg gerne vil vende med en kollega, inden vi går på weekend. "
    "Borgeren er 42 år og har boet på gaden i to år efter en skilsmisse. "
    "Han ønsker en varig bolig og støtte i hjemmet. "
    "Vi har snakket om det i telefonen et par gange, og han lyder glad for at tale med os. "
    "Hans søster har også ringet og spurgt, hvad der kommer til at ske nu. "
    "Jeg har lovet at vende tilbage til dem begge to i løbet af næste uge."
)


@pytest.fixture(scope="module")
def index(tiny_indexes: Path) -> Index:
    return open_index(tiny_indexes)


def test_the_matter_of_a_case_is_its_sentence_with_rare_words(index: Index) -> None:
    case = CASE + " Og så har vi talt om alt muligt andet, som ikke hører til her." * 20
    used = matters(index, case)
    assert "Han ønsker en varig bolig og støtte i hjemmet." in used
    assert sum(map(len, used)) <= SEARCHED_LENGTH < len(case)
    answer = search(index, Query(case))
    assert answer.query.used == used
    assert answer.hits[0].unit.id == "rapport-2020/anbefaling/1"


def test_what_a_case_asks_is_searched_and_its_lines_of_identity_are_not(index: Index) -> None:
    who = "Ane Bolig, CPR ******-****, bor i en bolig på Boligvej 2."
    question = "Spørgsmålet er, hvordan vi kan give ham den støtte."
    filler = "Han ønsker en varig bolig og støtte i hjemmet hver eneste dag året rundt i alle årene. " * 20
    used = matters(index, f"{who} {filler} {question}")
    assert question in used
    assert who not in used
    assert matters(index, f"{who} {who.replace('Ane', 'Bo')}" * 12) != ()  # where there is nothing else


@pytest.mark.parametrize("text", ["varig bolig", CASE])
def test_a_text_that_is_not_too_long_is_searched_whole(index: Index, text: str) -> None:
    answer = search(index, Query(text))
    assert answer.query.used == ()
    assert answer.hits[0].unit.id == "rapport-2020/anbefaling/1"


def test_a_query_in_english_is_recognised(index: Index) -> None:
    assert search(index, Query("help for homeless people")).query.foreign
    assert not search(index, Query("hjælp til hjemløse i egen bolig")).query.foreign


def test_english_words_that_the_sources_use_are_no_foreign_query(tmp_path: Path) -> None:
    tiny.write(tmp_path, [replace(tiny.UNITS[0], text="Kommunen bygger på Housing First.")])
    index = open_index(tmp_path)
    found = [
        search(index, Query(text)).query.foreign for text in ("housing first", "housing for young people")
    ]
    assert found == [False, True]
