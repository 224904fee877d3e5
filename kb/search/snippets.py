"""Snippets: the sentences of a unit that answer, as escaped HTML with the matches marked."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from kb.index.passages import Passage

LENGTH = 300
OPENING = {"word": "<mark>", "related": '<mark class="related">'}
_SPACE = re.compile(r"\s+")

# [start, end) of a marked word, and "word" or "related".
Match = tuple[int, int, str]


def snippet(passage: Passage, worth: Sequence[float], matches: Sequence[Match]) -> str:
    """At most 300 characters around the best sentence, the rest shown as an ellipsis.

    `worth` tells of each sentence how much of the query it meets; of equal ones the first is best.
    `matches` are in the order of the text.
    """
    best = worth.index(max(worth))
    start, end = passage.spans[best].tolist()
    for next_end in passage.spans[best + 1 :, 1].tolist():
        if next_end - start > LENGTH - 4:
            break
        end = next_end
    return _marked(passage.text, *_fit(passage.text, start, end, matches), matches)


def _fit(text: str, start: int, end: int, matches: Sequence[Match]) -> tuple[int, int]:
    """Cut [start, end) at words to fit, with the first match inside."""
    while start < end and text[start].isspace():
        start += 1
    room = LENGTH - 4
    if end - start > room:
        first = next((begin for begin, _, _ in matches if start <= begin < end), start)
        if first - start > room // 2:
            start = text.rfind(" ", start, first - room // 4) + 1
        end = min(end, start + room)
        end = max(text.rfind(" ", start, end), start + 1) if end < len(text) and end - start == room else end
    return start, end


def _marked(text: str, start: int, end: int, matches: Sequence[Match]) -> str:
    """[start, end) with its matches marked, white space as one blank, ellipses on cut sides."""
    pieces, last = [], start
    for begin, stop, kind in matches:
        if last <= begin and stop <= end:
            pieces += [_shown(text[last:begin]), OPENING[kind], _shown(text[begin:stop]), "</mark>"]
            last = stop
    pieces.append(_shown(text[last:end]))
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return before + "".join(pieces).strip() + after


def _shown(piece: str) -> str:
    return html.escape(_SPACE.sub(" ", piece))
