"""Titles that tell: derived from a unit's headings for display; the source's own stay in the data."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kb.danish import read_words
from kb.danish.municipalities import municipalities
from kb.danish.sentences import sentence_spans
from kb.danish.spelling import CLEARLY, Speller
from kb.model import Unit
from kb.units.cutting.vocabulary import is_one_of

# The longest run of a text's first words that calls it; about two lines on a phone.
FIRST_WORDS = 70
FEWER_WORDS = 50  # letters of them, behind a heading
# A word in capitals of so many letters is written so for a heading; a shorter one may be a name (IPS, CTI).
SHOUTED = 5
FEW = 2  # words
PLACES = 3  # municipalities that a title names
WAYS = 4  # of telling more (_wider)
_UNENDED = (" og", " eller", " samt", " at", " som", " en", " et")
_OPENING = 200  # letters of a text that its first words are taken from
_BROKEN = re.compile(r"(?<![\w-])([^\W\d_]{2,})(-?) ([a-zæøå]{2,})(?![\w-])")
# "Case 3: ...", "Eksempel – ...", "Kapitel 3: ...", "Bilag B: ..."
_LABEL = re.compile(r"([^:|–]+?)\s*\d*\s*(?::|\||\s[–-]\s)\s*(?=\S)")
_CHAPTER = re.compile(r"(?i:kapitel|afsnit|bilag|del|appendiks)(?: +(?:[IVX]+|[\d.]*[A-ZÆØÅ]?))?")
_WORD = re.compile(r"[^\W\d_]+")
# "Et andet eksempel på dette er", "Der er flere eksempler på": it tells that an example follows, not which.
_LEAD = re.compile(
    r"(?:(?:Et|Der er|Andre) (?:\w+ ){0,3})?eksemp(?:el|ler)(?: på)?(?: dette|, [^,]*,)?(?: er)?(?: også)? ",
    re.IGNORECASE,
)


def title(unit: Unit) -> str:
    """What a unit is called: its number and title, else its first words; or its place and matter."""
    if unit.number is not None:
        return f"Anbefaling {unit.number}: {_plain(unit.title or '') or first_words(unit)}"
    return _placed(unit, _matter(unit))


def distinct(units: Iterable[Unit]) -> Mapping[str, str]:
    """The title of each unit by its id, no two the same: those that share one tell more of themselves."""
    found: dict[str, str] = {}
    by_id = {unit.id: unit for unit in units}
    left = [_as_part(unit, by_id) for unit in by_id.values()]
    wider = {unit.id: _wider(unit) for unit in left}
    for _ in range(WAYS):
        titles = {unit.id: next(wider[unit.id]) for unit in left}
        counts = Counter(titles.values())
        taken = set(found.values())
        found |= {key: name for key, name in titles.items() if counts[name] == 1 and name not in taken}
        left = [unit for unit in left if unit.id not in found]
    return found | {unit.id: f"{title(unit)} ({unit.id})" for unit in left}


def mended(text: str, speller: Speller) -> str:
    """A heading whose words were broken where a line ended, joined: "opfølgen de", "nød- vendigt".

    After a hyphen the joined word must be one ("børne- og ungeområdet" stays); without one the corpus must
    use it, and clearly more than its first half.
    """
    uses = speller.frequencies

    def joined(match: re.Match[str]) -> str:
        first, hyphen, second = match.groups()
        whole, half = (first + second).lower(), first.lower()
        is_word = (
            speller.analyzer.known(whole) if hyphen else CLEARLY * uses.get(half, 0) < uses.get(whole, 0)
        )
        return first + second if is_word else match.group()

    return _BROKEN.sub(joined, text)


def displayed(unit: Unit, speller: Speller) -> Unit:
    """The unit with its headings and first words mended."""
    title = unit.title and mended(unit.title, speller)
    text = mended(unit.text[:_OPENING], speller) + unit.text[_OPENING:]
    return replace(
        unit, title=title, text=text, section=tuple(mended(part, speller) for part in unit.section)
    )


def first_words(unit: Unit, length: int = FIRST_WORDS) -> str:
    """The first words of a unit's text that are not its title."""
    text = " ".join(unit.text.split())
    said = " ".join((unit.title or "").split())
    told = text.removeprefix(said).lstrip(" :.–-•") or text
    lead = _LEAD.match(told)
    return shortened(cased(told[lead.end() :] if lead else told), length)


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut at a space, with an ellipsis where something was left out."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(None, 1)[0].rstrip(" ,;:–-") + " …"


