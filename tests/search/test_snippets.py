"""What a hit shows of its text: which sentence, what is marked, and that it is only text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.danish.analyze import Term
from kb.danish.thesaurus import Alternative, Group, telling
from kb.index import passages
from kb.index.passages import Passages, snippet_spans
from kb.model import Expansion
from kb.search.coverage import QueryWord
from kb.search.intent import Intent
from kb.search.reading import Reading
from kb.search.snippets import LENGTH, Shown, show
from kb.search.weights import word_weights

TEXT = (
    "Kommunen har ændret sin praksis. Borgere med psykiske lidelser møder en sagsbehandler på sygehuset. "
    "Det giver færre indlæggelser."
)
LEMMAS = {"sygehuset": "sygehus", "sygehuse": "sygehus", "psykiske": "psykisk"}


def keys(word: str) -> tuple[str, str]:
    """Lemma and family, by a lexicon of three words."""
    lemma = LEMMAS.get(word, word)
    return lemma, lemma


def alternative(term: str, source: str, terms: dict[str, float]) -> Alternative:
    return Alternative(Expansion(term, source, 0.7), (), terms, telling(terms))


def reading(*own: str, related: str | None = None) -> Reading:
    """A query of the words `own`, the first of which also stands for `related`."""
    terms = tuple(Term(word, *keys(word), (), 0, len(word), False, "word") for word in own)
    beside = alternative(related, own[0], {"l:" + keys(related)[0]: 0.7}) if related else None
    return Reading(" ".join(own), None, terms, (), (Group((0,), (beside,)),) if beside else (), Intent())


def shown(text: str, asked: Reading | None = None) -> Shown:
    (one,) = show(Passages(keys), [text], asked or reading("sygehuse", related="psykisk"))
    return one


def test_the_sentence_with_the_matches_comes_first() -> None:
    assert shown(TEXT) == Shown(
        '… Borgere med <mark class="related">psykiske</mark> lidelser møder en sagsbehandler på '
        "<mark>sygehuset</mark>. Det giver færre indlæggelser.",
        words=("sygehuset",),
        related=("psykisk",),
    )


def test_words_of_a_term_are_marked_where_they_stand_together() -> None:
    told = {"c:kontakt+person": 0.7, "l:kontakt": 0.25, "f:kontakt": 0.25, "l:person": 0.25, "f:person": 0.25}
    asked = reading("mentor")
    group = Group((0,), (alternative("kontakt person", "mentor", told),))
    asked = replace(asked, groups=(group,))
    assert shown("En person har kontakt til kommunen.", asked).related == ("kontakt person",)
    assert shown("En person kom. En kontakt kom.", asked).related == ()
    assert shown("En mentor er en person.", asked).snippet == "En <mark>mentor</mark> er en person."


def test_a_related_word_is_marked_in_the_sentence_that_answers_alone() -> None:
    text = "Et sygehus hjælper psykiske patienter. Andre psykiske lidelser er sjældne."
    assert shown(text).snippet == (
        'Et <mark>sygehus</mark> hjælper <mark class="related">psykiske</mark> patienter. '
        "Andre psykiske lidelser er sjældne."
    )


@pytest.mark.parametrize("word", ["18", "flere", "og"])
def test_numbers_and_general_words_are_not_marked_as_related(word: str) -> None:
    told = shown(f"De er {word} nu.", reading("sygehus", related=word))
    assert (told.snippet, told.related) == (f"De er {word} nu.", ())


def test_parts_of_a_related_compound_are_not_marked() -> None:
    told = {"l:gadeplan": 0.7, "f:gadeplan": 0.7, "f:gade": 0.14, "f:plan": 0.14, "c:gade+plan": 0.49}
    group = Group((0,), (alternative("gadeplan", "mentor", told),))
    asked = replace(reading("mentor"), groups=(group,))
    assert shown("Der er en plan for borgeren.", asked).related == ()
    assert shown("Medarbejdere på gadeplan.", asked).related == ("gadeplan",)


def test_source_text_stays_text() -> None:
    assert shown("<script>alert(1)</script> sygehuset & co").snippet == (
        "&lt;script&gt;alert(1)&lt;/script&gt; <mark>sygehuset</mark> &amp; co"
    )


def test_a_long_sentence_is_cut_at_words_around_its_match() -> None:
    long = " ".join(["ord"] * 200) + " sygehuset " + " ".join(["slut"] * 200)
    snippet = shown(long).snippet
    assert snippet.startswith("… ord ord") and snippet.endswith("slut …")
    assert "<mark>sygehuset</mark>" in snippet
    assert len(snippet.replace("<mark>", "").replace("</mark>", "")) <= LENGTH


def test_a_word_that_a_sentence_repeats_counts_once() -> None:
    often = "Sygehuset og sygehuset og sygehuset ligger her i byen. " + "Og så er der intet. " * 20
    two = "Sygehuset tager sig af psykiske lidelser hos alle."
    assert "tager sig af" in shown(often + two).snippet


def test_a_word_of_the_query_is_its_own_before_it_is_related() -> None:
    asked = reading("psykisk", "sygehus", related="sygehus")
    assert shown("Psykiske sygehuse.", asked) == Shown(
        "<mark>Psykiske</mark> <mark>sygehuse</mark>.", ("psykiske", "sygehuse"), ()
    )


def test_an_empty_text_is_shown_as_nothing() -> None:
    assert shown("") == Shown("", (), ())
    assert list(show(Passages(keys), [], reading("sygehus"))) == []


# The definition: as little as ends with a sign before a new sentence, with line breaks or with the text.
_SENTENCE = re.compile(r".+?(?:[.!?:](?=\s+[A-ZÆØÅ§”’\"(•\d])|\n+|$)", re.DOTALL)


@given(st.text(alphabet="aB1 .:!?\n\t•§(”", max_size=40))
def test_sentences_are_cut_as_defined(text: str) -> None:
    defined = [match.span() for match in _SENTENCE.finditer(text)]
    assert snippet_spans(text) == (defined or [(0, 0)])


def test_a_text_is_read_once_and_forgotten_when_many_others_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "MOST_TEXTS", 2)
    shelf = Passages(keys)
    first = shelf.read(TEXT)
    assert shelf.read(TEXT) is first
    for number in range(2):
        shelf.read(f"Tekst {number}.")
    assert shelf.read(TEXT) == first and shelf.read(TEXT) is not first
    assert (first.starts[:2], first.keys[:2]) == ((0, 9), (("l:kommunen", "f:kommunen"), ("l:har", "f:har")))
    assert first.keys[-5] == ("l:sygehus", "f:sygehus")


def test_a_list_of_persons_is_shown_where_nothing_else_has_a_word_alone() -> None:
    who = "Deltagere ved mødet: Fra kommunen: Leder af sygehuset Mette Holm og Niels Berg."
    texts = [f"{who}\n{TEXT}", f"{who}\n\nDe mødtes.", f"{who}\nDe mødtes i byen."]
    told = [
        re.sub("</?mark[^>]*>", "", each.snippet)
        for each in show(Passages(keys), texts, reading("sygehuset"))
    ]
    assert told[0].startswith("… Borgere med psykiske lidelser")
    assert "Leder af sygehuset" in told[1]
    (before,) = show(Passages(keys), [f"{TEXT}\nKontakt leder Mette Holm."], reading("giver"))
    assert before.snippet == "… Det <mark>giver</mark> færre indlæggelser. …"
    (nothing,) = show(Passages(keys), [texts[2]], reading("angst"))
    assert nothing.snippet == "… De mødtes i byen."


def test_a_lead_in_is_shown_with_what_it_leads_to() -> None:
    long = "Borgerne får en fast kontakt, der følger dem gennem hele forløbet " * 6
    (found,) = show(Passages(keys), [f"Sygehuset beskriver:\n{long}."], reading("sygehuset"))
    assert found.snippet.startswith("<mark>Sygehuset</mark> beskriver: Borgerne får en fast kontakt")
    assert len(re.sub("</?mark>", "", found.snippet)) <= LENGTH


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Møde den 3. maj.\nDeltagere: Leder Mette Holm.\nFra Staten: Niels Berg.\nTiden er kort.",
            "Tiden er kort.",
        ),
        ("Mette, Niels og Poul bor her.", "Mette, Niels og Poul bor her."),  # there is nothing else
        ("Tiden er kort. Mette bor her.", "Tiden er kort. Mette bor her."),
        ("Tiden er kort.\nDen går.\nKontakt leder: Mette Holm.\nMere.",) * 2,  # not at the beginning
        ("Kontakt til Maria sker hver uge.\nHun går.",) * 2,
        ("Maria bor her. Maria er 19 år, og Maria er glad.\nHun går.",) * 2,  # one person
    ],
)
def test_a_text_is_called_by_what_stands_behind_a_list_of_persons(text: str, told: str) -> None:
    assert passages.behind_persons(text) == told


def test_where_no_word_is_met_the_sentence_is_shown_that_has_one_in_a_compound() -> None:
    text = "Kommunen har ændret sin praksis.\nDer er sygehuspladser i byen.\nDet er nyt."
    (found,) = show(Passages(keys), [text], reading("sygehus"))
    assert (found.snippet, found.words) == ("… Der er sygehuspladser i byen. Det er nyt.", ())


def test_the_sentence_is_shown_that_meets_what_tells_most() -> None:
    text = "Personalet er blevet gladere og bor i byen. Og så er der intet. Sygehuset er nyt."
    asked = reading("personalet", "byen", "sygehuset")
    (alike,) = show(Passages(keys), [text], asked)
    assert alike.snippet.startswith("<mark>Personalet</mark>")
    (weighed,) = show(Passages(keys), [text], asked, [(0.3, 0.2, 2.5)])
    assert weighed.snippet == "… <mark>Sygehuset</mark> er nyt."


def test_the_name_of_the_texts_own_municipality_tells_little() -> None:
    asked = reading("sagstal", "åbenrå")
    covered = [QueryWord("sagstal", 0.4, True, (), ()), QueryWord("åbenrå", 0.6, True, (), ())]
    told = word_weights(asked, covered)
    assert told.within(["Odense"]) == pytest.approx((0.8, 1.2))
    assert told.within(["Aabenraa"]) == pytest.approx((0.8, 0.24))
    assert told.within(["Aabenraa", "Odense"]) == pytest.approx((0.8, 1.2))  # which of them a sentence is of
    aside = word_weights(reading("eksempler", "høje-taastrups"), [])
    assert aside.within([]) == pytest.approx((0.1, 0.1))


def test_of_a_text_on_one_municipality_the_matter_is_shown_and_not_its_name() -> None:
    text = "I 2013 begynder Herning. Og så er der intet. Rådgiverne har færre sager nu."
    asked = reading("herning", "sager")
    told = word_weights(
        asked, [QueryWord("herning", 0.6, True, (), ()), QueryWord("sager", 0.4, True, (), ())]
    )
    (own,) = show(Passages(keys), [text], asked, [told.within(["Herning"])])
    assert own.snippet == "… Rådgiverne har færre <mark>sager</mark> nu."
    (of_two,) = show(Passages(keys), [text], asked, [told.within(["Herning", "Odense"])])
    assert of_two.snippet.startswith("I 2013 begynder <mark>Herning</mark>.")
