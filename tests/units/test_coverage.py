from kb.model import Document, Line, Page, TextLayer, Unit
from kb.units.cutting.blocks import Block, Cleaned, Removed, Span
from kb.units.cutting.coverage import cover, report

TEXT = "Side 1\nHjem\nFem unge fik bolig.\n1. Lyt."
LAYER = TextLayer("a.txt", TEXT, (Page(1, None, (Line(0, len(TEXT)),)),))
HEADING = Block("heading", "Hjem", (Span(7, 11, "Hjem"),), (0, 0), 2)
BODY = Block("paragraph", "Fem unge fik bolig.", (Span(12, 31, "Fem unge fik bolig."),), (0, 0))
ITEM = Block("bullet", "Lyt.", (Span(35, 39, "Lyt."),), (0, 0), marker="1.")
HEAD = Removed(0, 6, "Side 1", "page number")


def unit(text: str, start: int, end: int) -> Unit:
    return Unit(text, "passage", text, Document("a", "A", None, None), "a.txt", start, end, title="Hjem")


def test_every_letter_is_in_one_unit_a_title_or_a_list_with_its_reason() -> None:
    whole = cover(
        LAYER, Cleaned((HEADING, BODY, ITEM), (HEAD,)), [unit("Fem unge fik bolig.\n1. Lyt.", 12, 39)]
    )
    counted = {"in one top-level unit": 18, "list numbers": 1, "removed: page number": 5}
    assert (whole.letters, whole.counted) == (28, counted | {"titles and section paths": 4})
    assert whole.whole
    assert list(report(whole))[1] == "  in one top-level unit          18"


def test_a_letter_that_nothing_took_is_lost() -> None:
    missed = cover(LAYER, Cleaned((HEADING, ITEM), (HEAD,)), [unit("1. Lyt.", 32, 39)])
    assert (missed.lost, missed.samples) == (15, ("Fem unge fik bolig.",))


def test_a_block_without_a_unit_is_lost_and_one_in_two_counts_twice() -> None:
    blocks = Cleaned((HEADING, BODY, ITEM), (HEAD,))
    assert cover(LAYER, blocks, [unit("1. Lyt.", 12, 39)]).lost == 15
    assert (
        cover(
            LAYER, blocks, [unit("Fem unge fik bolig. Lyt.", 12, 39), unit("Fem unge fik bolig.", 12, 39)]
        ).twice
        == 15
    )
