"""Min liste: short codes of the units a reader has picked, carried in the address and nowhere else, and files
to take along: Word, CSV, references. A dot and a number behind a code tell from which sentence on the unit is
quoted.

Every link between our pages takes the parameter `liste` along, so that the list follows the reader
without a cookie, an account or a script. What the address does not hold is not kept.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, has_request_context, render_template, request

from kb.danish.slugs import slug
from kb.errors import KbError
from kb.index.opened import Index
from kb.model import Document, Unit
from kb.search.tables import csv_table, new_document, saved
from web.current import opened_index, outline
from web.pages import cite, labels
from web.pages.cite import Quote, address_of, danish_date

blueprint = Blueprint("selection", __name__)

PARAMETER = "liste"
# More than this nobody reads through; the address has then at most some 1,000 characters, which every mail
# keeps whole.
MOST_PICKED = 100
CODE_LENGTH = 6  # letters and digits: 30 bits
_QUOTE = re.compile(r"([0-9]{1,4})(k?)")
COLUMNS = (
    *("nr", "slags", "overskrift", "tekst", "sagt af"),
    *"note kommuner indsats tema love metoder".split(),
    *"kilde udgiver år side id adresse".split(),
)
FILE_WORDS = 3  # words of a title or query that a file is called by
Writer = Callable[[Sequence[Unit]], str | bytes]


def install(app: Flask, blueprints: Collection[str]) -> None:
    """Let `url_for` take the list along to every page of these blueprints."""

    def add_list(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.split(".")[0] in blueprints and has_request_context() and picked():
            values.setdefault(PARAMETER, list_parameter(picked()))

    app.url_defaults(add_list)


def picked() -> Mapping[str, Quote]:
    """The codes in the address of the request at hand, in the reader's order, each once, with the quote; an
    outdated code is replaced by its successor's."""
    if "picked" not in g:
        g.picked = dict[str, Quote]()
        moved: Mapping[str, str] = {}
        with suppress(KbError):  # a page that says so is being made
            moved = _moved(opened_index()) if PARAMETER in request.args else {}
        for part in filter(None, request.args.get(PARAMETER, "").split(",")):
            # An address may also name a unit by its id, as those of earlier versions do.
            own, _, sentence = (code(part), "", "") if "/" in part else part.partition(".")
            if len(g.picked) < MOST_PICKED:
                told = _QUOTE.fullmatch(sentence)
                g.picked.setdefault(
                    moved.get(own, own), Quote(int(told[1]), bool(told[2])) if told else Quote()
                )
    found: Mapping[str, Quote] = g.picked
    return found


def list_parameter(codes: Mapping[str, Quote]) -> str:
    """Codes with what is quoted, as they stand in an address: ".9" from a sentence on, ".9k" that alone."""
    return ",".join(
        f"{own}.{quote.sentence}{'k' * quote.alone}" if any(quote) else own for own, quote in codes.items()
    )


def quote_of(unit: Unit) -> Quote:
    """What the list quotes a unit from."""
    return picked().get(code(unit.id), Quote())


def code_of(unit: Unit, sentence: int, alone: bool) -> str:
    """A list of the unit alone."""
    return list_parameter({code(unit.id): Quote(sentence, alone)})


def code(unit_id: str) -> str:
    """What stands for a unit in the list: the same in every build, since it is made from the id alone."""
    digest = hashlib.sha256(unit_id.encode(errors="replace")).digest()
    return base64.b32encode(digest).decode().lower()[:CODE_LENGTH]


def with_unit(unit_id: str, sentence: int = 0, alone: bool = False) -> str:
    """The list with the unit at its end, quoted from a sentence on or that alone."""
    return list_parameter(_others(unit_id) | {code(unit_id): Quote(sentence, alone)})


def without_unit(unit_id: str) -> str | None:
    """The list without the unit; None when nothing is left, so that the address stays short."""
    return list_parameter(_others(unit_id)) or None


def _others(unit_id: str) -> dict[str, Quote]:
    return {own: quote for own, quote in picked().items() if own != code(unit_id)}


def moved_up(unit_id: str) -> str:
    """The list with the unit one place nearer the top."""
    codes = list(picked())
    place = codes.index(code(unit_id))
    codes.insert(max(0, place - 1), codes.pop(place))
    return list_parameter({own: picked()[own] for own in codes})


@blueprint.get("/liste")
def mine() -> str:
    """The picked units in the reader's order; with `toem` the question whether to let go of them."""
    units, gone = _picked()
    return render_template("liste.html", units=units, gone=gone)


@blueprint.get("/liste.<extension>")
def export(extension: str) -> Response:
    """The picked units as references for another program."""
    write, content_type = FORMATS.get(extension) or abort(404)
    units, _ = _picked()
    called = outline().titles[units[0].id] if units else "Min liste"
    return attachment(write(units), content_type, file_name(called, extension))


