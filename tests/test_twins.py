from pathlib import Path

from kb.corpus import read_sources
from kb.model import Document, Line, Page, Source, TextLayer
from kb.twins import Read, merge, resemblance, sketch

DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"


def test_extractions_of_one_note_resemble_and_other_reports_do_not() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.iterdir())}
    sketches = {stem: sketch(text) for stem, text in texts.items()}
    close = {
        (one, other)
        for one in sketches
        for other in sketches
        if one < other and resemblance(sketches[one], sketches[other]) > 0.1
    }
    assert close == {("ds-2015-sociale-investeringer", "ds-2015-sociale-investeringer-anden-udtraekning")}


def test_resemblance_is_the_overlap_of_five_grams() -> None:
    one, other = sketch("a b c d e f g"), sketch("a b c d e f x")
    assert resemblance(one, other) == 2 / 4
    assert resemblance(sketch("for kort"), one) == 0.0


def test_a_word_broken_at_a_line_end_is_the_same_word() -> None:
    assert sketch("den kom-\nmunale indsats virker for alle") == sketch(
        "den kommunale indsats virker for alle"
    )


def _read(name: str, text: str, page: int | None, listed: bool) -> Read:
    source = Source(Document(name, name, None, None), (Path(f"/{name}.txt"),), listed=listed)
    pages = (Page(page, None, (Line(0, len(text)),)),)
    return Read(source, TextLayer(f"{name}.txt", text, pages), sketch(text))


def test_the_text_with_pages_is_kept_under_the_listed_name() -> None:
    plain = _read("a", "en kom-\nmune gør det nu", None, listed=True)
    paged = _read("b", "en kom-\nmune gør det nu", 1, listed=False)
    merged, warning = merge(plain, paged)
    assert merged.source.document.id == "a"
    assert [file.name for file in merged.source.files] == ["b.txt", "a.txt"]
    assert merged.layer.file == "b.txt"
    assert warning.startswith("a.txt: another extraction of b.txt; taken as one document, 'a'")


def test_the_unbroken_text_is_kept() -> None:
    broken = _read("a", "en kom-\nmune gør det nu", None, listed=False)
    whole = _read("b", "en kommune gør det nu", None, listed=False)
    assert merge(broken, whole)[0].layer.file == "b.txt"
    assert merge(whole, broken)[0].layer.file == "b.txt"


def test_the_shipped_note_has_two_files_and_one_source() -> None:
    note = next(s for s in read_sources(DOCUMENTS.parent)[0] if s.document.id == "ds-2015")
    assert len(note.files) == 2 and note.listed
