"""The page's views in a real browser: conversation, original pages, correcting, timeline, drafts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.ui.site import Browser, Site
from tests.ui.test_browser import REPLY, answered, ask, field, tab

pytestmark = pytest.mark.browser
PDF_QUESTION = "Vad beslutade socialnämnden om anslutningen till yrkesresan funktionshinder?"
PDF_REPLY = "Kommunen ansluts till yrkesresan funktionshinder från den 1 januari 2024 [1]."


def test_a_follow_up_is_read_visibly_and_a_new_question_starts_over(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    site.engine.replies.extend([REPLY, REPLY])
    ask(page)
    answered(page)
    expect(page.locator("#mm-reading p")).to_have_count(0)
    page.keyboard.type("Och när?")  # replaces the question that was asked
    page.keyboard.press("Enter")
    expect(page.locator("#mm-reading")).to_contain_text("Tolkad som: Och när (")
    answered(page)
    expect(page.locator("#mm-before summary")).to_have_text("Vad beslutades om yrkesresan?")
    page.get_by_role("button", name="Ny fråga").click()
    expect(page.locator("#mm-answer section")).to_have_count(0)
    expect(page.locator("#mm-before section")).to_have_count(0)
    expect(page.locator(field(page))).to_be_focused()
    expect(page.locator(field(page))).to_have_value("")


def _open_pdf_source(page: Page, site: Site) -> Locator:
    """Ask about a PDF and unfold the first source that has a picture of its page."""
    site.engine.replies.append(PDF_REPLY)
    ask(page, PDF_QUESTION)
    answered(page)
    source = page.locator("#mm-quotes li", has=page.locator("figure.mm-page")).first
    source.locator("summary").click()
    return source.locator("figure.mm-page").first


def test_the_original_page_is_shown_with_the_passage_marked(
    site: Site, browser: Browser, artefacts: Path
) -> None:
    page = browser.open(site.url)
    picture = _open_pdf_source(page, site).locator("img")
    expect(picture).to_be_visible()
    loaded = "picture => picture.complete && picture.naturalWidth > 1000"
    page.wait_for_function(loaded, arg=picture.element_handle())
    assert "som bild, citatet markerat" in (picture.get_attribute("alt") or "")
    page.screenshot(path=artefacts / "original.png")


def test_where_there_is_no_picture_the_reason_stands_in_its_place(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    page.route("**/sida/**", lambda route: route.fulfill(status=200, content_type="text/plain", body="nej"))
    expect(_open_pdf_source(page, site)).to_contain_text("Bilden kunde inte visas.")


def test_a_wrong_answer_is_kept_when_its_button_is_pressed_and_the_answer_is_fetched(
    site: Site, browser: Browser
) -> None:
    page = browser.open(site.url)
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    kept = site.assistant.settings.home / "feedback.jsonl"
    assert not kept.exists()
    page.get_by_text("Fel svar?").click()
    page.get_by_label("Fel källa").check()
    page.get_by_label("Kommentar (valfri)").fill("Det är ett annat möte.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#mm-said")).to_contain_text("Sparat i datamappen")
    assert json.loads(kept.read_text(encoding="utf-8"))["comment"] == "Det är ett annat möte."
    for kind, name in (("md", "Hämta som Markdown"), ("docx", "Hämta som Word")):
        with page.expect_download() as fetched:
            page.get_by_role("link", name=name).first.click()
        assert fetched.value.suggested_filename == f"svar.{kind}"
        assert Path(fetched.value.path()).stat().st_size > 500


def test_the_limits_in_use_are_shown_and_freed(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    expect(page.get_by_role("button", name="Rensa urvalet")).to_have_count(0)
    _choose(page, "#mm-ask-from", "2024")
    expect(page.locator("#mm-limits")).to_contain_text("Alla organ, från 2024")
    page.get_by_role("button", name="Rensa urvalet").first.click()
    expect(page.locator("#mm-limits")).to_contain_text("Alla organ, alla år")


def test_staff_open_a_meeting_from_the_list_and_set_its_date(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.get_by_role("button", name="norrbygden-mas-natverk.docx").click()
    expect(page.locator("#mm-read-head")).to_be_focused()
    page.get_by_label("Mötets datum").fill("2024-09-17")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#mm-meeting")).to_contain_text("2024-09-17 (angivet)")
    expect(page.locator("#mm-documents")).to_contain_text("2024-09-17 (angivet)")
    page.get_by_text("Rätta datum och organ").click()
    page.get_by_role("button", name="Återgå till det som lästes").click()
    expect(page.locator("#mm-meeting")).to_contain_text("okänt")
    first = page.locator(".mm-item summary").first
    first.click()
    page.get_by_role("link", name="Nästa punkt").first.click()
    expect(page.locator("#punkt-1 summary")).to_be_focused()


def test_a_decision_without_a_page_picture_opens_in_the_meetings_text(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    tab(page, "Beslut")
    row = page.locator("#mm-decisions tbody tr:has(button.mm-link)").first
    source = row.locator("button.mm-link")
    name = source.inner_text().split(", sida")[0]
    decided = row.locator('td[data-head="Beslut"]').inner_text()
    source.press("Enter")
    expect(page.locator("#mm-read-head h2")).to_have_text(name)
    expect(page.locator("#mm-meeting details[open] > summary")).to_be_focused()
    expect(page.locator("#mm-meeting details[open] mark").first).to_be_visible()
    marked = " ".join(page.locator("#mm-meeting details[open] mark").all_inner_texts())
    assert decided[:40] in " ".join(marked.split())


def test_a_bar_of_the_timeline_limits_the_log_by_keyboard(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    tab(page, "Beslut")
    bar = page.locator("#mm-timeline button").first
    words = bar.get_attribute("aria-label") or ""
    count = int(words.rsplit(": ", 1)[1].split()[0])
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#mm-decisions tbody tr")).to_have_count(count)
    expect(page.locator("#mm-timeline button[aria-pressed=true]")).to_have_attribute("aria-label", words)
    expect(page.locator("#mm-timeline button[aria-pressed=true]")).to_be_focused()
    assert _faults(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta som Excel").click()
    assert fetched.value.suggested_filename == "beslut.xlsx"
    page.locator("#mm-log-clear").click()
    expect(page.locator("#mm-timeline button[aria-pressed=true]")).to_have_count(0)


def test_a_meeting_is_summarised_edited_and_fetched(site: Site, browser: Browser, artefacts: Path) -> None:
    page = browser.open(site.url)
    tab(page, "Sammanfatta")
    _choose(page, "#mm-sum-document", "sjoviken-socialnamnd-2023-06-13.pdf")
    site.engine.replies.extend(["Sammanfattat."] * 30)
    page.locator("#mm-sum-make").click()
    expect(page.locator("#mm-sum-status")).to_contain_text("Utkastet är klart", timeout=30_000)
    site.engine.replies.clear()
    expect(page.locator("#mm-draft")).to_contain_text("AI-genererat utkast, ej granskat")
    page.locator("#mm-draft a.mm-cite").first.click()
    expect(page.locator("#mm-sum-sources li:focus mark").first).to_be_visible()
    page.screenshot(path=artefacts / "sammanfatta.png")
    assert _faults(page) == []
    page.locator("#mm-draft summary", has_text="Redigera").first.click()
    page.locator("#mm-draft textarea").first.fill("Personalens egen mening.")
    page.get_by_role("button", name="Spara ändringen").first.click()
    expect(page.locator("#mm-draft")).to_contain_text("Ändrat av personal")
    with page.expect_download() as fetched:
        page.locator("#mm-draft").get_by_role("link", name="Hämta som Word").click()
    assert fetched.value.suggested_filename == "sammanfattning.docx"


def test_the_self_check_is_told_in_words(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    tab(page, "Om")
    expect(page.locator("#mm-about")).to_contain_text("inga anslutningar till andra datorer")
    page.get_by_role("button", name="Kör självkontroll").click()
    expect(page.locator("#mm-checkup table")).to_contain_text("Avskildhet")


def _choose(page: Page, name: str, option: str) -> None:
    page.locator(f"{name} input").click()
    page.get_by_role("option", name=option).click()


def _faults(page: Page) -> list[str]:
    """Serious and critical findings of axe, light and dark, wide and narrow."""
    found = []
    for scheme in ("dark", "light"):
        for width in (320, 1280):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            dark = scheme == "dark"
            page.wait_for_function("dark => document.body.classList.contains('dark') === dark", arg=dark)
            page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
            found += [
                f"{scheme} {width}: {fault['id']}: {node['html'][:200]}"
                for fault in Axe().run(page).response["violations"]
                if fault["impact"] in ("serious", "critical")
                for node in fault["nodes"]
            ]
    return found
