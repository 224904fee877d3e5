"""Markers of list items: what is one, and which of two follows the other."""

import pytest

from kb.units.cutting.lists import counts_on, find_bullet, follows, is_marker
from kb.units.cutting.recommendations import number_of


@pytest.mark.parametrize("text", ["•", "-", "»", "1.", "12)", "a)", "H)", "3:"])
def test_a_marker_alone_is_what_is_found_before_a_word(text: str) -> None:
    assert is_marker(text)
    assert find_bullet(f"{text} ord") is not None


@pytest.mark.parametrize("text", ["", "\t", "speaker", "Forslag 3:", "A.", "123.", "1. ord"])
def test_a_label_or_a_word_is_no_marker(text: str) -> None:
    assert not is_marker(text)


@pytest.mark.parametrize(
    ("marker", "after", "follow"),
    [("1.", "2.", True), ("1.", "3.", False), ("•", "-", True), ("a)", "b)", True), ("1.", "b)", False)],
)
def test_numbers_count_on_and_bullets_go_on(marker: str, after: str, follow: bool) -> None:
    assert follows(marker, after) is follow
    assert counts_on(f"{marker} ord", f"{after} ord") is follow


@pytest.mark.parametrize(
    ("marker", "number"), [("3.", 3), ("Anbefaling nr. 12:", 12), ("a)", None), ("•", None)]
)
def test_the_number_of_an_item(marker: str, number: int | None) -> None:
    assert number_of(marker) == number
