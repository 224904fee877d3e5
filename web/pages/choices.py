"""What an address chooses from a closed list: a value that is not on it is refused alike on every page."""

from collections.abc import Collection
from typing import NoReturn

from flask import request

from web.pages.titles import shortened
from web.serving.errors import Problem

REFUSED = ("Det kan ikke vælges", "Måske er adressen skrevet forkert, eller kilden er taget ud af samlingen.")


def chosen(parameter: str, allowed: Collection[str]) -> str:
    """The value of a parameter of the address, "" where none is chosen. Raises Problem 404 for another."""
    value = request.args.get(parameter, "")
    if value and value not in allowed:
        refuse(parameter, value)
    return value


def refuse(parameter: str, value: str) -> NoReturn:
    """Raises Problem 404, whose page leads to the one without the parameter."""
    raise Problem(
        404, f"»{shortened(value, 60)}« er ikke en mulighed her.", parameter=parameter, page=REFUSED
    )
