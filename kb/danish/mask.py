"""Personal numbers, e-mail addresses and phone numbers are struck out before a text is used or shown.

Queries are typed by people at work on cases; what identifies a citizen must reach neither the
encoder, nor a log, nor a page. The masks hold no letter or digit, so they match no term and are
left alone when a masked text is masked again.
"""

import re
import unicodedata

CPR, EMAIL, PHONE = "******-****", "***@***", "** ** ** **"

_DASH = r"\-" "\u2010\u2011\u2012\u2013\u2014\u2212"
# ddmmyy and four digits; any check digit, since numbers given out after 2007 need not have a valid one
# (cpr.dk, "Personnumre uden kontrolciffer"). Dots, slashes or spaces inside the date are tolerated.
_CPR = re.compile(
    rf"(?<!\d)(?:0[1-9]|[12]\d|3[01])[ ./{_DASH}]?(?:0[1-9]|1[0-2])[ ./{_DASH}]?\d\d"
    rf"\s?[ ./{_DASH}]?\s?\d{{4}}(?!\d)"
)
# Starts at the beginning of a word and never gives back, so that it is linear in any input.
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]++@[\w\-]++(?:\.[\w\-]++)+")
# With a country code or a word that announces it, any grouping of eight digits is a phone number. Blanks are
# never given back: to divide many of them between the two places takes time with their square.
_ANNOUNCED = re.compile(
    rf"(?<![\w+])(?:\+\s?45|0045|(?:tlf|tel|telefon|telefonnummer|mobil|mobilnummer|ring(?: til)?)\b[.:]?)"
    rf"\s*+(?:\+\s?45|0045)?\s*+(?:\d[ .{_DASH}]?){{7}}\d(?!\d)",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\d.,§])(?<!§ )(?<!kr )(?<!kr\. )"
    rf"[2-9]\d(?P<sep>[ .{_DASH}]?)\d\d(?P<mid>[ .{_DASH}]?)\d\d(?P=sep)\d\d"
    r"(?![\d]|[.,]\d|\s*(?:kr\b|kroner|mio|mia|pct|procent|%))",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d[^\d]?(?:19|20)\d\d")


def mask(text: str) -> str:
    """Return `text` with CPR numbers, e-mail addresses and Danish phone numbers struck out. Digits of any
    script count as digits. Years, amounts and paragraph numbers stay."""
    text = _EMAIL.sub(EMAIL, text) if "@" in text else text
    if not any(map(str.isdecimal, text)):  # most queries: all that follows is about digits
        return text
    for pattern, sign in ((_CPR, CPR), (_ANNOUNCED, PHONE), (_BARE, PHONE)):
        text = _strike(pattern, sign, text)
    return text


def is_masked(text: str) -> bool:
    """Whether something was struck out of a text."""
    return any(sign in text for sign in (CPR, EMAIL, PHONE))


def _strike(pattern: re.Pattern[str], sign: str, text: str) -> str:
    parts, last = [], 0
    for match in pattern.finditer(_ascii_digits(text)):
        if pattern is _BARE and _is_figure(match):
            continue
        parts += [text[last : match.start()], sign]
        last = match.end()
    return "".join([*parts, text[last:]])


def _is_figure(match: re.Match[str]) -> bool:
    """Two years side by side, a round amount, or groups that no phone number has."""
    if _YEARS.fullmatch(match[0]) or match[0].endswith("00000"):
        return True
    return bool(match["sep"]) and not match["mid"]


def _ascii_digits(text: str) -> str:
    """The same length, with every decimal digit as 0-9 and every white space as a blank."""
    return "".join(str(unicodedata.decimal(c, " " if c.isspace() else c)) for c in text)
