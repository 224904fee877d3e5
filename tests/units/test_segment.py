"""Whole small documents, cut: what each unit is, its words, its page, and where it stands."""

import re
from pathlib import Path

import pytest

from kb.documents.textfile import load_text
from kb.model import COUNTED, Document, Source, Unit
from kb.units.cutting.clean import clean
from kb.units.cutting.coverage import cover
from kb.units.cutting.segment import segment

DATA = Path(__file__).parents[1] / "data"
DOCUMENT = Document("rapport", "Rapport", None, None)


def cut(path: Path, **more: object) -> tuple[Unit, ...]:
    layer = load_text(path)
    cleaned = clean(layer)
    units = segment(Source(DOCUMENT, (path,), **more), layer, cleaned)  # type: ignore[arg-type]
    assert cover(layer, cleaned, units).whole
    return units


@pytest.fixture(scope="module")
def report() -> tuple[Unit, ...]:
    return cut(DATA / "to-spalter.txt")


def test_kinds_titles_and_pages_of_a_report(report: tuple[Unit, ...]) -> None:
    assert [(unit.kind, unit.title, unit.pages) for unit in report if not unit.parent] == [
        ("passage", "Forord", (1, 1)),
        ("passage", None, (1, 1)),
        ("mindset_element", "Kapitel 1: Tankesæt", (2, 2)),
        ("mindset_element", "Den unge bestemmer", (2, 2)),
        ("indsats_type", "Kapitel 2: Indsatser", (3, 3)),
        ("municipality_example", "Kapitel 2: Indsatser", (3, 3)),
        ("passage", "Anbefalinger:", (3, 3)),
        ("recommendation", None, (3, 3)),
        ("recommendation", None, (3, 4)),
        ("recommendation", None, (4, 4)),
        ("passage", "Kapitel 3: Eksempler", (5, 5)),
        ("municipality_example", "Nøglen først", (5, 5)),
        ("municipality_example", "En ven på trappen", (5, 5)),
    ]


def test_a_footnote_goes_with_its_unit_and_its_mark_out_of_the_text(report: tuple[Unit, ...]) -> None:
    example = next(unit for unit in report if unit.id == "rapport/eksempel/kapitel-2-indsatser")
    assert example.footnotes == ("1 Tallet er fra 2020.",)
    assert "deres post. De har fået 40 unge" in example.text


def test_line_end_hyphens_go_and_real_ones_stay(report: tuple[Unit, ...]) -> None:
    texts = " ".join(unit.text for unit in report)
    assert "har samlet erfaringer" in texts
    assert "social- og sundhedsfaglige mål" in texts
    assert "i Høje-Taastrup, når" in texts
    edits = {edit for unit in report for edit in unit.edits}
    assert {"joined sam-let", "kept social- og", "kept Høje-Taastrup"} <= edits


def test_an_inline_example_lies_in_its_passage(report: tuple[Unit, ...]) -> None:
    inline = next(unit for unit in report if unit.parent)
    assert (inline.kind, inline.parent) == ("municipality_example", "rapport/mindset/den-unge-bestemmer")
    assert inline.text == "Sådan gør man også i Høje-Taastrup, når nogen flytter ind."


def test_offsets_hold_the_text(report: tuple[Unit, ...]) -> None:
    text = load_text(DATA / "to-spalter.txt").text
    for unit in report:
        stretch = text[unit.start : unit.end]
        assert letters(unit.text) == letters(stretch) or letters(unit.text)[:12] == letters(stretch)[:12]
    inline = next(unit for unit in report if unit.parent)
    assert text[inline.start : inline.end] == inline.text.replace("Høje-", "Høje-\n")


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_recommendations_are_whole_numbered_and_without_marks(report: tuple[Unit, ...]) -> None:
    found = [(unit.number, unit.text) for unit in report if unit.kind == "recommendation"]
    assert found == [
        (1, "Kommunen skal ringe, før den skriver, og den skal ringe igen, hvis ingen tager telefonen."),
        (2, "Der skal være en fast kontaktperson, som kender den unge, og som følger den unge hele vejen."),
        (3, "Unge skal høres."),
    ]
    assert {unit.theme.title for unit in report if unit.theme} == {"Tidlig indsats"}
    assert [unit.number for unit in report if COUNTED in unit.edits] == [1, 2, 3]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Programmet gemmer selv alle ændringer, når skærmen skifter.", "passage"),
        ("De fleste borgere på herberget har brug for støtte.", "recommendation"),
    ],
)
def test_only_a_document_of_social_policy_recommends(tmp_path: Path, sentence: str, kind: str) -> None:
    path = tmp_path / "rapport.txt"
    path.write_text(
        "Anbefalinger\n\n" + f"{sentence}\n\n" * 30 + "• Vi anbefaler, at man ringer først.", "utf-8"
    )
    assert [unit.kind for unit in cut(path) if "ringer først" in unit.text] == [kind]


