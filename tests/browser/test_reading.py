"""How a search was read, and how a reader takes it back: mouse, no JavaScript, keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def test_a_typo_is_corrected_and_the_correction_taken_back(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.search("progresionsmåling")
    read = visitor.page.locator(".read")
    expect(read).to_contain_text("Vi søgte efter progressionsmåling")
    visitor.follow(read.get_by_role("link", name="som du skrev det"))
    expect(visitor.page.locator(".read")).to_contain_text("uden at rette stavefejl")
    visitor.follow(visitor.page.locator(".read").get_by_role("link", name="Ret stavefejl"))
    expect(visitor.page.locator(".read")).to_contain_text("Vi søgte efter progressionsmåling")


def test_an_expansion_is_taken_off_and_put_back(visitor: Visitor) -> None:
    visitor.go("/soeg?q=hjemløse")
    read = visitor.page.locator(".read")
    expansion = read.locator(".off").first
    term = (expansion.text_content() or "").removeprefix("Søg ikke efter ").strip()
    visitor.follow(expansion)
    expect(visitor.page.locator(".read")).to_contain_text(f"Ikke søgt efter {term}")
    visitor.follow(visitor.page.locator(".read").get_by_role("link", name=f"{term} – søg efter ordet igen"))
    expect(visitor.page.locator(".read")).not_to_contain_text("Ikke søgt efter")


def test_no_answer_is_said_and_what_to_try(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.search("sats for efterløn og folkepension")
    expect(visitor.page.get_by_role("heading", name="Det står der ikke noget om i kilderne")).to_be_visible()
    visitor.follow(visitor.link("alle anbefalinger"))
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("anbefalinger")
