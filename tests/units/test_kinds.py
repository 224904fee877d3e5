import pytest

from kb.units.cutting.blocks import Block, Span
from kb.units.cutting.kinds import indsats_runs, is_result, mindset_runs, starting_points


def paragraph(text: str, kind: str = "paragraph") -> Block:
    return Block(kind, text, (Span(0, len(text), text),), (0, 0))


FILL = " Det gælder for alle borgere, som har brug for en hånd i hverdagen og i det lange løb."


@pytest.mark.parametrize(
    ("text", "heading", "defines"),
    [
        ("En rehabiliterende indsats er en tidsbegrænset hjælp, som skal føre til mere.", "", True),
        ("De habiliterende indsatser er mere varige og gives ofte hele livet.", "", True),
        ("Habilitering er støtte til at bevare evner.", "", True),
        ("Indsatserne er opdelt i forebyggende, rehabiliterende og habiliterende.", "", True),
        ("Servicelovens § 82 a giver mulighed for en tidlig og forebyggende indsats.", "", True),
        ("Når en borger henvender sig, taler man om, hvad der er brug for.", "Afklaring", True),
        ("Når en borger henvender sig, taler man om, hvad der er brug for.", "Besøg", False),
        ("Et eksempel på en forebyggende indsats er besøg hos unge.", "", False),
        ("Odense Kommune har en forebyggende indsats, som er ny.", "", False),
        ("Medarbejderne skal have tid til en rehabiliterende samtale.", "", False),
    ],
)
def test_what_defines_a_type_of_intervention(text: str, heading: str, defines: bool) -> None:
    assert indsats_runs([paragraph(text + FILL)], heading) == ([(0, 1)] if defines else [])


def test_a_description_goes_on_while_its_words_do() -> None:
    texts = [
        "En forebyggende indsats er hjælp, før det går galt, og den kan gives til alle." + FILL,
        "Forebyggelse kræver, at man ser det i tide." + FILL,
        "Det er i god tråd med loven." + FILL,
        "Et eksempel er besøg hos unge." + FILL,
    ]
    assert indsats_runs([paragraph(text) for text in texts], "") == [(0, 3)]


def test_a_short_section_under_the_name_of_a_type_describes_it() -> None:
    blocks = [paragraph("Den unge får hjælp til at komme videre."), paragraph("Formålet er et godt liv.")]
    assert indsats_runs(blocks, "Rehabilitering") == [(0, 2)]
    assert indsats_runs(blocks, "Unge") == []


def test_principles_are_a_mindset_with_their_lead_in() -> None:
    blocks = [
        paragraph("Visionen består af tre leveregler:"),
        paragraph("Tal, så alle forstår", "bullet"),
        paragraph("Gå borgeren i møde", "bullet"),
        paragraph("Det blev vedtaget i 2016."),
    ]
    assert mindset_runs(blocks) == [(0, 3)]
    assert mindset_runs([paragraph("Vi foreslår:"), *blocks[1:]]) == []


def test_results_need_a_heading_and_a_figure_or_its_words() -> None:
    text = [paragraph("48 % har svaret, og 52 pct. af dem siger ja.")]
    assert is_result(text, ("Resultater",))
    assert not is_result(text, ("Baggrund",))
    assert is_result([paragraph("Unge afbryder forløbet dobbelt så tit som andre.")], ("Hovedresultater",))
    assert not is_result([paragraph("Kapitlet er skrevet af to forskere.")], ("Resultater",))


def test_a_view_of_people_is_a_mindset_up_to_where_it_is_named() -> None:
    blocks = [
        paragraph("Tallene er kendt. Udgangspunktet er, at borgerne er kloge på deres eget liv."),
        paragraph("Derfor spørger man dem først."),
        paragraph("Det samlede tankesæt lyder:"),
        paragraph("Spørg, lyt og vent."),
        paragraph("Kommunen har 40 ansatte."),
    ]
    assert list(starting_points(blocks)) == [(0, 18, 4)]
    assert list(starting_points(blocks[:2])) == []