@pytest.mark.parametrize("bullet", ["»", "o", "–", "•"])
def test_each_bullet_under_a_heading_of_advice_is_one_recommendation(tmp_path: Path, bullet: str) -> None:
    advice = [
        "Kommunerne skal lave planen sammen med borgeren.",
        "Vi foreslår, at borgeren selv vælger støtten.",
        "Borgeren bør have én fast medarbejder.",
    ]
    path = tmp_path / "rapport.txt"
    items = "\n\n".join(f"{bullet} {each}" for each in advice)
    path.write_text(
        f"Støtte til borgere\n\nVi har spurgt om støtten.\n\nVores anbefalinger\n\n{items}\n", "utf-8"
    )
    assert [unit.text for unit in cut(path) if unit.kind == "recommendation"] == advice


def test_a_section_is_an_example_when_the_municipality_does_what_it_tells() -> None:
    """Of thirteen sections twelve name municipalities: others act, compare, are thanked or live in most."""
    examples = [unit.title for unit in cut(DATA / "hvem-goer-det.txt") if unit.kind == "municipality_example"]
    assert examples == ["Vejle: Ét hus, én dør", "Nøglen til egen bolig", "Fælleshuset på Bornholm"]


LIFE = "Klokken fem står døren åben for borgere i hjemløshed, og der er suppe og støtte til alle. " * 6
REMARK = "I Odense har kommunen ansat en kok til alle væresteder."
TOLD = f"{REMARK[:-1]}, som laver mad med borgerne hver aften og kører resterne ud til dem, der ikke kommer."
CASES = {
    "Suppe til alle": f"{LIFE}Struer Kommune har siden 2021 betalt både kok og husleje.",
    "Den lange trappe": f"{LIFE}Lemvig Kommune har ansat to trappeværter, som følger folk hjem.",
    "Et bord mere": f"{LIFE}Skive Kommune har indrettet et køkken i den gamle skole.",
}


@pytest.mark.parametrize(
    ("changed", "examples"),
    [
        ({}, list(CASES)),
        # Two alone are no series; chapters that advise, or of the same municipality, are none either.
        ({"Et bord mere": LIFE}, []),
        ({title: f"{text} Kommunerne bør følge efter." for title, text in CASES.items()}, []),
        (
            {
                title: f"{text}\n\nHvad nu?\n~~~~~~~~\n\nKommunerne bør følge efter."
                for title, text in CASES.items()
            },
            [],
        ),
        ({"Metode og data": CASES["Et bord mere"], "Et bord mere": ""}, []),  # a heading of no case
        ({title: re.sub("Lemvig|Skive", "Struer", text) for title, text in CASES.items()}, []),
    ],
)
def test_sections_in_a_row_that_name_their_municipality_late_are_a_series_of_examples(
    tmp_path: Path, changed: dict[str, str], examples: list[str]
) -> None:
    path = tmp_path / "rapport.txt"
    sections = (f"{title}\n{'-' * len(title)}\n\n{text}\n" for title, text in (CASES | changed).items())
    path.write_text("Mad til mange\n=============\n\n" + "\n".join(sections), encoding="utf-8")
    assert [
        unit.title for unit in cut(path) if unit.kind == "municipality_example" and unit.title
    ] == examples


def test_a_case_in_a_series_may_name_another_municipality_and_advise_once(tmp_path: Path) -> None:
    path = tmp_path / "rapport.txt"
    told = CASES | {
        "Den lange trappe": CASES["Den lange trappe"] + " Ideen kom fra Morsø, siger lederen.",
        "Et bord mere": CASES["Et bord mere"] + " Hun mener, at staten bør betale for maden.",
        "På tværs": f"{LIFE}Struer og Lemvig ligner hinanden, Skive gør noget andet.",
    }
    sections = (f"{title}\n{'-' * len(title)}\n\n{text}\n" for title, text in told.items())
    path.write_text("Mad til mange\n=============\n\n" + "\n".join(sections), encoding="utf-8")
    examples = [unit for unit in cut(path) if unit.kind == "municipality_example" and unit.title]
    assert [unit.title for unit in examples] == list(CASES)


def test_one_or_two_cases_in_each_chapter_are_a_series(tmp_path: Path) -> None:
    path = tmp_path / "rapport.txt"
    titles = list(CASES)
    chapters = [("Find et køkken", titles[:2]), ("Find en dør", titles[2:])]
    text = "Mad til mange\n=============\n\n"
    for chapter, inner in chapters:
        text += f"{chapter}\n{'-' * len(chapter)}\n\nHer er det svært.\n\n"
        text += "".join(f"{title}\n{'~' * len(title)}\n\n{CASES[title]}\n\n" for title in inner)
    path.write_text(text, encoding="utf-8")
    examples = [unit for unit in cut(path) if unit.kind == "municipality_example" and unit.title]
    assert [unit.title for unit in examples] == titles