def _picked() -> tuple[list[Unit], int]:
    """The units of the address in their order, and how many the collection does not hold."""
    by_code = _by_code(opened_index())
    units = [by_code[code] for code in picked() if code in by_code]
    return units, len(picked()) - len(units)


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def _by_code(index: Index) -> dict[str, Unit]:
    """The units by the code that stands for each, of two the first."""
    return {code(unit.id): unit for unit in reversed(tuple(index.units))}


@lru_cache(maxsize=1)
def _moved(index: Index) -> dict[str, str]:
    """The codes of units that are gone -> those of the units that took their place."""
    return {code(gone): code(today) for gone, today in index.successors.items() if today}


def csv_text(units: Sequence[Unit]) -> str:
    """The units as CSV, a row each."""
    return csv_rows(COLUMNS, (cells(unit) | {"nr": rank} for rank, unit in enumerate(units, 1)))


def csv_rows(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """The rows as CSV, each a mapping from column to cell; a cell that it lacks is empty."""
    return csv_table(columns, ([row.get(column, "") for column in columns] for row in rows))


def file_name(text: str, extension: str) -> str:
    """The first words of a text and today's date, ASCII: "hjem-foerst-2026-11-29.docx"."""
    return "-".join([*slug(text).split("-")[:FILE_WORDS], f"{date.today()}.{extension}"])


def spreadsheet(columns: Sequence[str], rows: Iterable[Mapping[str, object]], name: str) -> Response:
    """Rows of cells by the heading of their column as a CSV file."""
    return attachment(csv_rows(columns, rows), FORMATS["csv"][1], f"{name}.csv")


def attachment(content: str | bytes, content_type: str, name: str) -> Response:
    """A file to save under `name`."""
    return Response(
        content.encode() if isinstance(content, str) else content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def cells(unit: Unit) -> dict[str, object]:
    """What a spreadsheet may tell of a unit, by the heading of the column."""
    return {
        "slags": labels.KINDS[unit.kind][0],
        "overskrift": outline().titles[unit.id],
        "tekst": unit.text,
        "sagt af": unit.speaker or "",
        "note": "\n".join(unit.footnotes),
        "kommuner": ", ".join(unit.municipalities),
        "indsats": ", ".join(unit.indsats),
        "tema": unit.theme.title if unit.theme else "",
        "love": ", ".join(unit.laws),
        "metoder": ", ".join(unit.programmes),
        "målgrupper": ", ".join(unit.target_groups),
        "kilde": unit.document.title,
        "udgiver": unit.document.publisher or "",
        "år": unit.document.year or "",
        "side": labels.page_span(unit),
        "id": unit.id,
        "adresse": address_of(unit),
    }


def word(units: Sequence[Unit], today: date | None = None) -> bytes:
    """The .docx of the units, in their order. `today` is the day of retrieval."""
    day = today or date.today()
    file = new_document("Min liste", day)
    file.add_heading("Min liste fra Vidensbasen", 0)
    for number, unit in enumerate(units, 1):
        file.add_heading(outline().titles[unit.id], 1)
        sentence, alone = quote_of(unit)
        text = cite.quoted(unit.text, sentence, alone) if alone else unit.text
        lines = list(filter(None, map(str.strip, text.split("\n"))))
        for place, line in enumerate(lines, 1):
            quote = file.add_paragraph(line, style="Intense Quote" if len(unit.text) < 300 else "Quote")
            if place == len(lines):
                quote.add_run(f"[{number}]").font.superscript = True
        for footnote in () if alone else unit.footnotes:
            file.add_paragraph(f"Note i kilden: {footnote}")
        told = (
            labels.source_line(unit),
            labels.age_warning(unit.document, unit.laws),
            f"{address_of(unit)} (hentet {danish_date(day)})",
        )
        note = file.add_paragraph()
        note.add_run(f"[{number}] ").bold = True
        note.add_run(". ".join(filter(None, told))).italic = True
    if units:
        file.add_heading("Litteratur", 1)
    for source in dict.fromkeys(unit.document for unit in units):
        file.add_paragraph(bibliography_entry(source, outline().url(source)), style="List Bullet")
    return saved(file)


def bibliography_entry(source: Document, url: str | None) -> str:
    """Such as "Publisher (2018): Title. https://..."; without what is not known."""
    who = source.publisher or "Uden udgiver"
    when = f"({source.year})" if source.year else "(u.å.)"
    return " ".join(filter(None, [who, f"{when}:", f"{source.title}.", url]))


# extension: (what writes it, its content type)
FORMATS: Mapping[str, tuple[Writer, str]] = {
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ris": (partial(cite.ris, quote_of=quote_of), "application/x-research-info-systems; charset=utf-8"),
    "bib": (partial(cite.bibtex, quote_of=quote_of), "application/x-bibtex; charset=utf-8"),
    "json": (partial(cite.csl_json, quote_of=quote_of), "application/vnd.citationstyles.csl+json"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}
