"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

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