def test_advice_in_a_case_stands_apart_from_it(tmp_path: Path) -> None:
    advice = "Kommunerne bør begynde med at spørge borgerne, hvad de vil spise."
    last = f"{CASES['Et bord mere']}\n\nAnbefalinger fra Skive\n~~~~~~~~~~~~~~~~~~~~~~\n\n• {advice}"
    cases = CASES | {"Et bord mere": last}
    path = tmp_path / "rapport.txt"
    sections = (f"{title}\n{'-' * len(title)}\n\n{text}\n" for title, text in cases.items())
    path.write_text("Mad til mange\n=============\n\n" + "\n".join(sections), encoding="utf-8")
    units = cut(path)
    assert [unit.text for unit in units if unit.kind == "recommendation"] == [advice]
    assert [unit.title for unit in units if unit.kind == "municipality_example" and unit.title] == list(CASES)


@pytest.mark.parametrize(
    ("cases", "remark", "remarks"),
    [(CASES, REMARK, []), (CASES, TOLD, [TOLD]), (dict([*CASES.items()][:2]), REMARK, [REMARK])],
)
def test_a_brief_remark_on_a_municipality_beside_cases_set_apart_is_none(
    tmp_path: Path, cases: dict[str, str], remark: str, remarks: list[str]
) -> None:
    path = tmp_path / "rapport.txt"
    told = {f"{title} i {text.split(' Kommune')[0].split()[-1]}": text for title, text in cases.items()}
    sections = (f"{title}\n{'-' * len(title)}\n\n{text}\n" for title, text in told.items())
    head = f"Mad til mange\n=============\n\nDet er svært at lave mad til udsatte borgere. {remark}\n\n"
    path.write_text(head + "\n".join(sections), encoding="utf-8")
    examples = [unit for unit in cut(path) if unit.kind == "municipality_example"]
    assert [unit.title for unit in examples if unit.title] == list(told)
    assert [unit.text for unit in examples if not unit.title] == remarks


@pytest.mark.parametrize(
    ("heading", "advice"),
    [
        ("Vi opfordrer til", ["at beboerne får et telefonnummer, når borgeren siger ja til det."]),
        (
            "Anbefalinger",
            ["at beboerne får et telefonnummer.", "at borgerne kan ringe hele natten."],
        ),
        ("Forslag", ["at beboerne får et telefonnummer."]),
    ],
)
def test_a_box_goes_on_with_the_sentence_of_its_heading(
    tmp_path: Path, heading: str, advice: list[str]
) -> None:
    path = tmp_path / "rapport.txt"
    told = "\n\n".join(advice)
    told = f"Naboerne\n========\n\n{LIFE}\n\n{heading}\n{'-' * len(heading)}\n\n{told}\n"
    path.write_text(told, encoding="utf-8")
    assert [unit.text for unit in cut(path) if unit.kind == "recommendation"] == advice


BEFORE = "Mange borgere i hjemløshed fik først hjælp, når de selv havde ringet tre gange til kommunen."
FORM = ("Udgangspunkt", "Det gjorde man", "Det kom der ud af det")


def test_sections_built_alike_are_a_series_wherever_they_stand_and_keep_their_parts(tmp_path: Path) -> None:
    """In each theme stand too few to be a series there; no sentence tells who did it."""
    path = tmp_path / "rapport.txt"
    themes = {"Mad": ("Suppe", "Brød"), "Seng": ("Dyne",)}
    towns = {"Suppe": "Struer", "Brød": "Lemvig", "Dyne": "Skive"}

    def section(title: str, mark: str, *texts: str) -> str:
        return "\n\n".join((f"{title}\n{mark * len(title)}", *texts))

    def case(title: str) -> str:
        ends = (BEFORE, f"{LIFE[:180]} Det er i {towns[title]}.", "Der kommer 30 hver aften.")
        return section(title, "~", *(section(head, "^", end) for head, end in zip(FORM, ends, strict=True)))

    chapters = (section(theme, "-", *map(case, titles)) for theme, titles in themes.items())
    path.write_text(section("Mad til mange", "=", *chapters), encoding="utf-8")
    units = [unit for unit in cut(path) if unit.kind == "municipality_example"]
    assert [unit.title for unit in units if unit.parent is None] == list(towns)
    assert [unit.title for unit in units if unit.parent] == [*FORM] * 3


