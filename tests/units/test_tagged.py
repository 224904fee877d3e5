"""What a file says of itself: lines with structure tags, made by hand."""

from __future__ import annotations

from kb.model import Line, Page, TextLayer
from kb.units.cutting.clean import clean

Made = tuple[str, str | None, int | None]  # text, tag, element


def blocks_of(*lines: Made, size: float = 11.0) -> list[tuple[str, str, int]]:
    """(kind, text, level) of a page whose lines all stand alike: only their tags tell them apart."""
    text, made = "", []
    for n, (words, tag, element) in enumerate(lines):
        start = len(text)
        text += words + "\n"
        made.append(
            Line(start, start + len(words), 60.0, 60.0 + 5 * len(words), 800.0 - 14 * n, size, False, tag=tag,
                 element=element)
        )  # fmt: skip
    layer = TextLayer("a.pdf", text, (Page(1, "1", tuple(made)),))
    return [(block.kind, block.text, block.level) for block in clean(layer).blocks]


PROSE = "Hjælpen er samlet ét sted, så den unge kun skal fortælle sin historie én gang."


def test_tagged_headings_have_their_level() -> None:
    assert blocks_of(
        ("Hjælp til unge er ikke for alle", "H1", 1),
        (PROSE, "P", 2),
        ("Hvorfor det haster, og hvem", "H2", 3),
        ("der kan gøre noget ved det", "H2", 3),
        (PROSE, "P", 4),
    ) == [
        ("heading", "Hjælp til unge er ikke for alle", 1),
        ("paragraph", PROSE, 0),
        ("heading", "Hvorfor det haster, og hvem der kan gøre noget ved det", 2),
        ("paragraph", PROSE, 0),
    ]


def test_a_paragraph_tagged_as_a_heading_is_text() -> None:
    long = " ".join([PROSE] * 4)
    assert blocks_of(("Boliger", "H1", 1), (long, "H1", 2), (PROSE, "P", 3)) == [
        ("heading", "Boliger", 1),
        ("paragraph", long, 0),
        ("paragraph", PROSE, 0),
    ]


def test_a_tagged_item_is_a_bullet_of_its_own() -> None:
    assert blocks_of(
        ("Boliger", "H1", 1),
        ("Vi foreslår, at", "P", 2),
        ("kommunen giver alle unge en fast", "LI", 3),
        ("kontaktperson", "LI", 3),
        ("kommunen måler ventetiden", "LI", 4),
    ) == [
        ("heading", "Boliger", 1),
        ("paragraph", "Vi foreslår, at", 0),
        ("bullet", "kommunen giver alle unge en fast kontaktperson", 0),
        ("bullet", "kommunen måler ventetiden", 0),
    ]


def test_paragraphs_part_where_elements_do_but_not_in_a_sentence() -> None:
    assert blocks_of(
        ("Boliger", "H1", 1),
        ("Det første afsnit er kort.", "P", 2),
        ("Det andet går over to", "P", 3),
        ("elementer, som intet siger.", "P", 4),
    ) == [
        ("heading", "Boliger", 1),
        ("paragraph", "Det første afsnit er kort.", 0),
        ("paragraph", "Det andet går over to elementer, som intet siger.", 0),
    ]


def test_contents_are_no_text() -> None:
    assert blocks_of(
        ("Boliger 3", "TOCI", 1), ("Arbejde 5", "TOCI", 2), ("Boliger", "H1", 3), (PROSE, "P", 4)
    ) == [
        ("heading", "Boliger", 1),
        ("paragraph", PROSE, 0),
    ]
