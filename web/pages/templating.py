"""What every template may ask for."""

import hashlib
from datetime import date, timedelta
from functools import cache
from html import unescape
from inspect import isfunction
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from flask import Flask, request, url_for
from markupsafe import Markup

from kb.danish.laws import law_title
from kb.danish.persons import lists_persons
from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.index.passages import behind_persons
from kb.index.records import quoted_in
from kb.model import INDSATS, Hit, Unit
from kb.units.cards import answered_at, card, limits, without_repeats
from web.current import opened_index, outline
from web.pages import figures, labels, selection, titles
from web.pages.cite import QUOTED, danish_date, highwire, reference
from web.pages.near import figures_named, pairs_measured
from web.pages.outline import alphabetical

FRAGMENT = 4  # words at each end of a text fragment
STATIC = Path(__file__).parents[1] / "static"


def install(app: Flask) -> None:
    """Give the templates their functions."""
    for module in (figures, labels, titles):
        app.jinja_env.globals |= {name: told for name, told in vars(module).items() if isfunction(told)}
    functions = (
        *(answered_at, behind_persons, figures_named, limits, pairs_measured, quoted_in, without_repeats),
        *(danish_date, highwire, law_title, outline, slug),
        *(hit_sentence, is_of_persons, quote_url, static, this_page, title_of, unit_url),
        *(selection.code, selection.code_of, selection.quote_of, selection.picked),
        *(selection.list_parameter, selection.moved_up, selection.with_unit, selection.without_unit),
    )
    app.jinja_env.globals |= {function.__name__: function for function in functions}
    app.jinja_env.globals |= {
        "card_of": card,
        "date": date.fromisoformat,
        "index": opened_index,
        "indsats_names": INDSATS,
        "facet_names": labels.FACETS,
        "kinds": labels.KINDS,
        "most_picked": selection.MOST_PICKED,
        "questions": labels.QUESTIONS,
        "reference_of": reference,
        "statuses": figures.STATUS,
    }
    # The address of a static file changes with its content (see `static`).
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=365)
    app.jinja_env.filters |= {"alphabetical": alphabetical, "slug": slug}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def is_of_persons(hit: Hit) -> bool:
    """Whether the snippet of a hit lies in a list of persons, who were there or may be called."""
    return bool(hit.reason.words or hit.reason.related) and lists_persons(_plain(hit))


def _plain(hit: Hit) -> str:
    """The snippet of a hit as the source has it."""
    return unescape(Markup(hit.snippet).striptags()).strip("… ")


def hit_sentence(hit: Hit) -> int:
    """The sentence of a long text that the snippet of a hit shows, counted from 0; of a short one the first,
    for it is quoted whole."""
    text = hit.unit.text
    shown = _plain(hit)
    before = " ".join(text.split()).find(shown)
    if len(text) <= QUOTED or before <= 0:
        return 0
    spans = sentence_spans(text)
    ends = accumulate(len(" ".join(text[start:end].split())) + 1 for start, end in spans)
    return sum(end <= before for end in ends)


def title_of(unit: Unit) -> str:
    """What a unit is called on pages: made by `titles.distinct`, no two alike."""
    return outline().titles[unit.id]


def unit_url(unit: Unit, sentence: int = 0) -> str:
    """The page of a unit, where it is quoted from a sentence on."""
    return url_for("units.unit", unit_id=unit.id, saetning=sentence or None)


def quote_url(unit: Unit, quotation: str) -> str:
    """The page of a unit, with the quotation marked by browsers that know text fragments.

    https://wicg.github.io/scroll-to-text-fragment/: the first and the last words, since the page breaks
    the text into paragraphs that one piece may not cross.
    """
    words = quotation.split()
    ends = [" ".join(words[:FRAGMENT]), " ".join(words[-FRAGMENT:])]
    if len(words) <= 2 * FRAGMENT:
        ends = [quotation]
    return unit_url(unit) + "#:~:text=" + ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)


def this_page(**changes: str | None) -> str:
    """The address of this page with some parameters changed; None takes one out."""
    given: dict[str, object] = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    if request.method == "POST":  # a posted text stands in no address
        given.pop("q", None)
    # Flask's own parameters of an address, which a reader may have typed as the page's
    given = {key: value for key, value in given.items() if key != "endpoint" and not key.startswith("_")}
    return url_for(request.endpoint or "pages.home", **(given | changes))  # type: ignore[arg-type]


def static(name: str) -> str:
    """A static file by an address that changes with its content, so that it may be kept for long."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    # Letters only: eight digits in a row would be masked as a telephone number, and the file asked for twice.
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))
