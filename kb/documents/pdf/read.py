"""A PDF -> TextLayer: runs the reader process, orders its pages and tells what was left out.

The process (`kb/documents/pdf/worker.py`) is ended when it is silent for too long; what it had read is kept,
and another one begins behind the page that it stuck at.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.documents.pdf.page import RawPage, arrange, raw_page
from kb.documents.pdf.rows import PlacedLine
from kb.documents.pdf.spreads import printed_pages
from kb.errors import UnreadableError
from kb.model import Line, Page, TextLayer
from kb.units.cutting.rows import runs_of

SILENT_SECONDS = 60.0  # of wall time for one page
FILE_SECONDS = 600.0
MAX_RESTARTS = 3
# First bytes of what is most often saved under a PDF's name.
FOREIGN = (
    (b"\xff\xd8\xff", "a JPEG image; run text recognition (OCR) and save a PDF"),
    (b"\x89PNG", "a PNG image; run text recognition (OCR) and save a PDF"),
    (b"PK\x03\x04", "a Word, Excel or zip file; export it as PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file; export it as PDF"),
    (b"{\\rtf", "an RTF document; export it as PDF"),
)
HTML = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<body")
HEADER_BYTES = 1024  # ISO 32000-1, annex H: the header may stand within the first 1024 bytes
REMEDY = {
    "password": "it is encrypted with a password; save a copy without one",
    "encryption": "its encryption needs the package `cryptography` (`pip install 'pypdf[crypto]'`)",
    "memory": "opening it takes more time or memory than is allowed; save it again with another program",
    "damaged": "it is damaged or cut off; fetch it again or save it again with another program",
}


def load_pdf(path: Path, page_seconds: float = 20.0) -> TextLayer:
    """Read every page that can be read; each page that cannot is named in a warning.

    `page_seconds` bounds the CPU time of a page. Raises UnreadableError when the file cannot be opened
    or no page of it gives text.
    """
    check_is_pdf(path)
    warnings: list[str] = []
    pages: list[RawPage] = []
    head: dict[str, Any] = {}
    for record in _records(path, page_seconds):
        if "error" in record:
            detail = f" ({record['detail']})" if record.get("detail") else ""
            raise UnreadableError(f"{path.name}: {REMEDY[record['error']]}{detail}")
        if "warning" in record:
            warnings.append(f"{path.name}: {record['warning']}")
        elif "page" in record:
            pages.append(raw_page(record))
        else:
            head = record
    if head["all_pages"] > head["pages"]:
        text = f"only the first {head['pages']} of {head['all_pages']} pages are read"
        warnings.insert(0, f"{path.name}: {text}")
    warnings += _page_warnings(path, pages)
    if not any(page.fragments for page in pages):
        warnings = warnings or [f"{path.name}: no page of it holds text; fetch it again"]
        raise UnreadableError("; ".join(warnings))
    pages = printed_pages(pages)
    arranged, structure = arrange(pages, head.get("labels"), head.get("outline", ()))
    text, lines = _joined([found for _, found in arranged])
    made = (Page(raw.number, label, of) for raw, (label, _), of in zip(pages, arranged, lines, strict=True))
    return TextLayer(path.name, text, tuple(made), tuple(warnings), structure, head.get("title"))


def _records(path: Path, page_seconds: float) -> Iterator[dict[str, Any]]:
    """The reader's records; begins again, by the head, behind a page at which the reader had to be ended."""
    deadline = time.monotonic() + FILE_SECONDS
    first, count = 1, None
    for _ in range(MAX_RESTARTS + 1):
        for record in _run(path, first, page_seconds, deadline):
            count = record.get("pages", count)
            first = record.get("page", first - 1) + 1
            yield record
        if count is None:
            yield {"error": "memory"}
            return
        if first <= count:
            yield {"page": first, "trouble": "reading it was ended, it took too long or too much memory"}
            first += 1
        if first > count:
            return
        if time.monotonic() > deadline:
            break
    yield {"warning": f"pages {first} to {count} are left out, reading the file was ended; split the file"}


