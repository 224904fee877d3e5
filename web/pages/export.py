"""Files to take along: units as CSV and as Word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response

from kb.model import Document, Unit
from kb.search.tables import csv_table, new_document, saved
from web.opened import outline
from web.pages import labels, titles
from web.pages.cite import address_of, danish_date

COLUMNS = tuple(
    "nr slags overskrift tekst kommuner indsats tema love metoder kilde udgiver år side id adresse".split()
)


def csv_text(units: Sequence[Unit]) -> str:
    """The units as CSV, a row each."""
    return csv_table(COLUMNS, (_row(rank, unit) for rank, unit in enumerate(units, 1)))


def csv_of(units: Sequence[Unit], name: str) -> Response:
    """The units as a CSV file to save under `name`."""
    return attachment(csv_text(units), "text/csv; charset=utf-8", name)


def attachment(content: str | bytes, content_type: str, name: str) -> Response:
    """A file to save under `name`."""
    return Response(
        content.encode() if isinstance(content, str) else content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _row(rank: int, unit: Unit) -> tuple[object, ...]:
    return (
        rank,
        labels.KINDS[unit.kind][0],
        titles.title(unit),
        unit.text,
        ", ".join(unit.municipalities),
        ", ".join(unit.indsats),
        unit.theme.title if unit.theme else "",
        ", ".join(unit.laws),
        ", ".join(unit.programmes),
        unit.document.title,
        unit.document.publisher or "",
        unit.document.year or "",
        labels.pages(unit).removeprefix("s. "),
        unit.id,
        address_of(unit),
    )


def word(units: Sequence[Unit], today: date | None = None) -> bytes:
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
        file.add_paragraph(bibliography_entry(source, outline().url(source)), style="List Bullet")
    return saved(file)


def _add_note(file: Any, number: int, unit: Unit, day: date) -> None:
    told = [labels.place(unit), labels.age(unit.document, day)]
    where = f"{address_of(unit)} (hentet {danish_date(day)})"
    note = file.add_paragraph()
    note.add_run(f"[{number}] ").bold = True
    note.add_run(". ".join(part for part in (*told, where) if part)).italic = True


def bibliography_entry(source: Document, url: str | None) -> str:
    """Such as "Publisher (2018): Title. https://..."; without what is not known."""
    who = source.publisher or "Uden udgiver"
    when = f"({source.year})" if source.year else "(u.å.)"
    return " ".join(filter(None, [who, f"{when}:", f"{source.title}.", url]))
