"""Many questions at once: for each whether the sources answer, the first hits, and how many of each kind."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from textwrap import shorten

from kb.danish.mask import mask
from kb.index.opened import Index
from kb.index.records import pages, quoted_in, unit_url
from kb.model import KINDS, TEXT_LENGTH, Query, Unit
from kb.search.search import search
from kb.search.tables import csv_table, word_table

MOST = 50  # questions in one go on the site
SHOWN = 3  # hits of each
# That texts are about a question does not say that they answer it.
OUTCOMES = {"answers": "Kilderne handler om det", "nearest": "Kun det nærmeste", "nothing": "Intet fundet"}
KIND_NAMES = dict(
    zip(KINDS, ("anbefalinger", "eksempler", "mindset", "indsatstyper", "fund", "afsnit"), strict=True)
)
COLUMNS = (
    "spørgsmål",
    "svar",
    "antal",
    *(f"{what} {n}" for n in range(1, SHOWN + 1) for what in ("tekst", "citat", "kilde", "adresse")),
    *KIND_NAMES.values(),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what there is: its outcome, how many hits, the first of them, the words of each that
    answer, how many of each kind."""

    question: str
    outcome: str
    total: int
    hits: tuple[Unit, ...]
    quotations: tuple[str, ...]
    kinds: Mapping[str, int]


def read_questions(text: str) -> list[str]:
    """One question a line, masked, without quotation marks around it or semicolons behind; blank lines and a
    first line that only names the column are passed over."""
    shown = ("".join(char if char.isprintable() else " " for char in line) for line in text.split("\n"))
    lines = [mask(line).strip(" ;").strip('"').strip()[:TEXT_LENGTH] for line in shown]
    found = [line for line in lines if line]
    return found[1:] if found and found[0].lower() in ("emne", "emner", "spørgsmål", "topic") else found


def ask(index: Index, questions: Iterable[str]) -> tuple[Asked, ...]:
    """Search for each question."""
    asked = []
    for question in questions:
        found = search(index, Query(question, limit=SHOWN))
        hits = tuple(hit.unit for hit in found.hits)
        said = tuple(unescape(re.sub("</?mark[^>]*>", "", hit.snippet)).strip("… ") for hit in found.hits)
        asked.append(Asked(question, found.outcome, found.total, hits, said, found.facets.get("kind", {})))
    return tuple(asked)


def as_csv(asked: Sequence[Asked], called: Callable[[Unit], str], root: str = "") -> str:
    """A row for each question; `called` names a unit, `root` stands before the address of its page."""
    return csv_table(COLUMNS, (_row(each, called, root) for each in asked))


def _row(each: Asked, called: Callable[[Unit], str], root: str) -> list[object]:
    told = zip(each.hits, each.quotations, strict=True)
    hits = [cell for unit, said in told for cell in (called(unit), said, source(unit), root + unit_url(unit))]
    blank = [""] * 4 * (SHOWN - len(each.hits))
    counts = [each.kinds.get(kind, 0) for kind in KIND_NAMES]
    return [each.question, OUTCOMES[each.outcome], each.total, *hits, *blank, *counts]


def as_word(asked: Sequence[Asked], called: Callable[[Unit], str], root: str = "") -> bytes:
    """A table with a row for each question, to be read on paper."""
    columns = {"Spørgsmål": 5.0, "Svar": 3.0, "De første": 13.0, "Steder": 3.2}
    return word_table("Spørgsmål til Vidensbasen", columns, _printed(asked, called, root))


def _printed(asked: Sequence[Asked], called: Callable[[Unit], str], root: str) -> Iterator[Sequence[str]]:
    for each in asked:
        hits = [
            f"{n}. {called(unit)}\n»{said}«\n{source(unit)}. {root}{unit_url(unit)}"
            for n, (unit, said) in enumerate(zip(each.hits, each.quotations, strict=True), 1)
        ]
        counts = [f"{name}: {each.kinds[kind]}" for kind, name in KIND_NAMES.items() if each.kinds.get(kind)]
        total = [f"{each.total} i alt"] if each.total else []
        yield each.question, OUTCOMES[each.outcome], "\n".join(hits), "\n".join([*total, *counts])


def source(unit: Unit) -> str:
    """Such as "Rapport om udsatte voksne (2020, s. 10–11)", with who is quoted there."""
    told = ", ".join(filter(None, [str(unit.document.year or "u.å."), pages(unit)]))
    return f"{quoted_in(unit)}{unit.document.title} ({told})"


def called(unit: Unit) -> str:
    """The title, number, innermost heading or first words of a unit, and its municipalities."""
    numbered = f"Anbefaling {unit.number}" if unit.number else None
    head = unit.title or numbered or " ".join(unit.section[-1:]) or shorten(unit.text, 60, placeholder=" …")
    return f"{head} · {', '.join(unit.municipalities)}" if unit.municipalities else head
