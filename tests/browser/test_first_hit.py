"""How soon a reader meets the first hit: where it stands on the page, and how many Tab presses lead to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import refuse_others

SEARCHES = (
    "/soeg?q=fremskudt+sagsbehandling+psykiatri",
    "/soeg?q=hvordan+hj%C3%A6lper+man+unge+uden+bolig&kind=municipality_example",
    "/soeg?q=progresionsm%C3%A5ling",  # with a line about the spelling
)
MOST_TABS = 12


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize(("width", "height", "most"), [(1280, 800, 320), (375, 700, 700)])
def test_the_first_hit_is_seen_without_scrolling(
    page: Page, address: str, width: int, height: int, most: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    heading = page.locator(".hit h2").first.bounding_box()
    assert heading is not None and heading["y"] + heading["height"] <= height
    assert heading["y"] < most


@pytest.mark.parametrize("address", SEARCHES)
def test_the_first_hit_is_a_few_tab_presses_away(page: Page, address: str) -> None:
    page.goto(address)
    presses = 0
    target = page.locator(".hit h2 a").first
    skipped = False
    while not target.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
        presses += 1
        if not skipped and page.evaluate("document.activeElement.hash === '#traef'"):
            page.keyboard.press("Enter")
            skipped = True
        assert presses <= MOST_TABS


def test_what_is_typed_is_previewed_and_the_box_is_a_key_away(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        refuse_others(context, site)
        page = context.new_page()
        page.goto("/om")
        assert page.locator("#q").count() == 0
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("fremskudt sagsbehandling")
        first = page.locator(".typed a").first
        first.wait_for()
        assert page.locator(".typed a").count() == 5
        assert "Eksempel" in page.locator(".typed").inner_text()
        page.keyboard.press("ArrowDown")
        assert first.evaluate("element => element === document.activeElement")
        page.keyboard.press("Escape")
        assert page.locator(".typed").is_hidden()
        assert page.locator("#q").evaluate("element => element === document.activeElement")


def test_searches_are_remembered_only_where_a_reader_asks_for_it(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        refuse_others(context, site)
        page = context.new_page()
        page.goto("/")
        page.locator("#q").fill("bolig")
        page.keyboard.press("Enter")
        page.wait_for_url("**/soeg?q=bolig")
        assert page.evaluate("localStorage.length") == 0
        page.goto("/")
        page.locator("#q").press("ArrowDown")
        page.get_by_role("button", name="Husk mine søgninger på denne computer").click()
        page.locator("#q").fill("unge")
        page.keyboard.press("Enter")
        page.wait_for_url("**/soeg?q=unge")
        page.goto("/")
        page.locator("#q").press("ArrowDown")
        page.get_by_role("button", name="unge", exact=True).wait_for()
        page.get_by_role("button", name="Glem mine søgninger").click()
        assert page.evaluate("localStorage.length") == 0
