"""How a search was read, and how a reader takes it back: mouse, no JavaScript, keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def test_a_typo_is_corrected_and_the_correction_taken_back(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.search("progresionsmåling")
    read = visitor.page.locator(".read")
    expect(read).to_contain_text("Vi søgte på progressionsmåling")
    visitor.follow(read.get_by_role("link", name="som du skrev det"))
    expect(visitor.page.locator(".read")).to_contain_text("uden at rette stavefejl")
    visitor.follow(visitor.page.locator(".read").get_by_role("link", name="Ret stavefejl"))
    expect(visitor.page.locator(".read")).to_contain_text("Vi søgte på progressionsmåling")


def test_a_related_word_is_taken_off_and_put_back(visitor: Visitor) -> None:
    visitor.go("/soeg?q=hjemløse")
    read = visitor.page.locator(".read")
    visitor.follow(read.locator("summary"))
    related = read.locator(".chip--off").first
    term = (related.text_content() or "").removeprefix("Søg ikke på ").strip()
    visitor.follow(related)
    expect(visitor.page.locator(".read")).to_contain_text(f"Ikke søgt på {term}")
    visitor.follow(visitor.page.locator(".read").get_by_role("link", name=f"{term} – søg på ordet igen"))
    expect(visitor.page.locator(".read")).not_to_contain_text("Ikke søgt på")


def test_no_answer_is_said_and_what_to_try(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.search("qvrxz wplmk")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Vi fandt")
    expect(visitor.page.get_by_text("VISO")).to_be_visible()


def test_a_long_text_is_searched_and_leafed_through_without_an_address(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.follow(visitor.page.locator("summary", has_text="Har du en længere tekst?"))
    text = "Se anbefaling 16. Borgeren er i hjemløshed og mangler en bolig og støtte i hjemmet. " * 10
    visitor.write(visitor.page.get_by_label("Sæt et notat eller en sagsbeskrivelse ind"), text)
    visitor.follow(visitor.page.get_by_role("button", name="Søg med teksten"))
    expect(visitor.page.get_by_text("Vi læste hele din tekst")).to_be_visible()
    visitor.follow(visitor.page.get_by_role("button", name="Kun anbefalinger"))
    expect(visitor.page.get_by_role("button", name="Kun anbefalinger")).to_have_attribute(
        "aria-current", "true"
    )
    assert "bolig" not in visitor.page.url
