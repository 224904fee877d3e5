"""Where every letter of a document went: into exactly one top-level unit, or out, with a reason."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.danish.slugs import squash
from kb.model import TextLayer, Unit
from kb.units.cutting.blocks import BULLET, HEADING, Block, Cleaned

SAMPLE = 60  # characters of a stretch that is shown
UNITS, TITLES = "in one top-level unit", "titles and section paths"
NOTES, MARKERS = "footnotes", "list numbers"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Letters and digits of one document, counted in its text layer.

    `letters` = the sum of `counted` (by where they went) + `lost` when nothing is counted twice. `lost` and
    `twice` come with samples of the text.
    """

    document: str
    letters: int
    counted: Mapping[str, int]
    lost: int
    twice: int
    samples: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.lost == self.twice == 0


def cover(layer: TextLayer, cleaned: Cleaned, units: Sequence[Unit]) -> Coverage:
    """Count every letter of the layer by where it went."""
    counted, taken, twice = count(layer.text, cleaned)
    free = "".join("\n" if took else character for took, character in zip(taken, layer.text, strict=True))
    missed = [line.strip() for line in free.splitlines() if letters(line)]
    tops = [(unit.start, unit.end, squash(unit.text)) for unit in units if unit.parent is None]
    titles = "\n".join({squash(name) for unit in units for name in (unit.title or "", *unit.section)})
    plain = [b for b in cleaned.blocks if b.kind != HEADING or squash(b.text) not in titles]
    homes = []
    for b in plain:
        around = [text for a, z, text in tops if all(a <= span.start and span.end <= z for span in b.spans)]
        homes.append((b.text, sum(squash(b.text) in text for text in around)))
    missed += [text for text, number in homes if not number]
    # Two units may read alike and lie around each other; only more words than there are mean a double.
    surplus = sum(len(text) for *_, text in tops) > sum(len(squash(block.text)) for block in cleaned.blocks)
    doubled = [text for text, number in homes if number > 1 and surplus]
    return Coverage(
        units[0].document.id if units else layer.file,
        letters(layer.text),
        counted,
        sum(map(letters, missed)),
        twice + sum(map(letters, doubled)),
        tuple(text[:SAMPLE] for text in (*missed, *doubled)),
    )


def count(text: str, cleaned: Cleaned) -> tuple[dict[str, int], bytearray, int]:
    """(letters by where they went, 1 for each character that was taken, letters taken twice)."""
    stretches = [(part.start, part.end, f"removed: {part.reason}") for part in cleaned.removed]
    for block in cleaned.blocks:
        kind = TITLES if block.kind == HEADING else UNITS
        stretches += [(span.start, span.end, kind) for span in block.spans]
        stretches += [(note.start, note.end, NOTES) for note in block.notes]
        stretches.append((*marker_span(text, block), MARKERS))
    counted: Counter[str] = Counter()
    taken, twice = bytearray(len(text)), 0
    for start, end, where in stretches:
        for letter in re.finditer(r"[^\W_]", text[start:end]):
            at = start + letter.start()
            twice += taken[at]
            counted[where] += not taken[at]
            taken[at] = 1
    return dict(sorted((+counted).items())), taken, twice


def letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def marker_span(text: str, block: Block) -> tuple[int, int]:
    """The list number that stands before a block, as [start, end) in the layer."""
    marker, start = block.marker, block.spans[0].start
    if block.kind != BULLET or not marker[:1].isalnum():
        return start, start
    at = text.rfind(marker, max(0, start - len(marker) - 8), start)
    return (at, at + len(marker)) if at >= 0 else (start, start)


def report(coverage: Coverage) -> Iterator[str]:
    """Lines to print."""
    yield f"{coverage.document}: {coverage.letters} letters and digits"
    rows = {**coverage.counted, "lost": coverage.lost, "in two top-level units": coverage.twice}
    for where, number in rows.items():
        yield f"  {where:25} {number:7d}"
    for sample in coverage.samples:
        yield f"    ! {sample}"
