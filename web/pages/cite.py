"""References: for the case file as a line of text, for reference managers as RIS, BibTeX and CSL-JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask import url_for

from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.model import Unit
from web.pages import labels, titles

MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
# A quotation longer than this is cut at a sentence: a reference is not a copy of the chapter.
QUOTED = 600


class Quote(NamedTuple):
    """What a unit is quoted from: a sentence on, counted from 0, or that sentence alone."""

    sentence: int = 0
    alone: bool = False


Quoting = Callable[[Unit], Quote]
# What each format calls what `_fields` tells, in its order.
RIS = (
    "TY=type AU=publisher TI=title PY=year PB=publisher SP=first EP=last N1=note UR=address Y2=today ID=id "
    "LA=language"
)
BIBTEX = (
    "author=author title=title institution=publisher year=year pages=pages note=note url=address "
    "language=language"
)
CSL = (
    "id=id type=type title=title publisher=publisher page=pages section=called note=quoted URL=address "
    "language=language"
)
HIGHWIRE = (
    "title=title author=publisher technical_report_institution=publisher publication_date=year "
    "firstpage=first lastpage=last language=language abstract=quotation public_url=address"
)
# The characters that TeX reads as commands.
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {sign: f"\\{sign}" for sign in "{}&%$#_"}
)


def address_of(unit: Unit) -> str:
    """The lasting address, host included, and without Min liste."""
    return url_for("units.unit", unit_id=unit.id, liste=None, _external=True)


def reference(unit: Unit, sentence: int = 0, alone: bool = False) -> str:
    """A reference ready for the case file: text, number, source, page, address, date.

    Of a long text the words from its `sentence` on are quoted, counted from 0; of any text only that sentence
    where it is to stand `alone`, without the notes, of which nobody knows to which sentence they belong.
    """
    number = f" ({_numbered(unit).lower()})" if unit.number is not None else ""
    title = f"{titles.title(unit)}: " if unit.title and unit.number is None else ""
    text = quoted(unit.text, sentence, alone)
    end = " " if text.endswith((".", "!", "?")) and not number else ". "  # no stop after a stop
    notes = "" if alone else _notes(unit)
    return (
        f"{title}»{text}«{number}{end}{notes and notes + ' '}{labels.source_line(unit)}. "
        f"{address_of(unit)} (hentet {danish_date(date.today())})"
    )


def _numbered(unit: Unit) -> str:
    """Such as "Anbefaling 3", and that the number is ours where the report prints none."""
    return f"Anbefaling {unit.number}{', nummereret her' if labels.is_counted_number(unit) else ''}"


def _notes(unit: Unit) -> str:
    """What the source says at the foot of the unit's page, as a quotation; empty where it says nothing."""
    return f"Note i kilden: »{quoted(' '.join(unit.footnotes))}«" if unit.footnotes else ""


