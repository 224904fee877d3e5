import pytest

from kb.units.cutting.joining import join, tidy, vocabulary

KNOWN = {"mind-set": 5, "mindset": 1, "kommunerne": 3}


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["i kom-", "munerne"], "i kommunerne"),
        (["social-", "og sundhedsområdet"], "social- og sundhedsområdet"),
        (["social- og", "sundhedsområdet"], "social- og sundhedsområdet"),
        (["børne-", "eller ungeområdet"], "børne- eller ungeområdet"),
        (["i Høje-", "Taastrup"], "i Høje-Taastrup"),
        (["et fælles mind-", "set"], "et fælles mind-set"),
        (["en UU-", "vejleder"], "en UU-vejleder"),
        (["§ 85-støt-", "te"], "§ 85-støtte"),
        (["§ 85-", "støtte"], "§ 85-støtte"),
        (["hos DEFAK-", "TUM"], "hos DEFAKTUM"),
        (["indsats\u00ad", "trappe"], "indsatstrappe"),
        (["indsats\u2010", "trappe"], "indsatstrappe"),
        (["sager/", "kontakter"], "sager/kontakter"),
        (["en pause -", "og videre"], "en pause - og videre"),
        (["ﬁre ﬂade", "ﬀ"], "fire flade ff"),
        (["fore\u00adbyggelse\u00a0nu", "\x07her\u200b"], "forebyggelse nu her"),
    ],
)
def test_lines_become_one_text(lines: list[str], text: str) -> None:
    assert join(lines, KNOWN)[0] == text


def test_every_hyphen_at_a_line_end_is_told() -> None:
    assert join(["kom-", "munernes social-", "og ungeområde"], {})[1] == (
        "joined kom-munernes",
        "kept social- og",
    )


def test_odd_spaces_become_one() -> None:
    assert tidy(" a\u202fb\t c\n") == "a b c"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("færre tunge anbring elser", "færre tunge anbringelser"),
        ("tre millioner kron er i 2015", "tre millioner kroner i 2015"),
        ("enhver komm une kan", "enhver kommune kan"),
        (
            "deres arbejdstid er kort",
            "deres arbejdstid er kort",
        ),  # a word of its own, though it stands here only
        ("de bor sam men", "de bor sam men"),  # the document has the whole word nowhere else
        ("hvad har kommunen g jort", "hvad har kommunen gjort"),  # the dictionary has the whole, no "jort"
        ("fysiotera pi og op følgning", "fysioterapi og opfølgning"),
        ("hun beskriver en plan", "hun beskriver en plan"),
        ("kommunen giver unge bostøtte", "kommunen giver unge bostøtte"),  # the dictionary lacks "bostøtte"
        ("og aktivi tetsparate", "og aktivitetsparate"),
        ("den x-komm une og komm une", "den x-komm une og kommune"),
        ("antal peer støtter", "antal peer støtter"),  # no word of the dictionary, and no half of one
    ],
)
def test_halves_of_a_word_are_joined_where_the_document_has_the_whole(text: str, joined: str) -> None:
    known = {"anbringelser": 2, "anbring": 1, "elser": 1, "kroner": 3, "kron": 1, "er": 40, "kommune": 9}
    known |= {"komm": 1, "une": 1, "arbejdstid": 1, "arbejdstider": 1, "sam": 1, "men": 8}
    known |= {"bostøtte": 6, "ungebostøtte": 2, "aktivi": 2, "tetsparate": 2, "aktivitetsparate": 1}
    known |= {"fysiotera": 1, "pi": 1, "jort": 3, "beskriver": 1, "peer": 1}
    assert join([text], known)[0] == joined


TORN = [
    "færre tunge anbring",
    "elser og fysiotera",
    "pi samt op",
    "følgning af det.",
    "Det er en kontant",
    "hjælp.",
]


def test_words_torn_at_line_ends_are_joined_where_a_document_drops_its_hyphens() -> None:
    known = vocabulary([*TORN, "Mange har opfølgen", "de samtaler i bo", "tilbud."])
    assert join(["Det er en kontant", "hjælp."], known) == (
        "Det er en kontanthjælp.",
        ("joined kontant hjælp",),
    )
    assert join(["opfølgen", "de samtaler i bo", "tilbud"], known)[0] == "opfølgende samtaler i botilbud"
    assert join(["vi kan betragte", "de unge"], known)[0] == "vi kan betragte de unge"
    assert (
        join(["hun beskriver", "en plan for", "bedre liv"], known)[0] == "hun beskriver en plan for bedre liv"
    )


def test_words_at_line_ends_stay_two_where_a_document_keeps_its_hyphens() -> None:
    known = vocabulary(["i bo-", "tilbud", *TORN[-2:]])
    assert join(["Det er en kontant", "hjælp."], known) == ("Det er en kontant hjælp.", ())
