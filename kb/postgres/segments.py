"""The lists of the lexical legs as the publisher writes them, in segments that are merged as they gather.

A segment holds some millions of postings, sorted by term. A changed page makes a small one; small ones are
merged with those before them, as log-structured stores do (O'Neil et al. 1996, "The Log-Structured
Merge-Tree"), and what no build has any longer is left out then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from kb.postgres.copy import PAIR, POSTING_COLUMNS, postings_copy
from kb.postgres.rows import TermCounts

FULL = 1 << 22  # postings of a segment, some 64 MB while it is sorted
SMALL = 1 << 16  # postings that are merged with the segment before, whatever that has
_ROWS = 1 << 14

Terms = NDArray[np.int64]
Pairs = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Segment:
    """The units numbered from `first` to `last`; `alive` of its `units` are in a build."""

    segment: int
    first: int
    last: int
    units: int
    postings: int
    alive: int


class Writer:
    """Gathers units' terms and writes a segment as soon as there are enough; ended by `finish`."""

    def __init__(self, link: psycopg.Connection[Any]) -> None:
        self._link = link
        self._items: list[int] = []
        self._legs: list[tuple[TermCounts, TermCounts]] = []
        self._postings = 0

    def add(self, items: Sequence[int], legs: Sequence[tuple[TermCounts, TermCounts]]) -> None:
        """Take units whose rows are there; `items` are higher than all before."""
        self._items += items
        self._legs += legs
        self._postings += sum(len(leg.terms) for both in legs for leg in both)
        if self._postings >= FULL:
            self.finish()

    def finish(self) -> None:
        """Write what has been gathered."""
        if not self._items:
            return
        each = [leg for both in self._legs for leg in both]
        terms = np.concatenate([leg.terms for leg in each])
        pairs = np.empty(len(terms), PAIR)
        pairs["item"] = np.repeat(np.repeat(self._items, 2), [len(leg.terms) for leg in each])
        pairs["frequency"] = np.concatenate([leg.frequencies for leg in each])
        first, last = min(self._items), max(self._items)
        with self._link.transaction():
            _write(self._link, (first, last, len(self._items)), terms, pairs)
        self._items, self._legs, self._postings = [], [], 0


def _write(link: psycopg.Connection[Any], units: tuple[int, int, int], terms: Terms, pairs: Pairs) -> None:
    """One more segment, of the units from the first to the second item, so many."""
    order = np.lexsort((pairs["item"], terms))
    numbered = "SELECT coalesce(max(segment), 0) + 1 FROM kb.segment"
    (number,) = link.execute(numbered).fetchone() or (1,)
    with link.cursor().copy(f"COPY kb.posting ({POSTING_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
        for part in postings_copy(number, terms[order], pairs[order]):
            copy.write(part)
    link.execute("INSERT INTO kb.segment VALUES (%s, %s, %s, %s, %s)", [number, *units, len(terms)])


def last_item(link: psycopg.Connection[Any]) -> int:
    """The highest item that the lists know, 0 for none; no unit may be numbered so again."""
    (last,) = link.execute("SELECT coalesce(max(last), 0) FROM kb.segment").fetchone() or (0,)
    return int(last)


def since(link: psycopg.Connection[Any], last: int) -> list[int]:
    """The segments of the units after `last`; none of these has any longer what a killed publisher left."""
    for each in _segments(link):
        if each.first > last and each.alive < each.units:
            _merge(link, [each])
    return [each.segment for each in _segments(link) if each.first > last]


def tidy(link: psycopg.Connection[Any], last: int) -> None:
    """Merge the newest segments as far as they are small beside what follows them, and write those anew of
    which fewer than half of the units are left. What is after `last` is of no build yet, and stays."""
    segments = [each for each in _segments(link) if each.last <= last]
    run = _newest(segments)
    for each in segments[: len(segments) - len(run)]:
        if 2 * each.alive < each.units:
            _merge(link, [each])
    if len(run) > 1 or any(2 * each.alive < each.units for each in run):
        _merge(link, run)


def _segments(link: psycopg.Connection[Any]) -> list[Segment]:
    asked = (
        "SELECT segment, first, last, units, postings,"
        " (SELECT count(*) FROM kb.unit WHERE item BETWEEN first AND last) FROM kb.segment ORDER BY last"
    )
    return [Segment(*row) for row in link.execute(asked)]


def _newest(segments: Sequence[Segment]) -> list[Segment]:
    """The last segments that are to become one."""
    run: list[Segment] = []
    total = 0
    for each in reversed(segments):
        if run and (total + each.postings > FULL or each.postings > max(2 * total, SMALL)):
            break
        run.insert(0, each)
        total += each.postings
    return run


def _merge(link: psycopg.Connection[Any], segments: Sequence[Segment]) -> None:
    """One segment of several, in one transaction, without the units that are gone."""
    first, last = segments[0].first, segments[-1].last
    asked = "SELECT item FROM kb.unit WHERE item BETWEEN %s AND %s"
    with link.transaction():
        held = np.zeros(last - first + 1, np.bool_)
        held[np.array([item - first for (item,) in link.execute(asked, [first, last])], np.int64)] = True
        parts = [lists(link, each.segment) for each in segments]
        terms = np.concatenate([own for own, _ in parts])
        pairs = np.concatenate([own for _, own in parts])
        kept = held[pairs["item"] - first]
        numbers = [each.segment for each in segments]
        for table in ("posting", "segment"):
            link.execute(f"DELETE FROM kb.{table} WHERE segment = ANY(%s)".encode(), [numbers])
        # Where none is left the segment stays, empty: the items it had must not come again.
        _write(link, (first, last, int(held.sum())), terms[kept], pairs[kept])


def lists(link: psycopg.Connection[Any], segment: int) -> tuple[Terms, Pairs]:
    """All postings of a segment: terms and PAIRs, shapes (postings,), in no order."""
    terms: list[Terms] = []
    pairs: list[Pairs] = []
    with link.cursor(binary=True) as cursor:
        cursor.execute("SELECT term, units FROM kb.posting WHERE segment = %s", [segment])
        while rows := cursor.fetchmany(_ROWS):
            own, of = unpacked(rows)
            terms.append(own)
            pairs.append(of)
    return np.concatenate([np.empty(0, np.int64), *terms]), np.concatenate([np.empty(0, PAIR), *pairs])


def unpacked(rows: Sequence[tuple[int, bytes]]) -> tuple[Terms, Pairs]:
    """The postings of rows of kb.posting, in their order: terms and PAIRs, shapes (postings,)."""
    pairs = np.frombuffer(b"".join([units for _, units in rows]), PAIR)
    counts = [len(units) // PAIR.itemsize for _, units in rows]
    return np.repeat(np.array([term for term, _ in rows], np.int64), counts), pairs
