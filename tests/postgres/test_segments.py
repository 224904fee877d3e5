"""The lists of the lexical legs: how segments are merged, and what a server reads and keeps of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kb.index.postings import K1, idf
from tests.cluster import Cluster

psycopg = pytest.importorskip("psycopg")

from kb.postgres import segments as segments  # noqa: E402
from kb.postgres.copy import PAIR  # noqa: E402
from kb.postgres.lists import Lists  # noqa: E402
from kb.postgres.publish import ensure_schema  # noqa: E402
from kb.postgres.rows import counted_legs, term_number  # noqa: E402


def written(link: psycopg.Connection, texts: dict[int, str]) -> None:
    """A segment of units that have the words of a text."""
    writer = segments.Writer(link)
    for item, text in texts.items():
        link.execute(
            "INSERT INTO kb.unit (item, digest, id, tags, terms, words_length, grams_length, payload)"
            " VALUES (%s, '', '', '{}', '{}', 0, 0, '{}')",
            [item],
        )
        words = {word: float(text.split().count(word)) for word in text.split()}
        writer.add([item], [counted_legs(words, {})])
    writer.finish()


def held(link: psycopg.Connection) -> list[tuple[int, str, list[tuple[int, float]]]]:
    """What is in the lists: segment, word, and its units' items and frequencies."""
    names = {term_number("words", word): word for word in ("bolig", "hus", "støtte")}
    rows = link.execute("SELECT segment, term, units FROM kb.posting ORDER BY segment").fetchall()
    return sorted((number, names[term], np.frombuffer(sent, PAIR).tolist()) for number, term, sent in rows)


def test_small_segments_are_merged_without_what_is_gone(postgres: Cluster) -> None:
    with psycopg.connect(postgres.database("segments"), autocommit=True) as link:
        ensure_schema(link, 3)
        written(link, {1: "bolig bolig hus", 2: "hus"})
        written(link, {4: "bolig støtte"})
        link.execute("DELETE FROM kb.unit WHERE item = 2")
        assert segments.last_item(link) == 4
        before = held(link)
        segments.tidy(link, 3)
        assert held(link) == before, "what is of no build yet stays as it is"
        assert segments.since(link, 2) == [2]
        segments.tidy(link, 4)
        assert held(link) == [
            (1, "bolig", [(1, 2.0), (4, 1.0)]),
            (1, "hus", [(1, 1.0)]),
            (1, "støtte", [(4, 1.0)]),
        ]
        row = "SELECT xmin FROM kb.segment"
        before = link.execute(row).fetchall()
        segments.tidy(link, 4)
        assert link.execute(row).fetchall() == before, "nothing to do, nothing done"
        link.execute("DELETE FROM kb.unit")
        segments.tidy(link, 4)
        assert held(link) == []
        assert segments.last_item(link) == 4, "a number never comes again"


def test_a_large_segment_stays_until_most_of_it_is_gone(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SMALL", 0)
    with psycopg.connect(postgres.database("large"), autocommit=True) as link:
        ensure_schema(link, 3)
        written(link, {1: "bolig hus støtte", 2: "hus"})
        written(link, {3: "bolig"})
        segments.tidy(link, 4)
        assert {number for number, _, _ in held(link)} == {1, 2}
        link.execute("DELETE FROM kb.unit WHERE item = 1")
        segments.tidy(link, 4)
        assert {number for number, _, _ in held(link)} == {1, 2}, "half is left"
        link.execute("DELETE FROM kb.unit WHERE item = 2")
        segments.tidy(link, 4)
        assert held(link) == [(2, "bolig", [(3, 1.0)])]


def test_lists_are_scored_and_the_oldest_forgotten() -> None:
    """Items 5, 6, 7 are the units 0, -, 1; item 9 is of a later build."""
    stored = {
        term_number("words", "bolig"): [(5, 1.0), (6, 1.0), (7, 3.0), (9, 1.0)],
        term_number("words", "hus"): [(7, 1.0)],
    }
    asked: list[int] = []

    def fetch(terms: Sequence[int]) -> list[tuple[int, bytes]]:
        asked.extend(terms)
        return [(term, np.array(stored[term], PAIR).tobytes()) for term in sorted(terms) if term in stored]

    place = np.array([-1, -1, -1, -1, -1, 0, -1, 1, -1], np.int32)
    lengths = np.array([2.0, 2.0])
    lists = Lists(place, {"words": lengths, "grams": lengths}, fetch, most=650)
    scores = lists.scores("words", [[{"bolig": 2.0}]])
    assert scores == pytest.approx([2 * idf(2, 2) / (1 + K1), 2 * idf(2, 2) * 3 / (3 + K1)])
    assert lists.scores("words", [[{"bolig": 1.0}, {"hus": 1.0}], [{"hus": 0.5}]]) == pytest.approx(
        [
            idf(2, 2) / (1 + K1),
            max(idf(2, 2) * 3 / (3 + K1), idf(2, 1) / (1 + K1)) + 0.5 * idf(2, 1) / (1 + K1),
        ]
    )
    assert asked == [term_number("words", "bolig"), term_number("words", "hus")]
    assert len(lists.lists("words", ["have"])["have"].places) == 0
    lists.lists("words", ["hus", "bolig"])
    assert asked[3:] == [term_number("words", "bolig")], "two of three are kept"
