"""What a file that is no sound PDF does: one message that names it, and the rest of it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter

from kb.documents.pdf.read import load_pdf
from kb.errors import UnreadableError
from tests import pdf_broken as broken

GOOD = "God side med tekst."


def write(folder: Path, content: bytes) -> Path:
    path = folder / "rapport.pdf"
    path.write_bytes(content)
    return path


def encrypted(folder: Path, password: str, algorithm: str) -> Path:
    plain = write(folder, broken.document([broken.stream(broken.TEXT)]))
    writer = PdfWriter(clone_from=plain)
    writer.encrypt(user_password=password, owner_password="ejer", algorithm=algorithm)
    writer.write(plain)
    return plain


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "rapport.pdf: it is empty"),
        (b"<!DOCTYPE html><html><body>Siden findes ikke</body></html>", "a web page (HTML)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"PK\x03\x04word", "a Word, Excel or zip file"),
        (b"Kommunernes indsats", "no %PDF- at its beginning"),
        (broken.document([broken.stream(broken.TEXT)])[:300], "rapport.pdf: it is damaged or cut off"),
        (broken.cyclic_pages(), "rapport.pdf: it is damaged or cut off"),
        (broken.document([b"5 0 R"]), "rapport.pdf: page 1: left out"),
        (broken.with_images([True, True]), "rapport.pdf: pages 1-2: only an image"),
        (broken.document([broken.stream(b"")]), "rapport.pdf:"),
        (broken.document([]), "rapport.pdf: no page of it holds text"),
    ],
)
def test_unreadable_says_what_it_is(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        load_pdf(write(tmp_path, content))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (
            broken.document([broken.stream(broken.TEXT), b"5 0 R"][::-1]),
            "rapport.pdf: page 1: left out, its content is damaged or refers to itself",
        ),
        (
            broken.document([b"<</Length 9/Filter/FlateDecode>>stream\nno zlib!!\nendstream",
                             broken.stream(broken.TEXT)]),
            "rapport.pdf: page 1: left out, its content is empty, damaged or refers to itself",
        ),
        (
            broken.with_images([True, False]),
            "rapport.pdf: page 1: only an image, no text; run text recognition (OCR) on it",
        ),
        (
            broken.document([broken.stream(bytes(40_000_000)), broken.stream(broken.TEXT)]),
            "rapport.pdf: page 1: left out, its content unpacks to more than any printed page needs",
        ),
    ],
    ids=["circular", "damaged stream", "image", "bomb"],
)  # fmt: skip
def test_the_other_pages_are_used(tmp_path: Path, content: bytes, warning: str) -> None:
    layer = load_pdf(write(tmp_path, content))
    assert layer.text == "\f" + GOOD
    assert [page.number for page in layer.pages] == [1, 2]
    assert layer.warnings == (warning,)


def test_forty_streams_that_each_stay_under_the_limit(tmp_path: Path) -> None:
    layer = load_pdf(write(tmp_path, broken.forty_streams(megabytes=5)))
    assert layer.text == "\f" + GOOD
    assert layer.warnings == ("rapport.pdf: page 1: left out, its content unpacks to over 64 megabytes",)


def test_forms_that_draw_forms_ten_times_each(tmp_path: Path) -> None:
    layer = load_pdf(write(tmp_path, broken.forms_in_forms()))
    assert layer.text == "\f" + GOOD
    assert layer.warnings == ("rapport.pdf: page 1: left out, its content unpacks to over 64 megabytes",)


def test_a_page_that_eats_time_is_stopped(tmp_path: Path) -> None:
    layer = load_pdf(write(tmp_path, broken.endless_work()), page_seconds=0.3)
    assert layer.text == "\f" + GOOD
    assert layer.warnings == ("rapport.pdf: page 1: left out, reading took over 0.3 seconds",)


@pytest.mark.parametrize("algorithm", ["AES-256", "RC4-128"])
def test_an_empty_user_password_is_read(tmp_path: Path, algorithm: str) -> None:
    layer = load_pdf(encrypted(tmp_path, "", algorithm))
    assert (layer.text, layer.warnings) == (GOOD, ())


def test_a_real_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"rapport\.pdf: it is encrypted with a password; save a copy"):
        load_pdf(encrypted(tmp_path, "hemmelig", "AES-256"))