def opening(text: str, length: int) -> str:
    """The first sentence on one line, with an ellipsis where others follow; a long one is shortened."""
    text = " ".join(text.split())
    first = text[: sentence_spans(text)[0][1]].rstrip()
    return shortened(text, length) if len(first) > length or first == text else f"{first}\u00a0…"


def cased(heading: str) -> str:
    """A heading without its capitals: "FOR HVEM OG HVORDAN" is "For hvem og hvordan", "IPS" stays."""
    words = _WORD.findall(heading)
    all_capitals = len(words) > 1 and all(word.isupper() for word in words)
    names = {place.name.upper(): place.name for place in municipalities()}

    def quiet(match: re.Match[str]) -> str:
        word = match.group()
        small = word.casefold() in read_words("stopwords.txt")
        if not word.isupper() or not (small or (all_capitals and len(word) > 1) or len(word) >= SHOUTED):
            return word
        return names.get(word, word.lower())

    told = _WORD.sub(quiet, heading.strip())
    return told[:1].upper() + told[1:]


def above(unit: Unit) -> tuple[str, ...]:
    """The headings a unit stands under, without its own title, each once."""
    found = [part for part in unit.section if part != unit.title or part != unit.section[-1]]
    return tuple(dict.fromkeys(cased(part).rstrip(" :") for part in found))


def _as_part(unit: Unit, by_id: Mapping[str, Unit]) -> Unit:
    """A part with what it takes from the text it lies in: the municipalities that an example is about, and,
    where it has no heading of its own, that of the text."""
    whole = by_id.get(unit.parent or "")
    if whole is None:
        return unit
    whole = _as_part(whole, by_id)
    if _is_example(whole) and _place(whole):
        unit = replace(unit, municipalities=whole.municipalities)
    if _is_untitled_part(unit) and whole.title and whole.title not in unit.section[-1:]:
        unit = replace(unit, section=(*whole.section, whole.title))
    return unit


def _matter(unit: Unit) -> str:
    """The title, with the heading it needs to be understood; first words where there is none.

    A title or text that begins within a sentence tells nothing: its place and heading do.
    """
    headings = _headings_above(unit)
    if _is_fragment(unit.title or unit.text) and headings:
        place = () if _place(unit) else unit.municipalities[:1]
        return ": ".join([*place, headings[-1]])
    name, words = _plain(unit.title or ""), first_words(unit)
    if name:
        return _with_heading(unit, name) if unit.parent is not None or _says_little(name) else name
    if _is_untitled_part(unit) and unit.section:
        return _under(_matter(replace(unit, title=unit.section[-1], parent=None)), words)
    telling = [part for part in headings if not _says_little(part)]
    placeless = _is_example(unit) and not unit.municipalities and unit.parent is None
    return _under(telling[-1], words) if placeless and telling else words


def _is_untitled_part(unit: Unit) -> bool:
    return unit.title is None and unit.parent is not None and unit.id.startswith(f"{unit.parent}-")


def _with_heading(unit: Unit, name: str) -> str:
    """A name with the nearest heading above that says more than the place or the name itself, or that the
    name goes on."""
    above = [part for part in _headings_above(unit) if part != name]
    telling = [part for part in above if not _says_little(part) or _goes_on(part, name)]
    return _under(telling[-1], _lowered(name)) if telling else name


