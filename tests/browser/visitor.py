"""Someone who uses the site with a mouse, without JavaScript, or by keyboard alone."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

Mode = Literal["mouse", "no-javascript", "keyboard"]
# More stops than any of our pages has before what a visitor looks for.
MOST_TABS = 250


class Visitor:
    """Acts on a page the way its mode allows."""

    def __init__(self, page: Page, mode: Mode) -> None:
        self.page = page
        self.mode = mode

    def go(self, address: str) -> None:
        """Come in from outside."""
        answer = self.page.goto(address)
        assert answer is not None and answer.ok, address

    def search(self, text: str) -> None:
        """Type into the search box and send it."""
        box = self.page.locator("#q")
        if self.mode == "keyboard":
            self._tab_to(box)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
        else:
            box.fill(text)
            self.page.get_by_role("button", name="Søg", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("steder? om eller tæt på|Vi fandt")
        )

    def follow(self, what: Locator) -> None:
        """Follow a link, press a button or open a fold."""
        expect(what).to_be_visible()
        if self.mode == "keyboard":
            self._tab_to(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def write(self, field: Locator, text: str) -> None:
        """Fill a field."""
        if self.mode == "keyboard":
            self._tab_to(field)
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)

    def link(self, name: str, exact: bool = False) -> Locator:
        """The first link of that name in the main part of the page."""
        return self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first

    def heading(self, text: str) -> None:
        """See that the page's heading is this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def _tab_to(self, what: Locator) -> None:
        element = what.element_handle()  # found once: by its role and name that takes longer than a press
        for _ in range(MOST_TABS):
            if element.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what}")
