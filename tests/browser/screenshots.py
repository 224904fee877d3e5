"""Pictures of the site for looking at it: `make screenshots`."""

from __future__ import annotations

import argparse
import shutil
import threading
from pathlib import Path

import waitress
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, INSTALL
from web import create_app

QUERY = "/soeg?q=fremskudt+sagsbehandling+psykiatri"
# (name, address, width, colour scheme)
SHOTS = (
    ("forside", "/", 1280, "light"),
    ("resultater", QUERY, 1280, "light"),
    ("resultater-moerk", QUERY, 1280, "dark"),
    ("resultater-telefon", QUERY, 390, "light"),
    ("anbefaling", "/anbefaling/16", 1280, "light"),
    ("anbefalinger", "/anbefalinger", 1280, "light"),
    ("noegletal", "/noegletal", 1280, "light"),
    ("citat-tjek", "/citat-tjek", 1280, "light"),
    ("kort", "/kommuner", 1280, "light"),
    ("kort-telefon", "/kommuner", 390, "dark"),
    ("kilde", "/kilde/ds-2018", 1280, "light"),
    ("liste", "/liste?liste=ds-2018/anbefaling/1,ds-2018/anbefaling/2", 1280, "light"),
)


def main() -> None:
    """Serve the index on a free port and take a picture of each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indexes", type=Path, default=Path("indexes"))
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit(f"the pictures need Chromium; as root: {INSTALL}")
    server = waitress.create_server(create_app(given.indexes), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for shot in SHOTS:
            _take(browser, f"http://127.0.0.1:{server.effective_port}", given.folder, shot)
        browser.close()
    server.close()


def _take(browser: Browser, site: str, folder: Path, shot: tuple[str, str, int, str]) -> None:
    name, address, width, scheme = shot
    page = browser.new_page(base_url=site, viewport={"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.close()


if __name__ == "__main__":
    main()
