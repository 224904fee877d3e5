"""The thesaurus' file, what it finds in a query, and what is searched beside the query's words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.danish.analyze import Analyzer
from kb.danish.thesaurus import MOST, Thesaurus, open_thesaurus, read_concepts, write_thesaurus
from tests.made import write_leg


@pytest.fixture(scope="module")
def thesaurus(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Thesaurus:
    folder = tmp_path_factory.mktemp("thesaurus")
    write_thesaurus(folder, analyzer)
    return open_thesaurus(folder)


def preferred(thesaurus: Thesaurus, analyzer: Analyzer, query: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in thesaurus.find(analyzer.terms(query)):
        found.setdefault(one.source, []).append(one.concept[0].term)
    return found


def test_an_inflected_everyday_word_finds_the_concept(thesaurus: Thesaurus, analyzer: Analyzer) -> None:
    assert "hjemløshed" in preferred(thesaurus, analyzer, "de husvilde")["husvilde"]


def test_words_in_a_row_are_taken_from_shorter_terms(thesaurus: Thesaurus, analyzer: Analyzer) -> None:
    assert preferred(thesaurus, analyzer, "borgere der sover på gaden")["sover gaden"] == ["gadesover"]
    assert "gaden" not in preferred(thesaurus, analyzer, "borgere der sover på gaden")


@pytest.mark.parametrize(
    ("query", "finds", "concept"),
    [
        ("borgerne", False, "opsøgende arbejde"),
        ("møde borgerne hvor de er", True, "opsøgende arbejde"),
        ("bolig", False, "hjemløshed"),
        ("mand uden bolig", True, "hjemløshed"),
        ("skolen", False, "skolefravær"),
    ],
)
def test_a_term_with_one_topical_word_is_met_only_with_its_small_words(
    thesaurus: Thesaurus, analyzer: Analyzer, query: str, finds: bool, concept: str
) -> None:
    found = [one.concept[0].term for one in thesaurus.find(analyzer.terms(query))]
    assert (concept in found) is finds


def test_a_programme_and_its_full_name_are_one(thesaurus: Thesaurus, analyzer: Analyzer) -> None:
    assert "CTI" in preferred(thesaurus, analyzer, "critical time intervention")["critical time intervention"]


def test_a_word_stands_first_for_the_concept_that_has_it_as_it_is_written(
    thesaurus: Thesaurus, analyzer: Analyzer
) -> None:
    first, *others = thesaurus.find(analyzer.terms("sagsbehandleren"))
    assert first.concept[0].term == "sagsbehandler"
    assert "sagsbehandling" in [other.concept[0].term for other in others]


def test_every_line_is_a_concept_said_once(analyzer: Analyzer) -> None:
    concepts = read_concepts(analyzer)
    names = Counter(concept[0].term for concept in concepts)
    assert len(concepts) > 400
    assert [name for name, count in names.items() if count > 1 and name.islower()] == []


def test_terms_of_the_corpus_are_searched_and_can_be_left_out(
    thesaurus: Thesaurus, analyzer: Analyzer, tmp_path: Path
) -> None:
    frequencies = write_leg([{"l:forsorgshjem": 1.0}, {"l:bus": 1.0}], tmp_path).frequencies
    terms = analyzer.terms("herberg")
    (group,) = thesaurus.groups(terms, frequencies)
    assert [one.expansion.term for one in group.alternatives] == ["forsorgshjem"]
    assert group.alternatives[0].expansion.source == "herberg"
    assert thesaurus.groups(terms, frequencies, ["forsorgshjem"]) == ()


def test_only_the_first_few_terms_are_searched_in_a_words_stead(
    thesaurus: Thesaurus, analyzer: Analyzer, tmp_path: Path
) -> None:
    (found,) = thesaurus.find(analyzer.terms("sagstal"))
    leg = write_leg([name for name in thesaurus.asked.values() if name], tmp_path)
    (group,) = thesaurus.groups(analyzer.terms("sagstal"), leg.frequencies)
    searched = [one.expansion.term for one in group.alternatives]
    assert len(searched) == MOST < len(found.concept)
    others = [entry.term for entry in found.concept[1:] if thesaurus.asked[entry.term]]
    assert searched == others[:MOST]


def test_one_word_of_a_term_with_small_words_is_not_searched_as_if_it_were_the_term(
    thesaurus: Thesaurus, analyzer: Analyzer, tmp_path: Path
) -> None:
    leg = write_leg([{"l:bolig": 1.0, "f:bolig": 1.0}, {"l:vagabond": 1.0}], tmp_path)
    groups = thesaurus.groups(analyzer.terms("husvild"), leg.frequencies)
    found = [one.expansion.term for group in groups for one in group.alternatives]
    assert "vagabond" in found
    assert "uden bolig" not in found
