"""A file -> its text layer, by what the file is."""

from pathlib import Path

from kb.documents.pdf.read import load_pdf
from kb.documents.textfile import load_text
from kb.errors import UnreadableError
from kb.model import TextLayer


def load(path: Path) -> TextLayer:
    """Read a `.pdf`, or any other file as plain text. Raises UnreadableError when it is no regular file, is
    empty, of another kind, or cannot be read."""
    if not path.is_file():
        raise UnreadableError(f"{path.name}: no such file")
    return load_pdf(path) if path.suffix.lower() == ".pdf" else load_text(path)
