"""What things are called on the pages: the program speaks English, its readers Danish."""

from __future__ import annotations

from collections.abc import Sequence

from kb.model import Unit

# kind: (one, many, class of its mark)
KINDS = {
    "municipality_example": ("Eksempel", "Eksempler"),
    "recommendation": ("Anbefaling", "Anbefalinger"),
    "mindset_element": ("Mindset", "Mindset"),
    "indsats_type": ("Indsatstype", "Indsatstyper"),
    "finding": ("Fund", "Fund"),
    "passage": ("Afsnit", "Afsnit"),
}
FACETS = {
    "kind": "Slags",
    "municipality": "Kommune",
    "indsats": "Indsats",
    "theme": "Tema",
    "law": "Lov",
    "programme": "Metode",
    "document": "Kilde",
}
# The longest heading made of a text that has none; about two lines on a phone.
HEADING_LENGTH = 70


def heading(unit: Unit) -> str:
    """The unit's title; its number where it has one; else the first words of its text.

    A part of a longer text has no title of its own and is called by the heading it stands under.
    """
    if unit.number is not None:
        return f"Anbefaling {unit.number}"
    if unit.title is None and unit.section and unit.id.startswith(f"{unit.parent}-"):
        return f"{_under(unit.section[:-1], unit.section[-1])} (uddrag)"
    title = (unit.title or "").rstrip(" :")
    above = [part for part in unit.section if part != unit.title]
    if title and unit.parent is not None:
        return _under(above, title)
    return title or shortened(" ".join(unit.text.split()), HEADING_LENGTH)


def _under(above: Sequence[str], title: str) -> str:
    """A title that says little alone ("MED HVEM") with the heading it stands under."""
    return f"{above[-1].rstrip(' :')}: {title.rstrip(' :')}" if len(above) > 1 else title.rstrip(" :")


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut at a space, with an ellipsis where something was left out."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(None, 1)[0].rstrip(" ,;:–-") + " …"


def place(unit: Unit) -> str:
    """Publisher, title, year and page, as one line."""
    source = unit.document
    parts = (source.publisher, source.title, str(source.year) if source.year else None, pages(unit))
    return ", ".join(part for part in parts if part)


def pages(unit: Unit) -> str:
    """Such as "s. 34" or "s. 34–35", printed numbers where they are known; empty where there are none."""
    span = unit.page_labels or unit.pages
    if span is None:
        return ""
    first, last = span
    return f"s. {first}" if first == last else f"s. {first}–{last}"


def crumbs(unit: Unit) -> tuple[str, ...]:
    """The headings above the unit, without the unit's own title."""
    return tuple(part for part in unit.section if part != unit.title)
