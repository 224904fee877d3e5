"""Query expansion: the thesaurus' terms that the corpus has, each with the weight it is searched at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.danish.analyze import Term
from kb.danish.terms import Weights
from kb.danish.thesaurus import Entry, Found, Thesaurus
from kb.model import Expansion

# What an expansion counts beside the user's own word, before it is shared among a word's concepts, and how
# many terms are searched in one word's stead: more, and wider ones, found nothing more (FIGURES.md).
WEIGHT, MOST = 0.7, 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term searched in a query word's stead, and the weighted terms the words' leg is given.

    A unit that has one of `names` says what the query's word says.
    `telling` are those of its terms that say what it says (`telling`).
    """

    expansion: Expansion
    names: tuple[str, ...]
    terms: Weights
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The alternatives to one place of the query; of them only the best counts for a unit."""

    places: tuple[int, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Expander:
    """What expansion looks at: all of it belongs to one index.

    `frequencies` tells of terms in how many units the words' leg has them.
    """

    thesaurus: Thesaurus
    frequencies: Callable[[Sequence[str]], Mapping[str, int]]

    def groups(self, terms: Sequence[Term], without: Sequence[str] = ()) -> tuple[Group, ...]:
        """The query's groups, in the order of its words; terms in `without` are left out."""
        by_place: dict[tuple[int, ...], list[Found]] = {}
        for found in self.thesaurus.find(terms):
            by_place.setdefault(found.places, []).append(found)
        entries = [entry for group in by_place.values() for found in group for entry in found.concept]
        names = {name for entry in entries for name in self.thesaurus.asked[entry.term]}
        known = self.frequencies(sorted(names))
        groups = (
            Group(places, tuple(self._alternatives(group, without, known)))
            for places, group in by_place.items()
        )
        return tuple(group for group in groups if group.alternatives)

    def _alternatives(
        self, group: Sequence[Found], without: Sequence[str], known: Mapping[str, int]
    ) -> Iterator[Alternative]:
        """The first few terms that the corpus has, as the data file orders them.

        A word of many concepts means none of them clearly, so their terms share the weight.
        """
        weight = WEIGHT / len(group)
        seen = {group[0].key}
        alternatives = 0
        for entry in (entry for found in group for entry in found.concept):
            if entry.key in seen or entry.term in without or alternatives == MOST:
                continue
            seen.add(entry.key)
            asked = self.thesaurus.asked[entry.term]
            if searched := {name: weight * w for name, w in asked.items() if name in known}:
                alternatives += 1
                expansion = Expansion(entry.term, group[0].source, round(weight, 3))
                yield Alternative(expansion, _names(entry, searched), searched, telling(searched))


def _names(entry: Entry, terms: Weights) -> tuple[str, ...]:
    """The whole word, or words that stand together; parts and loose words do not say the same."""
    if len(entry.key) > 1:
        return tuple(name for name in terms if name[0] == "c")
    return tuple(name for name in terms if name[0] == "l" or name == "f:" + entry.key[0])


def telling(terms: Weights) -> tuple[str, ...]:
    """The names that say what a term says: neither a compound's parts nor one word of several."""
    most = max(terms.values(), default=0.0)
    return tuple(name for name, weight in terms.items() if weight >= most / 2)
