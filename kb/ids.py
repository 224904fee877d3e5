"""Readable ids that stay the same over rebuilds: `<document>/<kind>/<number or slug>`."""

from __future__ import annotations

from collections import Counter

from kb.corpus import slug
from kb.drafts import Draft

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


class Ids:
    """Gives each draft of one document its id; a second one of the same name gets -2, and so on."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.taken: Counter[str] = Counter()

    def of(self, draft: Draft, parent: str | None) -> str:
        """A recommendation's number, else a slug of its title, else of its first words; a part of a longer
        unit without a title of its own is named after it."""
        name = NAMES[draft.kind]
        if draft.number is not None:
            last = str(draft.number)
        elif parent and not draft.title and parent.split("/")[1] == name:
            return self.unique(f"{parent}-del", always=True)
        else:
            last = shorten(slug(draft.title or " ".join(draft.text.split()[:FIRST_WORDS])))
        return self.unique(f"{self.document}/{name}/{last or 'uden-titel'}")

    def unique(self, wanted: str, always: bool = False) -> str:
        self.taken[wanted] += 1
        times = self.taken[wanted]
        if times == 1 and not always:
            return wanted
        name = f"{wanted}-{times}"
        return name if name not in self.taken else self.unique(wanted, always)


def shorten(text: str) -> str:
    """A slug cut at a word."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition("-")[0]
