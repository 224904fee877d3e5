"""Reads one PDF in a process of its own: the only module that imports pypdf, which checks and opens it,
and that opens PDFium, which reads its pages.

`python -m kb.documents.pdf.worker FILE FIRST SECONDS` bounds its own memory, opens FILE and prints one JSON
line a page from page FIRST on: first {"pages", "labels", "outline", ...} or {"error"}, then {"page", "box",
"words", "shapes", "images", "tags", "undecoded", "trouble"}. A page that cannot be read is one line with
`trouble`; the others follow. A page that eats time is stopped by a timer on CPU time; one long call into
a library ends the process, and the parent goes on behind it (`kb/documents/pdf/read.py`).
"""

import json
import logging
import math
import re
import resource
import signal
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from io import BytesIO
from typing import Any, TextIO

import pypdfium2.raw as pdfium
from pypdf import PasswordType, PdfReader, PdfWriter, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from kb.documents.pdf.glyphs import WordReader
from kb.documents.pdf.objects import MAX_DEPTH, PageObjects, TooMuchContent, page_tags

MEMORY_BYTES = 1_500_000_000
STREAM_BYTES = 32_000_000
PAGE_BYTES = 64_000_000  # of content, decompressed: several streams may each stay under STREAM_BYTES
MAX_PAGES = 20_000
MAX_OUTLINE = 5_000
DRAWS = re.compile(rb"(/[^\s/<>()\[\]{}%]+)\s+Do\b")
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
    """The pages of one document: pypdf looks at their content first, PDFium reads it."""

    def __init__(self, path: str, reader: PdfReader) -> None:
        self.reader = reader
        self.document = pdfium.FPDF_LoadDocument(path.encode(), None)
        if not self.document or pdfium.FPDF_GetPageCount(self.document) != len(reader.pages):
            mended = BytesIO()  # pypdf mends what PDFium does not open
            PdfWriter(clone_from=reader).write(mended)
            self.copy = mended.getvalue()  # PDFium does not copy it
            self.document = pdfium.FPDF_LoadMemDocument64(self.copy, len(self.copy), None)

    def read(self, number: int) -> dict[str, Any]:
        page = self.reader.pages[number - 1]
        box = page.cropbox
        bounds = [float(box.left), float(box.bottom), float(box.right), float(box.top)]
        size = content_size(page)
        loaded = pdfium.FPDF_LoadPage(self.document, number - 1)
        if not loaded:
            raise ValueError("PDFium cannot load the page")
        with ExitStack() as opened:
            opened.callback(pdfium.FPDF_ClosePage, loaded)
            objects = PageObjects(loaded)
            text = pdfium.FPDFText_LoadPage(loaded)
            opened.callback(pdfium.FPDFText_ClosePage, text)
            reader = WordReader(text, objects.contents)
            result = {"page": number, "box": bounds, "words": reader.read(), "undecoded": reader.undecoded}
            result |= {"shapes": objects.shapes, "images": objects.images}
            result["tags"] = list(page_tags(loaded).items())
        if not (result["words"] or objects.shapes or objects.images) and (size or "/Contents" in page):
            result["trouble"] = "its content is empty, damaged or refers to itself"
        return result


def content_size(page: Any) -> int:
    """The bytes that drawing a page goes through, unpacked, a form as often as it is drawn. Raises
    TooMuchContent when they are more than PAGE_BYTES; several streams may each stay under STREAM_BYTES."""
    contents = page.get_contents()
    size = _drawn_size(page, contents.get_data(), {}, 0) if contents is not None else 0
    if size > PAGE_BYTES:
        raise TooMuchContent(f"its content unpacks to over {PAGE_BYTES // 1_000_000} megabytes")
    return size


def _drawn_size(owner: Any, data: bytes, known: dict[int, int], depth: int) -> int:
    total = len(data)
    resources = owner.get("/Resources")
    entries = resources.get_object().get("/XObject") if resources is not None else None
    if entries is None or depth > MAX_DEPTH:
        return total
    entries = entries.get_object()
    for name, times in Counter(DRAWS.findall(data)).items():
        reference = entries.raw_get(name.decode("latin-1")) if name.decode("latin-1") in entries else None
        stream = reference.get_object() if reference is not None else None
        if stream is None or stream.get("/Subtype") != "/Form":
            continue
        key = getattr(reference, "idnum", id(reference))
        if key not in known:
            known[key] = 0  # a form that draws itself
            inner = stream if "/Resources" in stream else owner
            known[key] = _drawn_size(inner, stream.get_data(), known, depth + 1)
        total += times * known[key]
        if total > PAGE_BYTES:
            break
    return total


def _open(path: str) -> PdfReader:
    """Open and, where the user password is empty, decrypt. Raises PermissionError when one is needed."""
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise PermissionError(path)
    return reader


def _head(reader: PdfReader) -> dict[str, Any]:
    count = min(len(reader.pages), MAX_PAGES)
    labels = title = None
    with suppress(*DAMAGE):
        labels = reader.page_labels[:count] if "/PageLabels" in reader.root_object else None
    with suppress(*DAMAGE):
        found = reader.metadata
        title = found.title if found else None
    return {
        "pages": count,
        "all_pages": len(reader.pages),
        "labels": labels,
        "outline": _outline(reader),
        "title": title,
    }


def _outline(reader: PdfReader) -> list[tuple[int, str, int]]:
    """The bookmarks as (level from 1, title, page from 1), in their order."""
    found: list[tuple[int, str, int]] = []
    with suppress(*DAMAGE):  # what came before the damage is used
        waiting: list[tuple[int, Any]] = [(1, entry) for entry in reversed(reader.outline)]
        while waiting and len(found) < MAX_OUTLINE:
            level, entry = waiting.pop()
            if isinstance(entry, list):
                waiting += [(level + 1, below) for below in reversed(entry)]
                continue
            number = reader.get_destination_page_number(entry)
            if number is not None and entry.title:
                found.append((level, str(entry.title), number + 1))
    return found


def _pages(path: str, reader: PdfReader, first: int, count: int, seconds: float) -> Iterator[dict[str, Any]]:
    document = PageReader(path, reader)
    for number in range(first, count + 1):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        _bound_time(seconds)
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


def _bound_time(seconds: float) -> None:
    """End this process where a page takes three times its time: no signal's handler runs inside PDFium."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + 3 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


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
        for page in _pages(path, reader, first, head["pages"], seconds):
            send(page)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _alarm)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pdfium.FPDF_InitLibrary()
    with apply_configuration(zlib_maximum_output_length=STREAM_BYTES):
        serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.stdout)


if __name__ == "__main__":
    main()
