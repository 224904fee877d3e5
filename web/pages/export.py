"""Files to take along."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from kb.model import Unit
from kb.search.tables import csv_table
from web.pages import labels, titles
from web.pages.cite import address_of

COLUMNS = (
    "nr",
    "slags",
    "overskrift",
    "tekst",
    "kommuner",
    "indsats",
    "tema",
    "love",
    "metoder",
    "kilde",
    "udgiver",
    "år",
    "side",
    "id",
    "adresse",
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