def danish_date(day: date) -> str:
    """Such as "3. maj 2021"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def quoted(text: str, sentence: int = 0, alone: bool = False) -> str:
    """The text on one line; of a long one whole sentences from `sentence` on, what is left out as […].

    Of any text only that sentence where it is to stand `alone`.
    """
    flat = " ".join(text.split())
    if len(flat) <= QUOTED and not alone:
        return flat
    spans = sentence_spans(text)
    first = min(sentence, len(spans) - 1)
    begin = spans[first][0]
    if alone:
        return " ".join(text[begin : spans[first][1]].split())
    ends = [end for _, end in spans[first:] if end - begin <= QUOTED]
    piece = " ".join(text[begin : ends[-1]].split()) if ends else titles.shortened(flat, QUOTED)
    return f"{'[…] ' if first else ''}{piece}{' […]' if not ends or ends[-1] < spans[-1][1] else ''}"


def _fields(unit: Unit, quote: Quote) -> dict[str, str]:
    """What a reference may tell of a unit; empty where it is not known."""
    text = quoted(unit.text, *quote)
    # The author is who published the report: that another said it is told before the words.
    said = f"{unit.speaker}, citeret i kilden: »{text}«" if unit.speaker else text
    # Their fields for pages hold printed numbers; those counted in a file stand in the note, as such.
    is_counted = labels.is_counted(unit)
    counted = f" ({labels.pages(unit)})" if is_counted else ""
    source = unit.document
    span = "" if is_counted else labels.page_span(unit)
    first, _, last = span.partition("–")
    notes = "" if quote and quote.alone else _notes(unit)
    # A recommendation's number, whose first words follow anyway, else the title.
    called = titles.title(unit) if unit.number is None else _numbered(unit)
    return {
        "type": "RPRT",
        "title": source.title,
        "publisher": source.publisher or "",
        "year": str(source.year or ""),
        "first": first,
        "last": last,
        "pages": span,
        "called": called,
        "quotation": said,
        "note": f"{'' if unit.speaker else called + ': '}{said}{counted} {notes}".strip(),
        "quoted": f"{said}{counted} {notes}".strip(),
        "address": address_of(unit),
        "today": date.today().strftime("%Y/%m/%d"),
        "id": unit.id,
        "language": "da",
    }


def _renamed(names: str, told: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is known, by its name in a format and in its order, as "AU=publisher TI=title"."""
    pairs = (pair.split("=") for pair in names.split())
    return [(name, " ".join(told[own].split())) for name, own in pairs if told[own]]


def highwire(unit: Unit) -> list[tuple[str, str]]:
    """Names and contents of the meta elements by which a reference manager knows the page of a unit.

    Highwire Press tags, as Zotero and Google Scholar read them.
    https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
    """
    told = _fields(unit, Quote())
    return [
        (f"citation_{name}", text)
        for name, text in _renamed(HIGHWIRE, told | {"last": told["last"] or told["first"]})
    ]


def ris(units: Sequence[Unit], quote_of: Quoting = lambda _: Quote()) -> str:
    """RIS records (type RPRT). https://en.wikipedia.org/wiki/RIS_(file_format)"""
    records = ([*_renamed(RIS, _fields(unit, quote_of(unit))), ("ER", "")] for unit in units)
    return "".join("".join(f"{tag}  - {text}\r\n" for tag, text in record) + "\r\n" for record in records)


def bibtex(units: Sequence[Unit], quote_of: Quoting = lambda _: Quote()) -> str:
    """BibTeX @techreport entries in UTF-8 (biber, or bibtex with inputenc)."""
    return "\n".join(_bibtex(unit, quote_of(unit)) for unit in units)


def _bibtex(unit: Unit, quote: Quote) -> str:
    told = _fields(unit, quote)
    told |= {name: told[name].translate(_TEX) for name in ("publisher", "title", "note")}
    told |= {"author": told["publisher"] and f"{{{told['publisher']}}}", "language": "danish"}
    told["pages"] = told["pages"].replace("–", "--")
    lines = [f"  {name} = {{{value}}}," for name, value in _renamed(BIBTEX, told)]
    return "\n".join((f"@techreport{{{slug(unit.id.replace('/', ' '))},", *lines, "}", ""))


def csl_json(units: Sequence[Unit], quote_of: Quoting = lambda _: Quote()) -> str:
    """CSL-JSON, as Zotero and Mendeley read it. https://citeproc-js.readthedocs.io/en/latest/csl-json/"""
    return json.dumps([_csl(unit, quote_of(unit)) for unit in units], ensure_ascii=False, indent=2)


def _csl(unit: Unit, quote: Quote) -> dict[str, object]:
    source, told = unit.document, _fields(unit, quote) | {"type": "report", "language": "da-DK"}
    fields: dict[str, object] = dict(_renamed(CSL, told))
    if source.publisher:
        fields["author"] = [{"literal": source.publisher}]
    if source.year:
        fields["issued"] = {"date-parts": [[source.year]]}
    return fields
