"""Citat-tjek: true, changed and invented quotations, and claims about recommendations and figures."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kb.index.shingles import Shingles, build_shingles
from kb.index.words import words
from kb.measuring.quotes import evaluate_quotes
from kb.model import Document, Fact, Unit
from kb.search.quotes.aligning import Difference, align
from kb.search.quotes.check import check_quotes
from kb.units.facts.extract import extract_facts

REPORT = Document("rapport", "Rapport", "Udgiver", 2020)
UNIT = Unit("rapport/afsnit/1", "passage", "", REPORT, "rapport.txt", 0, 0)
HELP = "Støtten skal være let tilgængelig, og kommunen bør tilbyde fremskudte indsatser tæt på borgeren."
HOME = "Borgere i hjemløshed bør tilbydes en varig bolig og støtte i hjemmet fra første dag."
STORY = (
    "I Odense Kommune er antallet af sager per sagsbehandler faldet fra 60 til 35.\n\n"
    "De unge møder den samme kontaktperson hver uge, og social- og sundhedsområdet er med."
)


@dataclass(frozen=True)
class Kept:
    """Units with what citat-tjek asks of an index."""

    units: tuple[Unit, ...]
    facts: tuple[Fact, ...]
    recommendations: tuple[Unit, ...]
    shingles: Shingles


def kept(units: tuple[Unit, ...], folder: Path) -> Kept:
    build_shingles(units, folder)
    numbered = tuple(unit for unit in units if unit.number is not None)
    return Kept(units, extract_facts(units), numbered, Shingles(folder))


@pytest.fixture
def small(tmp_path: Path) -> Kept:
    units = (
        replace(UNIT, id="rapport/anbefaling/1", kind="recommendation", text=HELP, number=1),
        replace(UNIT, id="rapport/anbefaling/2", kind="recommendation", text=HOME, number=2),
        replace(UNIT, id="rapport/afsnit/1", text=f"Før det hele. {STORY} Efter det hele."),
        replace(UNIT, id="rapport/eksempel/1", text=STORY, municipalities=("Odense",), title="En fast person",
                footnotes=("Undersøgelsen blev gjort om i foråret.",)),
    )  # fmt: skip
    return kept(units, tmp_path)


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
def test_a_true_quotation_is_found_in_the_smallest_unit(small: Kept, quote: str) -> None:
    (verdict,) = check_quotes(small, quote)
    assert (verdict.verdict, verdict.unit_id, verdict.differences) == ("exact", "rapport/eksempel/1", ())


@pytest.mark.parametrize(
    ("quote", "differences"),
    [
        ("”De unge møder den samme sagsbehandler hver uge”", [("sagsbehandler", "kontaktperson")]),
        ("”faldet fra 60 til 25. De unge møder den samme”", [("25", "35")]),
        ("”De unge møder altid den samme kontaktperson hver uge”", [("altid", "")]),
        ("”De unge møder samme kontaktperson hver uge”", [("", "den")]),
        ("”Vi unge møder den samme kontaktperson hver uge”", [("Vi", "De")]),
        ("”De unge møder den samme kontaktperson hver dag”", [("dag", "uge")]),
    ],
)
def test_a_changed_word_is_shown(small: Kept, quote: str, differences: list[tuple[str, str]]) -> None:
    (verdict,) = check_quotes(small, quote)
    assert verdict.verdict == "changed"
    assert verdict.differences == tuple(Difference(yours, source) for yours, source in differences)


def test_what_stands_nowhere_is_absent(small: Kept) -> None:
    (verdict,) = check_quotes(small, "”Kommunen køber en cykel til alle sine borgere hver uge”")
    assert (verdict.verdict, verdict.unit_id, verdict.differences) == ("absent", None, ())
    assert check_quotes(small, "") == check_quotes(small, "”en term”") == ()


def test_a_memo_is_answered_in_its_order(small: Kept) -> None:
    memo = f"Rapporten siger ”{HOME}” og ”intet om en stor cykel”.\nDen siger også »{HELP}«"
    assert [verdict.verdict for verdict in check_quotes(small, memo)] == ["exact", "absent", "exact"]


@pytest.mark.parametrize(
    ("text", "verdict", "unit", "difference"),
    [
        (f"Anbefaling 2 lyder: {HOME}", "exact", 2, None),
        (f"Ifølge anbefaling 1: {HOME}", "changed", 2, ("anbefaling 1", "anbefaling 2")),
        (f"Ifølge anbefaling nr. 2 ”{HELP}”", "changed", 1, ("anbefaling nr. 2", "anbefaling 1")),
        ("Anbefaling 9 er god.", "absent", None, ("Anbefaling 9", "anbefaling 1-2")),
        ("Anbefaling 1 kræver cykler, gulerødder og trompeter.", "changed", 1,
         ("kræver cykler, gulerødder og trompeter.", HELP)),
        # Too few words to tell another recommendation by are no reason to call it word for word.
        ("Anbefaling 1 siger, at alle skal have en hest.", "changed", 1,
         ("siger, at alle skal have en hest.", HELP)),
        ("Anbefaling 2 siger, at borgere ikke bør tilbydes en varig bolig.", "changed", 2,
         ("ikke", "i hjemløshed")),
        ("Alle skal have en hest, siger anbefaling nr. 2.", "changed", 2,
         ("Alle skal have en hest, siger .", HOME)),
        ("I rapportens anbefaling 1 står, at støtten skal være let tilgængelig.", "exact", 1, None),
        ("Borgere i hjemløshed bør tilbydes en varig bolig (anbefaling 2).", "exact", 2, None),
        # Nothing is said of it but that it is there.
        ("Se anbefaling 2.", "exact", 2, None),
        ("Anbefaling 2 siger ”Borgere i hjemløshed bør tilbydes et varigt hjem”.", "changed", 2,
         ("et varigt hjem", "en varig bolig")),
    ],
)  # fmt: skip
def test_a_recommendation_by_its_number(
    small: Kept, text: str, verdict: str, unit: int | None, difference: tuple[str, str] | None
) -> None:
    (found,) = [v for v in check_quotes(small, text) if v.kind == "recommendation"]
    assert (found.verdict, found.unit_id) == (verdict, f"rapport/anbefaling/{unit}" if unit else None)
    assert found.differences == ((Difference(*difference),) if difference else ())


@pytest.mark.parametrize(
    ("text", "verdict", "difference"),
    [
        ("Odense har fået sager per sagsbehandler ned fra 60 til 35.", "exact", None),
        ("Odense har fået sager per sagsbehandler ned fra 60 til 20.", "changed",
         ("fra 60 til 20 sager pr. sagsbehandler", "fra 60 til 35 sager pr. sagsbehandler")),
        ("Odense har sparet 8 mio. kr. på kuglepenne.", "absent", None),
    ],
)  # fmt: skip
def test_a_figure_of_a_municipality(
    small: Kept, text: str, verdict: str, difference: tuple[str, str] | None
) -> None:
    (found,) = check_quotes(small, text)
    assert (found.verdict, found.kind) == (verdict, "figure")
    assert found.differences == ((Difference(*difference),) if difference else ())


@pytest.mark.parametrize("words", ["der er ", "1 ", "50 % ", "§ 85, ", "Odense fra 1 til ", "a-\n", "”", "("])
def test_any_text_is_answered_in_bounded_time(small: Kept, words: str) -> None:
    started = time.perf_counter()
    check_quotes(small, words * (20_000 // len(words)))
    assert time.perf_counter() - started < 10


def test_a_very_long_quotation_is_checked_in_pieces(small: Kept) -> None:
    verdicts = check_quotes(small, "”" + "intet af dette her " * 120 + "”")
    assert [len(verdict.quote.split()) for verdict in verdicts] == [200, 200, 80]


def test_alignment_gives_the_sources_own_words() -> None:
    laid = align("den SAMME kontaktperson", "Han møder den samme kontakt-person igen.")
    assert laid is not None
    assert (laid.passage, laid.share, laid.differences) == ("den samme kontakt-person", 1.0, ())
    twice = "Der er samarbejde på tværs af centrene. Vigtig med fejring af succes på tværs af centrene."
    laid = align("Vigtig med fejring af alt på tværs af centrene", twice)
    assert laid is not None
    assert laid.differences == (Difference("alt", "succes"),)
    assert align("helt andre ord end dem", "Han møder den samme person.") is None


def test_two_hundred_of_each_sort_from_the_documents(corpus_units: tuple[Unit, ...], tmp_path: Path) -> None:
    score = evaluate_quotes(kept(corpus_units, tmp_path), 200)
    assert score.failures == ()
    assert (score.drawn, score.true_found, score.changed_flagged, score.invented_absent) == (200,) * 4


def test_a_row_of_opening_marks_is_read_once(small: Kept) -> None:
    started = time.process_time()
    assert check_quotes(small, "»" * 20_000 + "‘" * 20_000 + "„" * 20_000) == ()
    assert time.process_time() - started < 1
