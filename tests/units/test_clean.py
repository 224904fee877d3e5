"""Cleaning of text layers: small made-up pages, and the blocks and removed lines expected of them."""

import pytest

from kb.documents.textfile import split_pages
from kb.model import TextLayer
from kb.units.cutting.blocks import Cleaned
from kb.units.cutting.clean import clean


def cleaned(text: str) -> Cleaned:
    return clean(TextLayer("a.txt", text, split_pages(text)))


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in cleaned(text).blocks]


def removed(text: str) -> list[tuple[str, str]]:
    return [(item.reason, item.text) for item in cleaned(text).removed]


BODY = (
    "Borgeren skal mødes som et menneske i sin helhed, og indsatsen skal opleves som sammenhængende, også\n"
)


def pages(*bodies: str, head: str = "", foot: str = "") -> str:
    return "\f".join(f"{head}{body}\n{foot.format(n)}" for n, body in enumerate(bodies, 1))


def test_heads_feet_and_page_numbers_go_with_their_reasons() -> None:
    text = pages(
        "Første sides tekst slutter her.",
        "Anden sides tekst.",
        "Tredje side.",
        head="Rapport 2020\n\n",
        foot="\nRådet for Unge side {}",
    )
    assert [text for _, text in blocks(text)] == [
        "Første sides tekst slutter her.",
        "Anden sides tekst.",
        "Tredje side.",
    ]
    assert removed(text)[:2] == [
        ("running head or foot", "Rapport 2020"),
        ("running head or foot", "Rådet for Unge side 1"),
    ]


@pytest.mark.parametrize("number", ["7", "Side 7 af 9", "- 7 -", "side 7"])
def test_a_printed_page_number_is_not_text(number: str) -> None:
    text = pages("Første side slutter.", "Anden side slutter.", "Tredje side slutter.", foot="\n" + number)
    assert {reason for reason, _ in removed(text)} <= {"page number", "running head or foot"}
    assert all(number not in text for _, text in blocks(text))


def test_a_sentence_and_a_hyphen_cross_a_page_with_foot_and_head_between() -> None:
    text = pages(
        BODY + "når den gives af flere afde-", "linger på samme tid.", "Ny tekst.", head="Hoved\n", foot="{}"
    )
    assert blocks(text)[0] == (
        "paragraph",
        BODY.replace("\n", " ") + "når den gives af flere afdelinger på samme tid.",
    )


def test_a_table_of_contents_goes() -> None:
    text = "Indhold\nForord ........ 3\nKapitel 1: Unge . . . . . 5\n\nForord\nHer begynder teksten.\n"
    assert blocks(text) == [("heading", "Forord"), ("paragraph", "Her begynder teksten.")]
    plain = "Indhold\nForord 3\nKapitel 1: Unge 5\nKilder 19\n\nHer begynder teksten om de 40 unge.\n"
    assert blocks(plain) == [("paragraph", "Her begynder teksten om de 40 unge.")]


FIGURE = "Tankesæt\nBorgeren selv\nViden om nytte\nTid og penge\nHjemmet først\n"


def test_a_repeated_figure_is_kept_once() -> None:
    text = f"Første afsnit slutter.\n\n{FIGURE}\nAndet afsnit slutter.\n\n{FIGURE}\nTredje slutter.\n"
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "figure", "paragraph", "paragraph"]
    assert removed(text)[0] == ("repeated figure", "Tankesæt")
    assert len(removed(text)) == 5


def test_loose_labels_of_a_drawing_go_but_a_list_of_names_stays() -> None:
    words = "kasse pil bro dør tag mur væg ovn kop fad ske hat sko bil tog bus båd vej sti mark skov".split()
    drawing = "\n\n".join(word.title() for word in words)
    assert removed(f"Teksten slutter her.\n\n{drawing}\n\nTeksten går videre her.\n")[0] == (
        "figure text",
        "Kasse",
    )
    names = "\n\n".join(sorted(word.title() for word in words))
    assert removed(f"Teksten slutter her.\n\n{names}\n\nTeksten går videre her.\n") == []