def _run(path: Path, first: int, page_seconds: float, deadline: float) -> Iterator[dict[str, Any]]:
    """One reader process, ended when it is silent too long; its records as they come."""
    worker = [sys.executable, "-m", "kb.documents.pdf.worker"]
    command = [*worker, str(path.resolve()), str(first), str(page_seconds)]
    root = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            while True:
                wait = min(SILENT_SECONDS, deadline - time.monotonic())
                timer = threading.Timer(wait, process.kill)
                timer.start()
                line = process.stdout.readline()
                timer.cancel()
                if not line.endswith(b"\n"):  # it ended; within a line where it was killed
                    return
                yield json.loads(line)
        finally:
            process.kill()


def _page_warnings(path: Path, pages: list[RawPage]) -> list[str]:
    troubles: dict[str, list[int]] = {}
    for page in pages:
        if page.trouble:
            troubles.setdefault(page.trouble, []).append(page.number)
    unread = [page.number for page in pages if page.undecoded]
    letters = sum(page.undecoded for page in pages)
    images = [page.number for page in pages if page.images and not page.fragments and not page.trouble]
    ocr = "run text recognition (OCR) on it"
    told = [(found, f"left out, {why}") for why, found in troubles.items()]
    told.append((unread, f"{letters} letters left out, their font does not tell which they are; {ocr}"))
    told.append((images, f"only an image, no text; {ocr}"))
    return [f"{path.name}: {_where(found)}: {what}" for found, what in told if found]


def _where(numbers: list[int]) -> str:
    """[1, 2, 3, 7] -> "pages 1-3, 7"."""
    groups = runs_of(numbers, lambda group, number: number == group[-1] + 1)
    ranges = (str(g[0]) if len(g) == 1 else f"{g[0]}-{g[-1]}" for g in groups)
    return f"{'pages' if len(numbers) > 1 else 'page'} {', '.join(ranges)}"


def _joined(pages: Sequence[Sequence[PlacedLine]]) -> tuple[str, list[tuple[Line, ...]]]:
    """The lines joined by line feeds and the pages by form feeds, and where each line came to lie; elements
    are numbered as they are met."""
    position = 0
    made: list[tuple[Line, ...]] = []
    elements: dict[str, int] = {}
    for page in pages:
        lines: list[Line] = []
        for placed in page:
            f, element = placed.fragment, placed.element
            line = Line(
                start=position,
                end=position + len(f.text),
                x0=round(f.x0, 2),
                x1=round(f.x1, 2),
                y=round(f.y, 2),
                size=round(f.size, 2),
                bold=f.bold,
                zone=placed.zone,
                region=placed.region,
                marks=tuple((position + a, position + b) for a, b in f.marks),
                tag=placed.tag,
                element=elements.setdefault(element, len(elements) + 1) if element else None,
            )
            lines.append(line)
            position = line.end + 1
        position += not page  # an empty page has its form feed too
        made.append(tuple(lines))
    return "\f".join("\n".join(placed.text for placed in page) for page in pages), made


def check_is_pdf(path: Path) -> None:
    """Raise UnreadableError, saying what the file is instead, unless it begins as a PDF does."""
    try:
        with path.open("rb") as stream:
            start = stream.read(HEADER_BYTES)
    except OSError as error:
        raise UnreadableError(f"{path.name}: cannot be opened ({error.strerror})") from error
    if b"%PDF-" in start:
        return
    raise UnreadableError(f"{path.name}: {_what(start)}")


def _what(start: bytes) -> str:
    if not start:
        return "it is empty; fetch it again"
    for magic, what in FOREIGN:
        if start.startswith(magic):
            return f"it is no PDF but {what}"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML):
        return "it is no PDF but a web page (HTML); download the document itself"
    return "it is no PDF (no %PDF- at its beginning); fetch it again"
