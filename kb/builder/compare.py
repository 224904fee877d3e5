"""What differs between two builds, and where the address of a unit that is gone should lead."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.index.builds import Change
from kb.model import Unit

# A unit of the same document that shares this much of all their words (Jaccard) is the old one, reworded.
ALIKE = 0.5
RAREST = 5
TOLD = 160  # characters of a changed unit


@dataclass(frozen=True, slots=True)
class BuildDifference:
    """Ids, sorted. `removed` maps a vanished id to its successor or None, `renumbered` an id whose text now
    stands under another id, `reworded` are ids that kept their place with other words."""

    added: tuple[str, ...]
    removed: Mapping[str, str | None]
    reworded: tuple[str, ...]
    renumbered: Mapping[str, str]


def difference(old: Sequence[Unit], new: Sequence[Unit]) -> BuildDifference:
    """From `old` to `new`."""
    before = {unit.id: unit for unit in old}
    after = {unit.id: unit for unit in new}
    changed = [name for name in sorted(before.keys() & after.keys()) if before[name].text != after[name].text]
    kept = {(unit.id, unit.text) for unit in old}
    moved = successors([before[name] for name in changed], [u for u in new if (u.id, u.text) not in kept])
    renumbered = {
        name: place
        for name in changed
        if (place := moved[name]) is not None and place != name and after[place].text == before[name].text
    }
    return BuildDifference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=successors([before[name] for name in sorted(before.keys() - after.keys())], new),
        reworded=tuple(name for name in changed if name not in renumbered),
        renumbered=renumbered,
    )


def changes(old: Sequence[Unit], new: Sequence[Unit], build: str) -> list[Change]:
    """What a reader finds otherwise in `new`, by document: a text that only moved is no change. Of a text and
    its parts the whole is told where it is new or gone, the innermost part where it is reworded."""
    before, after = {unit.id: unit for unit in old}, {unit.id: unit for unit in new}
    found = difference(old, new)
    led = {name: place for name, place in found.removed.items() if place is not None}
    moved = {*found.renumbered.values(), *led.values()}
    reworded = {place for name, place in led.items() if after[place].text != before[name].text}
    reworded |= set(found.reworded)
    added = {name for name in found.added if name not in moved}
    gone = {name for name, place in found.removed.items() if place is None}
    inner = {after[name].parent for name in reworded}
    told = {
        "added": [u for u in new if u.id in added and u.parent not in added],
        "reworded": [u for u in new if u.id in reworded and u.id not in inner],
        "gone": [u for u in old if u.id in gone and u.parent not in gone],
    }
    titles = {unit.document.id: unit.document.title for units in told.values() for unit in units}
    return [
        Change(build, name, title, **{what: _first_words(units, name) for what, units in told.items()})
        for name, title in sorted(titles.items())
    ]


def _first_words(units: Sequence[Unit], document: str) -> tuple[tuple[str, str], ...]:
    """Ids and first words of the units of a document."""
    own = [unit for unit in units if unit.document.id == document]
    printable = ("".join(c if c.isprintable() else " " for c in unit.text[:TOLD]) for unit in own)
    return tuple((unit.id, " ".join(words.split())) for unit, words in zip(own, printable, strict=True))


def successors(gone: Sequence[Unit], units: Sequence[Unit]) -> dict[str, str | None]:
    """For each unit that is gone the id of the one that took its place: its very text (of the same kind
    and document, if it can be had), else the most similar unit of its document, else None."""
    by_text: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_text[unit.text].append(unit)
    wanted = {unit.document.id for unit in gone if unit.text not in by_text}
    alike = {name: _Alike([u for u in units if u.document.id == name]) for name in sorted(wanted)}
    found: dict[str, str | None] = {}
    for unit in gone:
        if same := by_text.get(unit.text):
            near = min(same, key=lambda u: (u.document.id != unit.document.id, u.kind != unit.kind, u.id))
            found[unit.id] = near.id
        else:
            found[unit.id] = alike[unit.document.id].nearest(unit)
    return found


def follow(
    earlier: Mapping[str, str | None], gone: Mapping[str, str | None], units: Sequence[Unit]
) -> dict[str, str | None]:
    """The successors of an earlier build led on to today's units; an id that is back needs none."""
    today = {unit.id for unit in units}
    led = {old: gone.get(new, new) if new is not None else None for old, new in earlier.items()}
    return {old: new for old, new in sorted({**led, **gone}.items()) if old not in today}


class _Alike:
    """The units of one document by their words."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.words = [_words(unit.text) for unit in units]
        self.holders: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self.words):
            for word in words:
                self.holders[word].append(place)

    def nearest(self, unit: Unit) -> str | None:
        words = _words(unit.text)
        known = sorted((len(self.holders[word]), word) for word in words if word in self.holders)
        places = {place for _, word in known[:RAREST] for place in self.holders[word]}
        scored = [
            (len(words & self.words[place]) / len(words | self.words[place]), self.units[place].id)
            for place in places
        ]
        best = min(scored, key=lambda pair: (-pair[0], pair[1]), default=(0.0, ""))
        return best[1] if best[0] >= ALIKE else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
