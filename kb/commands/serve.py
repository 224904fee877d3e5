"""`kb serve`: the site and the JSON endpoint, served by waitress."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example:  kb serve --indexes indexes --port 8000")
@click.option(
    "--indexes",
    type=click.Path(path_type=Path),
    default=Path("indexes"),
    show_default=True,
    envvar="KB_INDEXES",
    help="Folder of the built indexes.",
)
@click.option(
    "--host", envvar="KB_HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    envvar="KB_PORT",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--threads",
    envvar="KB_THREADS",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Threads that answer.",
)
def command(indexes: Path, host: str, port: int, threads: int) -> None:
    """Serve the current index; a new build is picked up while it runs."""
    import waitress

    from kb.index import open_index
    from web import create_app

    # Opened once before listening, so that a missing index is one clear line and exit 2.
    open_index(indexes)
    app = create_app(indexes)
    click.echo(f"Serving on http://{host}:{port}")
    # Waitress reads slow clients aside; each costs a connection, not a thread.
    waitress.serve(app, host=host, port=port, threads=threads, connection_limit=2000, _quiet=True)
