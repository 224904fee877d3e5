"""Footnotes that a text layer set behind a printed line ("... børn og unge 1 Evaluering af ...")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.model import Line, Page
from kb.units.cutting.footnotes import OPENING, mark_pattern

NOTE = re.compile(r"(?<=[^\W\d_]) (?=(\d{1,2}) [A-ZÆØÅ][^\W\d_]{3})")


def part_notes(text: str, pages: Sequence[Page]) -> Iterator[Page]:
    """The pages with each such note as a line of its own, in the zone "note"."""
    for at, page in enumerate(pages):
        near = [text[line.start : line.end] for spread in pages[at : at + 2] for line in spread.lines]
        lines: list[Line] = []
        for line in page.lines:
            found = NOTE.search(text, line.start, line.end)
            if found and _is_marked(found[1], near):
                lines += [replace(line, end=found.start()), replace(line, start=found.end(), zone="note")]
            else:
                lines.append(line)
        yield replace(page, lines=tuple(lines))


def _is_marked(mark: str, near: Sequence[str]) -> bool:
    """Whether the mark stands behind one word or year of those lines, and none begins as its note does."""
    pattern = mark_pattern(mark)
    openings = (OPENING.match(line.strip()) for line in near)
    marked = sum(len(pattern.findall(line)) for line in near) == 1
    return marked and all(opening is None or opening[1] != mark for opening in openings)
