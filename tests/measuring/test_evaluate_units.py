from kb.danish.slugs import squash
from kb.measuring.units import evaluate
from kb.model import Document, Theme, Unit

DOCUMENT = Document("rapport", "Rapport", None, 2020)


def unit(kind: str, text: str, **more: object) -> Unit:
    return Unit(
        id=str(more.pop("id", text)),
        kind=kind,
        text=text,
        document=DOCUMENT,
        file="f",
        start=0,
        end=1,
        **more,
    )  # type: ignore[arg-type]


def scores(units: list[Unit], gold: list[dict[str, object]]) -> dict[str, tuple[int, int, int]]:
    return {score.name: (score.found, score.wanted, score.given) for score in evaluate(units, gold)}


def test_squash_keeps_letters_and_digits_alone() -> None:
    assert squash("• Mind-set ”Én\nplan” 2") == "mindseténplan2"


def test_a_recommendation_counts_when_number_and_text_agree() -> None:
    theme = Theme("t", "T")
    units = [
        unit("recommendation", "Lyt til borgeren.", number=1, theme=theme, pages=(4, 4)),
        unit("recommendation", "Mål  effekten.", number=2, theme=theme, pages=(9, 9)),
    ]
    gold = [
        {
            "id": "a",
            "kind": "recommendation",
            "doc": "rapport",
            "number": 1,
            "theme": "x",
            "page": 5,
            "text": "Lyt til\nborgeren.",
        },
        {
            "id": "b",
            "kind": "recommendation",
            "doc": "rapport",
            "number": 2,
            "theme": "x",
            "page": 5,
            "text": "Mål effekterne.",
        },
    ]
    found = scores(units, gold)
    assert found["recommendations, exact"] == (1, 2, 2)
    assert found["recommendations, page"] == (1, 2, 2)
    assert found["themes of recommendations"] == (1, 1, 1)


def test_an_example_counts_by_its_ends_and_one_unit_serves_one_gold() -> None:
    text = "Odense Kommune har åbnet et nyt værested for unge. Det har hjulpet mange af dem."
    units = [unit("municipality_example", text, municipalities=("Odense",))]
    entry = {
        "kind": "municipality_example",
        "doc": "rapport",
        "first80": text,
        "last80": text,
        "municipalities": ["Odense", "Assens"],
    }
    found = scores(units, [{**entry, "id": "a"}, {**entry, "id": "b", "core": False}])
    assert found["examples, core"] == (1, 1, 1)
    assert found["examples, all"] == (1, 2, 1)
    assert found["municipalities of examples, core"] == (1, 2, 1)


def test_an_inline_example_counts_when_its_ends_fall_in_the_right_paragraphs() -> None:
    first = "Vi ser det flere steder. Odense har åbnet et værested, og det virker godt for de unge i byen."
    parent = unit("passage", f"{first}\n\nEt andet afsnit.", id="p")
    child = unit("municipality_example", first[25:], id="c", parent="p", municipalities=("Odense",))
    gold = {
        "id": "a",
        "kind": "municipality_example",
        "subkind": "inline",
        "doc": "rapport",
        "first80": first[:80],
        "last80": first[-80:],
        "municipalities": ["Odense"],
    }
    assert scores([parent, child], [gold])["examples, core"] == (1, 1, 1)
    wrong = {**gold, "last80": "Et andet afsnit."}
    assert scores([parent, child], [wrong])["examples, core"] == (0, 1, 1)


def test_a_table_row_counts_when_all_its_numbers_stand_behind_its_label() -> None:
    table = unit("finding", "Tabel 1: Antal sager\nJa 52 % 79\nNej 38 % 58", title="Tabel 1: Antal sager")
    gold = {
        "id": "t",
        "kind": "survey_table",
        "doc": "rapport",
        "title": "Antal sager",
        "rows": [{"label": "Ja", "percent": 52, "count": 79}, {"label": "Nej", "percent": 38, "count": 57}],
    }
    assert scores([table], [gold])["table rows"] == (1, 2, 2)
