"""The promise of version 1, checked against any server: `python tests/contract.py http://127.0.0.1:8000`.

Needs nothing but Python. Prints one line for each promise that is kept and exits 1 at the first that is not.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

UNIT = {
    *("id", "kind", "number", "theme", "title", "text", "parent", "municipalities", "indsats", "laws"),
    *("programmes", "target_groups", "speaker", "footnotes", "document", "pages", "page_labels", "section"),
    *("file", "start", "end", "doubts"),
}
KINDS = {
    *("recommendation", "municipality_example", "mindset_element", "indsats_type", "finding", "passage"),
}
FACETS = {"kind", "municipality", "indsats", "theme", "law", "programme", "document"}
FACT = {
    *(
        "subject",
        "municipalities",
        "measure",
        "before",
        "after",
        "unit",
        "period",
        "status",
        "quote",
        "unit_id",
    ),
}

Answer = tuple[int, dict[str, str], Any]


class Server:
    """A server under /api/v1 of `root`."""

    def __init__(self, root: str) -> None:
        self._root = root.rstrip("/")

    def ask(self, path: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Status, headers with lower-case names, and the body read as JSON (None if there is none)."""
        request = Request(self._root + path, data=data, headers=headers or {})
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, _read(answer.read())
        except HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, _read(error.read())

    def search(self, q: str, **parameters: object) -> Answer:
        """GET /api/v1/search."""
        return self.ask(f"/api/v1/search?{urlencode({'q': q, **parameters}, doseq=True)}")


Promise = Callable[[Server], None]


def _read(body: bytes) -> Any:
    return json.loads(body) if body else None


def search_answers_as_promised(server: Server) -> None:
    status, headers, answer = server.search("kommunen og borgeren", limit=50)
    assert status == 200 and headers["content-type"].startswith("application/json")
    assert set(answer) >= {"query", "total", "hits", "facets", "index", "took_ms"}
    assert set(answer["query"]) >= {"text", "corrected", "expansions"}
    assert set(answer["index"]) >= {"build", "model"}
    assert set(answer["facets"]) >= FACETS
    assert all({"term", "from"} <= set(each) for each in answer["query"]["expansions"])
    order = [(-hit["score"], hit["id"]) for hit in answer["hits"]]
    assert order == sorted(order) and answer["total"] >= len(answer["hits"])
    for hit in answer["hits"]:
        assert set(hit) >= UNIT | {"score", "snippet", "url"}
        assert hit["kind"] in KINDS and 0 <= hit["score"] <= 1 and hit["url"].startswith("/enhed/")
        assert len(hit["snippet"].replace("<mark>", "").replace("</mark>", "")) < 2_000
        assert set(hit["document"]) >= {"id", "title", "publisher", "year"}
        assert hit["pages"] is None or 1 <= hit["pages"][0] <= hit["pages"][1]


def the_same_query_gives_the_same_answer(server: Server) -> None:
    first, second = (server.search("støtte i egen bolig")[2] for _ in range(2))
    assert [first["hits"], first["total"], first["facets"]] == [
        second["hits"],
        second["total"],
        second["facets"],
    ]


def filters_narrow(server: Server) -> None:
    whole = server.search("kommunen")[2]
    for kind in whole["facets"]["kind"]:
        answer = server.search("kommunen", kind=kind, limit=50)[2]
        # What choosing the value lists.
        assert whole["facets"]["kind"][kind] == answer["total"], (kind, answer["total"])
        assert {hit["kind"] for hit in answer["hits"]} == {kind}
    both = server.search("kommunen", kind=list(whole["facets"]["kind"]))[2]
    assert both["total"] == whole["total"]


def pages_turn(server: Server) -> None:
    whole = server.search("kommunen", limit=6)[2]["hits"]
    second = server.search("kommunen", limit=3, offset=3)[2]["hits"]
    assert [hit["id"] for hit in second] == [hit["id"] for hit in whole[3:]]


def a_known_municipality_without_units_is_no_error(server: Server) -> None:
    listed = server.ask("/api/v1/municipalities")[2]
    assert len(listed) == 98
    empty = next(each["name"] for each in listed if each["units"] == 0)
    status, _, answer = server.search("kommunen", municipality=empty)
    assert (status, answer["total"], answer["hits"]) == (200, 0, [])


