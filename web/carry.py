"""Min liste: the ids of the units a reader has picked, carried in the address and nowhere else.

Every link between our pages takes the parameter `liste` along, so that the list follows the reader
without a cookie, an account or a script. What the address does not hold is not kept.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Flask, g, has_request_context, request

PARAMETER = "liste"
# Above this an address grows longer than some mail programs keep whole (about 2,000 characters).
LONGEST = 60


def install(app: Flask, blueprints: Collection[str]) -> None:
    """Let `url_for` take the list along to every page of these blueprints."""

    def take_along(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.split(".")[0] in blueprints and has_request_context() and picked():
            values.setdefault(PARAMETER, ",".join(picked()))

    app.url_defaults(take_along)


def picked() -> tuple[str, ...]:
    """The ids in the address of the request at hand, in the reader's order, each once."""
    if "picked" not in g:
        given = request.args.get(PARAMETER, "").split(",")
        g.picked = tuple(dict.fromkeys(part for part in given if part))[:LONGEST]
    ids: tuple[str, ...] = g.picked
    return ids


def with_unit(unit_id: str) -> str:
    """The list with the unit at its end."""
    return ",".join((*(kept for kept in picked() if kept != unit_id), unit_id))


def without_unit(unit_id: str) -> str | None:
    """The list without the unit; None when nothing is left, so that the address stays short."""
    return ",".join(kept for kept in picked() if kept != unit_id) or None


def moved_up(unit_id: str) -> str:
    """The list with the unit one place nearer the top."""
    ids = list(picked())
    place = ids.index(unit_id)
    if place > 0:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    return ",".join(ids)
