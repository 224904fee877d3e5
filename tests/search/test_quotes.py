"""Citat-tjek: true, changed and invented quotations, and what is said of recommendations."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from kb.danish.quoted import words
from kb.index.opened import Index, open_index
from kb.measuring.quotes import evaluate_quotes
from kb.model import Unit
from kb.search.quotes.check import check_quotes, check_text
from kb.search.quotes.verdicts import Difference
from kb.search.quotes.wording import align
from tests import tiny

UNIT = Unit("rapport/afsnit/1", "passage", "", tiny.REPORT, "rapport.txt", 0, 0)
HELP = "Støtten skal være let tilgængelig, og kommunen bør tilbyde fremskudte indsatser tæt på borgeren."
HOME = "Borgere i hjemløshed bør tilbydes en varig bolig og støtte i hjemmet fra første dag."
STORY = (
    "I Odense Kommune er antallet af sager per sagsbehandler faldet fra 60 til 35.\n\n"
    "De unge møder den samme kontaktperson hver uge, og social- og sundhedsområdet er med."
)
HOPE = "Det giver et overskud på to millioner kroner om året, hvis en tredjedel bliver i deres bolig."


UNITS = (
    replace(UNIT, id="rapport/anbefaling/1", kind="recommendation", text=HELP, number=1),
    replace(UNIT, id="rapport/anbefaling/2", kind="recommendation", text=HOME, number=2),
    replace(UNIT, id="rapport/afsnit/1", text=f"Før det hele. {STORY} Efter det hele."),
    replace(UNIT, id="rapport/eksempel/1", kind="municipality_example", text=STORY,
            municipalities=("Odense",), title="En fast person",
            footnotes=("Undersøgelsen blev gjort om i foråret.",)),
    replace(UNIT, id="rapport/afsnit/2", text=HOPE, title="Et regnestykke"),
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("small")
    tiny.write(folder, UNITS)
    return open_index(folder)


def test_words_are_compared_without_case_marks_and_hyphens() -> None:
    text = "Social- og ”Mind-Set”, 3,77 % (§ 85)"
    assert [word.form for word in words(text)] == ["social", "og", "mindset", "3,77", "%", "§", "85"]
    assert [text[word.start : word.end] for word in words(text)][2:4] == ["Mind-Set", "3,77"]


@pytest.mark.parametrize(
    "quote",
    [
        "”De unge møder den samme kontaktperson hver uge”",
        "»de unge møder\nden samme kon-\ntaktperson  hver uge,«",
        '"hver uge, og social-\nog sundhedsområdet er med"',
        "De unge møder den samme kontaktperson hver uge, og social- og sundhedsområdet er med.",
        "”Undersøgelsen blev gjort om i foråret.”",
    ],
)
def test_a_true_quotation_is_found_in_the_smallest_unit(small: Index, quote: str) -> None:
    (verdict,) = check_quotes(small, quote)
    assert (verdict.verdict, verdict.unit_id, verdict.differences) == ("exact", "rapport/eksempel/1", ())


@pytest.mark.parametrize(
    ("quote", "differences"),
    [
        ("”De unge møder den samme sagsbehandler hver uge”", [("sagsbehandler", "kontaktperson")]),
        ("”faldet fra 6-0 til 35. De unge møder den samme”", [("6-0", "60")]),
        ("”faldet fra 60 til 3,5. De unge møder den samme”", [("3,5", "35")]),
        ("”faldet fra 60 til 25. De unge møder den samme”", [("25", "35")]),
        ("”De unge møder altid den samme kontaktperson hver uge”", [("altid", "")]),
        ("”De unge møder samme kontaktperson hver uge”", [("", "den")]),
        ("”Vi unge møder den samme kontaktperson hver uge”", [("Vi", "De")]),
        ("”De unge møder den samme kontaktperson hver dag”", [("dag", "uge")]),
    ],
)
def test_a_changed_word_is_shown(small: Index, quote: str, differences: list[tuple[str, str]]) -> None:
    (verdict,) = check_quotes(small, quote)
    assert verdict.verdict == "changed"
    assert [(each.written, each.source) for each in verdict.differences] == differences


def test_what_stands_nowhere_is_absent(small: Index) -> None:
    (verdict,) = check_quotes(small, "”Kommunen køber en cykel til alle sine borgere hver uge”")
    assert (verdict.verdict, verdict.unit_id, verdict.differences) == ("absent", None, ())
    assert check_quotes(small, "") == check_quotes(small, "”en term”") == ()


def test_a_memo_is_answered_in_its_order(small: Index) -> None:
    memo = f"Rapporten siger ”{HOME}” og ”intet om en stor cykel”.\nDen siger også »{HELP}«"
    assert [verdict.verdict for verdict in check_quotes(small, memo)] == ["exact", "absent", "exact"]


@pytest.mark.parametrize(
    ("quote", "what"),
    [
        ("”De unge møder ikke den samme kontaktperson hver uge”", "negation"),
        ("”er antallet af sager per sagsbehandler steget fra 60 til 35”", "direction"),
        ("”er antallet af sager per sagsbehandler faldet fra 60 til 53”", "amount"),
        ("”I Aalborg Kommune er antallet af sager per sagsbehandler faldet”", "municipality"),
        ("”Borgere i hjemløshed bør tilbydes en varig sofa og støtte”", "wording"),
    ],
)
def test_what_a_changed_word_changes_is_named(small: Index, quote: str, what: str) -> None:
    (verdict,) = check_quotes(small, quote)
    assert (verdict.verdict, [each.what for each in verdict.differences]) == ("changed", [what])


def test_true_words_in_another_mouth_are_no_true_quotation(small: Index) -> None:
    (verdict,) = check_quotes(
        small, "I Aalborg hedder det: ”De unge møder den samme kontaktperson hver uge”."
    )
    # The same words stand in a unit that names no municipality.
    assert verdict.verdict in ("changed", "unsure")
    assert [(each.what, each.written) for each in verdict.differences] == [("municipality", "Aalborg")]
    (verdict,) = check_quotes(small, "I Odense hedder det: ”De unge møder den samme kontaktperson hver uge”.")
    assert verdict.verdict == "exact"


def test_a_quotation_cut_before_its_condition_is_told_so(small: Index) -> None:
    (verdict,) = check_quotes(small, "”Det giver et overskud på to millioner kroner om året”")
    assert (verdict.verdict, verdict.limits) == ("exact", ("hvis",))
    # Without marks it is a claim, and no tick is given for half of what the source says.
    (verdict,) = check_quotes(small, "Det giver et overskud på to millioner kroner om året.")
    assert (verdict.verdict, verdict.kind, verdict.limits) == ("unsure", "claim", ("hvis",))


def test_words_left_out_are_left_out(small: Index) -> None:
    verdicts = check_quotes(small, "”De unge møder den samme kontaktperson […] og sundhedsområdet er med”")
    assert [verdict.verdict for verdict in verdicts] == ["exact", "exact"]


@pytest.mark.parametrize(
    ("text", "verdict", "unit", "difference"),
    [
        (f"Anbefaling 2 lyder: {HOME}", "exact", 2, None),
        (f"Ifølge anbefaling 1: {HOME}", "changed", 2, ("anbefaling 1", "anbefaling 2")),
        (f"Ifølge anbefaling nr. 2 ”{HELP}”", "changed", 1, ("anbefaling nr. 2", "anbefaling 1")),
        ("Anbefaling 9 er god.", "absent", None, ("Anbefaling 9", "anbefaling 1-2")),
        # Other words than the recommendation's are the reader's to judge.
        ("Anbefaling 1 kræver cykler, gulerødder og trompeter.", "unsure", 1, None),
        ("Anbefaling 1 siger, at alle skal have en hest.", "unsure", 1, None),
        ("Alle skal have en hest, siger anbefaling nr. 2.", "unsure", 2, None),
        ("Anbefaling 2 siger, at borgere ikke bør tilbydes en varig bolig.", "changed", 2, ("ikke", "")),
        ("I rapportens anbefaling 1 står, at støtten skal være let tilgængelig.", "exact", 1, None),
        ("Borgere i hjemløshed bør tilbydes en varig bolig (anbefaling 2).", "exact", 2, None),
        # Nothing is said of it but that it is there.
        ("Se anbefaling 2.", "exact", 2, None),
        ("Anbefaling 2 siger ”Borgere i hjemløshed bør tilbydes et varigt hjem”.", "changed", 2,
         ("et varigt hjem", "en varig bolig")),
    ],
)  # fmt: skip
def test_a_recommendation_by_its_number(
    small: Index, text: str, verdict: str, unit: int | None, difference: tuple[str, str] | None
) -> None:
    (found,) = [v for v in check_quotes(small, text) if v.kind == "recommendation"]
    assert (found.verdict, found.unit_id) == (verdict, f"rapport/anbefaling/{unit}" if unit else None)
    assert [(d.written, d.source) for d in found.differences] == ([difference] if difference else [])


def test_what_there_was_nothing_to_check_in_is_told(small: Index) -> None:
    checked = check_text(
        small, "Se på Odense. Her er sager per sagsbehandler faldet fra 60 til 35. Tak for nu."
    )
    assert [verdict.verdict for verdict in checked.verdicts] == ["exact"]
    assert checked.passed_over == ("Se på Odense.", "Tak for nu.")


@pytest.mark.parametrize(
    "words",
    ["der er ", "1 ", "50 % ", "§ 85, ", "Odense fra 1 til ", "a-\n", "”", "(", "(s. 1) ", "KL (2013"],
)
def test_any_text_is_answered_in_bounded_time(small: Index, words: str) -> None:
    started = time.perf_counter()
    check_quotes(small, words * (20_000 // len(words)))
    assert time.perf_counter() - started < 10


def test_a_very_long_quotation_is_checked_in_pieces(small: Index) -> None:
    verdicts = check_quotes(small, "”" + "intet af dette her " * 120 + "”")
    assert [len(verdict.quote.split()) for verdict in verdicts] == [200, 200, 80]


def test_alignment_gives_the_sources_own_words() -> None:
    laid = align("den SAMME kontaktperson", "Han møder den samme kontakt-person igen.")
    assert laid is not None
    assert (laid.passage, laid.share, laid.differences) == ("den samme kontakt-person", 1.0, ())
    twice = "Der er samarbejde på tværs af centrene. Vigtig med fejring af succes på tværs af centrene."
    laid = align("Vigtig med fejring af alt på tværs af centrene", twice)
    assert laid is not None
    assert laid.differences == (Difference("wording", "alt", "succes"),)
    assert align("helt andre ord end dem", "Han møder den samme person.") is None


def test_two_hundred_of_each_sort_from_the_documents(shipped_indexes: Path) -> None:
    scores = evaluate_quotes(open_index(shipped_indexes), 200)
    assert [score.missed for score in scores] == [(), (), ()]
    assert [(score.found, score.wanted) for score in scores] == [(200, 200)] * 3


def test_a_row_of_opening_marks_is_read_once(small: Index) -> None:
    started = time.process_time()
    assert check_quotes(small, "»" * 20_000 + "‘" * 20_000 + "„" * 20_000) == ()
    assert time.process_time() - started < 1


def test_a_word_that_stands_apart_by_chance_is_no_place_of_the_quotation() -> None:
    source = "Det er godt at satse på tidlige indsatser og forebyggelse. Med dette oplæg ønsker vi et skifte."
    found = align("Med indsatser oplæg ønsker vi et skifte.", source)
    assert found is not None
    assert found.differences == (Difference("wording", "indsatser", "dette"),)
