"""What things are called on the pages: the program speaks English, its readers Danish."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from kb.danish.laws import reformed_since
from kb.danish.sentences import sentence_spans
from kb.index import records
from kb.index.builds import begun
from kb.model import COUNTED, Card, Document, Told, Unit
from web.pages.titles import shortened

# kind: (one, many)
KINDS = {
    "municipality_example": ("Eksempel", "Eksempler"),
    "recommendation": ("Anbefaling", "Anbefalinger"),
    "mindset_element": ("Mindset", "Mindset"),
    "indsats_type": ("Indsatstype", "Indsatstyper"),
    "finding": ("Fund", "Fund"),
    "passage": ("Afsnit", "Afsnit"),
}
# The questions of an example's card.
QUESTIONS = {
    "target_group": "målgruppe",
    "method": "indsats og metode",
    "organisation": "organisering",
    "result": "resultat",
    "economy": "økonomi",
}
# How sure the result of an example is, by the example as a whole.
STRENGTHS = {
    "evaluated": "Evalueret",
    "own": "Kommunens egen oplysning",
    "goal": "Mål",
    "expected": "Forventet",
    None: "Ikke oplyst",
}
# What "own" is called where the text names no municipality: whether respondents tell it, or the source.
UNNAMED = {True: "Oplyst af de adspurgte", False: "Oplyst i kilden"}
NOBODY = "det står ikke, af hvem"  # where an evaluation is told and no evaluator
FACETS = {
    "kind": "Slags",
    "municipality": "Kommune",
    "indsats": "Indsats",
    "theme": "Tema",
    "law": "Lov",
    "programme": "Metode",
    "document": "Kilde",
}
UNSURE = "muligvis anbefaling"
OLD = 8  # years after which a law is likely to have changed


def counted(number: int, one: str, many: str) -> str:
    """Such as "1 tekst" or "3 tekster"."""
    return f"{number} {one if number == 1 else many}"


def of_kind(number: int, kind: str) -> str:
    """Such as "1 eksempel" or "3 eksempler"."""
    return counted(number, *KINDS[kind]).lower()


def page_span(unit: Unit) -> str:
    """Such as "34–35"."""
    return records.pages(unit).removeprefix("s. ")


def is_counted(unit: Unit) -> bool:
    """Whether the page of a unit is counted in its file, for no printed number is known."""
    return unit.pages is not None and unit.page_labels is None


def is_counted_number(unit: Unit) -> bool:
    """Whether the number of a recommendation is not printed but counted through its document."""
    return COUNTED in unit.edits


def pages(unit: Unit) -> str:
    """Such as "s. 34–35", or "s. 34 i filen" where the page is counted; empty where there is none."""
    return f"{records.pages(unit)}{' i filen' if is_counted(unit) else ''}"


def source_line(unit: Unit) -> str:
    """Publisher, title, year and page, as one line; who is quoted there stands first."""
    source = unit.document
    told = (source.publisher, source.title, str(source.year or ""), pages(unit))
    return records.quoted_in(unit) + ", ".join(filter(None, told))


def short_source_line(unit: Unit) -> Markup:
    """Title, year and page on half a line, the page unbroken; who is quoted there stands first."""
    whole = Markup('<span class="whole">{}</span>').format(pages(unit)) if pages(unit) else ""
    return escape(records.quoted_in(unit)) + Markup(", ").join(filter(None, (*_short(unit), whole)))


def short_reference(unit: Unit) -> str:
    """Publisher, short title, year and page: what stands in brackets behind a quotation."""
    told = (unit.document.publisher, *_short(unit), pages(unit))
    return records.quoted_in(unit) + ", ".join(filter(None, told))


def _short(unit: Unit) -> list[str]:
    return [shortened(unit.document.title, 34), str(unit.document.year or "")]


def all_strengths() -> tuple[str, ...]:
    """All that a strength can be called, the surest first."""
    evaluated, own, *others = STRENGTHS.values()
    return evaluated, own, *UNNAMED.values(), *others


def aim(card: Card, question: str, told: Told | None = None) -> str:
    """What a sentence of a card is called that tells an aim or an expectation, "" at others; where none is
    given, the first that answers the question."""
    answers: tuple[Told, ...] = getattr(card, question)
    found = told or next(iter(answers), None)
    if found is None or found.aim is None:
        return ""
    return f"{STRENGTHS[found.aim]}, ikke et resultat" if question == "result" else STRENGTHS[found.aim]


def age_warning(document: Document, laws: Sequence[str] = ()) -> str | None:
    """A word of warning at a text that is older than the law is likely to be, or names an act, by its tag,
    that was reformed since; None at the others."""
    if document.year is None:
        return None
    if law := reformed_since(laws, document.year):
        return f"Kilden er fra {document.year}; {law.aliases[0]} er ændret i {law.reformed}"
    if date.today().year - document.year <= OLD:
        return None
    return f"Kilden er fra {document.year}; loven kan være ændret"


def edition(build: str) -> str:
    """A build by when it was begun: "Udgaven fra 01.12.2026 kl. 09.42 (UTC)"."""
    return f"Udgaven fra {begun(build):%d.%m.%Y kl. %H.%M} (UTC)"


def asks(unit: Unit) -> bool:
    """Whether a text consists mostly of questions, as the guide of an interview does: it answers none."""
    sentences = [unit.text[start:end].strip() for start, end in sentence_spans(unit.text)]
    questions = [each for each in sentences if each.endswith("?")]
    return len(questions) > 1 and 2 * sum(map(len, questions)) >= len(unit.text.strip())


def is_unsure(unit: Unit) -> bool:
    """Whether a unit is perhaps no recommendation."""
    return UNSURE in unit.doubts


def rows_of(text: str) -> list[list[str]]:
    """The lines of a text, each with its cells, of most lines one. The heads of a table's columns stand over
    the last cells: the first column often has none."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    widest = max(map(len, lines), default=0)
    return [[""] * (widest - len(cells)) + cells if len(cells) > 1 else cells for cells in lines]
