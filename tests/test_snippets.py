from kb.snippets import LENGTH, snippet

TEXT = (
    "Kommunen har ændret sin praksis. Borgere med psykiske lidelser møder en sagsbehandler på sygehuset. "
    "Det giver færre indlæggelser."
)


def mark(word: str) -> str | None:
    return {"sygehuset": "word", "psykiske": "related"}.get(word.lower())


def test_the_sentence_with_the_matches_comes_first() -> None:
    assert snippet(TEXT, mark) == (
        '… Borgere med <mark class="related">psykiske</mark> lidelser møder en sagsbehandler på '
        "<mark>sygehuset</mark>. Det giver færre indlæggelser."
    )


def test_source_text_stays_text() -> None:
    assert snippet("<script>alert(1)</script> sygehuset & co", mark) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; <mark>sygehuset</mark> &amp; co"
    )


def test_a_long_sentence_is_cut_at_words_around_its_match() -> None:
    long = " ".join(["ord"] * 200) + " sygehuset " + " ".join(["slut"] * 200)
    shown = snippet(long, mark)
    assert shown.startswith("… ord ord") and shown.endswith("slut …")
    assert "<mark>sygehuset</mark>" in shown
    assert len(shown.replace("<mark>", "").replace("</mark>", "")) <= LENGTH
