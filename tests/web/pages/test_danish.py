"""The site speaks Danish: none of our own English words, names of fields or messages is shown on a page."""

from __future__ import annotations

import re
from dataclasses import fields
from html import unescape
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from kb.index.opened import Index
from kb.model import KINDS, OUTCOMES, Unit
from web.pages import figures, labels

# What a program says to programs, and what its parts are called in the code.
OURS = {
    *KINDS,
    *OUTCOMES,
    *figures.STATUS,
    *(field.name for field in fields(Unit)),
    *"exact changed unsure absent score snippet query error page pages text texts hits results".split(),
    *"not found bad request too long many requests invalid missing unknown and the with".split(),
    "None",
    "True",
    "False",
}
# Danish words, or words of both languages, that stand on pages.
BOTH = {"id", "start", "tema", "and", "end", "input", "parameter", "number"} | {"file", "long"}
NOT_OURS = re.compile(
    r"<(script|style|q|blockquote|code|title)\b.*?</\1>|<div class=\"verbatim.*?</div>|<[^>]+>", re.S
)
QUOTED = re.compile(
    r'<p class="(?:hit__text|recommendations__text|reference.*?)"[^>]*>.*?</p>|<th scope="row".*?</th>',
    re.S,
)


def own_words(page: str, index: Index) -> set[str]:
    """The words of a page that are ours: without the sources' texts, titles and headings."""
    text = NOT_OURS.sub(" ", QUOTED.sub(" ", page))
    return set(re.findall(r"[\w-]+", unescape(text))) - words_of_sources(index)


def words_of_sources(index: Index) -> set[str]:
    found = {word for unit in index.units for word in re.findall(r"[\w-]+", unit.text)}
    headings = " ".join(part for unit in index.units for part in (*unit.section, unit.title or ""))
    return found | set(re.findall(r"[\w-]+", headings))


def addresses(index: Index) -> list[str]:
    doubtful = next(unit for unit in index.units if unit.doubts)
    return [
        *("/", "/soeg?q=bolig", "/soeg?q=bolig&kind=passage&sort=aar", "/soeg?q=qvrxz", "/soeg?q=", "/om"),
        *("/anbefalinger", "/anbefaling/16", "/kilder", "/kilde/kl-2013", "/kommuner", "/kommune/holstebro"),
        *("/noegletal", "/noegletal?kommune=egedal", "/noegletal?emne=undersoegelser", "/indsatser"),
        *("/sammenlign", "/sammenlign?kommune=holstebro&kommune=aarhus", "/indsats/forebyggende"),
        *("/eksempler", "/overblik", "/spoergsmaal", "/nyt", "/kvalitet"),
        *("/citat-tjek", "/liste", f"/liste?liste={quote(doubtful.id)}", f"/enhed/{quote(doubtful.id)}"),
        *("/tilgaengelighed", "/findes-ikke", "/soeg?q=" + "a" * 301),
    ]


def test_no_page_shows_an_english_word_of_ours(client: FlaskClient, index: Index) -> None:
    for address in addresses(index):
        shown = own_words(client.get(address).text, index)
        assert shown & (OURS - BOTH) == set(), address


def test_a_doubt_is_told_in_danish(client: FlaskClient, index: Index) -> None:
    doubt = "anden tekst stod mellem sætningens to halvdele"
    unit = next(unit for unit in index.units if doubt in unit.doubts)
    page = client.get(f"/enhed/{quote(unit.id)}").text
    assert "<li>Anden tekst stod mellem sætningens to halvdele.</li>" in unescape(page)


def test_mindset_is_spelt_one_way_in_our_own_words() -> None:
    templates = Path(labels.__file__).parents[1] / "templates"
    ours = "".join(path.read_text(encoding="utf-8") for path in templates.glob("*.html"))
    assert not re.search(r"mind-set", ours, re.IGNORECASE)
