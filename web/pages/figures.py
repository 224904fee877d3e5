"""Nøgletal: the figures that the sources report, as tables whose rows are also bars."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flask import Blueprint, Response, render_template

from kb.danish import read_toml
from kb.danish.municipalities import municipalities
from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.model import Fact, Unit
from kb.units.facts.rules import is_rise
from web.current import opened_index
from web.pages.choices import chosen
from web.pages.outline import alphabetical, grouped, sort_key
from web.pages.selection import cells, spreadsheet
from web.pages.titles import shortened

blueprint = Blueprint("figures", __name__)

FEW = 12  # figures that stand open on a narrow page, whatever they count
FACTOR = "faktor"  # the unit of what was multiplied, whose "before" no source tells
SURVEYS = "undersoegelser"  # the subject that shows the surveys' own tables
STATUS = {
    "result": "Resultat",
    "target": "Mål",
    "expected": "Forventet",
    "input": "Sat ind",
    "parameter": "Tilrettelæggelse",
    "background": "Baggrund",
    "answer": "Svar",  # what respondents say
}
QUOTED = 480  # characters of a quotation that a cell has room for
COLUMNS = (
    *("emne", "hvem", "før", "tal", "ud af", "enhed", "kommuner", "periode", "status", "citat"),
    *("kilde", "år", "side", "adresse"),
)
# "Ja 52 % 79" or the same with a pair for each answer of a scale
_ROW = re.compile(r"^(?P<label>\D.*?)\s+(?P<pairs>(?:\d+(?:,\d+)? %\s+\d+\s*)+)$")
_PAIR = re.compile(r"(\d+(?:,\d+)?) %\s+(\d+)")
_SPOKEN = re.compile(r"[»«\"“”]|[.!?]\s*$")  # what follows a colon and is no list
_PART_OF = re.compile(r"(?<![\d.,])([\d.,]*\d)\D{0,30}\baf\b\D{0,12}(\d[\d.,]*)")
_THOUSANDS, _FRACTION = re.compile(r"(?<![\d,])\d{4,}(?!\d|\.\d)"), re.compile(r"\d+/\d+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ASIDE, _CONDITION = re.compile(r"\([^)]*\)"), re.compile(r"\bhvis\b", re.I)
_SCALE = re.compile(r"(\d+)\s*[–-]\s*([^,\d][^,]*)")


@blueprint.get("/noegletal")
def figures() -> str:
    """All figures, or those of one subject, municipality or status."""
    index = opened_index()
    subjects = Counter(fact.measure for fact in index.facts)
    choice, facts = _chosen()
    tables = surveys(index.units)
    named = next((name for name in subjects if slug(name) == choice["emne"]), None)
    return render_template(
        "noegletal.html",
        subjects={name: subjects[name] for name in alphabetical(subjects)},
        places=alphabetical({name for fact in index.facts for name in fact.municipalities}),
        chosen=choice,
        measure=named,
        measures=measures(facts),
        folded=named is None and len(facts) > FEW,
        surveys=tables if choice["emne"] == SURVEYS else (),
        tables=len(tables),
    )


@blueprint.get("/noegletal.csv")
def sheet() -> Response:
    """The chosen figures as CSV, in the order of the page."""
    rows = [row for measure in measures(_chosen()[1]) for row in measure.rows]
    return spreadsheet(COLUMNS, (_cells(row.fact) for row in rows), "noegletal")


def _chosen() -> tuple[Mapping[str, str], Sequence[Fact]]:
    """What the address chooses, and the figures that are so; the surveys' tables have none here."""
    facts = opened_index().facts
    subject = chosen("emne", (SURVEYS, *(slug(fact.measure) for fact in facts)))
    place = chosen("kommune", [place.slug for place in municipalities()])
    status = chosen("status", STATUS)
    return {"emne": subject, "kommune": place, "status": status}, [
        fact
        for fact in facts
        if subject in ("", slug(fact.measure)) and status in ("", status_key(fact))
        if place in ("", *map(slug, fact.municipalities))
    ]