@pytest.mark.parametrize("bullet", ["•", "\u007f", "\uf0b7", "\ue00a", "❚", "-", "–", "»", "o"])
def test_every_kind_of_bullet(bullet: str) -> None:
    lead = "De unge fik to ting, som de bad om:"
    text = f"{lead}\n\n{bullet} At ringe til den\nunge i tide.\n\n{bullet} At skrive bagefter.\n"
    assert blocks(text) == [
        ("paragraph", lead),
        ("bullet", "At ringe til den unge i tide."),
        ("bullet", "At skrive bagefter."),
    ]


def test_bullets_that_stand_alone_take_the_text_below() -> None:
    text = "De unge fik to ting, som de bad om:\n\n•\nAt ringe i tide.\n\n•\nAt skrive bagefter.\n"
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "bullet", "bullet"]
    heaped = "De unge fik to ting, som de bad om:\n\n•\n•\n\nAt ringe i tide.\n\nAt skrive bagefter.\n"
    assert [kind for kind, _ in blocks(heaped)] == ["paragraph", "bullet", "bullet"]


def test_a_quotation_mark_alone_on_its_line_is_a_picture() -> None:
    text = "De unge fik en bolig.\n\n»\n\nResultat i 2015:\nDe blev boende i den.\n"
    assert "»" not in " ".join(block for _, block in blocks(text))


def test_a_list_goes_on_behind_a_box_on_the_page() -> None:
    text = (
        "Derfor:\n• Kommunen skal ringe til den unge i tide.\n• Staten skal betale.\n\nEn boks\n"
        "Boksen har sin egen tekst, som slutter her.\n\f• Foreninger skal spørges.\n"
    )
    assert [(kind, text[:10]) for kind, text in blocks(text)] == [
        ("heading", "Derfor:"),
        ("bullet", "Kommunen s"),
        ("bullet", "Staten ska"),
        ("bullet", "Foreninger"),
        ("heading", "En boks"),
        ("paragraph", "Boksen har"),
    ]


def test_a_box_in_the_middle_of_a_sentence_goes_behind_it() -> None:
    text = (
        BODY + "når fodboldklubben, spejdergruppen og\n\n\nVi vil behandles lige som alle andre.\n"
        "Lis Holm, formand for Foreningen\n\nnaboerne tager imod. Det er en fælles sag.\n"
    )
    first, second = cleaned(text).blocks
    assert first.text.endswith("spejdergruppen og naboerne tager imod. Det er en fælles sag.")
    assert first.doubts == ("anden tekst stod mellem sætningens to halvdele",)
    assert (second.kind, second.text, second.speaker) == (
        "quote",
        "Vi vil behandles lige som alle andre.",
        "Lis Holm, formand for Foreningen",
    )


def test_a_speaker_takes_two_rows_at_most() -> None:
    text = (
        "Det gælder arbejdet i byen, hvor frivillige mv.,\n\n\nVi vil behandles lige som alle andre.\n"
        "Lis Holm, formand for LAS\nsammen med kommunen, løfter\nen bydel og mindsker problemerne.\n"
    )
    first, second = cleaned(text).blocks
    assert first.text == (
        "Det gælder arbejdet i byen, hvor frivillige mv., sammen med kommunen, løfter en bydel og mindsker "
        "problemerne."
    )
    assert (second.text, second.speaker) == (
        "Vi vil behandles lige som alle andre.",
        "Lis Holm, formand for LAS",
    )


def test_the_number_of_a_page_is_not_the_speakers() -> None:
    said = "Vi skal lære af de gode eksempler i fællesskab.\n\nLis Holm, formand for Rådet {}\n"
    found = [cleaned(said.format(number)).blocks[-1] for number in (2, 43)]
    assert [(quote.speaker, quote.edits) for quote in found] == [
        ("Lis Holm, formand for Rådet", ("left out page 2",)),
        ("Lis Holm, formand for Rådet 43", ()),
    ]


def test_an_address_ends_no_sentence_left_open() -> None:
    text = "Nu er det i gang, og flere er med i\n\n\nEn anden tekst.\n\nwww.eksempel.dk\n\nSe den."
    assert "www.eksempel.dk" in [text for _, text in blocks(text)]
    assert removed(text) == []


def test_an_address_alone_is_no_text() -> None:
    text = "Nu er det i gang, og flere er med.\n\n\n\nwww.eksempel.dk\n\n\n"
    assert removed(text) == [("address alone", "www.eksempel.dk")]


OPEN = "Der er brug for en åben samtale om støtten nu.\nHvad er målet med den støtte, vi har? Den enkelte\n"


