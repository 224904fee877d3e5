"""The title of a document that nobody listed: the one its file gives itself, where that is one."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.model import Source, TextLayer

PROGRAM = re.compile(r"^(?:Microsoft )?(?:Word|PowerPoint|Excel)\s+[-–]\s+")
# A file's name, a template's blank, what programs write where nobody gave a title.
NO_TITLE = re.compile(
    r"\.(?:docx?|pdf|pptx?|xlsx?|odt|indd|rtf|tex)$|[<>\[\]_]|^(?:untitled|unavngivet|dokument|document|"
    r"powerpoint.?pr(?:ae|æ)sentation|presentation|slide|titel|title)\W*\d*$",
    re.IGNORECASE,
)


def titled(source: Source, layer: TextLayer) -> Source:
    """The source under the title that its file gives itself, where nobody listed another."""
    title = own_title(layer.title) if layer.title and not source.listed else None
    return replace(source, document=replace(source.document, title=title)) if title else source


def own_title(title: str) -> str | None:
    """A file's title without the program's name before it; None where it is a file's name or none."""
    title = " ".join(PROGRAM.sub("", title).split())
    return None if NO_TITLE.search(title) or not re.search(r"[^\W\d_]{3}", title) else title
