"""What a build holds, sorted the ways the pages show it. Worked out when first asked for, then kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from operator import attrgetter

from kb.danish.slugs import slug
from kb.index.opened import Index
from kb.model import INDSATS, Document, Unit
from kb.search.pairs import read_pairs
from web.counting import by_kind, grouped, tagged, whole_units
from web.pages import labels, titles
from web.pages.selection_links import code
from web.pages.tilemap import Tile, tiles

Groups = Mapping[str, tuple[Unit, ...]]


class Outline:
    """Units by document, element of the mind-set and tag, each in reading order.

    `by` gives the whole units by each value of a field (municipalities, indsats, laws, programmes).
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.by: Callable[[str], Groups] = cache(lambda field: tagged(index, attrgetter(field)))

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """facet: value: what it is called; a value that is its own name is left out."""
        return {
            "kind": {kind: many for kind, (_, many) in labels.KINDS.items()},
            "indsats": {name: name.capitalize() for name in INDSATS},
            "theme": {u.theme.id: u.theme.title for u in self.index.units if u.theme is not None},
            "document": {source.document.id: source.document.title for source in self.index.sources},
        }

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each unit is called, by its id; no two are called the same."""
        return titles.distinct(titles.displayed(unit, self.index.speller) for unit in self.index.units)

    def above(self, unit: Unit) -> tuple[str, ...]:
        """The headings a unit stands under."""
        return titles.above(titles.displayed(unit, self.index.speller))

    def heading(self, text: str) -> str:
        """A heading of a source as it is shown: without capitals, its broken words mended."""
        return titles.cased(titles.mended(text, self.index.speller))

    @cached_property
    def by_code(self) -> Mapping[str, str]:
        """The id of a unit by the code that stands for it in Min liste; of two the first."""
        return {code(unit.id): unit.id for unit in reversed(list(self.index.units))}

    def url(self, document: Document) -> str | None:
        """Where the publisher has a document."""
        return next((source.url for source in self.index.sources if source.document == document), None)

    def original(self, unit: Unit) -> str | None:
        """Where the publisher has the unit's source, at its page where that is a PDF."""
        url = self.url(unit.document)
        is_pdf = url is not None and url.lower().endswith(".pdf")
        return f"{url}#page={unit.pages[0]}" if is_pdf and unit.pages else url

    @cached_property
    def by_document(self) -> Groups:
        """The units of a document that lie in no other unit, by the document's id."""
        return grouped((u for u in self.index.units if u.parent is None), lambda u: (u.document.id,))

    @cached_property
    def mindset(self) -> Groups:
        """The elements of the mind-set by the slug of their title; reports may share one."""
        found = [u for u in self.index.units if u.kind == "mindset_element" and u.title is not None]
        return grouped(found, lambda unit: (slug(unit.title or ""),))

    @cached_property
    def near(self) -> Groups:
        """Examples and findings by the id of the recommendation that they are near, the nearest first."""
        return read_pairs(self.index)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many texts of each kind there are."""
        return by_kind(whole_units(self.index))

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """The municipalities on the map, in the order of the alphabet."""
        return tiles(self.by("municipalities"))

    @cached_property
    def counted(self) -> Groups:
        """The units that count as a text, by the document's id."""
        return grouped(whole_units(self.index), lambda unit: (unit.document.id,))
