"""Reads one PDF in a process of its own: the only module that imports pypdf.

`python -m kb.documents.pdf.worker FILE FIRST SECONDS` bounds its own memory, opens FILE and prints one JSON
line a page
from page FIRST on: first {"pages", "labels"} or {"error"}, then {"page", "width", "height", "words",
"shapes", "images", "trouble"}. A page that cannot be read is one line with `trouble`; the others follow.
A content stream that eats time is stopped by a timer on CPU time; what even that cannot stop (one long
call into zlib) the parent ends (`kb/documents/pdf/read.py`).
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any, TextIO

from pypdf import PasswordType, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import ContentStream
from pypdf.generic._font import Font

from kb.documents.pdf.content import IDENTITY, Form, TooMuchContent, Walker
from kb.documents.pdf.font import Glyphs

MEMORY_BYTES = 1_500_000_000
STREAM_BYTES = 32_000_000
PAGE_BYTES = 64_000_000  # of content, decompressed: several streams may each stay under STREAM_BYTES
MAX_PAGES = 20_000
# pypdf lets Python's own errors through where a file contradicts itself.
DAMAGE = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError,
    RecursionError, TypeError, ValueError, EOFError, struct.error, zlib.error,
)  # fmt: skip


class OutOfTime(BaseException):
    """Raised by the timer. Not an Exception: pypdf swallows those while it reads a page."""


def _alarm(_signal: int, _frame: Any) -> None:
    raise OutOfTime


class PageReader:
    """The fonts and forms of one document, each read once."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.fonts: dict[Any, Glyphs | None] = {}
        self.images = 0
        self.bytes = 0

    def read(self, number: int) -> dict[str, Any]:
        page = self.reader.pages[number - 1]
        self.images = self.bytes = 0
        box = page.cropbox
        result: dict[str, Any] = {
            "page": number,
            "box": [float(box.left), float(box.bottom), float(box.right), float(box.top)],
            "rotation": int(page.get("/Rotate", 0) or 0) % 360,
        }
        contents = page.get("/Contents")
        walker = Walker()
        if contents is not None:
            walker.walk(self.form(page, contents.get_object()))
        result["words"], result["shapes"], result["images"] = walker.words, walker.shapes, self.images
        if contents is not None and not self.images and walker.count == 0:
            result["trouble"] = "its content is empty, damaged or refers to itself"
        return result

    def form(self, owner: Any, contents: Any) -> Form:
        """A page or a form XObject as operators; names are looked up in its own resources."""
        resources = _resources(owner)
        fonts, forms = _entries(resources, "/Font"), _entries(resources, "/XObject")
        stream = ContentStream(contents, self.reader, "bytes")
        self.bytes += len(stream.get_data())
        if self.bytes > PAGE_BYTES:
            raise TooMuchContent(f"its content unpacks to over {PAGE_BYTES // 1_000_000} megabytes")
        operations = stream.operations
        matrix = tuple(float(value) for value in owner.get("/Matrix", IDENTITY))
        direct: dict[str, Glyphs | None] = {}
        return Form(
            operations,
            lambda name: self.font(fonts, name, direct),
            lambda name: self.xobject(forms, name, resources),
            matrix if len(matrix) == 6 else IDENTITY,
        )

    def font(self, fonts: Any, name: Any, direct: dict[Any, Glyphs | None]) -> Glyphs | None:
        """A font, read once for the document; one written into the resources themselves once a page."""
        if name not in fonts:
            return None
        reference = fonts.raw_get(name)
        shared = hasattr(reference, "idnum")
        cache, key = (self.fonts, (reference.idnum, reference.generation)) if shared else (direct, name)
        if key not in cache:
            font = Font.from_font_resource(reference.get_object())
            cache[key] = Glyphs(font) if font.interpretable else None
        return cache[key]

    def xobject(self, forms: Any, name: Any, outer: Any) -> Form | None:
        stream = forms[name].get_object() if name in forms else None
        if stream is None:
            return None
        if stream.get("/Subtype") == "/Image":
            self.images += 1
            return None
        return self.form(stream, stream)


def _resources(owner: Any) -> Any:
    """A page's resources, its own or those inherited from the page tree."""
    seen = 0
    while owner is not None and "/Resources" not in owner and seen < 50:
        owner = owner["/Parent"].get_object() if "/Parent" in owner else None
        seen += 1
    return owner["/Resources"].get_object() if owner is not None else {}


def _entries(resources: Any, key: str) -> Any:
    return resources[key].get_object() if key in resources else {}


def _open(path: str) -> PdfReader:
    """Open and, where the user password is empty, decrypt.

    Raises:
        PermissionError: a password is needed.
    """
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise PermissionError(path)
    return reader


def _head(reader: PdfReader) -> dict[str, Any]:
    count = min(len(reader.pages), MAX_PAGES)
    labels = None
    if "/PageLabels" in reader.root_object:
        try:
            labels = reader.page_labels[:count]
        except DAMAGE:
            labels = None
    return {"pages": count, "all_pages": len(reader.pages), "labels": labels}


def _pages(reader: PdfReader, first: int, count: int, seconds: float) -> Iterator[dict[str, Any]]:
    document = PageReader(reader)
    for number in range(first, count + 1):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            result = document.read(number)
        except OutOfTime:
            result = {"page": number, "trouble": f"reading took over {seconds:g} seconds"}
        except MemoryError:
            result = {"page": number, "trouble": "its content needs more memory than is allowed"}
        except TooMuchContent as error:
            result = {"page": number, "trouble": str(error)}
        except LimitReachedError:
            result = {"page": number, "trouble": "its content unpacks to more than any printed page needs"}
        except PyPdfError as error:
            result = {"page": number, "trouble": f"its content is damaged ({error})"[:300]}
        except DAMAGE:
            result = {"page": number, "trouble": "its content is damaged or refers to itself"}
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        yield result
        # pypdf keeps every object it has resolved; without this memory grows with the pages.
        reader.resolved_objects.clear()


def serve(path: str, first: int, seconds: float, out: TextIO) -> None:
    """Print the head and the pages from `first` on, or an error, as JSON lines."""

    def send(record: dict[str, Any]) -> None:
        out.write(json.dumps(record) + "\n")
        out.flush()

    try:
        reader = _open(path)
        head = _head(reader)
    except PermissionError:
        send({"error": "password"})
    except DependencyError as error:
        send({"error": "encryption", "detail": str(error)})
    except MemoryError:
        send({"error": "memory"})
    except DAMAGE as error:
        send({"error": "damaged", "detail": f"{error}"[:300]})
    else:
        send(head)
        for page in _pages(reader, first, head["pages"], seconds):
            send(page)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _alarm)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with apply_configuration(zlib_maximum_output_length=STREAM_BYTES):
        serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.stdout)


if __name__ == "__main__":
    main()
