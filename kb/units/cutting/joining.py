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

from kb.danish import read_words
from kb.danish.lexicon import are_halves, is_word

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


def tidy(text: str) -> str:
    """Ligatures spelt out, soft hyphens and control characters gone, any white space one space."""
    return SPACE.sub(" ", CONTROL.sub("", text.translate(LIGATURES))).strip()


def vocabulary(texts: Sequence[str]) -> Counter[str]:
    """How often each word stands unbroken in the document, folded; words at line ends are left out."""
    known: Counter[str] = Counter()
    for text in texts:
        bare = HYPHEN.sub("", text)
        known.update(word.casefold() for word in WORD.findall(bare))
    return known


def join(lines: Sequence[str], known: Mapping[str, int]) -> tuple[str, tuple[str, ...]]:
    """Lines -> (text, what was done): `joined kom-munerne` for a hyphen taken out, `kept` for a real one."""
    text, edits = "", []
    for line in lines:
        line = line.strip()
        broken = HYPHEN.search(text[-WORD_END:])
        first = FIRST.match(line)
        if broken is None or first is None:
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