def test_a_sentence_left_open_is_told() -> None:
    first, *_ = cleaned(OPEN + "\n\nAndet afsnit\n\nTeksten her er en anden og slutter igen.\n").blocks
    assert first.text.endswith("vi har? Den enkelte")
    assert first.doubts == ("teksten ender midt i en sætning, hvis fortsættelse ikke er fundet",)
    short = OPEN.replace("Den enkelte", "Det\nved de selv")
    whole, *_ = cleaned(short + "\n\nAndet afsnit\n\nTeksten her er en anden og slutter igen.\n").blocks
    assert whole.doubts == ()


def test_columns_read_in_another_order_are_made_whole() -> None:
    half = "kommune skal sætte flere penge af til det, og\nden skal gøre det tidligt i forløbet."
    above = f"Det første afsnit slutter her.\n\n\n{half}\n\n\n"
    first, second = cleaned(above + OPEN + "\n\nAndet afsnit\n\nTeksten her slutter.\n").blocks[:2]
    assert first.text == "Det første afsnit slutter her."
    assert second.text.endswith("Den enkelte " + half.replace("\n", " "))
    assert second.doubts == ("anden tekst stod mellem sætningens to halvdele",)
    # Of a long text without pages the two are of different matters.
    between = "\n\n".join(f"Afsnit {n} slutter her med et punktum." for n in range(40))
    far = cleaned(f"{above}{between}\n\n{OPEN}\n\nAndet afsnit\n\nTeksten her slutter.\n").blocks
    assert half.replace("\n", " ") in {block.text for block in far}


def test_a_pull_quote_without_new_words_is_taken_out_but_told() -> None:
    said = "Vi skal lære af de gode eksempler, og vi skal gøre det i fællesskab."
    text = f"Ministeren er klar. {said} Så går det.\n\n”{said}”\nLis Holm, minister\n\nEn ny tekst følger.\n"
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "paragraph"]
    assert removed(text)[0] == ("pull quote that repeats the text", f"”{said}”")


def test_a_footnote_leaves_the_text_and_keeps_to_its_paragraph() -> None:
    text = pages(
        "Antallet af sager1 er faldet fra 40 til 25.\n\nDer er 2 ansatte.\n\n"
        "1  Opgjort i 2020 af\nkommunen selv.",
        "Næste side.",
    )
    first, second, _ = cleaned(text).blocks
    assert first.text == "Antallet af sager er faldet fra 40 til 25."
    assert [(note.mark, note.text) for note in first.notes] == [("1", "Opgjort i 2020 af kommunen selv.")]
    assert second.text == "Der er 2 ansatte."
    assert removed(text) == [("footnote mark", "1")]


def test_a_numbered_list_is_no_footnote() -> None:
    text = pages("Vi har valgt to mål.\n\n1. Færre sager1\n\n2. Mere tid", "Næste side.")
    assert ("bullet", "Mere tid") in blocks(text)
    assert removed(text) == []


SCATTERED = """Tabel 1: Hvad bestod indsatsen i?
Procent Antal
Flere medarbejdere 65 % 51
Bedre indsats til de unge (fx tidlig
hjælp)
61 % 48
Lavere sagstal
25 %
20

Teksten går videre efter tabellen, og den er lang nok til at være en sætning i sig selv.
"""


def test_a_scattered_table_gets_its_rows_back() -> None:
    assert blocks(SCATTERED)[0] == (
        "table",
        "Tabel 1: Hvad bestod indsatsen i?\nProcent Antal\nFlere medarbejdere 65 % 51\n"
        "Bedre indsats til de unge (fx tidlig hjælp) 61 % 48\nLavere sagstal 25 % 20",
    )


WIDE = """Tabel 3: Hvor meget hjalp indsatsen?
1 2 3
Større glæde

1 %
1

33 %
26

25 %
20

Bedre mulighed for at
nå det

6 %
5

27 %
21

29 %
23

Note: 1 – Meget, 2 – Lidt, 3 – Slet ikke

Teksten går videre efter tabellen, og den er lang nok til at være en sætning i sig selv.
"""


