import pytest

from kb.units.cutting.blocks import Block, Span
from kb.units.cutting.sentences import enumerated, groups, places_told

SLAGELSE = "I Slagelse Kommune får unge en bolig og en fast kontaktperson fra den første dag."
VEJLE = "I Vejle arbejder et bosted med, at beboerne får venner uden for huset og foreningerne."


def paragraph(text: str, start: int = 0) -> Block:
    return Block("paragraph", text, (Span(start, start + len(text), text),), (0, 0))


def found(*texts: str) -> list[list[str]]:
    at, blocks = 0, []
    for text in texts:
        blocks.append(paragraph(text, at))
        at += len(text) + 2
    return [[block.text for block in group] for group in groups(blocks)]


def test_an_example_begins_at_its_sentence_and_reaches_to_the_paragraphs_end() -> None:
    text = f"Vi ser det mange steder. {SLAGELSE} Det virker."
    assert found(text) == [[f"{SLAGELSE} Det virker."]]


def test_the_sentence_that_announces_it_belongs_to_it() -> None:
    lead = "Der er gode eksempler på det."
    assert found(f"Vi ved meget. {lead} {SLAGELSE}") == [[f"{lead} {SLAGELSE}"]]
    assert found(f"En del kommuner gør mere. Fx har {SLAGELSE[2:]}")[0][0].startswith("En del kommuner")


def test_two_places_in_a_paragraph_are_two_examples() -> None:
    assert found(f"{VEJLE} {SLAGELSE}") == [[VEJLE], [SLAGELSE]]


def test_an_example_that_goes_on_in_the_next_paragraph_is_one() -> None:
    more = "Slagelse Kommune har også ansat to, som kun hjælper med post og regninger hver uge."
    assert found(SLAGELSE, more) == [[SLAGELSE, more]]
    assert found(SLAGELSE, VEJLE) == [[SLAGELSE], [VEJLE]]


def test_a_paragraph_that_begins_with_its_municipality_tells_of_it() -> None:
    told = "Vejle Kommune: Her sidder lægen i samme hus. Ventetiden blev kortere, men det kostede timer."
    assert found(told) == [[told]]
    assert found("Vejle Kommune: socialchef Ida Holm, leder Per Juhl, konsulent Bo Friis og Pia Krog.") == []


def test_offsets_of_a_part_are_those_of_its_words() -> None:
    block = paragraph(f"Vi ser det. {SLAGELSE}", 100)
    part = next(groups([block]))[0]
    assert (part.spans[0].start, part.spans[-1].end) == (112, 112 + len(SLAGELSE))
    assert part.spans[0].raw == SLAGELSE


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        (SLAGELSE, {"Slagelse"}),
        ("Det drejer sig om Vejle Kommune, Odense Kommune og Slagelse Kommune.", set()),
        ("Vi har udvalgt Vejle og Odense, fordi de længe har arbejdet med unge uden bolig.", set()),
        ("Region Midtjylland har i flere år betalt for kurser til personalet på hospitalerne.", set()),
        ("Et andet eksempel er stofbehandling i Københavns Kommune.", {"København"}),
    ],
)
def test_which_sentences_tell_of_a_municipality(sentence: str, places: set[str]) -> None:
    assert places_told(sentence) == places


def test_places_that_the_paragraph_goes_on_to_compare_are_no_example() -> None:
    compared = "Vejle bruger i dag lidt flere timer pr. borger end Slagelse."
    assert found(f"I Vejle og Slagelse valgte man at vende tilbage til hjemmebesøg. {compared}") == []


def test_what_a_sentence_enumerates_is_parted() -> None:
    text = "Vi anbefaler, at kommunen (i) spørger borgeren; (ii) måler udeblivelser; og (iii) giver et rum."
    assert [text[a:b] for a, b in enumerated(text)] == [
        "spørger borgeren",
        "måler udeblivelser",
        "giver et rum",
    ]
    assert enumerated("Se § 85 (a) og bilaget.") == []
