"""Where every letter of a document went: into exactly one top-level unit, or out, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.danish.slugs import squash
from kb.model import TextLayer, Unit
from kb.units.cutting.blocks import BULLET, HEADING, Block, Cleaned

SAMPLE = 60  # characters of a stretch that is shown


@dataclass(frozen=True, slots=True)
class Coverage:
    """Letters and digits of one document, counted in its text layer.

    `letters` = `units` + `headings` + `notes` + `markers` + sum of `removed` + `lost` when nothing is
    counted twice. `lost` and `twice` come with samples of the text.
    """

    document: str
    letters: int
    units: int
    headings: int
    notes: int
    markers: int
    removed: Mapping[str, int]
    lost: int
    twice: int
    samples: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.lost == self.twice == 0


def cover(layer: TextLayer, cleaned: Cleaned, units: Sequence[Unit]) -> Coverage:
    """Count every letter of the layer by where it went."""
    ledger = Ledger(layer.text)
    headings = notes = markers = 0
    homeless: list[Block] = []
    doubled: list[Block] = []
    tops = [(unit.start, unit.end, squash(unit.text)) for unit in units if unit.parent is None]
    titles = "\n".join({squash(name) for unit in units for name in (unit.title or "", *unit.section)})
    for block in cleaned.blocks:
        size = sum(ledger.book(span.start, span.end) for span in block.spans)
        notes += sum(ledger.book(note.start, note.end) for note in block.notes)
        markers += ledger.book(*marker_span(layer.text, block))
        headings += size if block.kind == HEADING else 0
        if block.kind == HEADING and squash(block.text) in titles:
            continue
        homes = count_homes(tops, block)
        homeless += [block] if not homes else []
        doubled += [block] if homes > 1 else []
    removed: Counter[str] = Counter()
    for item in cleaned.removed:
        removed[item.reason] += ledger.book(item.start, item.end)
    free = list(ledger.free())
    lost = sum(letters(text) for text in free) + sum(letters(block.text) for block in homeless)
    # Two units may read alike and lie around each other; only more words than there are mean a double.
    surplus = sum(len(text) for *_, text in tops) > sum(len(squash(block.text)) for block in cleaned.blocks)
    doubled = doubled if surplus else []
    twice = ledger.twice + sum(letters(block.text) for block in doubled)
    kept = ledger.booked - headings - notes - markers - sum(removed.values()) - ledger.twice
    samples = [*free, *(block.text for block in (*homeless, *doubled))]
    return Coverage(
        document=units[0].document.id if units else layer.file,
        letters=letters(layer.text),
        units=kept,
        headings=headings,
        notes=notes,
        markers=markers,
        removed=dict(sorted(removed.items())),
        lost=lost,
        twice=twice,
        samples=tuple(text[:SAMPLE] for text in samples),
    )


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


class Ledger:
    """Counts the letters of a text as they are booked, and remembers which were booked before."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text))
        self.booked = self.twice = 0

    def book(self, start: int, end: int) -> int:
        """Take the letters of [start, end); returns how many there are."""
        count = 0
        for at in range(start, end):
            if self.text[at].isalnum():
                count += 1
                self.twice += self.taken[at]
                self.taken[at] = 1
        self.booked += count
        return count

    def free(self) -> Iterator[str]:
        """The stretches with letters that nothing took."""
        start: int | None = None
        for at, character in enumerate(self.text + "\n"):
            open_letter = at < len(self.taken) and character.isalnum() and not self.taken[at]
            if open_letter and start is None:
                start = at
            elif start is not None and (character == "\n" or at < len(self.taken) and self.taken[at]):
                yield self.text[start:at]
                start = None


def marker_span(text: str, block: Block) -> tuple[int, int]:
    """The list number that stands before a block, as [start, end) in the layer."""
    marker, start = block.marker, block.spans[0].start
    if block.kind != BULLET or not marker[:1].isalnum():
        return start, start
    at = text.rfind(marker, max(0, start - len(marker) - 8), start)
    return (at, at + len(marker)) if at >= 0 else (start, start)


def count_homes(tops: Sequence[tuple[int, int, str]], block: Block) -> int:
    """How many of the (start, end, squashed text) hold the block, by place and by words."""
    squashed = squash(block.text)
    return sum(start <= block.start and block.end <= end and squashed in text for start, end, text in tops)


def report(coverage: Coverage) -> Iterator[str]:
    """Lines to print."""
    yield f"{coverage.document}: {coverage.letters} letters and digits"
    yield f"  in one top-level unit     {coverage.units:7d}"
    yield f"  titles and section paths  {coverage.headings:7d}"
    for name, count in (("footnotes", coverage.notes), ("list numbers", coverage.markers)):
        if count:
            yield f"  {name:25} {count:7d}"
    for reason, count in coverage.removed.items():
        yield f"  removed: {reason:16} {count:7d}"
    yield f"  lost                      {coverage.lost:7d}"
    yield f"  in two top-level units    {coverage.twice:7d}"
    for sample in coverage.samples:
        yield f"    ! {sample}"
