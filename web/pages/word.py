"""Min liste as a Word file: each text under its title as a quotation with its note, and a bibliography."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kb.model import Document, Unit
from kb.search.tables import new_document, saved
from web.opened import outline
from web.pages import labels, titles
from web.pages.cite import address_of, danish_date


def document(units: Sequence[Unit], today: date | None = None) -> bytes:
    """The .docx of the units, in their order. `today` is the day of retrieval."""
    day = today or date.today()
    file = new_document("Min liste", day)
    file.add_heading("Min liste fra Vidensbasen", 0)
    for number, unit in enumerate(units, 1):
        file.add_heading(titles.title(unit), 1)
        for paragraph in filter(None, map(str.strip, unit.text.split("\n"))):
            file.add_paragraph(paragraph, style="Intense Quote" if len(unit.text) < 300 else "Quote")
        _add_note(file, number, unit, day)
    if units:
        file.add_heading("Litteratur", 1)
    for source in dict.fromkeys(unit.document for unit in units):
        file.add_paragraph(entry(source, outline().url(source)), style="List Bullet")
    return saved(file)


def _add_note(file: Any, number: int, unit: Unit, day: date) -> None:
    told = [labels.place(unit), labels.age(unit.document, day)]
    where = f"{address_of(unit)} (hentet {danish_date(day)})"
    note = file.add_paragraph()
    note.add_run(f"[{number}] ").bold = True
    note.add_run(". ".join(part for part in (*told, where) if part)).italic = True


def entry(source: Document, url: str | None) -> str:
    """Such as "Publisher (2018): Title. https://..."; without what is not known."""
    who = source.publisher or "Uden udgiver"
    when = f"({source.year})" if source.year else "(u.å.)"
    return " ".join(filter(None, [who, f"{when}:", f"{source.title}.", url]))
