"""A document that attacks its readers: its scripts are text, on every page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from kb.builder.build import build
from kb.index.opened import Index, open_index
from tests import tiny
from tests.browser.conftest import refuse_others
from tests.serving import running
from web import create_app

ATTACK = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}{% raw %}"
REPORT = f"""Kapitel 1: {ATTACK}

Roskilde Kommune har ansat en <b onmouseover="window.pwned=1">sagsbehandler</b> på sygehuset efter SEL § 85.
Det kalder kommunen "</title></textarea></style><svg onload=window.pwned=1>"
og [link](javascript:window.pwned=1).
Borgerne får støtte i egen bolig, og sagsbehandleren er til stede to gange om ugen hele året rundt.

Anbefalinger

• {ATTACK} Kommunen bør tilbyde borgere i hjemløshed en varig bolig med støtte.
• <a href="javascript:window.pwned=1">Støtten</a> skal være tilgængelig, når borgeren har brug for den.
• &lt;script&gt;window.pwned=1&lt;/script&gt; Kommunen bør bruge fremskudte indsatser i psykiatrien.

Eksempler fra kommunerne

Hjem først i Odense Kommune <iframe srcdoc="<script>parent.pwned=1</script>"></iframe>

Odense Kommune arbejder efter Housing First. {ATTACK} Borgere flytter direkte fra gaden i egen bolig.
"""
SOURCES = """[ond]
title = '''</title><script>window.pwned=1</script>Ond "rapport" '''
publisher = '"><svg onload=window.pwned=1>'
year = 2020
canonical = true
files = ["ond.txt"]
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index built from the hostile report, the way every index is built."""
    corpus, indexes = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("indexes")
    (corpus / "documents").mkdir()
    (corpus / "documents" / "ond.txt").write_text(REPORT, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    tiny.seed(indexes)
    build(corpus, indexes, "hashing", lambda *_: None)
    return indexes


@pytest.fixture(scope="module")
def hostile_site(hostile: Path) -> Iterator[str]:
    with running(create_app(hostile)) as address:
        yield address


def addresses(index: Index) -> list[str]:
    """Every page that shows something of the report, and searches that are attacks themselves."""
    ids = [unit.id for unit in index.units]
    queries = ("sagsbehandler bolig", ATTACK, '"><svg onload=window.pwned=1>', "javascript:window.pwned=1")
    return [
        *("/", "/om", "/api", "/anbefalinger", "/kilder", "/kilde/ond", "/kommuner", "/kommune/roskilde"),
        *("/kommune/odense", "/indsatser", f"/liste?liste={quote(','.join(ids))}"),
        *(f"/anbefaling/{unit.number}" for unit in index.recommendations),
        *(f"/enhed/{quote(name)}" for name in ids),
        *(f"/soeg?q={quote(query)}" for query in queries),
        *(f"/liste?liste={quote(query)}" for query in queries),
        f"/soeg?q=bolig&kind={quote(ATTACK)}",
        f"/soeg?q=bolig&kind=passage&without={quote(ATTACK)}",
        f"/{quote(ATTACK)}",
    ]


def test_the_report_was_taken_as_it_stands(hostile: Path) -> None:
    index = open_index(hostile)
    text = "\n".join(unit.text for unit in index.units)
    assert "<script>window.pwned=1</script>" in text
    assert 'onmouseover="window.pwned=1"' in text
    assert [unit.number for unit in index.recommendations] == [1, 2, 3]


def test_nothing_of_it_runs_or_breaks_a_page(browser: Browser, hostile: Path, hostile_site: str) -> None:
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A page that is not there (404) is told of by the browser too.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    with browser.new_context(base_url=hostile_site) as context:
        refuse_others(context, hostile_site)
        page = context.new_page()
        page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        for address in addresses(open_index(hostile)):
            page.goto(address)
            assert found(page) == [], address
    assert complaints == []


def found(page: Page) -> list[str]:
    """What an attack would have left behind on the page."""
    left: list[str] = page.evaluate("""() => {
        const left = [];
        if ('pwned' in window) left.push('a script ran');
        for (const element of document.querySelectorAll('*')) {
            if (['IFRAME', 'OBJECT', 'EMBED', 'BASE'].includes(element.tagName)) left.push(element.tagName);
            if (element.tagName === 'IMG' && element.getAttribute('src') === 'x') left.push('IMG');
            if (element.tagName === 'SCRIPT' && !element.getAttribute('src')) left.push('inline script');
            for (const {name, value} of element.attributes) {
                if (name.startsWith('on')) left.push(name);
                const leads = ['href', 'src', 'action'].includes(name);
                if (leads && /^\\s*javascript:/i.test(value)) left.push(value);
                if (name === 'style') left.push('style');
            }
        }
        if (!document.querySelector('footer')) left.push('the page is not whole');
        return left;
    }""")
    return left
