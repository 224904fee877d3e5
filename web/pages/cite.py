"""References: for the case file as a line of text, for reference managers as RIS, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from flask import url_for

from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.model import Unit
from web.pages import labels, titles

MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
# A quotation longer than this is cut at a sentence: a reference is not a copy of the chapter.
QUOTED = 600


def address_of(unit: Unit) -> str:
    """The lasting address, host included, and without Min liste."""
    return url_for("units.unit", unit_id=unit.id, liste=None, _external=True)


def reference(unit: Unit, today: date | None = None, sentence: int = 0) -> str:
    """A reference ready for the case file: text, number, source, page, address, date.

    Of a long text the words from its `sentence` on are quoted, counted from 0.
    """
    number = f" (anbefaling {unit.number})" if unit.number is not None else ""
    title = f"{titles.title(unit)}: " if unit.title and unit.number is None else ""
    return (
        f"{title}»{quoted(unit.text, sentence)}«{number}. {labels.place(unit)}. "
        f"{address_of(unit)} (hentet {danish_date(today or date.today())})"
    )


def danish_date(day: date) -> str:
    """Such as "3. maj 2021"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def quoted(text: str, sentence: int = 0) -> str:
    """The text on one line; of a long one whole sentences from `sentence` on, what is left out as […]."""
    flat = " ".join(text.split())
    if len(flat) <= QUOTED:
        return flat
    spans = sentence_spans(text)
    first = min(sentence, len(spans) - 1)
    begin = spans[first][0]
    ends = [end for _, end in spans[first:] if end - begin <= QUOTED]
    piece = " ".join(text[begin : ends[-1]].split()) if ends else titles.shortened(flat, QUOTED)
    return f"{'[…] ' if first else ''}{piece}{' […]' if not ends or ends[-1] < spans[-1][1] else ''}"


def _called(unit: Unit) -> str:
    """The number of a recommendation, whose first words follow anyway, else the title."""
    return titles.title(unit) if unit.number is None else f"Anbefaling {unit.number}"


def highwire(unit: Unit) -> list[tuple[str, str]]:
    """Names and contents of the meta elements by which a reference manager knows the page of a unit.

    Highwire Press tags, as Zotero and Google Scholar read them.
    https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
    """
    source, (first, _, last) = unit.document, _page_span(unit).partition("–")
    fields = [
        ("citation_title", source.title),
        ("citation_author", source.publisher),
        ("citation_technical_report_institution", source.publisher),
        ("citation_publication_date", source.year),
        ("citation_firstpage", first),
        ("citation_lastpage", last or first),
        ("citation_language", "da"),
        ("citation_abstract", quoted(unit.text)),
        ("citation_public_url", address_of(unit)),
    ]
    return [(name, str(value)) for name, value in fields if value]


def _page_span(unit: Unit) -> str:
    return labels.pages(unit).removeprefix("s. ")


def ris(units: Sequence[Unit]) -> str:
    """RIS records (type RPRT). https://en.wikipedia.org/wiki/RIS_(file_format)"""
    return "".join(_ris(unit) for unit in units)


def _ris(unit: Unit) -> str:
    source, (first, _, last) = unit.document, _page_span(unit).partition("–")
    fields = [
        ("TY", "RPRT"),
        ("AU", source.publisher),
        ("TI", source.title),
        ("PY", source.year),
        ("PB", source.publisher),
        ("SP", first),
        ("EP", last),
        ("N1", f"{_called(unit)}: {quoted(unit.text)}"),
        ("UR", address_of(unit)),
        ("Y2", date.today().strftime("%Y/%m/%d")),
        ("ID", unit.id),
        ("LA", "da"),
    ]
    lines = [f"{tag}  - {_one_line(str(value))}" for tag, value in fields if value]
    return "\r\n".join((*lines, "ER  - ", "", ""))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def bibtex(units: Sequence[Unit]) -> str:
    """BibTeX @techreport entries in UTF-8 (biber, or bibtex with inputenc)."""
    return "\n".join(_bibtex(unit) for unit in units)


def _bibtex(unit: Unit) -> str:
    source, publisher = unit.document, _escaped(unit.document.publisher or "")
    fields = {
        "author": publisher and "{" + publisher + "}",
        "title": _escaped(source.title),
        "institution": publisher,
        "year": source.year,
        "pages": _page_span(unit).replace("–", "--"),
        "note": _escaped(f"{_called(unit)}: {quoted(unit.text)}"),
        "url": address_of(unit),
        "language": "danish",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@techreport{{{slug(unit.id.replace('/', ' '))},", *lines, "}", ""))


def _escaped(text: str) -> str:
    """The characters that TeX reads as commands; braces and backslashes are words to it, not signs."""
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    named |= {sign: f"\\{sign}" for sign in "{}&%$#_"}
    return "".join(named.get(sign, sign) for sign in _one_line(text))


def csl_json(units: Sequence[Unit]) -> str:
    """CSL-JSON, as Zotero and Mendeley read it. https://citeproc-js.readthedocs.io/en/latest/csl-json/"""
    return json.dumps([_csl(unit) for unit in units], ensure_ascii=False, indent=2)


def _csl(unit: Unit) -> dict[str, object]:
    source = unit.document
    fields: dict[str, object] = {
        "id": unit.id,
        "type": "report",
        "title": source.title,
        "author": [{"literal": source.publisher}] if source.publisher else None,
        "publisher": source.publisher,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "page": _page_span(unit) or None,
        "section": _called(unit),
        "note": quoted(unit.text),
        "URL": address_of(unit),
        "language": "da-DK",
    }
    return {name: value for name, value in fields.items() if value is not None}
