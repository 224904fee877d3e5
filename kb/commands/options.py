"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

indexes = click.option(
    "--indexes",
    type=click.Path(path_type=Path),
    default=Path("indexes"),
    show_default=True,
    envvar="KB_INDEXES",
    help="Folder of the built indexes.",
)
corpus_to_cut = click.option(
    "--corpus",
    type=click.Path(exists=True, path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="Corpus to cut; no index is needed.",
)


# Without a value the address is that of the environment. Unlike `kb serve` no command takes it from there
# unasked: what writes to a database, or reads through all of it, must be meant.
STORE = "KB_STORE"


def store(help_: str) -> Callable[[Any], Any]:
    """--store [ADDRESS]; `given_store` reads it."""
    help_ += f" Without an address that of {STORE}, where no list of processes shows it."
    return click.option("--store", metavar="[ADDRESS]", is_flag=False, flag_value="", help=help_)


def given_store(given: str) -> str:
    """The address that --store names. Raises UsageError where there is none."""
    if address := given or os.environ.get(STORE, ""):
        return address
    raise click.UsageError(f"--store without an address needs one in {STORE}")
