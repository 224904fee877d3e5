"""Pictures of the site for looking at it: `make screenshots`."""

from __future__ import annotations

import argparse
import shutil
import threading
from itertools import product
from pathlib import Path
from typing import Literal

import waitress
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, INSTALL
from web import create_app

QUERY = "/soeg?q=fremskudt+sagsbehandling+psykiatri"
PAGES = (
    ("forside", "/"),
    ("resultater", QUERY),
    ("naermeste", "/soeg?q=hund+i+boligen+til+veteraner"),
    ("intet", "/soeg?q=qvrxz+wplmk"),
    ("enhed", "/enhed/ds-2018/mindset/ressourcetaenkning"),
    ("anbefaling", "/anbefaling/16"),
    ("anbefalinger", "/anbefalinger"),
    ("sammenlign", "/sammenlign?kommune=holstebro&kommune=aarhus"),
    ("noegletal", "/noegletal?emne=besparelse"),
    ("citat-tjek", "/citat-tjek"),
    ("eksempler", "/eksempler"),
    ("overblik", "/overblik"),
    ("spoergsmaal", "/spoergsmaal"),
    ("nyt", "/nyt"),
    ("kvalitet", "/kvalitet"),
    ("kort", "/kommuner"),
    ("kilde", "/kilde/ds-2018"),
    ("liste", "/liste?liste=ds-2018/anbefaling/1,ds-2018/anbefaling/2"),
)
WIDTHS = (1280, 375, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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
        for width, scheme in product(WIDTHS, SCHEMES):
            page = browser.new_page(
                base_url=f"http://127.0.0.1:{server.effective_port}",
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
            )
            for name, address in PAGES:
                page.goto(address)
                page.screenshot(path=given.folder / f"{name}-{width}-{scheme}.png", full_page=True)
            page.close()
        browser.close()
    server.close()


if __name__ == "__main__":
    main()
