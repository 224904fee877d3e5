"""What is mended, what is restored silently, and what is left alone."""

from __future__ import annotations

from itertools import islice

import pytest

from kb.danish.analyze import Analyzer
from kb.danish.spelling import Speller, variants

WORDS = {
    "psykiatri": 9,
    "rehabiliterende": 4,
    "børn": 12,
    "boligstøtte": 3,
    "mål": 7,
    "støtte": 9,
    "anbefalinger": 6,
    "bosteder": 3,
    "servicelovens": 2,
    "løft": 9,
    "handicap": 2,
    "cost": 2,
}


@pytest.fixture(scope="module")
def speller(analyzer: Analyzer) -> Speller:
    return Speller(WORDS, analyzer, ("narkoman", "voksenudredningsmetode", "loft"))


def corrected(speller: Speller, text: str) -> list[str | None]:
    return [speller.correct(term, text) for term in speller.analyzer.terms(text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("psykatri", "psykiatri"),
        ("rehabliterende", "rehabiliterende"),
        ("psykaitri", "psykiatri"),  # two neighbours swapped
        ("anbefalning", "anbefaling"),  # the corpus has the word in another form only
        ("narkomaan", "narkoman"),  # a word of the thesaurus that no unit has
        ("kantnie", "kantine"),  # of the dictionary: one word alone is near
        ("bræder", None),  # brænder, brædder, breder
        ("voksenudredningsmetode", None),  # of the thesaurus itself
        ("bossteder", "bosteder"),  # which the dictionary could put together
        ("servicelovvens", "servicelovens"),
        ("bostedet", None),  # another form of bosteder
        ("psykiatri", None),
        ("cykel", None),  # a Danish word that the corpus lacks
        ("Psykatrien A1", "psykiatrien"),  # a form that the dictionary alone has
    ],
)
def test_corrections(speller: Speller, text: str, meant: str | None) -> None:
    assert corrected(speller, text)[0] == meant


def test_names_and_numbers_are_left_alone(speller: Speller) -> None:
    assert corrected(speller, "i Holstebru 12345") == [None, None, None]
    assert corrected(speller, "Herning") == [None]


def test_two_words_as_near_are_no_clear_correction(analyzer: Analyzer) -> None:
    speller = Speller({"bandager": 2, "bandaner": 2}, analyzer)
    assert corrected(speller, "bandaxer") == [None]


@pytest.mark.parametrize(
    ("word", "restored"),
    [
        ("boern", "børn"),
        ("boligstotte", "boligstøtte"),
        ("stoette", "støtte"),
        ("mal", "mål"),
        ("loft", "loft"),  # a word of the thesaurus means itself
        ("poesi", "poesi"),
        ("hjemmebesoeg", "hjemmebesøg"),  # which no unit has, but the dictionary
        ("handikap", "handicap"),  # both are right
        ("kost", "kost"),  # a short word is a word of its own
    ],
)
def test_danish_letters_come_back(speller: Speller, word: str, restored: str) -> None:
    assert speller.restore(word) == restored


def test_who_types_danish_letters_means_the_word_of_the_dictionary(speller: Speller) -> None:
    assert [speller.restore(word, typed=True) for word in ("mal", "boern")] == ["mal", "børn"]


def test_a_long_word_is_not_tried_with_every_mark() -> None:
    # 2 ** 8 spellings are tried; 2 ** 64 and 3 ** 41 are 0 and below 0 in 64 bits, and were tried too.
    counts = {word: len(list(islice(variants(word), 300))) for word in ("e" * 8, "e" * 9, "e" * 64, "a" * 41)}
    assert counts == {"e" * 8: 256, "e" * 9: 0, "e" * 64: 0, "a" * 41: 0}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("psykaitri", "psykiatri"),  # a swap of neighbours is one edit, and two are forgiven from 8 letters
        ("psykaitir", "psykiatri"),
        ("spykiatri", None),  # the first letter is never mended
        ("bosdetr", None),  # two edits, in a word of 7 letters
    ],
)
def test_how_many_edits_are_forgiven(speller: Speller, written: str, meant: str | None) -> None:
    assert corrected(speller, written) == [meant]