@pytest.mark.parametrize(("publisher", "own"), [("Normgruppen", True), ("Forbundet", False)])
def test_the_advice_of_another_is_no_recommendation(tmp_path: Path, publisher: str, own: bool) -> None:
    path = tmp_path / "rapport.txt"
    told = (
        f"{'Vi har set på støtten til unge. ' * 90}Normgruppen anbefaler et spænd fra 20 til 30 børnesager."
    )
    path.write_text(f"{publisher}\n\nUdtalelse\n\n{told}", "utf-8")
    kinds = {unit.kind for unit in cut(path) if "spænd" in unit.text}
    assert ("recommendation" in kinds) == own


def numbers_of(folder: Path, text: str) -> list[int | None]:
    """The numbers of the recommendations of a report."""
    path = folder / "rapport.txt"
    path.write_text(text, encoding="utf-8")
    return [unit.number for unit in cut(path) if unit.kind == "recommendation"]


def test_a_summary_that_repeats_the_first_words_of_advice_is_none(tmp_path: Path) -> None:
    text = (
        "Sammenfatning\n\nKommunerne får her fem års erfaringer med væresteder for borgere i hjemløshed.\n\n"
        "Vi anbefaler:\n\n• Hold væresteder åbne om aftenen\n• Giv alle borgere en fast kontaktperson\n\n"
        "Anbefalinger\n\nAnbefaling 1: Hold væresteder åbne om aftenen\n\n"
        "Kommunen bør holde væresteder åbne mindst to aftener om ugen, så borgere ikke er alene.\n\n"
        "Anbefaling 2: Giv alle borgere en fast kontaktperson\n\n"
        "Kommunen bør give alle borgere i hjemløshed den samme socialrådgiver i hele forløbet.\n"
    )
    assert numbers_of(tmp_path, text) == [1, 2]


def test_a_section_without_a_number_among_counted_advice_is_none(tmp_path: Path) -> None:
    path = tmp_path / "rapport.txt"
    path.write_text(
        "Rapport\n=======\n\nAnbefalinger\n------------\n\n"
        "1. Hold væresteder åbne om aftenen\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\nMange er alene.\n\n"
        "2. Giv alle en fast kontaktperson\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\nSkift koster tillid.\n\n"
        "3. Mål det, der betyder noget\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\nTal uden mening hjælper ingen.\n\n"
        "Sådan har vi arbejdet\n~~~~~~~~~~~~~~~~~~~~~\n\nVi har talt med borgere i et år.\n",
        encoding="utf-8",
    )
    assert [(unit.kind, unit.number) for unit in cut(path)] == [
        ("recommendation", 1),
        ("recommendation", 2),
        ("recommendation", 3),
        ("passage", None),
    ]


@pytest.mark.parametrize(
    ("heading", "wanted"), [("Sammenfatning", [1, 2, 3]), ("Til staten", [1, 2, 3, 1, 2, 3])]
)
def test_a_summary_in_other_words_is_none_where_as_many_are_numbered_below(
    tmp_path: Path, heading: str, wanted: list[int]
) -> None:
    text = (
        f"Rapport om gæld\n===============\n\n{heading}\n-------------\n\nVi anbefaler:\n\n"
        "1. Skriv nummeret på den sociale rådgivning i den første rykker\n"
        "2. Sænk gebyrerne for borgere på kontanthjælp\n3. Mål, om borgerne får hjælp i tide\n\n"
        "Anbefalinger\n------------\n\nVi anbefaler:\n\n"
        "1. Enhver kreditor bør oplyse telefonnummeret på en gratis rådgivning til borgeren.\n"
        "2. Kommunerne bør sætte et loft over, hvad en udsat borger skal betale i gebyr.\n"
        "3. Kommunerne bør hvert år gøre op, hvor længe borgerne har ventet på støtte.\n"
    )
    assert numbers_of(tmp_path, text) == wanted


SCRAPS = "teksten er løse ord uden en hel sætning, måske fra en figur"


@pytest.mark.parametrize(
    ("text", "scraps"),
    [
        ("Stort gevinstpotentiale:\n\nHVAD DET BETYDER\n\nMED HVEM", True),
        ("Og andet som skal udvikles\ntræning i fx madlavning\nog indkøb", True),
        ("Osv.", True),
        ("Alle kan ringe til os. Også de unge\nkan ringe til os hver dag", False),
        ("Kommunen har ansat to medarbejdere.", False),
        ("Antallet er næsten firedoblet,\nfra 3 % i 2004 til 11 % i 2012.", False),
        ("• Netværk\n• Metoder\n• Sammenhæng", False),
        ("”Det har hjulpet os alle”\nLis Holm, leder", False),
        ("En lang linje i en spalte, hvor teksten fylder mere end en figurs ord plejer at gøre", False),
    ],
)
def test_loose_words_carry_a_doubt(tmp_path: Path, text: str, scraps: bool) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Et afsnit\n\nTeksten her slutter igen.\n\n\n\nEt andet\n\n{text}\n", encoding="utf-8")
    assert [SCRAPS in unit.doubts for unit in cut(file)][-1] == scraps
