"""What a build holds, sorted the ways the pages show it; what counts as one text, for pages and programs;
the order of a Danish index; and the map, on which every municipality is a square of the same size, at about
its place in the country.

Worked out when first asked for, then kept."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import TypeVar

import icu

from kb.danish.municipalities import Municipality, municipalities
from kb.danish.slugs import slug
from kb.index.builds import STRENGTHS
from kb.index.opened import Index
from kb.model import INDSATS, KINDS, Card, Document, Unit
from kb.search.related import read_pairs
from kb.units.facts.phrases import names_respondents
from web.pages import labels, titles

Key = TypeVar("Key")
Thing = TypeVar("Thing")
Groups = Mapping[str, tuple[Unit, ...]]
TILE = 56  # units of the drawing between one tile and the next
LINE_LENGTH = 9  # letters that fit on a line of a tile
# Where a long name may be broken so that both halves are still words to a Danish reader.
_ENDINGS = re.compile(r"(?<=.{4})(?=(?:borg|berg|havn|sund|fjord|lands|slund|slev|bugt|minde|fart|ricia)$)")


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality: its corner in the drawing, the lines of its name, how many texts name it, and as `mark`
    the strongest of them: "example", "finding", "mention" or "none"."""

    place: Municipality
    x: int
    y: int
    lines: tuple[str, ...]
    examples: int
    findings: int
    others: int
    mark: str


class Outline:
    """Units by document, element of the mind-set and tag, each in reading order.

    `by` gives the whole units by each value of a field (municipalities, indsats, laws, programmes).
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.by: Callable[[str], Groups] = cache(lambda field: tagged(index, attrgetter(field)))

    def called(self, facet: str, value: str) -> str:
        """What a value of a facet is called on pages."""
        return self._names.get(facet, {}).get(value, value)

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        """facet: value: what it is called; a value that is its own name is left out."""
        return {
            "kind": {kind: many for kind, (_, many) in labels.KINDS.items()},
            "indsats": {name: name.capitalize() for name in INDSATS},
            "theme": {u.theme.id: u.theme.title for u in self.index.units if u.theme is not None},
            "document": {source.document.id: source.document.title for source in self.index.sources},
        }

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each unit is called on pages (`title_of` in templates), by its id; no two alike."""
        return titles.distinct(titles.displayed(unit, self.index.speller) for unit in self.index.units)

    def above(self, unit: Unit) -> tuple[str, ...]:
        """The headings a unit stands under."""
        return titles.above(titles.displayed(unit, self.index.speller))

    def heading(self, text: str) -> str:
        """A heading of a source as it is shown: without capitals, its broken words mended."""
        return titles.cased(titles.mended(text, self.index.speller))

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
        return grouped((u for u in self.index.units if u.parent is None), lambda unit: unit.document.id)

    @cached_property
    def mindset(self) -> Groups:
        """The texts on the mind-set by the slug of their title, which several may share, or the end of their
        id."""
        found = [unit for unit in whole_units(self.index) if unit.kind == "mindset_element"]
        return grouped(found, lambda unit: slug(unit.title or "") or unit.id.rpartition("/")[2])

    def element(self, units: Sequence[Unit]) -> str:
        """What the texts on an element of the mind-set are called: as the one, or by the title they share."""
        shared = self.heading(units[0].title or "").rstrip(" :.")
        return shared if len(units) > 1 else self.titles[units[0].id]

    @cached_property
    def near(self) -> Groups:
        """Examples and findings by the id of the recommendation that they are near, the nearest first."""
        return read_pairs(self.index)

    @cached_property
    def strengths(self) -> Mapping[str, str]:
        """What the strength of each example is called, by its id; "not told" of all in an older build."""
        told: defaultdict[str, str] = defaultdict(lambda: labels.STRENGTHS[None])
        if (path := self.index.folder / STRENGTHS).exists():
            stored = json.loads(path.read_text(encoding="utf-8"))
            told.update({name: self._strength(self.index.by_id[name], sure) for name, sure in stored.items()})
        return told

    def evidence(self, unit: Unit, card: Card) -> str:
        """How sure the result of an example is, by the words of its text, and who evaluated or told it."""
        told = self._strength(unit, card.strength)
        return f"{told} ({card.evaluator or labels.NOBODY})" if card.strength == "evaluated" else told

    def _strength(self, unit: Unit, strength: str | None) -> str:
        is_unnamed = strength == "own" and not unit.municipalities
        return labels.UNNAMED[unit.id in self._of_surveys] if is_unnamed else labels.STRENGTHS[strength]

    @cached_property
    def _of_surveys(self) -> frozenset[str]:
        """The ids of the units that stand under a heading of which a passage says that respondents tell."""
        passages = (unit for unit in self.index.units if unit.kind == "passage" and unit.section)
        leads = {(u.document.id, u.section) for u in passages if names_respondents(u.text.lower())}
        return frozenset(
            unit.id
            for unit in self.index.units
            if any(
                (unit.document.id, unit.section[:rank]) in leads for rank in range(1, len(unit.section) + 1)
            )
        )

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many texts of each kind there are."""
        return by_kind(whole_units(self.index))

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """The municipalities on the map, in the order of the alphabet."""
        named = self.by("municipalities")
        places = sorted(municipalities(), key=lambda place: sort_key(place.name))
        return tuple(_tile(place, [unit.kind for unit in named.get(place.name, ())]) for place in places)

    @cached_property
    def texts_by_document(self) -> Groups:
        """The units that count as a text, by the document's id."""
        return grouped(whole_units(self.index), lambda unit: unit.document.id)


