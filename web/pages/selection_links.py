"""Min liste: short codes of the units a reader has picked, carried in the address and nowhere else.

Every link between our pages takes the parameter `liste` along, so that the list follows the reader
without a cookie, an account or a script. What the address does not hold is not kept.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from typing import Any

from flask import Flask, g, has_request_context, request

PARAMETER = "liste"
# More than this nobody reads through; the address has then some 700 characters, which every mail keeps whole.
MOST_PICKED = 100
CODE_LENGTH = 6  # letters and digits: 30 bits


def install(app: Flask, blueprints: Collection[str]) -> None:
    """Let `url_for` take the list along to every page of these blueprints."""

    def add_list(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.split(".")[0] in blueprints and has_request_context() and picked():
            values.setdefault(PARAMETER, ",".join(picked()))

    app.url_defaults(add_list)


def picked() -> tuple[str, ...]:
    """The codes in the address of the request at hand, in the reader's order, each once."""
    if "picked" not in g:
        given = request.args.get(PARAMETER, "").split(",")
        # An address may also name a unit by its id, as those of earlier versions do.
        codes = (code(part) if "/" in part else part for part in given if part)
        g.picked = tuple(dict.fromkeys(codes))[:MOST_PICKED]
    found: tuple[str, ...] = g.picked
    return found


def code(unit_id: str) -> str:
    """What stands for a unit in the list: the same in every build, since it is made from the id alone."""
    digest = hashlib.sha256(unit_id.encode(errors="replace")).digest()
    return base64.b32encode(digest).decode().lower()[:CODE_LENGTH]


def with_unit(unit_id: str) -> str:
    """The list with the unit at its end."""
    wanted = code(unit_id)
    return ",".join((*(kept for kept in picked() if kept != wanted), wanted))


def without_unit(unit_id: str) -> str | None:
    """The list without the unit; None when nothing is left, so that the address stays short."""
    return ",".join(kept for kept in picked() if kept != code(unit_id)) or None


def moved_up(unit_id: str) -> str:
    """The list with the unit one place nearer the top."""
    codes = list(picked())
    place = codes.index(code(unit_id))
    codes.insert(max(0, place - 1), codes.pop(place))
    return ",".join(codes)
