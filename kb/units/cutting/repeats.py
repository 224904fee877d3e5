"""Advice that a document gives twice: in a summary or an overview, and in full."""

from collections.abc import Sequence

from kb.danish.slugs import squash
from kb.units.cutting.drafts import Draft, without
from kb.units.cutting.recommendations import KIND
from kb.units.cutting.vocabulary import names


def without_summary(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the recommendations under "Sammenfatning", "Oversigt" and the like, where as many
    are numbered from 1 on elsewhere: a summary in other words."""
    every = _recommendations(drafts)
    short = [one for one in every if _is_summary(one)]
    own = sorted(one.number for one in short if one.number)
    numbers = sorted(one.number for one in every if one.number and not _is_summary(one))
    is_told_again = len(short) > 1 and numbers == list(range(1, len(short) + 1)) and own in ([], numbers)
    if not is_told_again:
        return list(drafts)
    return [without(draft, lambda one: one.kind == KIND and _is_summary(one)) for draft in drafts]


def _is_summary(one: Draft) -> bool:
    return any(names(title, "summary") for title in one.section)


def _recommendations(drafts: Sequence[Draft]) -> list[Draft]:
    return [one for draft in drafts for one in (draft, *draft.children) if one.kind == KIND]


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the recommendations of a summary that are but the first words of others."""
    texts = {squash(f"{one.title or ''}{one.text}") for one in _recommendations(drafts)}

    def repeats(one: Draft) -> bool:
        mine = squash(one.text)
        return one.kind == KIND and not one.title and any(t.startswith(mine) and t != mine for t in texts)

    return [without(draft, repeats) for draft in drafts]
