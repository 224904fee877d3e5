"""The served process: its logs, its limits, its figures, and clients that behave badly."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serving import Served, served
from web import create_app

SECRETS = (
    "hemmeligord",
    "010190-1234",
    "0101901234",
    "33933001",
    "anne@odense.dk",
    "127.0.0.1",
    "203.0.113.9",
)


@pytest.fixture(scope="module")
def server(tiny_indexes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    output = tmp_path_factory.mktemp("log") / "output"
    options = ("--log", "json", "--log-level", "debug", "--access-log", "--threads", "1", "--queue", "1")
    with served(tiny_indexes, output, *options) as running:
        yield running


def test_nothing_that_was_asked_is_written_anywhere(server: Served) -> None:
    asked = quote("hemmeligord 010190-1234 0101901234 33933001 anne@odense.dk")
    for path in (
        f"/api/v1/search?q={asked}",
        f"/api/v1/search?q={asked}&municipality={asked}",
        f"/api/v1/search?{asked}=1",
        f"/api/v1/suggest?q={asked}",
        f"/api/v1/units/{asked}",
        f"/api/v1/{asked}",
        f"/{asked}",
        f"/?q={asked}",
        f"/soeg?q={asked}",
    ):
        server.get(path, **{"User-Agent": "hemmeligord", "X-Forwarded-For": "203.0.113.9"})
        server.get(path, method="POST")
    server.get("/", method="hemmeligord")
    written = server.output.read_text()
    assert "Serving on" in written
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert {line["route"] for line in lines if line["event"] == "request"} >= {"/api/v1/search", None}
    for secret in SECRETS:
        assert secret not in written.replace(f"Serving on {server.url}", "")


def test_the_figures_tell_routes_and_stages_but_not_what_was_asked(server: Served) -> None:
    server.get("/api/v1/search?q=hemmeligord")
    server.get("/api/v1/search")
    status, headers, body = server.get("/metrics")
    text = body.decode()
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=")
    assert 'kb_requests_total{method="GET",route="/api/v1/search",status="200"}' in text
    assert 'kb_requests_total{method="GET",route="/api/v1/search",status="400"}' in text
    assert 'kb_stage_seconds_count{stage="encode"}' in text
    assert re.search(r'kb_index_info\{build="\d{8}T[^"]+",model="hashing"\} 1.0', text)
    assert re.search(r"kb_index_age_seconds \d", text)
    assert "kb_queue_length 0.0" in text
    assert "hemmeligord" not in text


def test_no_answer_names_a_program_or_a_version(server: Served) -> None:
    for path in ("/", "/api/v1/search", "/healthz", "/static/site.css", "/nothing"):
        headers = server.get(path)[1]
        assert "server" not in headers
        assert "x-powered-by" not in headers


def raw(server: Served, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(sent)
        received = b""
        while chunk := client.recv(65536):
            received += chunk
        return received


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", b"400"),
        (b"POST /api/v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", b"413"),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem_too(server: Served, sent: bytes, status: bytes) -> None:
    head, _, body = raw(server, sent).partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert b"X-Content-Type-Options: nosniff" in head
    assert b"waitress" not in head + body
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == int(status)


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fsettings.py"]
)
def test_a_static_file_cannot_be_climbed_out_of(server: Served, path: str) -> None:
    assert raw(server, f"GET {path} HTTP/1.0\r\n\r\n".encode()).split()[1] == b"404"


def test_slow_clients_hold_nobody_up(server: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    try:
        for client in slow:
            client.sendall(b"GET /api/v1/search?q=bolig HTTP/1.1\r\nHo")
        started = time.perf_counter()
        assert server.get("/api/v1/search?q=bolig")[0] == 200
        # They would hold a thread for as long as they like; the machine that tests may be busy.
        assert time.perf_counter() - started < 10
    finally:
        for client in slow:
            client.close()


def test_a_full_queue_is_refused_honestly_and_health_still_answers(server: Served) -> None:
    def ask(n: int) -> tuple[int, dict[str, str], bytes]:
        quick = {0: "/healthz", 1: "/static/site.css"}
        path = "/api/v1/search" if n % 2 else "/soeg"
        return server.get(quick.get(n % 10, f"{path}?q=bolig+{n}"))

    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(ask, range(300)))
    assert {status for status, _, _ in answers} <= {200, 503}
    assert all(answers[n][0] == 200 for n in range(0, 300, 10))
    assert all(answers[n][0] == 200 for n in range(1, 300, 10)), "a page's parts are never refused"
    pages, programs = (
        [answer for answer in answers[rest::2] if answer[0] == 503 and answer[1]["retry-after"] == "1"]
        for rest in (0, 1)
    )
    assert programs, "60 clients, a thread and a queue of 1: somebody must be refused"
    _, headers, body = programs[0]
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"
    assert json.loads(body)["status"] == 503
    assert len(programs) + len(pages) == sum(status == 503 for status, _, _ in answers)
    assert pages, "a reader waits longer, and not for ever"
    _, headers, body = pages[0]
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "<h1>Der er travlt</h1>" in body.decode()


def test_an_address_that_asks_too_much_is_told_when_to_come_back(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes, rate=3).test_client()
    statuses = [client.get("/api/v1/documents").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    others = create_app(tiny_indexes, rate=3).test_client()
    for path in ("/om", "/api/v1/units/nej", "/api/v1/search?q=bolig&limit=0"):
        assert "Retry-After" not in others.get(path).headers
    refused = client.get("/api/v1/documents")
    assert refused.content_type == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert client.get("/healthz").status_code == 200
    other = client.get("/api/v1/documents", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert other.status_code == 200


@pytest.mark.parametrize("path", "/ /om /tilgaengelighed /kommuner /indsatser /kilder /nyt".split())
def test_a_page_is_there_where_requests_are_counted(tiny_indexes: Path, path: str) -> None:
    client = create_app(tiny_indexes, rate=1).test_client()
    assert [client.get(path).status_code for _ in range(2)] == [200, 429]


def test_each_of_many_questions_counts_and_fifty_do_not_shut_a_reader_out_for_ever(
    tiny_indexes: Path,
) -> None:
    client = create_app(tiny_indexes, rate=10).test_client()
    ask = [client.post("/spoergsmaal", data={"emner": "bolig\n" * 4}).status_code for _ in range(3)]
    assert ask == [200, 200, 429]
    whole = create_app(tiny_indexes, rate=10).test_client()
    assert whole.get("/spoergsmaal").status_code == 200  # the form itself leaves room for its questions
    ask = [whole.post("/spoergsmaal.csv", data={"emner": "bolig\n" * 50}).status_code for _ in range(2)]
    assert ask == [200, 429]


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_a_forwarded_address_is_believed_only_behind_a_configured_proxy(
    tiny_indexes: Path, proxies: int, last: int
) -> None:
    client = create_app(tiny_indexes, rate=1, proxies=proxies).test_client()
    assert client.get("/api/v1/documents", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 200
    # What the client itself put in front is not believed either.
    forwarded = {"X-Forwarded-For": "203.0.113.1, 203.0.113.2"}
    assert client.get("/api/v1/documents", headers=forwarded).status_code == last
    forged = {"X-Forwarded-For": "198.51.100.99, 203.0.113.2"}
    assert client.get("/api/v1/documents", headers=forged).status_code == 429


def test_figures_can_be_left_out(tiny_indexes: Path) -> None:
    assert create_app(tiny_indexes, metrics=False).test_client().get("/metrics").status_code == 404
    assert create_app(tiny_indexes).test_client().get("/metrics").status_code == 200
