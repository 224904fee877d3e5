"""Inline examples: the sentences of a paragraph that tell what a named municipality does."""

from __future__ import annotations

from collections.abc import Sequence

from kb.blocks import Block
from kb.drafts import Draft


def with_inline(draft: Draft, blocks: Sequence[Block], section: tuple[str, ...]) -> Draft:
    """The draft with the examples in its text as children."""
    return draft
