"""Completions of what a reader is typing: titles, municipalities, programmes and frequent words."""

import bisect
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.index.opened import Index

# In this order when they begin alike: names before titles before words.
OFFERED = ("municipality", "programme", "document", "title", "term")
COUNT = 10
_WORD = re.compile(r"[^\W\d_]{5,30}")
_FREQUENT = 3  # units that a word must stand in, so that no name of a single person is offered
_MOST = 0.2  # of all units: a word in more of them narrows nothing


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for; `kind` is one of OFFERED."""

    text: str
    kind: str


def suggest(index: Index, typed: str, count: int = COUNT) -> tuple[Suggestion, ...]:
    """Up to `count` suggestions with a word that begins as `typed` does. Those that begin with it come first;
    then by kind, how many units there are of it, and text."""
    wanted = _fold(typed)
    if not wanted:
        return ()
    keys, entries = _table(index)
    found: dict[str, tuple[tuple[int, int, int, str], Suggestion]] = {}
    for at in range(bisect.bisect_left(keys, wanted), len(keys)):
        if not keys[at].startswith(wanted):
            break
        inside, frequency, suggestion = entries[at]
        rank = (inside, OFFERED.index(suggestion.kind), -frequency, suggestion.text)
        name = _fold(suggestion.text)
        if name not in found or rank < found[name][0]:
            found[name] = (rank, suggestion)
    return tuple(suggestion for _, suggestion in sorted(found.values(), key=lambda pair: pair[0])[:count])


Entry = tuple[int, int, Suggestion]


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def _table(index: Index) -> tuple[Sequence[str], Sequence[Entry]]:
    """Sorted keys and, beside each, (0 at the beginning or 1 inside, frequency, suggestion)."""
    rows: list[tuple[str, Entry]] = []
    for (text, kind), frequency in sorted(_counted(index).items()):
        folded = _fold(text)
        starts = [match.start() for match in re.finditer(r"\w+", folded)]
        rows += [(folded[at:], (int(at > 0), frequency, Suggestion(text, kind))) for at in starts]
    rows.sort(key=lambda row: (row[0], row[1][2].kind, row[1][2].text))
    return [key for key, _ in rows], [entry for _, entry in rows]


def _counted(index: Index) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for unit in index.units:
        counts.update((name, "municipality") for name in unit.municipalities)
        counts.update((name, "programme") for name in unit.programmes)
        if unit.title and unit.parent is None:
            counts[unit.title, "title"] += 1
    counts.update((source.document.title, "document") for source in index.sources)
    # Words that neither almost all nor almost no units hold.
    texts = [unit.text for unit in index.units if unit.parent is None]
    holding = Counter(word for text in texts for word in {word.lower() for word in _WORD.findall(text)})
    most = max(_FREQUENT, int(_MOST * len(texts)))
    return counts + Counter({(word, "term"): n for word, n in holding.items() if _FREQUENT <= n <= most})


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
