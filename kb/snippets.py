"""Snippets: the sentences of a unit that answer, as escaped HTML with the matches marked."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from kb.passages import WORD, Passage

LENGTH = 300
WORTH = {"word": 1.0, "related": 0.5}

# Which lower-case words of a text the query met, each "word" or "related".
Met = Mapping[str, str]


def snippet(passage: Passage, worth: Sequence[float], met: Met) -> str:
    """At most 300 characters around the best sentence, the rest shown as an ellipsis.

    `worth` tells of each sentence how much of the query it meets; of equal ones the first is best.
    """
    best = max(range(len(worth)), key=lambda i: (worth[i], -i))
    start, end = passage.spans[best].tolist()
    for next_end in passage.spans[best + 1 :, 1].tolist():
        if next_end - start > LENGTH - 4:
            break
        end = next_end
    return _marked(*_fit(passage.text, start, end, met), met)


def _fit(text: str, start: int, end: int, met: Met) -> tuple[str, str, str]:
    """Cut [start, end) at words to fit, with the first match inside; ellipses on cut sides."""
    while start < end and text[start].isspace():
        start += 1
    room = LENGTH - 4
    if end - start > room:
        first = next((m.start() for m in WORD.finditer(text, start, end) if m[0].lower() in met), start)
        if first - start > room // 2:
            start = text.rfind(" ", start, first - room // 4) + 1
        end = min(end, start + room)
        end = max(text.rfind(" ", start, end), start + 1) if end < len(text) and end - start == room else end
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return before, " ".join(text[start:end].split()), after


def _marked(before: str, text: str, after: str, met: Met) -> str:
    pieces, last = [before], 0
    for match in WORD.finditer(text):
        kind = met.get(match[0].lower())
        if kind is None:
            continue
        opening = "<mark>" if kind == "word" else '<mark class="related">'
        pieces += [html.escape(text[last : match.start()]), opening, html.escape(match[0]), "</mark>"]
        last = match.end()
    return "".join([*pieces, html.escape(text[last:]), after])
