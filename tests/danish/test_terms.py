"""What the lexical legs are given, term by term."""

from __future__ import annotations

from dataclasses import replace

from kb.danish.analyze import Analyzer
from kb.danish.terms import query_words, unit_words
from kb.model import Document, Unit


def words(analyzer: Analyzer, text: str) -> dict[str, float]:
    return query_words(analyzer, analyzer.terms(text))


def unit(text: str, title: str | None = None) -> Unit:
    document = Document("d", "D", None, None)
    return Unit("d/afsnit/1", "passage", text, document, "d.txt", 0, len(text), title=title)


def test_a_compound_and_its_loose_words_share_a_pair(analyzer: Analyzer) -> None:
    pair = "c:famili+råd"
    assert pair in words(analyzer, "familierådgivning")
    assert pair in words(analyzer, "familie rådgivning")
    assert pair in unit_words(analyzer, unit("rådgivning af familier"))


def test_parts_count_less_than_the_whole(analyzer: Analyzer) -> None:
    weights = words(analyzer, "sagsbehandlingstid")
    assert weights["l:sagsbehandlingstid"] > weights["c:behandl+sag"] > weights["f:behandl"] > 0


def test_a_paragraph_in_a_list_is_met_as_one_with_its_own_sign(analyzer: Analyzer) -> None:
    listed = replace(unit("efter SEL §§ 85, 103 og 82 a"), laws=("SEL § 85", "SEL § 103", "SEL § 82a", "LAB"))
    for query in ("§ 85", "§ 103", "§ 82 a"):
        assert set(words(analyzer, query)) <= set(unit_words(analyzer, listed)), query
    assert [name for name in unit_words(analyzer, listed) if name.endswith(("§", "lab"))] == []


def test_function_words_count_only_alone(analyzer: Analyzer) -> None:
    assert set(words(analyzer, "hvad er indsatser")) == {"l:indsats", "f:indsats"}
    assert words(analyzer, "hvad")["l:hvad"] == 1.0


def test_the_title_counts_double(analyzer: Analyzer) -> None:
    weighed = unit_words(analyzer, unit("Borgeren får støtte.", title="Støtte"))
    assert (weighed["l:støtte"], weighed["l:borger"]) == (3.0, 1.0)
