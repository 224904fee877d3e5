"""`kb mcp`: the collection for assistants, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb mcp --indexes indexes")
@options.indexes
def command(indexes: Path) -> None:
    """Answer an assistant with search, get, list and quotes (Model Context Protocol, over stdio).

    Needs the extra `mcp`:  pip install '.[mcp]'
    """
    from kb.index.opened import open_index

    assistant = options.library("kb.commands.assistant", "mcp")
    open_index(indexes)  # a missing index is one clear line and exit 2, not an assistant without answers
    assistant.server(indexes).run()
