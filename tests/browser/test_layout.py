"""What axe finds, what overlaps, and what a page weighs."""

from __future__ import annotations

import os
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import refuse_others

PAGES = (
    "/",
    "/soeg?q=fremskudt+sagsbehandling+psykiatri",
    "/soeg?q=bolig&kind=municipality_example",
    "/soeg?q=sats+for+efterløn+og+folkepension",
    "/soeg?q=qvrxz+wplmk",
    "/soeg?q=",
    "/anbefaling/16",
    "/anbefalinger",
    "/enhed/ds-2018/mindset/ressourcetaenkning",
    "/kilder",
    "/kilde/ds-2017",
    "/kommuner",
    "/kommune/holstebro",
    "/kommune/laesoe",
    "/noegletal",
    "/noegletal?emne=sagstal",
    "/noegletal?emne=undersoegelser",
    "/sammenlign?kommune=holstebro&kommune=aarhus&kommune=kolding",
    "/citat-tjek",
    "/eksempler",
    "/eksempler?maalgruppe=hjemloese&sort=nyeste",
    "/overblik",
    "/spoergsmaal",
    "/nyt",
    "/kvalitet",
    "/enhed/ds-2018/eksempel/sammen-i-livet",
    "/enhed/ds-2018/eksempel/sammen-i-livet?saetning=1",
    "/enhed/ds-2018/eksempel/sammen-i-livet?saetning=1&kun=ja",
    "/enhed/ds-2018/eksempel/sammen-i-livet?vaelg=ja",
    "/indsatser",
    "/indsats/forebyggende",
    "/mindset/viden-om-virkning",
    "/lov/sel-107",
    "/metode/housing-first",
    "/liste",
    "/liste?liste=ds-2018/anbefaling/1,ds-2018/anbefaling/2&toem=ja",
    "/kommune/holstebro?liste=ds-2018/anbefaling/1",
    "/om",
    "/api",
    "/tilgaengelighed",
    "/findes-ikke",
    "/noegletal?status=findes-ikke",
)
View = tuple[int, Literal["light", "dark"]]
WIDTHS = (320, 768, 1280)
# Pieces of text whose boxes cross, and whether the page must be scrolled sideways.
CROSSINGS = """() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || node.parentElement.closest('.hidden, .skip, svg, script')) continue;
    const head = node.parentElement.closest('thead');  // hidden from the eye where rows are cards
    if (head && getComputedStyle(head).clipPath !== 'none') continue;
    if (!node.parentElement.checkVisibility({contentVisibilityAuto: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push([box, node.data.trim().slice(0, 40)]);
  }
  const found = [];
  boxes.sort((a, b) => a[0].top - b[0].top);
  for (let i = 0; i < boxes.length; i++) {
    for (let j = i + 1; j < boxes.length && boxes[j][0].top < boxes[i][0].bottom; j++) {
      const [a, b] = [boxes[i][0], boxes[j][0]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 0.4 * Math.min(a.height, b.height)) found.push([boxes[i][1], boxes[j][1]]);
    }
  }
  const root = document.documentElement;
  return {found, sideways: root.scrollWidth - root.clientWidth};
}"""


def views(address: str) -> list[View]:
    """All six with KB_AXE=all (make accessibility); else one a page, so that each has its turn."""
    every: list[View] = [(width, scheme) for width in WIDTHS for scheme in ("light", "dark")]
    if os.environ.get("KB_AXE") == "all":
        return every
    return [every[PAGES.index(address) % len(every)]]


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, address: str) -> None:
    page.goto(address)
    axe = Axe()
    for width, scheme in views(address):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = axe.run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{width} {scheme}\n{results.generate_report()}"


@pytest.mark.parametrize("address", PAGES)
def test_large_text_neither_overlaps_nor_scrolls_sideways(page: Page, address: str) -> None:
    page.goto(address)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        # 200 %: at 320 the reflow of a browser's zoom (1.4.10), at 1280 the text alone (1.4.4).
        page.evaluate(f"document.documentElement.style.fontSize = '{106.25 if width == 320 else 212.5}%'")
        seen = page.evaluate(CROSSINGS)
        assert seen == {"found": [], "sideways": 0}, f"{address} at {width}"


def test_folded_tables_keep_their_names_and_a_choice_is_read_whole_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto("/noegletal")
    page.evaluate("document.querySelectorAll('.fold').forEach(each => each.open = true)")
    names = [text.rsplit(None, 1)[0] for text in page.locator(".fold > summary").all_text_contents()]
    assert len(names) > 20
    for name in names:
        expect(page.get_by_role("table", name=name, exact=True)).to_have_count(1)
    place = page.get_by_label("Kommune")
    room = place.evaluate("it => it.clientWidth")
    place.evaluate("it => { it.style.width = 'max-content' }")
    assert place.evaluate("it => it.clientWidth") <= room


def test_the_numbers_of_each_municipality_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto("/kommuner")
    cells = page.locator("td.number:not(.untold)")
    assert cells.count() > 60
    edges = cells.evaluate_all("all => all.map(each => each.getBoundingClientRect().right)")
    assert max(edges) <= 375


def test_a_result_page_is_light_and_asks_no_other_host(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        refuse_others(context, site)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto("/soeg?q=fremskudt+sagsbehandling+psykiatri", wait_until="networkidle")
        assert len(sizes) >= 3  # the page, the style sheet, the script
        assert sum(sizes) <= 60_000
        assert context.cookies() == []
