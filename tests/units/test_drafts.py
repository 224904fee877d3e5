from kb.units.cutting.drafts import Draft, Ids


def draft(
    kind: str, title: str | None = None, text: str = "En to tre fire fem seks syv otte", **more: object
) -> Draft:
    return Draft(kind, text, (), (0, 0), title=title, **more)  # type: ignore[arg-type]


def test_ids_are_readable_and_danish() -> None:
    ids = Ids("ds-2018")
    assert ids.of(draft("recommendation", number=12), None) == "ds-2018/anbefaling/12"
    assert (
        ids.of(draft("municipality_example", "Åben dialog: på vej"), None)
        == "ds-2018/eksempel/aaben-dialog-paa-vej"
    )
    assert ids.of(draft("passage"), None) == "ds-2018/afsnit/en-to-tre-fire-fem-seks-syv"
    assert ids.of(draft("finding", "Tabel 1"), None) == "ds-2018/fund/tabel-1"
    assert ids.of(draft("passage", text="…"), None) == "ds-2018/afsnit/uden-titel"


def test_a_long_title_is_cut_at_a_word() -> None:
    title = "Borgere med udviklingshæmning skal have indflydelse på deres egen sundhed"
    assert Ids("d").of(draft("passage", title), None) == (
        "d/afsnit/borgere-med-udviklingshaemning-skal-have-indflydelse-paa"
    )


def test_the_same_name_twice_is_counted() -> None:
    ids = Ids("d")
    assert [ids.of(draft("passage", "Mål"), None) for _ in range(3)] == [
        "d/afsnit/maal",
        "d/afsnit/maal-2",
        "d/afsnit/maal-3",
    ]
    assert ids.of(draft("passage", "Mål 2"), None) == "d/afsnit/maal-2-2"


def test_parts_and_small_titles_are_named_after_what_they_lie_in() -> None:
    ids = Ids("d")
    whole = ids.of(draft("municipality_example", "Odense Kommune"), None)
    assert ids.of(draft("municipality_example", "HVORFOR"), whole) == "d/eksempel/odense-kommune-hvorfor"
    assert [ids.of(draft("municipality_example"), whole) for _ in range(2)] == [
        "d/eksempel/odense-kommune-del-1",
        "d/eksempel/odense-kommune-del-2",
    ]
    intro = draft("passage", "Anbefalinger:", section=("Kapitel 4: Unge", "Anbefalinger:"))
    assert ids.of(intro, None) == "d/afsnit/kapitel-4-unge-anbefalinger"
