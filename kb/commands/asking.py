"""Commands that ask a build: search, ask, units, bench, serve, mcp."""

import ctypes
import html
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kb.commands import options
from kb.commands.options import setting
from kb.errors import KbError, StoreUnavailable
from kb.model import KINDS, TEXT_LENGTH, Answer, Filters, Query

M_ARENA_MAX = -8  # of glibc's malloc.h


@options.command(
    'kb search "fremskudt sagsbehandling psykiatri" --kind municipality_example',
    "Search from the command line",
)
@click.argument("text")
@options.indexes
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many hits.")
@click.option("--json", "as_json", is_flag=True, help="The answer of the JSON endpoint instead of text.")
def search(text: str, indexes: Path, kind: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Rank the units for a Danish query."""
    from kb.index.opened import open_index
    from kb.index.records import answer_fields
    from kb.search.search import search as run_search

    if not 1 <= len(text.strip()) <= TEXT_LENGTH:
        raise click.UsageError(f"a query is 1 to {TEXT_LENGTH} characters long")
    answer = run_search(open_index(indexes), Query(text, filters=Filters(kind=kind), limit=limit))
    told = json.dumps(answer_fields(answer), ensure_ascii=False) if as_json else None
    click.echo(told or as_text(answer, sys.stdout.isatty()))


def as_text(answer: Answer, colour: bool) -> str:
    """The answer as lines of Danish text; matches in bold where `colour`."""
    from kb.search.questions import called, source

    if answer.outcome == "nothing":
        return "Ingen af ordene står i kilderne, og vi kender ingen ord, der ligner."
    lines = []
    if answer.query.corrected:
        lines.append(f"Viser resultater for: {answer.query.corrected}")
    nearest = "Vi fandt ikke noget, der svarer klart. Det nærmeste er:"
    counted = "1 resultat" if answer.total == 1 else f"{answer.total} resultater"
    lines.append(nearest if answer.outcome == "nearest" else counted)
    on, off = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
    for place, hit in enumerate(answer.hits, 1):
        unit, marked = hit.unit, re.sub(r"<mark[^>]*>", on, hit.snippet).replace("</mark>", off)
        lines.append(f"\n{place:2d}. {called(unit)}  [{unit.kind}, {hit.score:.2f}]")
        lines.append(f"    {html.unescape(marked)}")
        lines.append(f"    {source(unit)}  {unit.id}")
    return "\n".join(lines)


@options.command("kb ask topics.csv --out answers.docx", "Ask many questions at once, answers as a table")
@click.argument("topics", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .csv or .docx to write.")
@click.option("--site", default="", help="Address of the site, put before those of its pages.")
@options.indexes
def ask(topics: Path, out: Path, site: str, indexes: Path) -> None:
    """Ask each line of TOPICS: whether the sources answer, the first three hits, how many of each kind."""
    from kb.documents.textfile import decode
    from kb.index.opened import open_index
    from kb.search.questions import as_csv, as_word, called, read_questions
    from kb.search.questions import ask as ask_all

    if out.suffix not in (".csv", ".docx"):
        raise click.UsageError(f"{out} must end in .csv or .docx")
    if not out.parent.is_dir():
        raise click.UsageError(f"{out.parent} is no folder")
    text, _ = decode(topics.read_bytes(), topics.name)
    asked = ask_all(open_index(indexes), read_questions(text))
    root = site.rstrip("/")
    is_word = out.suffix == ".docx"
    out.write_bytes(as_word(asked, called, root) if is_word else as_csv(asked, called, root).encode())
    click.echo(f"{out}: {len(asked)} questions, {sum(a.outcome == 'answers' for a in asked)} answered")


@options.command(
    "kb units | jq -r 'select(.kind==\"recommendation\")|.text'", "Print every unit as a JSON line"
)
@options.indexes
def units(indexes: Path) -> None:
    """Print every unit of the current index, in reading order, with the fields of the API."""
    from kb.index.opened import open_index
    from kb.index.records import api_fields

    for unit in open_index(indexes).units:
        click.echo(json.dumps(api_fields(unit), ensure_ascii=False))


@options.command(
    "kb bench --indexes indexes --json bench.json", "Measure the served index beside its yardsticks"
)
@options.indexes
@click.option("--seconds", default=5.0, show_default=True, help="How long each number of readers asks.")
@click.option("--queries", default=100, show_default=True, help="How many different queries are asked.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here as well.")
def bench(indexes: Path, seconds: float, queries: int, target: Path | None) -> None:
    """Serve the current index in a process of its own and measure it as people ask: queries after pauses, by
    one reader and by several.

    Yardsticks in the same run: the encoder's forward pass alone (the floor of any query), brute-force
    NumPy, SQLite FTS5 and bm25s. Of the stages, those beside `encode` are what a query costs beside the
    forward pass. Ended by SIGTERM it stops its server.
    """
    from kb.index.opened import open_index
    from kb.measuring.bench import QUEUE, as_table, measure
    from kb.measuring.server import served, unwind_when_terminated

    unwind_when_terminated()
    index = open_index(indexes)
    with served(indexes, *QUEUE) as server:
        report = measure(index, server, queries, seconds)
    if target is not None:
        target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(as_table(report))


@options.command(
    "kb serve --indexes indexes --port 8000 --rate 120 --proxies 1 --log json",
    "Serve the site and the JSON endpoint",
)
@options.indexes
@setting("--store", "Serve from this database instead: postgresql://user@host:5432/database.", default=None)
@setting("--host", "Address to listen on.", default="127.0.0.1")
@setting("--port", "Port to listen on.", type=click.IntRange(1, 65535), default=8000)
@setting("--threads", "Threads that answer.", type=click.IntRange(1, 64), default=2)
@setting(
    "--queue",
    "Programs' requests that may wait for a thread, and 6 times as many readers'; others are told 503.",
    type=click.IntRange(1, 100),
    default=1,
)
@setting(
    "--rate",
    "Requests a minute from one address; further ones are answered 429. 0: no limit.",
    type=click.IntRange(0, 1_000_000),
    default=0,
)
@setting(
    "--proxies",
    "Reverse proxies in front, whose X-Forwarded-For, -Proto and -Host are believed. 0: nobody's.",
    type=click.IntRange(0, 5),
    default=0,
)
@setting("--metrics/--no-metrics", "Figures for Prometheus at /metrics.", default=True)
@setting("--log", "How logs are written to stderr.", type=click.Choice(["text", "json"]), default="text")
@setting(
    "--log-level", "What is logged.", type=click.Choice(["debug", "info", "warning", "error"]), default="info"
)
@setting(
    "--access-log/--no-access-log",
    "Log each request's route, method, status and time. No query, path or address is ever logged.",
    default=False,
)
def serve(indexes: Path, store: str | None, host: str, port: int, **settings: Any) -> None:
    """Serve the current index; a new build is picked up while it runs.

    Every option can be given as the variable of the environment beside it.
    """
    # Several questions share the cores: threads of one product that wait for each other cost ten times more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # glibc keeps what a thread frees in an arena of that thread's; of two the memory is used again by all.
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    from web import create_app
    from web.serving import logs
    from web.serving.server import listen

    logs.configure(settings.pop("log_level"), settings.pop("log") == "json")
    of_server = (host, port, settings.pop("threads"), settings.pop("queue"))
    try:
        app = create_app(indexes, store, **settings)
    except ModuleNotFoundError as error:
        raise click.ClickException("--store needs the extra `postgres`: pip install '.[postgres]'") from error
    # Opened before listening, so that a missing index is one clear line and exit 2. A database that is
    # away is waited for: until it comes back every question is answered 503.
    try:
        app.extensions["kb"].index()
    except StoreUnavailable as error:
        click.echo(f"kb: {error}; serving as soon as it can", err=True)
    try:
        answer_requests = listen(app, *of_server)
    except OSError as error:
        raise KbError(
            f"{host}:{port} cannot be listened on ({error.strerror}); give another --port"
        ) from error
    click.echo(f"Serving on http://{host}:{port}")
    answer_requests()


@options.command("kb mcp --indexes indexes", "Answer assistants (Model Context Protocol)")
@options.indexes
def mcp(indexes: Path) -> None:
    """Answer an assistant with search, get, list and quotes (Model Context Protocol, over stdio).

    Needs the extra `mcp`:  pip install '.[mcp]'
    """
    from kb.index.opened import open_index

    assistant = options.library("kb.commands.assistant", "mcp")
    open_index(indexes)  # a missing index is one clear line and exit 2, not an assistant without answers
    assistant.server(indexes).run()