def test_cells_scattered_over_several_columns_stay_apart() -> None:
    table, _ = cleaned(WIDE).blocks
    assert table.text.splitlines() == [
        "Tabel 3: Hvor meget hjalp indsatsen?",
        "1\t2\t3",
        "Større glæde\t1 % 1\t33 % 26\t25 % 20",
        "Bedre mulighed for at nå det\t6 % 5\t27 % 21\t29 % 23",
        "Note: 1 – Meget, 2 – Lidt, 3 – Slet ikke",
    ]
    assert table.doubts == ()
    other, _ = cleaned(WIDE.replace("1 2 3\n", "1 2\n")).blocks
    assert other.doubts == ("tabellens kolonner kan være blandet sammen",)


def test_a_table_set_with_tabs() -> None:
    rows = "\tAntal\tProcent\nJa\t79\t52\nNej\t58\t38\nVed ikke\t14\t9\n"
    text = f"Teksten slutter her.\n\n{rows}\nTeksten går videre.\n"
    assert blocks(text)[1] == ("table", "Antal Procent\nJa 79 52\nNej 58 38\nVed ikke 14 9")


def test_municipalities_in_a_row_are_one_list() -> None:
    names = ["Aalborg", "Assens", "Brøndby", "Høje Taastrup", "Odder", "Skive", "Vejle", "Viborg", "Århus"]
    text = "Disse kommuner er med:\n\n" + "\n".join(names) + "\n\nTeksten går videre her.\n"
    assert blocks(text)[1] == ("table", "\n".join(names))


def test_an_empty_line_after_every_line_ends_no_paragraph() -> None:
    lines = [
        "Velfærdssamfundet er skabt af",
        "aktive borgere, og uden bidrag",
        "fra alle kan det ikke fungere.",
        "Samskabelse",
        "Visionen er, at vi skaber det",
        "sammen med dem, det handler",
        "om, og at vi gør det nu.",
    ]
    assert blocks("\n\n".join(lines)) == [
        (
            "paragraph",
            "Velfærdssamfundet er skabt af aktive borgere, og uden bidrag fra alle kan det ikke fungere.",
        ),
        ("heading", "Samskabelse"),
        ("paragraph", "Visionen er, at vi skaber det sammen med dem, det handler om, og at vi gør det nu."),
    ]


def test_a_chapter_printed_last_on_its_page_stands_over_it() -> None:
    text = f" {BODY}som en hjælp til at komme videre.\n\nKapitel 2:\n\nDen første tid\n"
    text += " Næste side begynder her.\n"
    assert [text[:20] for _, text in blocks(text)] == [
        "Kapitel 2: Den først",
        "Borgeren skal mødes ",
        "Næste side begynder ",
    ]
    assert cleaned(text).blocks[0].doubts == ("en overskrift står et andet sted på sin side",)


@pytest.mark.parametrize(
    "line",
    [
        "Det er godt.",
        "Se www.kommune.dk",
        "Lis Holm, leder",
        "Kilde: Rådet",
        "25 %",
        "fortsat fra side 2",
        "Vi ved, at",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    text = f"Første afsnit slutter her.\n\n{line}\n\nAndet afsnit begynder her og slutter her.\n"
    assert "heading" not in [kind for kind, _ in blocks(text)]


def test_a_table_of_words_whose_cells_lie_one_below_the_other_is_one_block() -> None:
    cells = [
        "Syn på\nborgeren",
        "Har rettigheder og\nkan klage.",
        "Har egne kræfter og\nkan selv.",
        "Samtale",
        "Ikke nødvendig,\nda reglen er klar.",
        "Altid, for løsnin-\ngen findes sammen.",
        "Viden",
        "Lukket og kort.",
        "Åben for alle.",
    ]
    text = f"{BODY}når den gives.\n\n" + "\n\n".join(cells) + f"\n\n{BODY}når den slutter igen her.\n"
    _, table, _ = found = cleaned(text).blocks
    assert [block.kind for block in found] == ["paragraph", "table", "paragraph"]
    assert table.text.splitlines() == [
        "Syn på borgeren",
        "Har rettigheder og kan klage.",
        "Har egne kræfter og kan selv.",
        "Samtale",
        "Ikke nødvendig, da reglen er klar.",
        "Altid, for løsningen findes sammen.",
        "Viden",
        "Lukket og kort.",
        "Åben for alle.",
    ]
    assert table.edits == ("joined løsnin-gen",)
    assert table.doubts == ("tabellens kolonner kan være blandet sammen",)