def _says_little(heading: str) -> bool:
    """Whether a heading tells the part of a text, not its matter: "Baggrund", "Hvad kræves", "Med hvem"."""
    words = _WORD.findall(heading.casefold())
    usual = read_words("stopwords.txt") | read_words("usual_headings.txt")
    return usual.issuperset(words) or (len(words) <= FEW and _is_function_word(heading))


def _headings_above(unit: Unit) -> list[str]:
    """The headings above that say more than the place."""
    places = {name.casefold().removesuffix("s") for name in unit.municipalities}

    def only_a_place(heading: str) -> bool:
        return {word.casefold().removesuffix("s") for word in _WORD.findall(heading)} - {"kommune"} <= places

    return [_plain(part) for part in above(unit) if not only_a_place(part) and not _is_fragment(part)]


def _is_fragment(text: str) -> bool:
    """Whether a heading or text begins within a sentence, or ends within one."""
    return text.lstrip("…-–• ")[:1].islower() or text.rstrip().endswith((",", "-", *_UNENDED))


def _under(heading: str, name: str) -> str:
    """Both as one: "Hvad betyder det for" and "For borgerne" are "Hvad betyder det for borgerne"."""
    if _goes_on(heading, name):
        rest, places = name.split(None, 1)[1], tuple(place.name for place in municipalities())
        return f"{heading} {rest if rest.startswith(places) else rest[:1].lower() + rest[1:]}"
    return f"{heading} – {name}"


def _goes_on(heading: str, name: str) -> bool:
    """Whether the name begins with the heading's last word and says more."""
    last, first = heading.rsplit(None, 1)[-1], name.split(None, 1)[0]
    return last.casefold() == first.casefold() and len(name.split()) > 1


def _is_example(unit: Unit) -> bool:
    return "eksempel" in unit.id.split("/")[1:2]


def _place(unit: Unit) -> str | None:
    """The municipalities, three at most, that an example, or a part of one, is about."""
    about = _is_example(unit) or unit.parent and "/eksempel/" in unit.parent
    *others, last = unit.municipalities or ("",)
    return " og ".join(filter(None, [", ".join(others), last])) if about and len(others) < PLACES else None


def _plain(heading: str) -> str:
    """A heading as it is shown; without a label that tells no more than kind or place: "Eksempel: ..."."""
    label = _LABEL.match(heading)
    is_label = label and (is_one_of(label[1], "example_lead") or _CHAPTER.fullmatch(label[1]))
    return cased(heading[label.end() :] if label and is_label else heading).rstrip(" :.")


def _placed(unit: Unit, matter: str) -> str:
    place = _place(unit)
    if not place or any(name in matter for name in unit.municipalities):
        return matter
    is_part = unit.parent is not None and (unit.title is not None or _is_untitled_part(unit))
    return f"{place}: {_lowered(matter) if is_part else matter}"


def _lowered(matter: str) -> str:
    """As it goes on after a colon: a function word is written small; what may be a name is left alone."""
    return matter[:1].lower() + matter[1:] if _is_function_word(matter) else matter


def _is_function_word(matter: str) -> bool:
    return matter.split(None, 1)[0].casefold() in read_words("stopwords.txt")


def _wider(unit: Unit) -> Iterator[str]:
    """The title, each time with more of the unit: first words where it says little, the heading above, first
    words, the document."""
    matter, words, is_numbered = _matter(unit), first_words(unit), unit.number is not None
    says_little = not is_numbered and _says_little(matter)
    yield _under(title(unit), first_words(unit, FEWER_WORDS)) if says_little else title(unit)
    above = [part for part in _headings_above(unit) if part != matter]
    yield _placed(unit, _under(above[-1], _lowered(matter))) if above and not is_numbered else title(unit)
    yield f"{title(unit)} – {words}"
    told = ", ".join(str(part) for part in (unit.document.title, unit.document.year) if part)
    yield f"{title(unit)} – {words} ({told})"
