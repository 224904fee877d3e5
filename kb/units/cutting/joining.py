"""Printed lines -> one text: hyphens at line ends, odd characters and spaces.

Line-end hyphens are taken out, real ones kept. A hyphen is real before `og`/`eller` ("social- /
og"), before a capital ("Høje- / Taastrup"), after an abbreviation ("UU- / vejleder") or a single letter
("e- / mail"), and where the document itself writes the word with a hyphen more often than without
("mind- / set").
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kb.danish import read_words
from kb.danish.lexicon import are_halves, is_form_of, is_word

HYPHEN = re.compile(r"([\w§.)’']+)[-\u00ad\u2010\u2011]$")
WORD_END = 80  # characters in which the last word lies; a long text is not searched again at each line
FIRST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
CONJUNCTIONS = frozenset({"og", "eller", "samt"})
LIGATURES = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"} | {0xAD: "", 0x2010: "-"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ue000-\uf8ff]")
START, END = r"(?<![\w-])", r"(?![\w-])"  # of a word
PAIR = re.compile(rf"{START}(?=([a-zæøå]+) ([a-zæøå]{{2,}}){END})")
SPACE = re.compile(r"\s+")
SHORTEST_HEAD = 4  # letters of a first half, where both halves are words
LAST, NEXT = re.compile(rf"{START}[a-zæøå]{{2,}}$"), re.compile(rf"[a-zæøå]{{2,}}{END}")  # at a line's end
TORN = " "  # in a vocabulary: how many words stand torn at line ends, their hyphens dropped
DROPS = 3  # of them, by which a document is known to drop hyphens


def tidy(text: str) -> str:
    """Ligatures spelt out, soft hyphens and control characters gone, any white space one space."""
    return SPACE.sub(" ", CONTROL.sub("", text.translate(LIGATURES))).strip()


def vocabulary(texts: Sequence[str]) -> Counter[str]:
    """How often each word stands unbroken in the document, folded; words at line ends are left out. Under
    TORN, how often a word of the dictionary is torn there of which a half is none."""
    known: Counter[str] = Counter()
    for text in texts:
        bare = HYPHEN.sub("", text)
        known.update(word.casefold() for word in WORD.findall(bare))
    pairs = (halves for text, after in pairwise(texts) if (halves := _at_end(text, after)))
    known[TORN] = sum(is_word(a + b) and not (is_word(a) and is_word(b)) for a, b in pairs)
    return known


def _at_end(text: str, line: str) -> tuple[str, str] | None:
    """The last word of a text and the first of the line below, both in lower case."""
    last, first = LAST.search(text[-WORD_END:]), NEXT.match(line)
    return (last.group(), first.group()) if last and first else None


def join(lines: Sequence[str], known: Mapping[str, int]) -> tuple[str, tuple[str, ...]]:
    """Lines -> (text, what was done): `joined kom-munerne` for a hyphen taken out, `kept` for a real one."""
    text, edits = "", []
    for line in lines:
        line = line.strip()
        broken = HYPHEN.search(text[-WORD_END:])
        first = FIRST.match(line)
        halves = _at_end(text, line)
        if halves and _is_torn_at_end(*halves, known):
            text += line
            edits.append("joined " + " ".join(halves))
        elif broken is None or first is None:
            text += line if text.endswith("/") else " " + line
        else:
            text, edit = mend(text, broken, line, first.group(), known)
            edits.append(edit)
    text, gaps = close_gaps(tidy(text), known)
    return text, (*edits, *gaps)


def close_gaps(text: str, known: Mapping[str, int]) -> tuple[str, list[str]]:
    """Join the halves of a word, as text layers leave them that drop the hyphens of line ends."""
    edits = []
    for head, tail in PAIR.findall(text):
        if _is_torn(head, tail, known):
            text = re.sub(rf"{START}{head} {tail}{END}", head + tail, text)
            edits.append(f"joined {head} {tail}")
    return text, edits


def _is_torn(head: str, tail: str, known: Mapping[str, int]) -> bool:
    """Whether two words are one: of the dictionary where a half is no word ("op følgning"), else one that
    stands whole in the document, where a half stands here only ("kron er")."""
    whole, times = known.get(head + tail, 0) > 0, known.get(tail, 0)
    once = 1 in (known.get(head, 0), times)
    # The dictionary lacks nouns of the field: "unge bostøtte" are two words beside "ungebostøtte".
    if not is_word(tail):
        return is_word(head + tail) or (whole and (times < 2 or not is_word(head)))
    if once and not is_word(head) and tail not in read_words("stopwords.txt"):
        return whole or is_word(head + tail)
    return once and whole and len(head) >= SHORTEST_HEAD and are_halves(head, tail)


def _is_torn_at_end(head: str, tail: str, known: Mapping[str, int]) -> bool:
    """Whether two words at a line's end are one of the dictionary, in a document that drops its hyphens: no
    small words ("kontant / hjælp"), or a first half that is a form of the whole only ("opfølgen / de")."""
    if known.get(TORN, 0) < DROPS or known.get(head, 0) > 1 or not is_word(head + tail):
        return False
    small = read_words("stopwords.txt")
    return head not in small and (is_form_of(head, head + tail) if tail in small else is_word(tail))


def mend(
    text: str, broken: re.Match[str], line: str, first: str, known: Mapping[str, int]
) -> tuple[str, str]:
    """Join a line that ends in a hyphen with the next one; returns the text and the edit."""
    head = broken.group(1)
    soft = text.endswith("\u00ad")
    if first in CONJUNCTIONS and not soft:
        return f"{text} {line}", f"kept {head}- {first}"
    if not soft and is_real(head, first, known):
        return text[:-1] + "-" + line, f"kept {head}-{first}"
    return text[:-1] + line, f"joined {head}-{first}"


def is_real(head: str, tail: str, known: Mapping[str, int]) -> bool:
    """Whether the hyphen between two printed lines belongs to the word."""
    stem = re.split(r"[^\w-]", head)[-1]
    if len(stem) == 1 or not head[-1].isalpha():
        return True
    if stem.isupper():
        after_abbreviation = not (len(tail) > 1 and tail.isupper())  # in a line of capitals nothing tells one
        if after_abbreviation:
            return True
    elif tail[0].isupper():
        return True
    whole, parted = (stem + tail).casefold(), f"{stem}-{tail}".casefold()
    return known.get(parted, 0) > known.get(whole, 0)
