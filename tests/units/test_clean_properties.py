"""What holds for any text at all: nothing is lost, offsets point at the words, the cut is stable."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.documents.textfile import split_pages
from kb.model import Document, Source, TextLayer, Unit
from kb.units.cutting.clean import clean
from kb.units.cutting.coverage import cover
from kb.units.cutting.joining import LIGATURES
from kb.units.cutting.segment import segment

SOURCE = Source(Document("d", "D", None, None), (Path("d.txt"),))
PIECES = [
    "Kommunen hjælper unge i egen bolig.",
    "Odense Kommune har åbnet et værested, og",
    "det har hjulpet mange unge med at finde en bolig og et arbejde.",
    "Anbefalinger:",
    "Kapitel 2:",
    "Eksempler",
    "Tankesæt",
    "HVORFOR",
    "•\t Der skal være en fast kontaktperson.",
    "• ",
    "- et tilbud",
    "1. Første punkt",
    "1  Se bilag 2.",
    "støtte,1 som virker.",
    "Tabel 1: Svar i alt",
    "Ja 52 % 79",
    "Nej\t38 %\t58",
    "12",
    "Side 2 af 9",
    "social-",
    "og sundhedsområdet",
    "be\u00ad",
    "handling af ﬁre borgere",
    "”Vi skal turde mere.”",
    "Anne Holm, formand for Rådet",
    " Ny side",
    "Indhold",
    "Forord .......... 3",
    "»",
    "",
    " ",
]
lines = st.lists(st.one_of(st.sampled_from(PIECES), st.text("abæøå AB.,-•\t1\x7f", max_size=30)), max_size=40)
texts = st.one_of(lines.map("\n".join), lines.map("\n\n".join), lines.map("\f".join), st.text(max_size=200))
quick = settings(
    max_examples=75, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def cut(text: str) -> tuple[TextLayer, tuple[Unit, ...], bool]:
    layer = TextLayer("d.txt", text, split_pages(text))
    cleaned = clean(layer)
    units = segment(SOURCE, layer, cleaned)
    return layer, units, cover(layer, cleaned, units).whole


def letters(text: str) -> str:
    return "".join(character for character in text.translate(LIGATURES) if character.isalnum())


def lies_in(part: str, whole: str) -> bool:
    """Whether the letters of `part` stand in `whole` in this order, others perhaps between them."""
    rest = iter(whole)
    return all(character in rest for character in part)


@given(texts)
@quick
def test_every_letter_is_in_one_unit_or_named_as_removed(text: str) -> None:
    assert cut(text)[2]


@given(texts)
@quick
def test_offsets_point_at_the_units_words(text: str) -> None:
    layer, units, _ = cut(text)
    for unit in units:
        if unit.kind != "finding" and not unit.doubts:
            assert lies_in(
                letters(unit.text), letters(layer.text[unit.start - 12 if unit.start > 12 else 0 : unit.end])
            )


@given(texts)
@quick
def test_cutting_is_stable_and_ids_are_unique(text: str) -> None:
    first, again = cut(text)[1], cut(text)[1]
    assert first == again
    assert len({unit.id for unit in first}) == len(first)
    ids = {unit.id for unit in first}
    assert all(unit.parent in ids for unit in first if unit.parent)
