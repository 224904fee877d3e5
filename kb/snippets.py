"""Snippets: the sentences of a unit that answer, as escaped HTML with the matches marked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

LENGTH = 300
_SENTENCE = re.compile(r".+?(?:[.!?:](?=\s+[A-ZÆØÅ§”’\"(•\d])|\n+|$)", re.DOTALL)
_WORD = re.compile(r"[\w§]+(?:-\w+)*")

Mark = Callable[[str], str | None]


def snippet(text: str, mark: Mark) -> str:
    """At most 300 characters of `text` around its best sentence, the rest shown as an ellipsis.

    `mark` tells of a word "word", "related" or None; the best sentence has most different matches.
    """
    sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(text)] or [(0, len(text))]
    worth = [_worth(text[start:end], mark) for start, end in sentences]
    best = max(range(len(sentences)), key=lambda i: (worth[i], -i))
    start, end = sentences[best]
    for _, next_end in sentences[best + 1 :]:
        if next_end - start > LENGTH - 4:
            break
        end = next_end
    return _marked(*_fit(text, start, end, mark), mark)


def _worth(sentence: str, mark: Mark) -> float:
    found = {word.lower(): mark(word) for word in _WORD.findall(sentence)}
    return sum({"word": 1.0, "related": 0.5}.get(kind or "", 0.0) for kind in found.values())


def _fit(text: str, start: int, end: int, mark: Mark) -> tuple[str, str, str]:
    """Cut [start, end) at words to fit, with the first match inside; ellipses on cut sides."""
    while start < end and text[start].isspace():
        start += 1
    room = LENGTH - 4
    if end - start > room:
        first = next((m.start() for m in _WORD.finditer(text, start, end) if mark(m.group())), start)
        if first - start > room // 2:
            start = text.rfind(" ", start, first - room // 4) + 1
        end = min(end, start + room)
        end = max(text.rfind(" ", start, end), start + 1) if end < len(text) and end - start == room else end
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return before, " ".join(text[start:end].split()), after


def _marked(before: str, text: str, after: str, mark: Mark) -> str:
    pieces, last = [before], 0
    for match in _WORD.finditer(text):
        kind = mark(match.group())
        if kind is None:
            continue
        opening = "<mark>" if kind == "word" else '<mark class="related">'
        pieces += [html.escape(text[last : match.start()]), opening, html.escape(match.group()), "</mark>"]
        last = match.end()
    return "".join([*pieces, html.escape(text[last:]), after])
