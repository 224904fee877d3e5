import random
import unicodedata
from pathlib import Path

import pytest

from kb.documents.textfile import load_text
from kb.errors import UnreadableError
from kb.units.cutting.clean import clean

TEXT = "Støtte på væresteder.\nBorgere får hjælp.\n"


def lines_of(path: Path) -> list[str]:
    layer = load_text(path)
    return [layer.text[line.start : line.end].strip() for page in layer.pages for line in page.lines]


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("latin-1"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode("latin-1"),
        TEXT.encode("cp865"),
        TEXT.encode("cp850"),
        TEXT.replace("\n", "\r").encode("mac_roman"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("hjælp", "hj\0ælp").encode(),
    ],
)
def test_every_encoding_reads_as_the_same_lines(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(raw)
    assert lines_of(file) == ["Støtte på væresteder.", "Borgere får hjælp."]


def test_what_was_repaired_is_said(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes("Kvæld\0 i Århus".encode("cp1252"))
    assert load_text(file).warnings == (
        "note.txt: not UTF-8, read as Windows-1252",
        "note.txt: 1 NUL characters left out",
    )


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Windows-1252"),
        ("cp865", "DOS code page 865"),
        ("mac_roman", "MacRoman"),
    ],
)
@pytest.mark.parametrize(
    "text",
    ["Støtte på væresteder", "ÆRØ KOMMUNE: ØKONOMI", "Én gang om året, på Årø", "Ja, på øen", "På"],
)
def test_an_encoding_is_known_by_few_letters(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(text.encode(encoding, errors="ignore"))
    layer = load_text(file)
    assert (layer.text, layer.warnings) == (text, (f"note.txt: not UTF-8, read as {name}",))


def test_one_damaged_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes("Støtte på væresteder, året rundt".encode() + b"\xff!")
    assert load_text(file).text == "Støtte på væresteder, året rundt\ufffd!"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(b" \n\n")
    with pytest.raises(UnreadableError, match="note.txt: the file holds no text"):
        load_text(file)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(random.Random(1).randbytes(3_000))
    with pytest.raises(UnreadableError, match="note.txt: the file is no text; save it as .txt"):
        load_text(file)
    file.write_bytes(b"Kommunen har en plan.\x1a")  # as DOS ended its files
    assert load_text(file).text.startswith("Kommunen har en plan.")


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.symlink_to(second)
    second.symlink_to(first)
    with pytest.raises(UnreadableError, match="a.txt: cannot be read"):
        load_text(first)


def test_one_endless_line_is_cut_at_its_sentences(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Kommunen støtter unge i egen bolig. " * 100, encoding="utf-8")
    found = lines_of(file)
    assert found == ["Kommunen støtter unge i egen bolig."] * 100


def test_pages_by_form_feed(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Første side\n\f\nAnden side\n\n\n17\n", encoding="utf-8")
    assert [(page.number, page.label) for page in load_text(file).pages] == [(1, None), (2, "17")]


def test_pages_by_a_leading_space_or_a_lone_number(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(" Forord\nTekst.\n\n\n\n7\n\nNæste side.\n Tredje side.\n", encoding="utf-8")
    layer = load_text(file)
    firsts = [layer.text[page.lines[0].start : page.lines[0].end] for page in layer.pages]
    assert firsts == [" Forord", "Næste side.", " Tredje side."]
    # The numbers of fewer than half of the pages would be two ways of counting in one document.
    assert [page.label for page in layer.pages] == [None, None, None]
    file.write_text(" Forord\nTekst.\n\n\n\n7\n\nNæste side.\n\n\n\n8\n\n Tredje side.\n", encoding="utf-8")
    assert [page.label for page in load_text(file).pages] == ["7", "8", None]


def test_a_text_without_marks_has_no_page_numbers(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Forord\n\nTekst.\n", encoding="utf-8")
    assert [page.number for page in load_text(file).pages] == [None]


COLUMN = [
    "Udgangspunktet er, at enhver",
    "kender sit liv. Derfor må vi",
    "forlade det gamle spor, hvor",
    "der tænkes alt",
]
BOX = [
    "Børn kan komme",
    "sig af en svær start",
    "En undersøgelse fra i år har",
    "vist, at det går bedre med tiden.",
]
REST = ["for meget i ydelser og i hylde-", "varer. Vi må turde mere i byen."]


def test_a_box_inside_a_sentence_is_set_apart(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("\n".join([*COLUMN, *BOX, *REST]), encoding="utf-8")
    layer = load_text(file)
    zones = [(line.zone, layer.text[line.start : line.end]) for line in layer.pages[0].lines]
    assert zones == [*((None, t) for t in COLUMN), *(("box", t) for t in BOX), *((None, t) for t in REST)]
    assert [block.text for block in clean(layer).blocks][0] == (
        "Udgangspunktet er, at enhver kender sit liv. Derfor må vi forlade det gamle spor, hvor der tænkes "
        "alt for meget i ydelser og i hyldevarer. Vi må turde mere i byen."
    )


LIST = [
    "Tre punkter i frem-",
    "tidens by er:",
    "\tEn dør til",
    "alle",
    "\tEn lampe der lyser",
    "\tEn ny stol",
    "der står",
]


def test_a_list_inside_a_sentence_is_set_apart(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("\n".join([*COLUMN, *LIST, *REST]), encoding="utf-8")
    blocks = clean(load_text(file)).blocks
    assert blocks[0].text.endswith(
        "hvor der tænkes alt for meget i ydelser og i hyldevarer. Vi må turde mere i byen."
    )
    assert [block.text for block in blocks[1:]] == [
        "Tre punkter i fremtidens by er:",
        "En dør til alle",
        "En lampe der lyser",
        "En ny stol der står",
    ]
    assert len({block.inset for block in blocks}) == 2


def test_a_chapter_inside_a_sentence_is_no_list(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("\n".join([*COLUMN, "Kapitel 7:", "Byen", *REST, "Der er plads."]), encoding="utf-8")
    assert {line.zone for line in load_text(file).pages[0].lines} == {None}


def test_a_box_of_a_page_inside_a_sentence_is_set_apart(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    box = [*BOX, *("Flere af dem er nu i gang igen.", "De fleste bor i deres egen bolig.") * 32]
    file.write_text("\n".join([*COLUMN, *box, *REST]), encoding="utf-8")
    first = clean(load_text(file)).blocks[0]
    assert first.text.endswith(
        "hvor der tænkes alt for meget i ydelser og i hyldevarer. Vi må turde mere i byen."
    )


def test_a_piece_whose_beginning_cannot_be_told_stands_apart_with_a_doubt(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("\n".join([*BOX[2:], *REST, "Det hjælper flere børn."]), encoding="utf-8")
    first, second = clean(load_text(file)).blocks
    assert first.text == "En undersøgelse fra i år har vist, at det går bedre med tiden."
    assert second.text.startswith("for meget i ydelser og i hyldevarer.")
    assert second.doubts == ("teksten begynder midt i en sætning, hvis begyndelse ikke er fundet",)


def test_an_abbreviation_ends_no_sentence(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Det gælder 24 pct.\naf de unge, som er vokset op her.\n", encoding="utf-8")
    assert {line.region for line in load_text(file).pages[0].lines} == {None}


def note_lines(file: Path, text: str) -> list[tuple[str | None, str]]:
    file.write_text(text, encoding="utf-8")
    layer = load_text(file)
    return [(line.zone, layer.text[line.start : line.end]) for page in layer.pages for line in page.lines]


def test_a_note_behind_a_line_is_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    text = (
        "• Flere tilbud til unge 1 Evaluering af byen. KORA, 2017\n• Nye huse\n\n\fResultat i 20151:\n• Ro\n"
    )
    assert note_lines(file, text) == [
        (None, "• Flere tilbud til unge"),
        ("note", "1 Evaluering af byen. KORA, 2017"),
        (None, "• Nye huse"),
        (None, "Resultat i 20151:"),
        (None, "• Ro"),
    ]
    blocks = clean(load_text(file)).blocks
    assert [block.text for block in blocks] == ["Flere tilbud til unge", "Nye huse", "Resultat i 2015:", "Ro"]
    assert [note.text for note in blocks[2].notes] == ["Evaluering af byen. KORA, 2017"]


@pytest.mark.parametrize(
    "text",
    [
        "Se hele listen i kapitel 1 Indledning om byen\nResultat i 2015:\n",  # no mark
        "Se hele listen i kapitel 1 Indledning om byen\nResultat i 20151:\n1 Opgjort i marts.\n",  # another
    ],
)
def test_a_number_in_a_line_is_no_note(tmp_path: Path, text: str) -> None:
    assert {zone for zone, _ in note_lines(tmp_path / "note.txt", text)} == {None}
