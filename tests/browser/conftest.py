"""Debian's Chromium, driven by Playwright, on the site."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.browser.visitor import Mode, Visitor
from tests.serving import running
from web import create_app

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000  # milliseconds for whatever should be there already
LOCK = Path(tempfile.gettempdir()) / "kb-chromium.lock"
INSTALL = "apt-get update && apt-get install -y --no-install-recommends chromium"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; installed here when that is possible."""
    if shutil.which("chromium") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with LOCK.open("w") as lock:
            # Two processes run the tests; the second waits, and finds it installed.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if shutil.which("chromium") is None:
                subprocess.run(INSTALL, shell=True, check=False, stdout=subprocess.DEVNULL)
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail(f"CI must run the browser tests; as root: {INSTALL}")
    if path is None:
        pytest.skip(f"the browser tests need Chromium; as root: {INSTALL}")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(shipped_indexes: Path) -> Iterator[str]:
    """The address of the served site."""
    with running(create_app(shipped_indexes)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page with JavaScript, at a desk."""
    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}) as context:
        refuse_others(context, site)
        yield context.new_page()


# The other two click and run our scripts between them; both at once have their turn in `make accessibility`.
MODES = (*(("mouse",) if os.environ.get("KB_AXE") == "all" else ()), "no-javascript", "keyboard")


@pytest.fixture(params=MODES)
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    """Someone who uses the site, once with each way of using it."""
    mode: Mode = request.param
    with browser.new_context(
        base_url=site, viewport={"width": 1280, "height": 900}, java_script_enabled=mode != "no-javascript"
    ) as context:
        refuse_others(context, site)
        context.set_default_timeout(PATIENCE)
        yield Visitor(context.new_page(), mode)


def refuse_others(context: BrowserContext, site: str) -> None:
    """Let a request to any other host fail the test."""

    def refuse(route: Route) -> None:
        route.abort()
        raise AssertionError(f"a page asked another host: {route.request.url}")

    context.route(lambda url: not url.startswith((site, "data:")), refuse)
