"""Advice that a document gives twice: in a summary or an overview, and in full."""

import re
from collections.abc import Sequence

from kb.danish.slugs import squash
from kb.units.cutting.drafts import Draft, without
from kb.units.cutting.recommendations import JOINT, KIND
from kb.units.cutting.vocabulary import names

THAT = re.compile(r"\Aat\s", re.I)
ENOUGH = 40  # letters of advice that is told again within another


def without_summary(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the recommendations under "Sammenfatning", "Oversigt" and the like, where as many
    are numbered from 1 on elsewhere: a summary in other words."""
    every = _recommendations(drafts)
    short = [one for one in every if _is_summary(one)]
    numbers = sorted(one.number for one in every if one.number and not _is_summary(one))
    if len(short) < 2 or numbers != list(range(1, len(short) + 1)):
        return list(drafts)
    if any(one.number for one in short) and sorted(one.number or 0 for one in short) != numbers:
        return list(drafts)
    return [without(draft, lambda one: one.kind == KIND and _is_summary(one)) for draft in drafts]


def _is_summary(one: Draft) -> bool:
    return any(names(title, "summary") for title in one.section)


def _recommendations(drafts: Sequence[Draft]) -> list[Draft]:
    return [one for draft in drafts for one in (draft, *draft.children) if one.kind == KIND]


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the recommendations of a summary that others have in full: as their first words, or
    within ("at kommunen giver et varsel, og" in "Vi anbefaler, at kommunen giver et varsel, der ...")."""
    texts = {bare(f"{one.title or ''}\n{one.text}") for one in _recommendations(drafts)}

    def repeats(one: Draft) -> bool:
        mine = bare(one.text)
        longer = [text for text in texts if mine in text and mine != text]
        whole = len(mine) >= ENOUGH or any(text.startswith(mine) for text in longer)
        return one.kind == KIND and not one.title and bool(longer) and whole

    return [without(draft, repeats) for draft in drafts]


def bare(text: str) -> str:
    """A recommendation's letters and digits, without the "at" and the "og" that make it one of a list."""
    return squash(JOINT.sub("", THAT.sub("", text.strip())))
