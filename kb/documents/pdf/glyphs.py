"""A page's glyphs as words: PDFium tells the letters, where a gap is a space, and both ends of each."""

import ctypes
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from kb.documents.pdf.objects import OUTSIDE, Word, address, turned

BOLD = re.compile(r"bold|black|heavy|semi|demi|extrab|[-,]bd|[-,]b$|bx\d+$", re.IGNORECASE)
FORCED_BOLD = 1 << 18  # ISO 32000-1, table 123
STROKED = (2, 6)  # text rendering modes that thicken the letters, table 106
WORD = re.compile(r"[^ \t\n\r\xa0\u2002\u2003\u2009\u200a\u200b\u202f\u3000]+")
# PDFium's codes for the hyphen at a line's end and for a glyph that it knows no letter for.
CLEANED = {2: "-", 0xFFFE: "-", 0: "\ufffd"}
# Accents that the older fonts of TeX draw as glyphs of their own, over the letter that follows.
ACCENTS = dict(zip("˚°¨´`ˆ˜ˇ¸", "\u030a\u030a\u0308\u0301\u0300\u0302\u0303\u030c\u0327", strict=True))
ACCENT = re.compile(rf"[{''.join(ACCENTS)}][ \r\n]{{0,3}}\S")
FEW = 20  # letters: too few to tell a language by
JOINER = "\u2060"  # stands for a glyph that is part of the next letter
NEAR = 0.1  # of the size: a glyph so near to the last one goes on with its word
BACK = 0.4  # of the size: as far as it may reach back over it


class Look(NamedTuple):
    """How a text object sets its glyphs; `guessed` tells that its font has no letters for its codes."""

    size: float
    bold: bool
    angle: int
    content: int
    guessed: bool


class WordReader:
    """The words of a loaded PDFium text page; `contents` are the marked content ids of text objects.

    `undecoded` counts the letters whose font does not tell which they are; such words are left out,
    unless their codes make a language: many fonts keep the codes of ASCII.
    """

    def __init__(self, page: Any, contents: Mapping[int, int]) -> None:
        self.page, self.contents = page, contents
        self.words: list[Word] = []
        self.guessed: list[int] = []  # words whose font tells codes, not letters
        self.undecoded = 0
        self.looks: dict[int, Look] = {}  # by the address of a text object
        self.x, self.y, self.box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()

    def read(self) -> list[Word]:
        text = self.text()
        if ACCENT.search(text):
            text = self.with_accents(text)
        for found in WORD.finditer(text):
            start, end = found.span()
            spaced = start > 0 and text[start - 1] not in "\r\n"
            while start < end - 1 and text[start] == JOINER:
                start += 1
            owner, look = self.look(start)
            if end - start > 1 and self.look(end - 1)[0] != owner:
                for cut in range(start + 1, end):
                    before, (owner, new) = owner, self.look(cut)
                    if owner != before and (new != look or not self.goes_on(cut, look)):
                        self.add(text[start:cut], start, look, spaced)
                        start, look, spaced = cut, new, False
            self.add(text[start:end], start, look, spaced)
        guessed = "".join(self.words[place].text for place in self.guessed)
        if len(guessed) > FEW and not is_language(guessed):
            unknown = set(self.guessed)
            self.words = [word for place, word in enumerate(self.words) if place not in unknown]
            self.undecoded = len(guessed)
        return self.words

    def text(self) -> str:
        """One character for each glyph or gap that PDFium tells."""
        count = pdfium.FPDFText_CountChars(self.page)
        buffer = (ctypes.c_ushort * (count + 1))()
        if count and pdfium.FPDFText_GetTextIndexFromCharIndex(self.page, count - 1) == count - 1:
            pdfium.FPDFText_GetText(self.page, 0, count, buffer)
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text.translate(CLEANED)
        codes = (pdfium.FPDFText_GetUnicode(self.page, place) for place in range(count))
        return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes).translate(CLEANED)

    def with_accents(self, text: str) -> str:
        """The text with the accents that stand over the letter behind them put on it."""
        letters = list(text)
        for found in ACCENT.finditer(text):
            accent, letter = found.start(), found.end() - 1
            composed = unicodedata.normalize("NFC", text[letter] + ACCENTS[text[accent]])
            middle = (self.origin(accent, 0)[0] + self.end(accent, 0)) / 2
            if len(composed) == 1 and self.origin(letter, 0)[0] - 1 < middle < self.end(letter, 0) + 1:
                letters[accent : letter + 1] = [*JOINER * (letter - accent), composed]
        return "".join(letters)

    def look(self, place: int) -> tuple[int, Look]:
        """The owner of a glyph and how it sets it."""
        handle = pdfium.FPDFText_GetTextObject(self.page, place)
        key = address(handle)
        if key not in self.looks:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(self.page, place, matrix)
            size = pdfium.FPDFText_GetFontSize(self.page, place) * math.hypot(matrix.c, matrix.d)
            angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
            bold = is_bold(handle)
            guessed = pdfium.FPDFText_HasUnicodeMapError(self.page, place) > 0
            self.looks[key] = Look(round(abs(size), 3), bold, angle, self.contents.get(key, OUTSIDE), guessed)
        return key, self.looks[key]

    def origin(self, glyph: int, angle: int) -> tuple[float, float]:
        """x and y of a glyph's origin in the frame turned by `angle`."""
        pdfium.FPDFText_GetCharOrigin(self.page, glyph, self.x, self.y)
        return turned(self.x.value, self.y.value, angle)

    def end(self, glyph: int, angle: int) -> float:
        """x at which a glyph ends in the frame turned by `angle`."""
        box = self.box
        pdfium.FPDFText_GetLooseCharBox(self.page, glyph, box)
        return max(turned(x, y, angle)[0] for x in (box.left, box.right) for y in (box.bottom, box.top))

    def goes_on(self, glyph: int, look: Look) -> bool:
        """Does a glyph follow the one before it, set as `look`, without a gap?"""
        near, angle = NEAR * look.size, look.angle
        x, y = self.origin(glyph, angle)
        gap, rise = x - self.end(glyph - 1, angle), y - self.origin(glyph - 1, angle)[1]
        return -BACK * look.size < gap < near and abs(rise) < near

    def add(self, text: str, start: int, look: Look, spaced: bool) -> None:
        """The word of the glyphs from `start` on, one for each character of `text`."""
        size, bold, angle, content, guessed = look
        letters = text.replace(JOINER, "")
        if not letters or size <= 0.5:
            return
        if guessed and len(text) > 1:
            self.guessed.append(len(self.words))
        x, y = self.origin(start, angle)
        x0, x1 = round(x, 3), round(max(x, self.end(start + len(text) - 1, angle)), 3)
        letters = unicodedata.normalize("NFC", letters)
        self.words.append(Word(letters, x0, x1, round(y, 3), size, bold, angle, spaced, content))


def is_bold(handle: Any) -> bool:
    """Is a text object set in a bold font, or its letters thickened by a stroke?"""
    font = pdfium.FPDFTextObj_GetFont(handle)
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
    forced = bool(pdfium.FPDFFont_GetFlags(font) & FORCED_BOLD)
    stroked = pdfium.FPDFTextObj_GetTextRenderMode(handle) in STROKED
    return forced or stroked or BOLD.search(name.value.decode("latin-1")) is not None


def is_language(letters: str) -> bool:
    """Are they as common as in Danish, English, Norwegian or Swedish, where these ten are about 70 %?"""
    digits = sum(letter.isdigit() for letter in letters)
    return sum(letter in "aeinrstdlo" for letter in letters.casefold()) > 0.5 * (len(letters) - digits)
