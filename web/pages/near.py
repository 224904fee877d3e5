"""What a recommendation's page shows beside it: the key figures of what its own words name, and how sure the
pairs of recommendations and examples are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.danish import read_toml
from kb.index.opened import Index
from kb.model import Fact, Unit
from kb.units.facts.phrases import names_measure
from web.current import opened_index
from web.pages.outline import alphabetical, grouped


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """How many key figures are kept of a measure, and of how many municipalities they are."""

    measure: str
    figures: int
    municipalities: int


def figures_named(unit: Unit) -> tuple[MeasureCount, ...]:
    """The measures that a unit's own words name and of which there are key figures, by the alphabet."""
    facts = _by_measure(opened_index())
    return tuple(_count(name, facts[name]) for name in alphabetical(facts) if names_measure(unit.text, name))


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def _by_measure(index: Index) -> Mapping[str, tuple[Fact, ...]]:
    return grouped(index.facts, lambda fact: fact.measure)


def _count(measure: str, facts: Sequence[Fact]) -> MeasureCount:
    return MeasureCount(measure, len(facts), len({name for fact in facts for name in fact.municipalities}))


def pairs_measured() -> Mapping[str, Any]:
    """How many of the shown pairs belong together, as it was measured, and the score they are shown from."""
    return read_toml("pairs.toml")
