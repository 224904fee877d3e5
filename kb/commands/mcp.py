"""`kb mcp`: the collection for assistants, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example:  kb mcp --indexes indexes")
@click.option(
    "--indexes",
    type=click.Path(path_type=Path),
    default=Path("indexes"),
    show_default=True,
    envvar="KB_INDEXES",
    help="Folder of the built indexes.",
)
def command(indexes: Path) -> None:
    """Answer an assistant with search, get, list and quotes (Model Context Protocol, over stdio).

    Needs the extra `mcp`:  pip install '.[mcp]'
    """
    from kb.index import open_index

    try:
        from kb.assistant import server
    except ModuleNotFoundError as error:
        raise click.ClickException("kb mcp needs the extra `mcp`: pip install '.[mcp]'") from error
    open_index(indexes)  # a missing index is one clear line and exit 2, not an assistant without answers
    server(indexes).run()
