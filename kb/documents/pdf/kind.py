"""Is a file named `.pdf` one? pypdf gives the same error for a cut PDF, a web page and a picture."""

from __future__ import annotations

from pathlib import Path

from kb.errors import UnreadableError

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