def _cells(fact: Fact) -> dict[str, object]:
    """What the spreadsheet tells of a figure; of so many of so many the whole is "ud af" and not "før"."""
    other = "ud af" if is_part(fact) else "før"
    return cells(opened_index().by_id[fact.unit_id]) | {
        "emne": fact.measure,
        "hvem": fact.subject,
        other: _number(fact.before if fact.unit != FACTOR else None),
        "tal": _number(fact.after),
        "enhed": fact.unit or "",
        "kommuner": ", ".join(fact.municipalities),
        "periode": fact.period or "",
        "status": STATUS[status_key(fact)],
        "citat": quotation(fact),
    }


def _number(value: float | str | None) -> int | str:
    """A whole number to reckon with; all else as it is shown, since Excel makes a date of "6.7" or "3/4"."""
    return int(value) if isinstance(value, float | int) and value == int(value) else danish_number(value)


@dataclass(frozen=True, slots=True)
class Row:
    """A fact and its bars: widths in per cent of the longest of its scale, None where nothing is drawn."""

    fact: Fact
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Everything that was counted under one name, by unit: a table; `drawn` where any row has bars,
    `is_shared` where several sums of one municipality may be of the same money."""

    name: str
    rows: tuple[Row, ...]
    drawn: bool
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """One row of a survey table: (per cent, number) of each answer, and where each bar begins."""

    label: str
    pairs: tuple[tuple[float, int], ...]
    starts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey table of a source; `scale` names the answers where there are several."""

    unit: Unit
    scale: tuple[str, ...]
    rows: tuple[Answers, ...]


def measures(facts: Iterable[Fact]) -> tuple[Measure, ...]:
    """Facts by measure, then by unit in the alphabet's order, those of a unit by subject."""
    made, groups = [], grouped(facts, lambda fact: fact.measure)
    for name in alphabetical(groups):
        units = grouped(groups[name], lambda fact: fact.unit or "")
        rows = tuple(row for unit in alphabetical(units) for row in _rows(units[unit]))
        drawn = any((row.before, row.after) != (None, None) for row in rows)
        sums = Counter(fact.municipalities for fact in groups[name] if "kr." in (fact.unit or ""))
        is_shared = any(places and count > 1 for places, count in sums.items())
        made.append(Measure(name, rows, drawn, is_shared))
    return tuple(made)


def _rows(facts: Sequence[Fact]) -> list[Row]:
    """The facts of one unit by subject, their bars on one scale where the amounts may stand on one."""
    is_drawn = comparable(facts)
    told = (bar_length(value) for fact in facts for value in (fact.before, fact.after))
    most = max(filter(None, told), default=1)

    def width(value: float | str | None) -> float | None:
        amount = bar_length(value)
        return round(100 * amount / most, 2) if is_drawn and amount is not None else None

    ordered = sorted(facts, key=lambda fact: (sort_key(fact.subject), fact.unit_id, fact.quote))
    return [
        Row(fact, None if is_part(fact) or fact.unit == FACTOR else width(fact.before), width(fact.after))
        for fact in ordered
    ]


def comparable(facts: Sequence[Fact]) -> bool:
    """Whether amounts of one unit may be drawn beside each other.

    Not what rises beside what falls, and not sums of money that were gathered over different times.
    """
    if len(facts) < 2 or any(isinstance(fact.after, float | int) and fact.after < 0 for fact in facts):
        return False
    summed = "kr." in (facts[0].unit or "") and "pr." not in (facts[0].unit or "")
    return not summed or (len({fact.period for fact in facts}) == 1 and facts[0].period is not None)


def surveys(units: Iterable[Unit]) -> tuple[Survey, ...]:
    """The findings that are tables of per cents and numbers, in reading order."""
    found = []
    for unit in units:
        rows = [*filter(None, map(_answers, unit.text.splitlines()))] if unit.kind == "finding" else []
        if len(rows) > 1 and len({len(row.pairs) for row in rows}) == 1:
            found.append(Survey(unit, _scale(unit.text, len(rows[0].pairs)), tuple(rows)))
    return tuple(found)


def _answers(line: str) -> Answers | None:
    match = _ROW.match(line.strip())
    if match is None:
        return None
    pairs = [(float(percent.replace(",", ".")), int(n)) for percent, n in _PAIR.findall(match["pairs"])]
    *starts, _ = accumulate((percent for percent, _ in pairs), initial=0)
    return Answers(match["label"], tuple(pairs), tuple(starts))


