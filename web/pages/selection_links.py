"""Min liste: the ids of the units a reader has picked, carried in the address and nowhere else.

Every link between our pages takes the parameter `liste` along, so that the list follows the reader
without a cookie, an account or a script. What the address does not hold is not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request, url_for

PARAMETER = "liste"
# Above this an address grows longer than some mail programs keep whole (about 2,000 characters).
MOST_PICKED = 60


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
        g.picked = tuple(dict.fromkeys(part for part in given if part))[:MOST_PICKED]
    ids: tuple[str, ...] = g.picked
    return ids


@lru_cache(maxsize=10_000)
def path(endpoint: str, unit_id: str | None = None) -> str:
    """The path of a page that has no other parameters, without the list."""
    return url_for(endpoint, liste=None, unit_id=unit_id)


def taken_along(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of an address and the list, as `url_for` would take it along."""
    return {**parameters, PARAMETER: ",".join(picked())} if picked() else parameters


def encoded(parameters: Mapping[str, Any]) -> str:
    """The query string of an address, as `url_for` writes it."""
    return urlencode(parameters, doseq=True, safe="!$'()*,/:;?@")


@lru_cache(maxsize=10_000)
def parameter(name: str, value: str) -> str:
    """One more parameter of an address; for values out of the index, which may be kept, never for a text."""
    return encoded({name: value})


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
