"""Rows of real Danish: what the analyzer makes of words, numbers and paragraphs."""

from __future__ import annotations

import pytest

from kb.danish.analyze import Analyzer, Term


def only(analyzer: Analyzer, text: str) -> Term:
    (term,) = analyzer.terms(text)
    return term


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("kommunernes", "kommune"),
        ("børnene", "barn"),
        ("indsatserne", "indsats"),
        ("bostøttens", "bostøtte"),  # not in the dictionary: a compound's last part is inflected
        ("rehabiliteringsindsatserne", "rehabiliteringsindsats"),
        ("mindsettet", "mindset"),
        ("mind-set", "mindset"),
        ("børne-", "barn"),
        ("sags-", "sag"),
        ("KLs", "kl"),
        ("Aarhus", "århus"),
        ("AABENRAA", "åbenrå"),
    ],
)
def test_lemma(analyzer: Analyzer, text: str, lemma: str) -> None:
    assert only(analyzer, text).lemma == lemma


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sagsbehandlingstid", ("sag", "behandling", "tid")),
        ("botilbuddet", ("bo", "tilbud")),
        ("familierådgivning", ("familie", "rådgivning")),
        ("børnehaver", ("barn", "have")),
        ("arbejdsmarkedet", ("arbejde", "marked")),
        ("CTI-forløb", ("cti", "forløb")),
        ("kommune", ()),
        ("information", ()),
        ("udredning", ()),
        ("vejledning", ()),
        ("hjemløshed", ()),
    ],
)
def test_compounds(analyzer: Analyzer, word: str, parts: tuple[str, ...]) -> None:
    assert only(analyzer, word).parts == parts


@pytest.mark.parametrize(
    "words",
    [
        ("sagsbehandling", "sagsbehandler", "sagsbehandlere"),
        ("kommune", "kommunal", "kommunerne"),
        ("psykiatri", "psykiatrisk", "psykiater"),
        ("rehabilitering", "rehabiliterende", "rehabilitere"),
        ("hjemløs", "hjemløshed"),
        ("anbragt", "anbringelse", "anbringe"),
        ("udsatte", "udsathed"),
        ("forebygge", "forebyggelse", "forebyggende"),
        ("løsning", "løse"),
    ],
)
def test_families(analyzer: Analyzer, words: tuple[str, ...]) -> None:
    assert len({only(analyzer, word).family for word in words}) == 1


def test_strangers_are_no_family(analyzer: Analyzer) -> None:
    pairs = ("kommune kommunikation", "region religion", "bolig beboer", "anden andel", "elev elevator")
    words = [word for pair in pairs for word in pair.split()]
    assert len({only(analyzer, word).family for word in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SEL § 85", ["sel", "§85"]),
        ("§85, stk. 2", ["§85", "stk", "2"]),
        ("paragraf 52 a", ["§52a"]),
        ("§ 107 i serviceloven", ["§107", "i", "serviceloven"]),
        ("§ 107 i SEL", ["§107", "i", "sel"]),
        ("§ 107 i den nye lov", ["§107", "i", "den", "nye", "lov"]),
        ("§ 10 h, stk. 2", ["§10h", "stk", "2"]),
        ("1.000 kr. eller 12,5 %", ["1000", "kr", "eller", "12,5"]),
        ("2015-2018", ["2015", "2018"]),
        ("Høje-Taastrup", ["højetåstrup"]),
    ],
)
def test_tokens(analyzer: Analyzer, text: str, words: list[str]) -> None:
    assert [term.word for term in analyzer.terms(text)] == words


def test_terms_keep_their_place(analyzer: Analyzer) -> None:
    text = "Støtte efter § 85 til borgerne"
    assert [text[term.start : term.end] for term in analyzer.terms(text)] == [
        "Støtte",
        "efter",
        "§ 85",
        "til",
        "borgerne",
    ]
    assert [term.stop for term in analyzer.terms(text)] == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("hjælp i stedet for straf", ["hjælp", "straf"]),
        ("stedet i byen", ["stedet", "byen"]),
        ("kom i gang med arbejdet", ["arbejdet"]),
    ],
)
def test_the_noun_of_a_function_phrase_is_no_topic(analyzer: Analyzer, text: str, topics: list[str]) -> None:
    assert [term.word for term in analyzer.terms(text) if not term.stop] == topics
