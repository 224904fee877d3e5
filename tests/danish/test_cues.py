"""Words that deny, turn, limit or count, and such as look like them."""

from __future__ import annotations

import pytest

from kb.danish.cues import read_cues


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("der er få borgere i huset", ["quantifier.few"]),
        ("borgerne kan få flere samtaler", ["limits.possible", "up"]),
        ("de kan få penge", ["limits.possible"]),
        ("kommunen få penge", []),
        ("mange beboere", ["quantifier.many"]),
        ("hvor mange beboere", []),
        ("enkelte beboere", ["quantifier.some"]),
        ("den enkelte beboer", []),
        ("tidligere beboere", ["turning"]),
        ("den tidligere beboer", []),
    ],
)
def test_a_word_is_no_cue_behind_some_others(text: str, kinds: list[str]) -> None:
    assert [cue.kind for cue in read_cues(text)] == kinds
