"""Sentences of Danish prose: a full stop ends one, but not in "ca.", "mio. kr." or "den 1. maj"."""

import re

from kb.danish import read_words

_END = re.compile(r"[.!?][”\"’')\]]*(?:\d{1,2})?(?=\s+[”\"’'(–-]*\s*[A-ZÆØÅÉ0-9•])")
# A number that counts ("til 35. Borgerne"), unlike "Tabel 1. Andel" and the ordinal "i 2. Verdenskrig".
_COUNTS = re.compile(r"(?:§|\d|\b(?!(?:den|det|de|d|i)\b)[a-zæøå]+\.?)\s\d{1,2}$")
MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_OPENS = re.compile(rf"\s+(?!(?:{MONTHS})\b)[^\W\d_]", re.I)
_LAST = re.compile(r"([\w.]+)$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of each sentence; a line break always ends one."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in (match.end() for match in _END.finditer(line.group()) if _ends_here(line.group(), match)):
            spans.append((start, line.start() + end))
            start = line.start() + end
        spans.append((start, line.end()))
    return [trimmed for span in spans if (trimmed := _trim(text, *span)) is not None]


def _ends_here(line: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    word = _LAST.search(line, max(0, match.start() - 30), match.start())
    last = word.group(1).lower() if word else ""
    if last.isdigit() and len(last) < 3:
        counts = _COUNTS.search(line[max(0, match.start() - 30) : match.start()])
        return counts is not None and _OPENS.match(line, match.end()) is not None
    if last in read_words("abbreviations.txt"):
        return False
    return len(last) != 1


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return (start, end) if start < end else None
