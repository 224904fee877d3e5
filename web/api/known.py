"""The values that a filter may have: a known one without units is no hit, an unknown one an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kb.danish import read_toml
from kb.danish.gazetteer import find_municipality, municipalities, normalise_law
from kb.danish.laws import laws
from kb.index.filters import FACETS
from kb.index.opened import Index


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def values(index: Index) -> Mapping[str, Mapping[str, str]]:
    """For each filter that takes names, its values by the value in lower case.

    The data files are known beside what stands in the index, so that "no units" is not "no such thing".
    """
    found: dict[str, list[str]] = {facet: [] for facet in FACETS}
    for facet, value in index.store.facets.names:
        found[facet].append(value)
    return {
        "municipality": _folded([*found["municipality"], *(each.name for each in municipalities())]),
        "theme": _folded(found["theme"]),
        "law": _folded([*found["law"], *_paragraphs()]),
        "programme": _folded([*found["programme"], *_programmes()]),
        "document": _folded(source.document.id for source in index.sources),
    }


def value(known: Mapping[str, Mapping[str, str]], facet: str, name: str) -> str | None:
    """The value that `name` means: in any case, and for municipalities and laws in other spellings."""
    found = known[facet].get(" ".join(name.split()).casefold())
    if found is None and facet == "municipality":
        municipality = find_municipality(name)
        return municipality.name if municipality else None
    return normalise_law(name) if found is None and facet == "law" else found


def _paragraphs() -> Iterable[str]:
    for law in laws():
        yield law.abbreviation
        yield from (f"{law.abbreviation} § {paragraph}" for paragraph in law.paragraphs)


def _programmes() -> Iterable[str]:
    return (str(row["name"]) for row in read_toml("programmes.toml")["programme"])


def _folded(names: Iterable[str]) -> dict[str, str]:
    return {name.casefold(): name for name in sorted(set(names))}