def _scale(text: str, answers: int) -> tuple[str, ...]:
    """What the answers of a scale are called, from the table's own note; numbers where it has none."""
    if answers == 1:
        return ()
    notes: Sequence[str] = [line for line in text.splitlines() if line.startswith("Note")]
    named = {int(n): label.strip() for note in notes for n, label in _SCALE.findall(note)}
    return tuple(named.get(n, str(n)) for n in range(1, answers + 1))


def status_key(fact: Fact) -> str:
    """The status of a figure, which STATUS names; what respondents say is their answer."""
    return "answer" if fact.measure == "svarandel" else fact.status


def status_text(fact: Fact) -> str:
    """What the status of a figure is called, and that what is awaited hangs on something ("hvis ...")."""
    status = STATUS[status_key(fact)]
    is_aside = any(danish_number(fact.after) in aside for aside in _ASIDE.findall(fact.quote))
    is_conditional = fact.status == "expected" and _CONDITION.search(fact.quote) and not is_aside
    return f"{status}, under en betingelse" if is_conditional else status


def amount_text(fact: Fact) -> str:
    """The figure with its unit, such as "6,7 mio. kr.", as one piece of text; a rise in per cent with its
    sign."""
    if fact.unit == FACTOR:
        return "fordoblet" if fact.after == 2 else f"faktor {danish_number(fact.after)}"
    unit = fact.unit if fact.unit != "andel" else None  # which the words of a fraction say themselves
    sign = "+" if fact.unit == "%" and fact.before is None and is_rise(fact.quote, fact.after) else ""
    number = danish_number(fact.after)
    rough = "|".join(map(re.escape, sorted(read_toml("quantities.toml")["rounded"], key=len, reverse=True)))
    about = re.search(
        rf"\b({rough})\s+{re.escape(number)}(?![\d.,]*\d)", fact.quote.replace("-", "–"), re.IGNORECASE
    )
    return f"{about[1].lower() + ' ' if about else ''}{sign}{number} {unit or ''}".strip()


def quotation(fact: Fact) -> str:
    """The words a figure stands in; before an item of a sentence those that all its items have in common,
    without which "Bedre dialog: 68 %" says more than the source."""
    text = opened_index().by_id[fact.unit_id].text
    at = text.find(fact.quote)
    begin = next((start for start, end in sentence_spans(text) if start <= at < end), at)
    lead, _, items = text[begin:at].partition(": ")
    is_item = bool(items.strip()) and not _SPOKEN.search(items)
    return f"{lead.strip()}: […] {fact.quote}" if is_item else fact.quote


def excerpt(quote: str) -> str:
    """A quotation as a cell has room for it: one that is longer ends where a clause does, and says so."""
    ends = [quote.rfind(mark, 0, QUOTED) for mark in (", ", "; ", ": ", ") ")]
    if len(quote) <= QUOTED or max(ends) < 0:
        return shortened(quote, QUOTED)
    return quote[: max(ends)].rstrip() + " …"


def is_part(fact: Fact) -> bool:
    """Whether the source tells so many of so many ("215 af de 225"), and no change from one to the other."""
    told = (danish_number(fact.after), danish_number(fact.before))
    return any((part, whole.rstrip(".,")) == told for part, whole in _PART_OF.findall(fact.quote))


def danish_number(value: float | str | None) -> str:
    """The value with a decimal comma and dots between thousands; a range or bound as the source has it, a
    fraction in words."""
    if value is None:
        return ""
    if isinstance(value, str):
        # "3/4" is "tre fjerdedele (3/4)"; "9/10", without a word, "9 ud af 10".
        if _FRACTION.fullmatch(value):
            shares = read_toml("quantities.toml")["shares"]
            parts = [int(part) for part in value.split("/")]
            words = next((words for words, share in shares.items() if share == parts), None)
            return f"{words} ({value})" if words else value.replace("/", " ud af ")
        return _THOUSANDS.sub(lambda found: danish_number(int(found.group())), value.replace("-", "–"))
    sign = "−" if value < 0 else ""
    whole, _, part = f"{abs(value):,.2f}".partition(".")
    decimals = part.rstrip("0")
    return sign + whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def bar_length(value: float | str | None) -> float | None:
    """The number to draw: of a range or bound ("4-5", "80+") the first one; None where there is none."""
    if isinstance(value, str):
        found = _NUMBER.search(value)
        return float(found.group().replace(",", ".")) if found else None
    return None if value is None else abs(value)