outline_of = lru_cache(maxsize=1)(Outline)  # of more, indexes that no longer serve would stay in memory


@lru_cache(maxsize=1)
def whole_units(index: Index) -> tuple[Unit, ...]:
    """The units that count as a text of their kind: no part of a longer one, in reading order.

    A part is a unit inside one of its own kind, or running text inside any unit: an example that stands
    in a chapter is an example, a paragraph of an example is not another text.
    """
    kinds = {unit.id: unit.kind for unit in index.units}
    return tuple(
        unit
        for unit in index.units
        if unit.parent is None or unit.kind not in ("passage", kinds[unit.parent])
    )


def around(index: Index, unit: Unit | None) -> Iterator[Unit]:
    """The unit and those it lies in, the nearest first."""
    while unit is not None:
        yield unit
        unit = index.by_id.get(unit.parent or "")


def grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, tuple[Thing, ...]]:
    """The things by their key, in their order."""
    groups: dict[Key, list[Thing]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return {key: tuple(group) for key, group in groups.items()}


def tagged(index: Index, tags: Callable[[Unit], Iterable[str]]) -> dict[str, tuple[Unit, ...]]:
    """The whole units that have a tag, by the tag, each passage once: running text is left out where a text
    inside it has the tag as well."""
    having: dict[str, list[Unit]] = {}
    for unit in whole_units(index):
        for tag in tags(unit):
            having.setdefault(tag, []).append(unit)
    return {tag: _innermost(units) for tag, units in having.items()}


def _innermost(units: Sequence[Unit]) -> tuple[Unit, ...]:
    def holds(unit: Unit, other: Unit) -> bool:
        inside = unit.file == other.file and unit.start <= other.start and other.end <= unit.end
        return inside and other is not unit

    return tuple(u for u in units if u.kind != "passage" or not any(holds(u, other) for other in units))


def by_kind(units: Iterable[Unit]) -> dict[str, int]:
    """How many of the units are of each kind, in the order of KINDS, without those that have none."""
    counts = Counter(unit.kind for unit in units)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


@cache
def _collator() -> icu.Collator:
    """ICU's collation for Danish, from CLDR: Aa sorts as Å, and Æ, Ø, Å come last."""
    made = icu.Collator.createInstance(icu.Locale("da"))
    # § 85 stands before § 104.
    made.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    return made


def sort_key(name: str) -> bytes:
    """What a name is sorted by."""
    return bytes(_collator().getSortKey(name))


def alphabetical(names: Iterable[str]) -> list[str]:
    """The names in the order of a Danish index."""
    return sorted(names, key=sort_key)


def _tile(place: Municipality, kinds: Sequence[str]) -> Tile:
    examples, findings = kinds.count("municipality_example"), kinds.count("finding")
    mark = "example" if examples else "finding" if findings else "mention" if kinds else "none"
    others = len(kinds) - examples - findings
    corner = place.column * TILE, place.row * TILE
    return Tile(place, *corner, _lines(place.name), examples, findings, others, mark)


def _lines(name: str) -> tuple[str, ...]:
    if "-" in name:
        first, _, last = name.partition("-")
        return f"{first}-", last
    if len(name) <= LINE_LENGTH:
        return (name,)
    parts = _ENDINGS.split(name)
    return (f"{parts[0]}-", parts[1]) if len(parts) == 2 else (name,)
