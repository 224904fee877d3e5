"""The lemma table: every form that went in comes out, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.danish.lexicon import Lexicon, read_dictionary
from kb.errors import IndexUnusable

LEMMAS = {"barn": "barn", "børn": "barn", "børnene": "barn", "å": "å", "åen": "å", "zebra": "zebra"}


def test_every_form_is_found() -> None:
    lexicon = Lexicon.from_lemmas(LEMMAS)
    assert {form: lexicon.lemma(form) for form in LEMMAS} == LEMMAS
    assert [lexicon.lemma(form) for form in ("ba", "barnet", "a", "åe", "zebraen", "")] == [None] * 6


def test_genitives_need_no_row() -> None:
    lexicon = Lexicon.from_lemmas({"børns": "barn", **LEMMAS})
    assert lexicon.lemma("børns") == "barn"
    assert lexicon.lemma("zebras") == "zebra"


def test_written_lexicon_agrees_with_the_dictionary(lexicon: Lexicon) -> None:
    dictionary = read_dictionary()
    sample = sorted(dictionary)[::5003]
    assert [lexicon.lemma(form) for form in sample] == [dictionary[form] for form in sample]


def test_words_at_the_edges_of_blocks_are_found() -> None:
    words = sorted(f"{letter}{number}" for letter in "aåz" for number in range(5_000))
    lexicon = Lexicon.from_lemmas({word: word for word in words[1:]})
    assert [lexicon.lemma(word) for word in words[1:]] == words[1:]
    assert [lexicon.lemma(word) for word in (words[0], "a", "å5000", "zz", "\n", "\t")] == [None] * 6


def test_family_sizes_tell_parts_from_chance() -> None:
    words = "bo tilbud bot ilbud botilbud dag dagtilbud fri fritilbud sær særtilbud".split()
    lexicon = Lexicon.from_lemmas({word: word for word in words})
    assert lexicon.parts["tilbud"] == (1, 4)  # 1: the list of the field's own words
    assert "ilbud" not in lexicon.parts


def test_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="build the index again"):
        Lexicon.open(tmp_path)
