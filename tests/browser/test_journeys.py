"""The ways people go through the site: each with a mouse, without JavaScript and by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor


def test_search_filter_open_and_go_back(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.search("fremskudt sagsbehandling psykiatri")
    page = visitor.page
    expect(page.locator(".hit h2", has_text="psykiatrisk sygehus").first).to_be_visible()

    choice = page.get_by_role("link", name=re.compile(r"^Roskilde \d+$"))
    if not choice.is_visible():  # where more towns are found, the last ones are folded
        visitor.follow(page.locator("summary", has_text="under Kommune"))
    count = int(choice.inner_text().split()[-1])
    visitor.follow(choice)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{count} sted")

    visitor.follow(page.locator(".hit h2").first.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("psykiatrisk sygehus")
    page.go_back()
    expect(page.get_by_role("link", name="Fjern filteret Roskilde")).to_be_visible()
    expect(page.locator("#q")).to_have_value("fremskudt sagsbehandling psykiatri")


def test_a_recommendation_with_its_examples(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.follow(visitor.page.get_by_role("navigation").get_by_role("link", name="Anbefalinger"))
    visitor.follow(visitor.link("Anbefaling 16", exact=True))
    visitor.heading("Anbefaling 16 af 51")
    example = visitor.page.get_by_role("region", name="Eksempler og fund, der ligger nær").get_by_role(
        "heading", level=3
    )
    title = example.first.inner_text()
    visitor.follow(example.first.get_by_role("link"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(title)


def test_from_the_map_to_a_municipality(visitor: Visitor) -> None:
    visitor.go("/kommuner")
    visitor.follow(visitor.page.locator("a.tile", has_text="Holstebro"))
    visitor.heading("Holstebro")
    expect(visitor.page.get_by_role("heading", name=re.compile("^Eksempler"))).to_be_visible()


def pick(visitor: Visitor, heading: str) -> None:
    visitor.follow(visitor.link(f"Føj til Min liste – {heading}"))
    expect(visitor.link(f"På Min liste – fjern {heading}")).to_be_visible()


def test_a_list_is_made_ordered_and_shared(visitor: Visitor) -> None:
    visitor.go("/anbefaling/1")
    pick(visitor, "Anbefaling 1")
    visitor.follow(visitor.page.locator("a[rel=next]"))
    visitor.heading("Anbefaling 2 af 51")
    pick(visitor, "Anbefaling 2")
    visitor.follow(visitor.page.get_by_role("navigation").get_by_role("link", name="Min liste"))
    titles = visitor.page.get_by_role("main").get_by_role("heading", level=2)
    expect(titles).to_have_text([re.compile("^Anbefaling 1:"), re.compile("^Anbefaling 2:")])
    visitor.follow(visitor.link("Flyt op – Anbefaling 2"))
    expect(titles).to_have_text([re.compile("^Anbefaling 2:"), re.compile("^Anbefaling 1:")])

    shared = visitor.page.url
    visitor.go("/")
    visitor.go(shared)
    expect(titles).to_have_text([re.compile("^Anbefaling 2:"), re.compile("^Anbefaling 1:")])


def test_a_list_prints_to_pdf_with_its_references(page: Page) -> None:
    page.goto("/liste?liste=ds-2018/anbefaling/1,ds-2018/anbefaling/2")
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.get_by_text("(hentet").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="Fjern – Anbefaling 1")).to_have_count(0)


def test_figures_are_folded_on_a_phone_open_at_a_desk_and_printed_whole(page: Page) -> None:
    page.goto("/noegletal")
    every = page.locator(".fold > table").count()
    assert every > 20
    _wait_for_tables(page, every)
    page.set_viewport_size({"width": 375, "height": 700})
    _wait_for_tables(page, 0)
    assert page.evaluate("document.documentElement.scrollHeight") < 4_000
    page.locator(".fold > summary", has_text="Sagstal").click()
    _wait_for_tables(page, 1)
    expect(page.locator("#sagstal")).to_be_visible()
    page.emulate_media(media="print")
    _wait_for_tables(page, every)


def _wait_for_tables(page: Page, count: int) -> None:
    """Wait until so many folded tables are in sight: a browser opens what a style opens frame by frame."""
    page.wait_for_function(
        """count => count === [...document.querySelectorAll(".fold > table")]
        .filter(each => each.checkVisibility({contentVisibilityAuto: true})).length""",
        arg=count,
    )


def test_a_reference_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto("/anbefaling/1")
    cite = page.get_by_text("Citér", exact=True)
    place = cite.bounding_box()
    assert place is not None and place["y"] < 450  # near the top, also on a phone
    cite.click()
    page.get_by_role("button", name="Kopiér").first.click()
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("[data-copy]").first.inner_text()
    assert "(anbefaling 1, nummereret her)" in copied and "/enhed/ds-2018/anbefaling/1 (hentet" in copied
    page.get_by_role("button", name="Kopiér").click()
    expect(page.get_by_role("button", name="Kopieret")).to_have_count(2)
    short = "Dansk Socialrådgiverforening, Investér i socialt udsatte voksne, 2018, s. 6 i filen"
    assert page.evaluate("navigator.clipboard.readText()") == short


def test_one_sentence_is_chosen_and_cited(visitor: Visitor) -> None:
    visitor.go(
        "/enhed/ds-2018/eksempel/fremskudt-sagsbehandling-paa-psykiatrisk-sygehus-i-roskilde?saetning=8"
    )
    visitor.follow(visitor.page.get_by_role("link", name="Citér kun denne sætning"))
    told = "»Sagsbehandlingstiden er samtidig blevet kortere for de indlagte borgere.«"
    expect(visitor.page.locator(".reference").first).to_contain_text(told)
    visitor.follow(visitor.link("Citér et uddrag fra begyndelsen"))
    expect(visitor.page.locator(".reference").first).not_to_contain_text(told)  # the other page has come
    visitor.page.get_by_text("Citér", exact=True).click()
    visitor.follow(visitor.link("Citér kun én sætning: vælg den i teksten"))
    sentence = "Der visiteres til alt fra praktisk bistand til sygepleje, bostøtte eller botilbud."
    visitor.follow(visitor.page.locator("#tekst").get_by_role("link", name=sentence))
    expect(visitor.page.locator(".reference").first).to_contain_text(f"»{sentence}«")


def test_a_true_a_changed_and_an_invented_quotation(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.follow(visitor.page.get_by_role("navigation").get_by_role("link", name="Citat-tjek"))
    text = (
        "»Investeringstilgangen skal gennemføres med en politisk og ledelsesmæssig opmærksomhed« og "
        "»Investeringstilgangen skal gennemføres med en faglig og ledelsesmæssig opmærksomhed« og "
        "»Alle borgere har ret til en grøn hest i haven«."
    )
    visitor.write(visitor.page.get_by_label("Din tekst"), text)
    visitor.follow(visitor.page.get_by_role("button", name="Tjek teksten"))
    words = visitor.page.locator(".verdict h3")
    expect(words).to_have_text(["Ordret", "Ikke ordret", "Ikke fundet"])
    changed = visitor.page.locator(".verdict--changed")
    expect(changed.locator("del")).to_have_text("faglig")
    expect(changed.locator("ins")).to_have_text("politisk")
    visitor.follow(changed.get_by_role("link"))
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Anbefaling 1:")


def test_the_examples_are_filtered_and_a_sentence_leads_to_its_text(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.follow(visitor.page.get_by_role("navigation").get_by_role("link", name="Eksempler", exact=True))
    page = visitor.page
    page.locator("select[name=maalgruppe]").select_option("hjemloese")
    page.locator("select[name=sort]").select_option("nyeste")
    visitor.follow(page.get_by_role("button", name="Vis"))
    expect(page).to_have_url(re.compile("maalgruppe=hjemloese"))
    count = int(page.get_by_role("heading", level=1).inner_text().split()[0])
    expect(page.get_by_role("row")).to_have_count(count + 1)
    told = page.get_by_role("cell").get_by_role("link").first
    words = told.inner_text().rstrip(" …")
    visitor.follow(told)
    expect(page.locator(".verbatim")).to_contain_text(words)


def test_many_questions_are_asked_at_once_and_taken_along(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.follow(visitor.page.get_by_role("contentinfo").get_by_role("link", name="Mange spørgsmål"))
    page = visitor.page
    visitor.write(page.get_by_label("Dine spørgsmål"), "unge uden bolig\nqvrxz wplmk")
    visitor.follow(page.get_by_role("button", name="Vis svarene"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Kilderne handler om 1 af 2")
    with page.expect_download() as loading:
        visitor.follow(page.get_by_role("button", name="Hent som Word"))
    assert loading.value.suggested_filename == "spoergsmaal.docx"
    assert page.url.partition("#")[0].endswith("/spoergsmaal")


def test_from_the_overview_to_a_recommendation_and_its_examples(visitor: Visitor) -> None:
    visitor.go("/overblik")
    alone = visitor.page.get_by_role("main").get_by_role("link", name=re.compile("uden en anbefaling"))
    visitor.follow(alone)
    expect(visitor.page.get_by_role("heading", name=re.compile("^Prøvet, uden"))).to_be_in_viewport()
    near = visitor.page.locator(".recommendations > li", has=visitor.page.locator(".near")).first
    number = near.locator(".recommendations__number").inner_text().split()[-1]
    visitor.follow(near.locator(".recommendations__number"))
    visitor.heading(f"Anbefaling {number} af 51")
