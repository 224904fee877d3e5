"""PDFs that something is wrong with, written object by object, as no library would write them."""

from __future__ import annotations

import zlib

TEXT = b"BT /F 12 Tf 72 700 Td (God side med tekst.) Tj ET"
IMAGE = b"q 500 0 0 700 0 0 cm /I Do Q"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def file_of(objects: list[bytes]) -> bytes:
    """Number the objects from 1 and add header, cross-reference table and trailer; 1 is the catalogue."""
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), extra, packed)


def document(contents: list[bytes], resources: bytes = b"", more: list[bytes] | None = None) -> bytes:
    """One page for each content object; page n is object 2n + 2, its content 2n + 3, `more` follow."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        FONT,
    ]
    for i, content in enumerate(contents):
        resource = b"<</Font<</F 3 0 R>>%s>>" % resources
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources %s/Contents %d 0 R>>"
        objects.append(page % (resource, 5 + 2 * i))
        objects.append(content)
    return file_of(objects + (more or []))


def with_images(pages: list[bool]) -> bytes:
    """True: a page that is only an image; False: a page with text."""
    place = 4 + 2 * len(pages)
    picture = stream(
        bytes(300), b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceRGB/BitsPerComponent 8"
    )
    contents = [stream(IMAGE if image else TEXT) for image in pages]
    return document(contents, b"/XObject<</I %d 0 R>>" % place, [picture])


def forty_streams(megabytes: int) -> bytes:
    """Page 1 draws forty forms, each of which unpacks to `megabytes`; page 2 is sound."""
    names = b" ".join(b"/X%d Do" % i for i in range(40))
    forms = b"".join(b"/X%d %d 0 R" % (i, 8 + i) for i in range(40))
    blank = stream(b"\n" * megabytes * 1_000_000, b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]")
    return document([stream(names), stream(TEXT)], b"/XObject<<%s>>" % forms, [blank] * 40)


def forms_in_forms(depth: int = 9) -> bytes:
    """Page 1 draws a form ten times, which draws another ten times, and so on; page 2 is sound."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [stream(b"/X Do " * 10, form % (9 + n)) for n in range(depth)]
    last = stream(TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]")
    return document([stream(b"/X Do " * 10), stream(TEXT)], b"/XObject<</X 8 0 R>>", [*forms, last])


def endless_work() -> bytes:
    """Page 1 has more drawing than can be read in a moment; page 2 is sound."""
    return document([stream(b"0 0 m 1 1 l S " * 400_000), stream(TEXT)])


def cyclic_pages() -> bytes:
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])
