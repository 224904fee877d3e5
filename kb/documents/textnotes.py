"""Footnotes that a text layer set behind a printed line ("... børn og unge 1 Evaluering af ...")."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from kb.model import Line, Page
from kb.units.cutting.footnotes import OPENING, mark_pattern

NOTE = re.compile(r"(?<=[^\W\d_]) (?=(\d{1,2}) [A-ZÆØÅ][^\W\d_]{3})")


def part_notes(text: str, pages: Sequence[Page]) -> Iterator[Page]:
    """The pages with each such note as a line of its own, in the zone "note"."""
    for at, page in enumerate(pages):
        is_marked = marks_in(
            [text[line.start : line.end] for spread in pages[at : at + 2] for line in spread.lines]
        )
        lines: list[Line] = []
        for line in page.lines:
            found = NOTE.search(text, line.start, line.end)
            if found and is_marked(found[1]):
                lines += [replace(line, end=found.start()), replace(line, start=found.end(), zone="note")]
            else:
                lines.append(line)
        yield replace(page, lines=tuple(lines))


def marks_in(lines: Sequence[str]) -> Callable[[str], bool]:
    """Tells of a mark whether it stands behind one word or year of these lines, and none begins as its note
    does. Each mark is looked for once: a text without pages is one page, however long."""
    opened = {opening[1] for line in lines if (opening := OPENING.match(line.strip()))}

    @cache
    def is_marked(mark: str) -> bool:
        pattern = mark_pattern(mark)
        return mark not in opened and sum(len(pattern.findall(line)) for line in lines) == 1

    return is_marked
