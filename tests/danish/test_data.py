"""How data files are read."""

from __future__ import annotations

import pytest

from kb.danish import filled, read_pattern


def test_a_pattern_is_filled_with_lists_and_an_unknown_name_is_no_pattern() -> None:
    assert read_pattern("cards.toml", "body") == filled("cards.toml", "{body}")
    assert "{" not in filled("cards.toml", "{body}").pattern
    with pytest.raises(KeyError):
        read_pattern("cards.toml", "bodies")