def what_is_wrong_is_named(server: Server) -> None:
    for parameters in (
        *({"limit": 0}, {"limit": 51}, {"limit": "x"}, {"offset": -1}, {"offset": 1001}, {"correct": 2}),
        *({"kind": "x"}, {"municipality": "x"}, {"indsats": "x"}, {"theme": "x"}, {"law": "x"}),
        *({"programme": "x"}, {"document": "x"}, {"unknown": 1}, {"q": ""}, {"q": " "}, {"q": "a" * 301}),
    ):
        status, headers, problem = server.search(**{"q": "a", **parameters})  # type: ignore[arg-type]
        assert status == 400 and headers["content-type"] == "application/problem+json", parameters
        assert problem["status"] == 400 and problem["parameter"] == next(iter(parameters)), problem
        assert set(problem) >= {"type", "title", "status", "detail"}
    status, headers, problem = server.ask("/api/v1/search")
    assert (status, problem["parameter"]) == (400, "q")
    assert server.ask("/api/v1/units/x")[0] == 404
    assert server.ask("/api/v1/x")[0] == 404
    assert server.ask("/api/v1/facts", data=b"{}")[0] == 405


def a_unit_has_neighbours(server: Server) -> None:
    hit = server.search("kommunen", limit=1)[2]["hits"][0]
    status, _, unit = server.ask(f"/api/v1/units/{quote(hit['id'])}")
    assert status == 200 and set(unit) >= UNIT | {"previous", "next", "children", "related"}
    assert {name: unit[name] for name in UNIT} == {name: hit[name] for name in UNIT}
    assert len(unit["related"]) <= 5


def lists_are_whole(server: Server) -> None:
    recommendations = server.ask("/api/v1/recommendations")[2]
    assert [unit["number"] for unit in recommendations] == list(range(1, len(recommendations) + 1))
    assert all(set(unit) >= UNIT for unit in recommendations)
    documents = server.ask("/api/v1/documents")[2]
    assert documents and all(set(each) >= {"id", "title", "publisher", "year"} for each in documents)
    assert all(set(fact) >= FACT for fact in server.ask("/api/v1/facts")[2])
    suggestions = server.ask("/api/v1/suggest?q=b")[2]["suggestions"]
    assert all(set(each) >= {"text", "kind"} for each in suggestions)


def quotes_are_judged(server: Server) -> None:
    unit = server.ask("/api/v1/recommendations")[2][0]
    words = " ".join(unit["text"].split()[:8])
    text = (
        f"Rapporten skriver: »{words}«. Og den skriver: »Dette har ingen nogensinde skrevet noget sted før.«"
    )
    sent = json.dumps({"text": text}).encode()
    status, headers, verdicts = server.ask("/api/v1/quotes", sent, {"Content-Type": "application/json"})
    assert status == 200 and headers["cache-control"] == "no-store"
    assert [each["verdict"] for each in verdicts] == ["exact", "absent"], verdicts
    assert all(set(each) >= {"quote", "verdict", "unit_id", "differences"} for each in verdicts)
    assert server.ask("/api/v1/quotes")[0] == 405
    assert server.ask("/api/v1/quotes", b"{}", {"Content-Type": "application/json"})[0] == 400


def an_unchanged_answer_is_304(server: Server) -> None:
    _, headers, _ = server.search("bolig")
    assert headers["cache-control"] == "private, no-cache"
    again = {"If-None-Match": headers["etag"]}
    assert server.ask("/api/v1/search?q=bolig", headers=again)[0] == 304


def personal_numbers_are_masked(server: Server) -> None:
    for number in ("010190-1234", "0101901234"):
        _, _, answer = server.search(f"bolig {number}")
        assert number not in json.dumps(answer)


def it_tells_about_itself(server: Server) -> None:
    assert server.ask("/healthz")[0] == 200
    assert server.ask("/readyz")[0] == 200
    described = server.ask("/api/v1/openapi.json")[2]
    assert described["openapi"].startswith("3.1") and "/api/v1/search" in described["paths"]


PROMISES: tuple[Promise, ...] = (
    search_answers_as_promised,
    the_same_query_gives_the_same_answer,
    filters_narrow,
    pages_turn,
    a_known_municipality_without_units_is_no_error,
    what_is_wrong_is_named,
    a_unit_has_neighbours,
    lists_are_whole,
    quotes_are_judged,
    an_unchanged_answer_is_304,
    personal_numbers_are_masked,
    it_tells_about_itself,
)


def broken(promise: Promise, server: Server) -> str | None:
    """The line of a promise that a server does not keep, with the values it tells; None where it is kept."""
    try:
        promise(server)
    except AssertionError as error:
        line = traceback.extract_tb(error.__traceback__)[-1]
        return f"line {line.lineno}: {line.line} {error}".rstrip()
    return None


if __name__ == "__main__":
    for promise in PROMISES:
        name, told = promise.__name__.replace("_", " "), broken(promise, Server(sys.argv[1]))
        if told is not None:
            sys.exit(f"broken: {name}, {told}")
        print("kept:", name)
