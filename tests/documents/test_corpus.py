import hashlib
from pathlib import Path

import pytest

from kb.danish.slugs import slug
from kb.documents.corpus import own_title, read_sources
from kb.errors import SourceError

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Årsrapport Ærø 2020 (endelig)", "aarsrapport-aeroe-2020-endelig"),
        ("A\u030arhus", "aarhus"),
        ("Investér før det sker", "invester-foer-det-sker"),
        ("§ 85", "85"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_shipped_corpus_has_its_documents_and_one_canonical() -> None:
    sources, warnings = read_sources(REPOSITORY / "corpus")
    files = {s.document.id: len(s.files) for s in sources}
    # Who adds a report as the README tells need not change a test.
    assert files.items() >= {"ds-2015": 2, "ds-2017": 1, "ds-2018": 1, "kl-2013": 1}.items()
    assert [s.document.id for s in sources if s.canonical] == ["ds-2018"]
    assert warnings == ()


def test_a_file_without_an_entry_is_taken_and_one_of_another_kind_is_not(tmp_path: Path) -> None:
    (tmp_path / "Årsrapport_2020.txt").write_text("Tekst")
    (tmp_path / "billede.png").write_bytes(b"x")
    (tmp_path / ".skjult.txt").write_text("x")
    sources, warnings = read_sources(tmp_path)
    assert [(s.document.id, s.document.title) for s in sources] == [("aarsrapport-2020", "Årsrapport 2020")]
    assert warnings == ("billede.png: skipped, only .txt and .pdf are read",)


def test_ids_of_files_with_the_same_stem_differ(tmp_path: Path) -> None:
    for name in ("note.pdf", "note.txt"):
        (tmp_path / name).write_text(name)
    assert [s.document.id for s in read_sources(tmp_path)[0]] == ["note", "note-2"]


def test_the_same_file_twice_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    (tmp_path / "b.txt").write_text("Andet")
    (tmp_path / "kopi.txt").write_text("Tekst")
    sources, warnings = read_sources(tmp_path)
    assert [source.document.id for source in sources] == ["a", "b"]
    assert warnings[-1] == "kopi.txt: skipped, the same file as a.txt"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Årsrapport 2020", "Årsrapport 2020"),
        ("Microsoft Word - Indsatsen for unge", "Indsatsen for unge"),
        ("Rapport\x01 om\x00unge", "Rapport om unge"),  # no XML, and so no Word file, may hold these
        ("Microsoft Word - notat_endelig2.docx", None),
        ("new1.html", None),
        ("Hjem til alle.indd", None),
        ("Hjem til alle. Pagen", "Hjem til alle. Pagen"),
        ("<Indsæt titel>", None),
        ("PowerPoint-præsentation", None),
        ("untitled", None),
        ("", None),
    ],
)
def test_the_title_that_a_file_gives_itself(title: str, expected: str | None) -> None:
    assert own_title(title) == expected


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "back").symlink_to(tmp_path, target_is_directory=True)
    assert [s.document.id for s in read_sources(tmp_path)[0]] == ["a"]


def _listed(folder: Path, name: str, digest: str, extra: str = "") -> None:
    (folder / "sources.toml").write_text(
        f'[a]\ntitle="A"\n{extra}\n[[a.files]]\nname="{name}"\nsha256="{digest}"\n', encoding="utf-8"
    )


def test_a_listed_file_that_is_missing_is_an_error_that_names_it(tmp_path: Path) -> None:
    _listed(tmp_path, "væk.txt", "00")
    with pytest.raises(SourceError, match=r"\[a\] lists 'væk.txt'.*put the file back"):
        read_sources(tmp_path)


def test_another_sha256_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    _listed(tmp_path, "a.txt", hashlib.sha256(b"Noget andet").hexdigest())
    with pytest.raises(SourceError, match="sha256 of 'a.txt'"):
        read_sources(tmp_path)
    _listed(tmp_path, "a.txt", hashlib.sha256(b"Tekst").hexdigest(), "year=2020")
    assert read_sources(tmp_path)[0][0].document.year == 2020


@pytest.mark.parametrize("toml", ["[a", "[a]\ntitle='x'", "[A_b]\nfiles=['a.txt']"])
def test_a_broken_entry_is_an_error(tmp_path: Path, toml: str) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    (tmp_path / "sources.toml").write_text(toml)
    with pytest.raises(SourceError, match="sources.toml"):
        read_sources(tmp_path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("titel = 'Hjem til alle'", r"\[a\] has the unknown key 'titel'; it may have title, publisher, year"),
        ("year = 'to'", r"the year of \[a\] must be a number, as year = 2024"),
    ],
)
def test_a_slip_in_an_entry_is_an_error(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    (tmp_path / "sources.toml").write_text(f"[a]\nfiles = ['a.txt']\n{line}\n")
    with pytest.raises(SourceError, match=told):
        read_sources(tmp_path)


def test_an_entry_without_a_file_is_told_what_to_write_and_what_is_told_works(tmp_path: Path) -> None:
    (tmp_path / "rapport.pdf").write_text("Tekst")
    (tmp_path / "sources.toml").write_text("[a]\ntitle='x'")
    with pytest.raises(SourceError, match=r"\[a\] names no file") as told:
        read_sources(tmp_path)
    example = [line for line in str(told.value).splitlines() if line.startswith("  ")]
    assert len(example) == 2
    (tmp_path / "sources.toml").write_text("\n".join(["[a]", *example]))
    (source,), warnings = read_sources(tmp_path)
    assert source.document.title == "Hjem til alle"
    assert (source.files, warnings) == ((tmp_path / "rapport.pdf",), ())


def test_the_address_of_the_original_is_kept_and_a_script_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tekst")
    digest = hashlib.sha256(b"Tekst").hexdigest()
    _listed(tmp_path, "a.txt", digest, 'url="https://example.org/a.pdf"')
    assert read_sources(tmp_path)[0][0].url == "https://example.org/a.pdf"
    _listed(tmp_path, "a.txt", digest, 'url="javascript:alert(1)"')
    with pytest.raises(SourceError, match=r"url of \[a\]"):
        read_sources(tmp_path)


def test_a_missing_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_sources(tmp_path / "nej")
