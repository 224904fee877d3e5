"""Answers as tables to take along: CSV as Danish Excel opens it, and Word."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LANGUAGE = "da-DK"
# A cell that begins with one of these would be run as a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolons between the cells and a byte order mark first: what Danish Excel opens as it should."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def word_table(title: str, columns: Mapping[str, float], rows: Iterable[Sequence[str]]) -> bytes:
    """A .docx with one table on pages that lie: `columns` maps a heading to centimetres; a cell's lines are
    its paragraphs, the first column is bold."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    file = new_document(title, date.today())
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)  # A4
    section.left_margin = section.right_margin = Cm(1.8)
    file.add_heading(title, 0)
    table = file.add_table(0, len(columns), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, columns.values(), strict=True):
        column.width = Cm(width)
    for number, row in enumerate([tuple(columns), *rows]):
        added = table.add_row()
        _keep_together(added, is_head=not number)
        cells = added.cells
        for cell, text in zip(cells, row, strict=True):
            first, *more = text.split("\n")
            cell.paragraphs[0].add_run(first).bold = cell is cells[0] or not number
            for line in more:
                cell.add_paragraph(line)
    return saved(file)


def _keep_together(row: Any, is_head: bool) -> None:
    """Let no page end within a row, and every page begin with the head."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
        properties.append(OxmlElement(name))


def new_document(title: str, day: date) -> Any:
    """A Word document in Danish, and no time but the day, so that the same content is the same file."""
    import docx  # with lxml it takes as long to load as the rest of the site: only who asks for it waits
    from docx.oxml.ns import qn

    file = docx.Document()
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    properties = file.core_properties
    properties.title, properties.author, properties.language = title, "Vidensbasen", LANGUAGE
    properties.created = properties.modified = datetime.combine(day, time(), UTC)
    return file


def saved(file: Any) -> bytes:
    """The bytes of a Word document, its parts without the time at which they are packed."""
    written, packed = io.BytesIO(), io.BytesIO()
    file.save(written)
    with ZipFile(written) as parts, ZipFile(packed, "w") as own:
        for name in parts.namelist():
            own.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
