"""The index and its outline, as the request at hand sees them from its first line to its last."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from kb.index.opened import Index
from web.pages.outline import Outline


def opened_index() -> Index:
    """The current index. Raises IndexUnusable while there is none."""
    if "index" not in g:
        g.index = current_app.extensions["kb"].index()
    return cast(Index, g.index)


def outline() -> Outline:
    """The outline of the current index; made once for each build."""
    index = opened_index()
    kept: Outline | None = current_app.extensions.get("outline")
    if kept is None or kept.index is not index:
        kept = Outline(index)
        current_app.extensions["outline"] = kept
    return kept
