"""Small reports that were cut wrongly once: which pieces are recommendations, examples, findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kb.documents.load import load
from kb.documents.textfile import split_pages
from kb.model import Document, Source, TextLayer, Unit
from kb.units.cutting.blocks import HEADING, PARAGRAPH, Block, Cleaned, Span
from kb.units.cutting.clean import clean
from kb.units.cutting.examples import lists_people
from kb.units.cutting.segment import segment

CASES = Path(__file__).parents[1] / "data" / "cases" / "cutting"
LINE = "Kommunen bør oprette en fast telefonlinje for pårørende, som er åben alle hverdage."
PERSON = "Giv hver familie én kontaktperson, der følger med ved flytning."
TIME = "Afsæt tid til supervision hver måned, også for vikarer."
THREE = (LINE, PERSON, TIME)
COUNTED = (1, 2, 3)
AFTER = "Følg op efter et halvt år, og skriv ned, hvad borgeren selv siger om støtten."
HOME = "Spørg altid til boligen, også når henvendelsen handler om noget helt andet."
HANDOVER = "Planlæg overgangen, senest når den unge fylder 16 år, og inddrag både forældre og "


def units_of(name: str) -> tuple[Unit, ...]:
    layer = load(CASES / name)
    source = Source(Document("rapport", "Rapport", None, None), (CASES / name,))
    return segment(source, layer, clean(layer))


def advice(name: str) -> list[Unit]:
    found = [unit for unit in units_of(name) if unit.kind == "recommendation"]
    return [unit for unit in found if "muligvis anbefaling" not in unit.doubts]


@pytest.mark.parametrize(
    ("name", "texts", "numbers"),
    [
        ("01a_numbered_head_then_list.txt", THREE, COUNTED),
        ("01b_plain_head_then_list.txt", THREE, COUNTED),
        ("01c_numbered_head_lead_list.txt", THREE, COUNTED),
        ("02a_KL_head.pdf", THREE, (None, None, None)),
        ("02b_KL_head_at.pdf", THREE, (None, None, None)),
        ("02c_lead_foreslaar.pdf", THREE, (None, None, None)),
        ("07_runin.pdf", THREE, COUNTED),
        ("11_uniform_heads.pdf", THREE, COUNTED),
        ("f_long_dash_list.pdf", THREE, COUNTED),
        ("g_arrows.pdf", THREE, COUNTED),
        ("d_boxed_rec_plain_title.pdf", (LINE, PERSON), (1, 2)),
        ("h_last_item_then_para.pdf", (LINE, PERSON, TIME.rstrip(".")), COUNTED),
        ("last_item_nostop.pdf", tuple(text.rstrip(".") for text in THREE), COUNTED),
        # The printed numbers are kept: the list begins anew behind the drawing.
        ("a_two_column_with_small_drawing.pdf", (*THREE, AFTER, HOME), (1, 2, 3, 4, 1)),
        ("04_heading_is_about_recs.pdf", (), ()),
        ("krav-og-anbefalinger.txt", (), ()),
        (
            "06b_sub_bullets.pdf",
            (f"{LINE}\n• på alle hverdage\n• med svar inden for en time", PERSON),
            (1, 2),
        ),
        (
            "06_bullet_with_explanation.pdf",
            (
                f"{LINE} Det kræver mod at bede om hjælp, og det kræver endnu mere mod at gøre det to gange.",
                f"{PERSON}\n\nHverdagen på et værested følger sin egen rytme og lader sig dårligt skrive ind "
                "i et skema.",
                f"{TIME}\n\nRegionens behandling og den sociale støtte har hver deres kalender og hver deres "
                "journal.",
            ),
            COUNTED,
        ),
        (
            "02f_paras_under_head.pdf",
            (
                "KL anbefaler, at kommunerne opretter en fast telefonlinje for pårørende, som er åben alle "
                "hverdage.",
                "KL anbefaler, at hver familie får én kontaktperson, der følger med ved flytning.",
            ),
            (1, 2),
        ),
        (
            "14_list_over_page.pdf",
            (
                LINE,
                f"{HANDOVER}medarbejdere, der skal tage over efter det fyldte 18. år. Planen skal være "
                "skriftlig, og den skal kunne læses af den unge selv uden hjælp fra andre end egne pårørende "
                "eller en ven.",
                PERSON,
                TIME,
            ),
            (1, 2, 3, 4),
        ),
        (
            "ordinal_200.pdf",
            (
                LINE,
                f"{HANDOVER}de medarbejdere, der skal tage over efter det fyldte 18. år.\n\nPlanen skal være "
                "skriftlig.",
                PERSON,
            ),
            COUNTED,
        ),
        (
            "anbefaler-i-prosa.txt",
            (
                "Udvalget anbefaler, at kommunen ansætter flere rådgivere, og at sagstallet højst er 35 for "
                "hver rådgiver.",
                "kommunen giver alle unge en fast kontaktperson",
                "kommunen måler ventetiden hvert kvartal",
                "Flere boliger til unge",
                "Kortere ventetid på udredning",
                "Kommunen skal inddrage familien tidligt.",
                "Kommunen bør samle hjælpen ét sted.",
            ),
            None,
        ),
        (
            "det-anbefales-at.pdf",
            (
                "Rollen kun benyttes af medarbejdere med erfaring eller med hjælp fra en konsulent",
                "Kommunen skriver ned hvem der har rollen, og hvornår den er givet",
                "Kommunen følger op på brugen af rollen mindst en gang om året",
            ),
            (None, None, None),
        ),
    ],
)
def test_each_piece_of_advice_is_one(
    name: str, texts: tuple[str, ...], numbers: tuple[int | None, ...] | None
) -> None:
    found = advice(name)
    assert tuple(unit.text for unit in found) == texts
    assert numbers is None or tuple(unit.number for unit in found) == numbers


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("05_titled_recs.pdf", ("Styrk kontakten", "Én kontaktperson", "Tid til supervision")),
        ("05b_titled_recs_plain.pdf", ("Styrk kontakten", "Én kontaktperson", "Tid til supervision")),
        ("c_titled_recs_unnumbered.pdf", ("Styrk kontakten", "En kontaktperson", "Tid til supervision")),
    ],
)
def test_a_titled_one_has_its_title_and_its_explanation(name: str, titles: tuple[str, ...]) -> None:
    found = advice(name)
    assert tuple(unit.title for unit in found) == titles
    assert tuple(unit.number for unit in found) == COUNTED
    assert all(unit.text.startswith(f"{text} ") for unit, text in zip(found, THREE, strict=True))


def test_advice_in_prose_lies_in_its_paragraph() -> None:
    units = {unit.id: unit for unit in units_of("02e_paras.pdf")}
    found = [unit for unit in units.values() if unit.kind == "recommendation"]
    assert [unit.text[:30] for unit in found] == [
        "KL anbefaler, at kommunerne op",
        "KL anbefaler, at hver familie ",
    ]
    assert {units[unit.parent or ""].kind for unit in found} == {"passage"}


@pytest.mark.parametrize("name", ["04_heading_is_about_recs.pdf", "09_scope_sentences.pdf"])
def test_scope_thanks_and_participants_are_no_examples(name: str) -> None:
    assert {unit.kind for unit in units_of(name)} == {"passage"}


def test_results_told_in_words_are_a_finding() -> None:
    (finding,) = [unit for unit in units_of("15_results_no_percent.pdf") if unit.kind == "finding"]
    assert finding.title == "Hovedresultater"
    assert finding.text.endswith("• Korte mentorforløb gør ingen forskel for gennemførelsen.")


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (
            "10_kerned_head.pdf",
            ["En rapport om støtte", "Telefonvenner i Hjørring", "Vi tager ansvar", "Afslutning"],
        ),
        ("11_uniform_heads.pdf", ["En rapport om støtte", None, None, None, "Afslutning"]),
    ],
)
def test_headings_are_headings(name: str, titles: list[str | None]) -> None:
    assert [unit.title for unit in units_of(name) if unit.parent is None] == titles


def test_use_cases_and_steps_of_a_program_are_neither_examples_nor_advice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "USE CASES\n\nUse case 1: Opret rolle\n\nAdministratoren i kommunen opretter en rolle og vælger, "
        "hvad den giver ret til.\n\nUse case 2: Tildel rolle\n\nLederen i kommunen søger "
        "medarbejderen frem og tildeler rollen.\n\nSådan gør du\n\n1. Klik på Indstillinger.\n\n"
        "2. Vælg Roller.\n\n3. Tryk Gem.\n"
    )
    units = units_of(str(tmp_path / "a.txt"))
    assert {unit.kind for unit in units} == {"passage"}
    assert units[0].section == ("USE CASES", "Use case 1: Opret rolle")


def test_a_table_of_proposals_holds_a_recommendation_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Plan for området\n\nTabel 2: Forslag, ansvarlig og frist\n\nNr.\tForslag\tAnsvarlig\n"
        "1\tAlle borgere tilbydes en årlig samtale\tBotilbud\n"
        "2\tDer oprettes et værksted med plads til 20\tDagtilbud\n"
    )
    units = units_of(str(tmp_path / "a.txt"))
    table = next(unit for unit in units if unit.parent is None and "Nr. Forslag" in unit.text)
    found = [(unit.number, unit.text, unit.parent) for unit in units if unit.kind == "recommendation"]
    assert found == [
        (1, "Alle borgere tilbydes en årlig samtale Botilbud", table.id),
        (2, "Der oprettes et værksted med plads til 20 Dagtilbud", table.id),
    ]


def test_a_table_of_proposals_may_name_their_subjects_first_and_say_what_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Plan for området\n\nTabel 2: Fælles plan\n\nNr.\tEmne\tForslag\tAnsvar\n"
        "1\tSamtaler\tBostedet holder en årlig samtale\tBotilbud\n"
        "2\tVærksted\tKommunen åbner et værksted\tDagtilbud\n"
    )
    found = [(unit.number, unit.text) for unit in units_of(str(tmp_path / "a.txt")) if unit.number]
    assert found == [
        (1, "Samtaler Bostedet holder en årlig samtale Botilbud"),
        (2, "Værksted Kommunen åbner et værksted Dagtilbud"),
    ]


def test_a_table_of_lessons_holds_the_advice_of_its_last_column(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Plan for området\n\nTabel 2: Læring\n\nLæringspunkt\tAnbefaling\n"
        "Borgere gik, når mentoren skiftede. I 2022 gik 14.\tAnsæt mentorer i faste stillinger.\n"
        "Praktik virker i 3 af 4 forløb.\tKommunerne bør besøge virksomheden, før borgeren begynder.\n"
    )
    found = [unit.text for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "recommendation"]
    assert found == [
        "Ansæt mentorer i faste stillinger.",
        "Kommunerne bør besøge virksomheden, før borgeren begynder.",
    ]


SOUP = (
    "{} Kommune har siden 2021 kogt suppe til alle borgere i hjemløshed hver aften. De sidder ved det "
    "samme bord som en socialrådgiver, og 40 har fået en bolig."
)
ROWS = "".join(f"{town}\t{SOUP.format(town)}\t2021\n" for town in ("Struer", "Lemvig", "Skive"))


def test_a_table_that_tells_of_several_municipalities_holds_an_example_a_row(tmp_path: Path) -> None:
    """Figures of municipalities are none, nor is a table of two."""
    head = "Støtte i tal\n\nTabel 2: Projekter\n\nKommune\tProjekt\tStart\n"
    figures = "Struer\t14\t2021\nLemvig\t22\t2021\nSkive\t31\t2022\n"
    for rows, towns in (
        (ROWS, ["Struer", "Lemvig", "Skive"]),
        (figures, []),
        ("\n".join(ROWS.split("\n")[:2]), []),
    ):
        (tmp_path / "a.txt").write_text(head + rows + "\nI alt har 90 borgere fået støtte.\n")
        units = units_of(str(tmp_path / "a.txt"))
        assert [
            unit.text.split()[0] for unit in units if unit.parent and unit.kind == "municipality_example"
        ] == towns


def test_the_theme_of_a_titled_recommendation_is_not_its_own_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Støtte til borgere\n==================\n\nAnbefalinger\n------------\n\n"
        f"Anbefaling 1: Telefon til alle\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\n{LINE}\n\n"
        f"Anbefaling 2: Én kontaktperson\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\n{PERSON}\n"
    )
    themes = [unit.theme.title for unit in advice(str(tmp_path / "a.txt")) if unit.theme]
    assert themes == ["Støtte til borgere"] * 2


def test_a_count_that_opens_under_a_line_without_a_stop_is_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Anbefalinger\n\nSkrevet ned af Lis, som har været bostøtte i tolv år\n"
        "1. Giv alle en kontaktperson, og skriv navnet\npå døren.\n2. Ring, før der skrives.\n"
    )
    assert [(unit.number, unit.text) for unit in units_of(str(tmp_path / "a.txt")) if unit.number] == [
        (1, "Giv alle en kontaktperson, og skriv navnet på døren."),
        (2, "Ring, før der skrives."),
    ]


def test_a_printed_label_makes_a_recommendation_under_any_heading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "3. Resultater\n\nHalvdelen af de unge kom igen, og de fleste var glade for samtalen.\n\n"
        "Anbefaling 1: Hold åbent længere. Caféen har åbent til klokken 22 om torsdagen.\n\n"
        "4. Økonomi\n\nAnbefaling 1 kan holdes inden for rammen, når caféen åbner senere på dagen.\n"
    )
    found = [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "recommendation"]
    assert [(unit.number, unit.text, unit.doubts) for unit in found] == [
        (1, "Hold åbent længere. Caféen har åbent til klokken 22 om torsdagen.", ())
    ]


def test_a_paragraph_between_two_numbered_items_explains_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Anbefalinger\n\n1. Giv alle en kontaktperson.\n\n"
        "Det koster en halv stilling i en mindre kommune.\n\n"
        "2. Ring, før der skrives.\n\nAlle afsnit herefter er om noget andet end det, der anbefales.\n"
    )
    assert [(unit.number, unit.text) for unit in units_of(str(tmp_path / "a.txt")) if unit.number] == [
        (1, "Giv alle en kontaktperson.\n\nDet koster en halv stilling i en mindre kommune."),
        (2, "Ring, før der skrives."),
    ]


def test_underlined_headings_stand_over_lists_whose_items_have_titles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Hvad vi ved\n~~~~~~~~~~~\n\nDe fleste har aldrig fået at vide, hvem de kan ringe til om natten.\n\n"
        "To gode råd\n~~~~~~~~~~~\n\n1. Giv ét nummer\n    Og sørg for, at det virker om aftenen, "
        "når de fleste har brug\n    for det.\n\n2. Tal med børnene\n    Også de voksne børn, som sjældent "
        "får noget at vide om sygdommen.\n\nNoter\n~~~~~\n\nTallene er fra 2022.\n"
    )
    units = units_of(str(tmp_path / "a.txt"))
    assert [(unit.kind, unit.number, unit.title, unit.section) for unit in units] == [
        ("passage", None, "Hvad vi ved", ("Hvad vi ved",)),
        ("recommendation", 1, "Giv ét nummer", ("To gode råd",)),
        ("recommendation", 2, "Tal med børnene", ("To gode råd",)),
        ("passage", None, "Noter", ("Noter",)),
    ]
    assert units[1].text == "Og sørg for, at det virker om aftenen, når de fleste har brug for det."


def test_an_underlined_caption_is_a_heading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Unge i tal\n==========\n\nDer er flere unge end sidste år.\n\nTabel 1: Antal unge\n"
        "-------------------\n\nFaxe 12\n\nSorø 31\n\nGreve 40\n\nAlle har fået en plads i år.\n"
    )
    units = units_of(str(tmp_path / "a.txt"))
    assert [unit.section for unit in units][-1] == ("Unge i tal", "Tabel 1: Antal unge")
    told = "\n".join(unit.text for unit in units)
    assert [told.count(row) for row in ("Faxe 12", "Sorø 31", "Greve 40", "Alle har")] == [1, 1, 1, 1]


def test_examples_outside_the_field_are_none(tmp_path: Path) -> None:
    told = "Borgeren får et forløb med støtte, og det varer i tolv uger, hvis der er brug for det. " * 2
    (tmp_path / "a.txt").write_text(f"EKSEMPLER\n\nFelt og kode\n\n{told}\n\nPlan og mål\n\n{told}\n")
    assert {unit.kind for unit in units_of(str(tmp_path / "a.txt"))} == {"passage"}
    (tmp_path / "b.txt").write_text(f"EKSEMPLER\n\nI Vejle\n\nVejle: {told}\n\nPlan og mål\n\n{told}\n")
    assert {unit.kind for unit in units_of(str(tmp_path / "b.txt"))} == {"municipality_example"}


def test_a_municipalitys_own_document_holds_no_examples_of_itself(tmp_path: Path) -> None:
    own = "Skive Kommune har siden 2019 haft et team, som besøger unge hver uge og hjælper med boligen.\n\n"
    other = "Vejle Kommune har samlet alle tilbud i ét hus, hvor borgerne kan møde op uden en aftale.\n\n"
    (tmp_path / "a.txt").write_text("Indsatsen\n\n" + own * 6 + other)
    found = [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "municipality_example"]
    assert [unit.text for unit in found] == [other.strip()]


def test_a_label_with_a_number_over_a_title_numbers_the_advice(tmp_path: Path) -> None:
    rows = "".join(
        f"Greb {n}: {title}\n\nDet koster mindre end en måned på herberg, og det kan begynde i morgen.\n\n"
        for n, title in ((4, "Lad den unge beholde sin nøgle"), (5, "Byg småt og spredt"))
    )
    (tmp_path / "a.txt").write_text(f"Det kan andre bruge\n\nFonden har set det virke.\n\n{rows}")
    found = [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "recommendation"]
    assert [(unit.number, unit.title) for unit in found] == [
        (4, "Lad den unge beholde sin nøgle"),
        (5, "Byg småt og spredt"),
    ]


@pytest.mark.parametrize(
    "label", ["Forslag | ", "Forslag: ", "Anbefaling – ", "2.1 Forslag | ", "2.1 | Råd | "]
)
def test_a_label_before_a_title_tells_the_kind(tmp_path: Path, label: str) -> None:
    vision = "Vision | Et sted at bo\n\nAlle unge har et sted at bo, og ingen flytter uden en plan for det."
    told = "Mange flytter midt i en behandling, og papirerne kommer først frem efter flere måneder."
    (tmp_path / "a.txt").write_text(
        f"Programmet\n\n{vision}\n\n{label}Bedre overgange\n\n{told}\n\n"
        f"Indhold\n\nTeksten er skrevet af unge, der selv har prøvet at flytte mange gange.\n"
    )
    units = units_of(str(tmp_path / "a.txt"))
    assert [(unit.title, unit.text, unit.number) for unit in units if unit.kind == "recommendation"] == [
        ("Bedre overgange", told, None)
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Forslag – baggrund og metode", "Anbefaling – bilag 2", "Råd: Rådet for Socialt Udsatte",
        "Opfordring: Læs også", "Greb | Oversigt", "Forslag | 2017", "Case – metode og data",
        "Eksempel – oversigt over kommuner", "Case | Definition",
    ],
)  # fmt: skip
def test_a_label_before_a_part_of_a_report_tells_no_kind(tmp_path: Path, title: str) -> None:
    told = "Vejle har fortalt om møderne, og Kolding har svaret på spørgsmålene i et skema fra maj."
    (tmp_path / "a.txt").write_text(f"Om husene\n\nDer er flere.\n\n{title}\n\n{told}\n")
    assert {unit.kind for unit in units_of(str(tmp_path / "a.txt"))} == {"passage"}


def test_what_reads_like_a_part_of_a_report_may_be_a_title(tmp_path: Path) -> None:
    for title in ("Data skal deles", "Se på hele familien", "Oversigt over tilbud til alle borgere"):
        (tmp_path / "a.txt").write_text(f"Programmet\n\nForslag | {title}\n\nDet er svært i dag.\n")
        assert [unit.title for unit in advice(str(tmp_path / "a.txt"))] == [title]


def test_a_labelled_section_does_not_take_in_the_labelled_ones_below_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"Forslag | Kortere uge\n=====================\n\n{LINE}\n\n"
        f"Vision | Mere tid\n-----------------\n\nDer er tid nok til alle.\n\n"
        f"Forslag | Ro på stuen\n---------------------\n\n{TIME}\n"
    )
    found = [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "recommendation"]
    assert [(unit.title, unit.text) for unit in found] == [("Kortere uge", LINE), ("Ro på stuen", TIME)]


def test_a_label_over_others_proposals_or_over_a_list_is_no_recommendation(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Status på tidligere forslag\n===========================\n\n"
        "Forslag: Bedre overgange\n------------------------\n\nDet blev til noget i ni kommuner.\n\n"
        "Det vil vi\n==========\n\nForslag: Unge uden bolig\n------------------------\n\n"
        f"- {LINE}\n- {PERSON}\n- {TIME}\n"
    )
    assert [unit.text for unit in advice(str(tmp_path / "a.txt"))] == [LINE, PERSON, TIME]


@pytest.mark.parametrize("label", ["Eksempel: ", "Case | ", "Case 2 – ", "Et eksempel | "])
def test_a_label_before_a_title_tells_of_an_example(tmp_path: Path, label: str) -> None:
    told = "Borgeren møder de samme to mennesker hver uge, og begge har tid til det, der fylder mest."
    place = "Det begyndte i Vejle, og huset i Kolding kom til året efter, da økonomien var på plads."
    (tmp_path / "a.txt").write_text(
        f"Om husene\n\nDer er flere.\n\n{label}Et hus til alle\n\n{told}\n\n{place}\n"
    )
    found = [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "municipality_example"]
    assert [(unit.title, unit.text) for unit in found] == [(f"{label}Et hus til alle", f"{told}\n\n{place}")]


def test_a_printed_label_in_prose_gives_the_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Tilsyn\n\nTema 4. Sundhed\n\nMedicinen står i aflåste skabe, og der var ingen fejl i "
        "stikprøven.\n\nHenstilling 2 Det henstilles, at borgeren altid bliver spurgt om sin "
        "oplevelse bagefter.\n"
    )
    (found,) = advice(str(tmp_path / "a.txt"))
    assert found.number == 2
    assert found.text.endswith("Det henstilles, at borgeren altid bliver spurgt om sin oplevelse bagefter.")


def test_a_table_of_earlier_proposals_holds_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Udvalg\n\nTabel 2. Tidligere forslag, der er gennemført\n\nForslag\tAnsvarlig\tGennemført\n"
        "Krisecentre skal tilbyde psykolog\tMinisteriet\t2020\n"
        "Politikredse skal have en voldsansvarlig\tPolitiet\t2021\n"
    )
    assert not [unit for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "recommendation"]


def test_headings_in_capitals_set_as_the_text_is_are_no_list(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Courier", 11)
    height = 780
    for number, title in enumerate(("INDLEDNING", "BOLIGERNES STAND", "FORSLAG"), 1):
        canvas.drawString(78, height, f"{number}. {title}")
        for n, text in enumerate((PERSON, TIME, HOME), 1):
            canvas.drawString(78, height - 6 - 14 * n, text[:62])
        height -= 90
    canvas.save()
    blocks = clean(load(tmp_path / "a.pdf")).blocks
    found = [block.text for block in blocks if block.kind == HEADING]
    assert found == ["1. INDLEDNING", "2. BOLIGERNES STAND", "3. FORSLAG"]


def test_titles_with_letters_of_which_every_second_is_shaded_are_one_each() -> None:
    def block(kind: str, text: str, at: int, inset: int, indent: float) -> Block:
        level = 0 if kind == PARAGRAPH else 3 if text[1] == " " else 1
        span = Span(at, at + len(text), text)
        return Block(kind, text, (span,), (0, 0), level=level, inset=inset, indent=indent)

    last = "Desuden anbefaler vi, at staten betaler."
    rows = [
        (HEADING, "Anbefalinger til kommunerne", 0, 60.0),
        (HEADING, "A Begynd i første uge", 0, 60.0),
        (PARAGRAPH, "Aftal med afsnittet, at alle bliver spurgt inden for fem dage.", 0, 90.0),
        (HEADING, "B Hold økonomien samlet", 1, 60.0),
        (PARAGRAPH, "Del udgiften efter en fast nøgle.", 1, 90.0),
        (HEADING, "C Mål kun det, I vil bruge", 0, 60.0),
        (PARAGRAPH, "To gode spørgsmål er bedre end et skema på fire sider.", 0, 90.0),
        (PARAGRAPH, last, 0, 60.0),
    ]
    text = "\n".join(row[1] for row in rows)
    blocks = [block(kind, words, text.index(words), inset, x) for kind, words, inset, x in rows]
    layer = TextLayer("a.txt", text, split_pages(text))
    found = segment(Source(Document("d", "D", None, None), ()), layer, Cleaned(tuple(blocks), ()))
    said = [(unit.title, unit.number, unit.text) for unit in found if unit.kind == "recommendation"]
    assert [title for title, _, _ in said] == [
        "Begynd i første uge",
        "Hold økonomien samlet",
        "Mål kun det, I vil bruge",
        None,
    ]
    assert [number for _, number, _ in said] == [None] * 4
    assert said[2][2] == rows[6][1] and said[3][2] == last


def test_who_took_part_is_told_from_what_is_done() -> None:
    def paragraphs(*texts: str) -> list[Block]:
        return [Block(PARAGRAPH, text, (Span(0, len(text), text),), (0, 0)) for text in texts]

    houses = "Fra Socialstyrelsen: Konsulent Birthe Pors."
    assert lists_people(paragraphs("Deltagere ved mødet: Fra Kolding Kommune: Chef Bo Brink.", houses))
    assert not lists_people(paragraphs("Deltagere ved mødet: Chef Bo Brink.", "Kolding har et team."))
    assert not lists_people(paragraphs("Deltagerne mødes hver uge på biblioteket i Kolding.", houses))


def test_numbered_headings_with_a_table_or_a_lettered_list_between_are_headings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "2. Læringspunkter\n\nEvalueringen peger på to ting, som andre kan have glæde af at kende."
        "\n\nA) Start med de unge, der selv vil.\n\nB) Afsæt tid til møder med skolen hver måned.\n\n"
        "3. Handleplan\n\nTabel 1: Antal unge\n\nSted\tUnge\nFaxe\t12\nSorø\t31\nGreve\t40\n\n"
        "4. Udviklingen i tal\n\nDer er flere unge i tilbuddet end for et år siden, og alle har en plads.\n"
    )
    blocks = clean(load(tmp_path / "a.txt")).blocks
    found = [block.text for block in blocks if block.kind == HEADING]
    assert found == ["2. Læringspunkter", "3. Handleplan", "4. Udviklingen i tal"]
    assert [block.marker for block in blocks if block.text.startswith(("Start", "Afsæt"))] == ["A)", "B)"]


def led(path: Path, heading: str, lead: str, items: tuple[str, ...]) -> list[str]:
    """The recommendations, doubtful ones too, of a list under a heading, behind what leads it in."""
    listed = "".join(f"- {item}\n" for item in items)
    path.write_text(f"{heading}\n\nDet handler om udsatte borgere og deres støtte. {lead}\n\n{listed}")
    return [unit.text for unit in units_of(str(path)) if unit.kind == "recommendation"]


DUTIES = (
    "Antallet af sager skal opgøres hvert kvartal.",
    "Forvaltningen skal fremlægge tallene for udvalget.",
    "Referatet skal være skrevet inden en uge.",
)


@pytest.mark.parametrize(
    "lead",
    [
        "Socialudvalget skal følge udviklingen i antallet af anbragte børn:",
        "Kommunen skal ved afgørelser om støtte lægge vægt på følgende forhold:",
        "Der skal kun kunne søges om støtte, når følgende betingelser er opfyldt:",
    ],
)
def test_duties_in_a_list_that_a_duty_leads_in_are_no_advice(tmp_path: Path, lead: str) -> None:
    assert led(tmp_path / "a.txt", "Opgaver", lead, DUTIES) == []
    assert led(tmp_path / "a.txt", "Anbefalinger", "Her er tre:", DUTIES) == list(DUTIES)


def test_what_shall_be_done_is_advice_where_the_heading_or_the_items_say_so(tmp_path: Path) -> None:
    infinitives = ("oprette en fast telefonlinje", "sikre tid til supervision", "spørge til boligen")
    assert led(tmp_path / "a.txt", "Vejen frem", "Fremover skal kommunerne:", infinitives) == list(
        infinitives
    )
    assert led(tmp_path / "a.txt", "Fra viden til handling", "Det skal kommunen gøre:", THREE) == list(THREE)


def test_duties_in_running_text_are_no_advice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Formål\n\nAlle borgere skal have et godt liv. Kommunerne skal sikre, at udsatte unge får "
        "den hjælp, de har brug for. Kommunalbestyrelsen skal tilbyde rådgivning til alle med psykiske "
        "vanskeligheder, og familien skal inddrages.\n"
    )
    assert [unit.kind for unit in units_of(str(tmp_path / "a.txt"))] == ["passage"]


@pytest.mark.parametrize(
    "demand",
    [
        "Foreningen mener derfor, at ingen familie skal kunne sættes ud for en lille gæld.",
        "Vi finder på den baggrund, at støtten skal skrives ind i aftalen.",
        "På den baggrund vurderer vi, at kommunerne bør holde mødet et år før.",
        "Fonden ønsker derfor, at kommunerne sætter et beløb af til støtte.",
    ],
)
def test_what_the_authors_mean_shall_be_done_is_advice(tmp_path: Path, demand: str) -> None:
    (tmp_path / "a.txt").write_text(f"Støtte til unge\n\n{'Mange unge mangler støtte. ' * 5}{demand}\n")
    assert [unit.text for unit in advice(str(tmp_path / "a.txt"))] == [demand]


def test_what_others_wish_is_no_advice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Høringssvar\n\nÆldrerådet ønsker, at aldersgrænsen i tilbuddet falder bort.\n"
    )
    assert advice(str(tmp_path / "a.txt")) == []


def test_advice_that_is_added_to_advice_is_another_piece(tmp_path: Path) -> None:
    """What only explains the advice before it is none."""
    added = "Rådet foreslår endvidere, at borgeren får en fast socialrådgiver."
    told = f"{LINE} Den skal være åben alle dage. {added}"
    (tmp_path / "a.txt").write_text(f"Støtte til pårørende\n\n{told}\n")
    assert [unit.text for unit in advice(str(tmp_path / "a.txt"))] == [LINE, added]


def test_notices_that_begin_with_a_municipality_are_examples(tmp_path: Path) -> None:
    notices = [f"{town}: Suppe til alle. {SOUP.format(town)}" for town in ("Nyborg", "Dragør")]
    (tmp_path / "a.txt").write_text("Kort nyt om støtte\n\n" + "\n\n".join(notices) + "\n")
    found = [unit.text for unit in units_of(str(tmp_path / "a.txt")) if unit.kind == "municipality_example"]
    assert found == notices
