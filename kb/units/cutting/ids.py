"""Readable ids that stay the same over rebuilds: `<document>/<kind>/<number or slug>`."""

from __future__ import annotations

from collections import Counter

from kb.danish.slugs import slug
from kb.units.cutting.drafts import Draft
from kb.units.cutting.vocabulary import names

NAMES = {
    "recommendation": "anbefaling",
    "municipality_example": "eksempel",
    "mindset_element": "mindset",
    "indsats_type": "indsatstype",
    "finding": "fund",
    "passage": "afsnit",
}
LONGEST = 60  # characters of a slug
FIRST_WORDS = 7
SMALL = 3  # words of a lead-in that says little alone ("For borgerne:")


class Ids:
    """Gives each draft of one document its id; a second one of the same name gets -2, and so on."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.taken: Counter[str] = Counter()

    def of(self, draft: Draft, parent: str | None) -> str:
        """A recommendation's number, else a slug of its title, else of its first words.

        A title that says little alone ("HVORFOR" in a municipality's description, "Anbefalinger:" in a
        chapter) stands behind the name of what it lies in; a part without a title is named after its
        unit.
        """
        name = NAMES[draft.kind]
        if draft.number is not None:
            last = str(draft.number)
        elif parent and not draft.title and parent.split("/")[1] == name:
            return self.unique(f"{parent}-del", always=True)
        else:
            last = shorten(slug(draft.title or " ".join(draft.text.split()[:FIRST_WORDS])))
            owner = owner_of(draft, parent)
            last = f"{owner}-{last}" if owner else last
        return self.unique(f"{self.document}/{name}/{last or 'uden-titel'}")

    def unique(self, wanted: str, always: bool = False) -> str:
        self.taken[wanted] += 1
        times = self.taken[wanted]
        if times == 1 and not always:
            return wanted
        return self.unique(f"{wanted}-{times}")


def owner_of(draft: Draft, parent: str | None) -> str:
    """The name that goes before a title which needs one, else nothing."""
    if not draft.title:
        return ""
    if parent:
        return shorten(parent.split("/")[-1])
    lead_in = draft.title.endswith(":") and len(draft.title.split()) <= SMALL
    small = lead_in or names(draft.title, "recommendation")
    return shorten(slug(draft.section[-2])) if small and len(draft.section) > 1 else ""


def shorten(text: str) -> str:
    """A slug cut at a word."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition("-")[0]
