"""What does not go as planned, in a real browser: nothing indexed, a page left, minutes or a server gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.assistant import Assistant
from rag.settings import load_settings
from tests.ui.site import Browser, GatedEngine, Site, SmallAssistant, serving
from tests.ui.test_browser import REPLY, VIEWS, answered, ask, field, half_answered, tab

pytestmark = pytest.mark.browser


@pytest.fixture
def nothing(own_home: Path) -> Iterator[Assistant]:
    """An assistant over an empty index."""
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), GatedEngine()) as assistant:
        yield assistant


def _leave(page: Page, browser: Browser, url: str) -> None:
    """Close a page of a server of one's own; what it asked for is foreign to the other tests' server."""
    page.close()
    assert browser.foreign(url) == []
    browser.requests.clear()


def test_where_nothing_is_indexed_the_page_says_what_to_do(browser: Browser, nothing: Assistant) -> None:
    with serving(nothing) as url:
        page = browser.context.new_page()
        page.goto(url)
        first = "Inga protokoll är inlästa än. Lägg till dem under fliken Protokoll."
        expect(page.locator("#mm-examples")).to_contain_text(first)
        ask(page)
        expect(page.locator("#mm-status")).to_contain_text(first)
        tab(page, "Protokoll")
        expect(page.locator("#mm-documents")).to_contain_text("Välj filer eller en mapp ovanför.")
        tab(page, "Beslut")
        expect(page.locator("#mm-decisions")).to_contain_text("0 beslut")
        tab(page, "Sammanfatta")
        page.locator("#mm-sum-make").click()
        expect(page.locator("#mm-sum-status")).to_contain_text("Välj ett protokoll först.")
        _leave(page, browser, url)


def test_when_the_server_goes_away_the_page_says_so_in_swedish(browser: Browser, nothing: Assistant) -> None:
    with serving(nothing) as url:
        page = browser.context.new_page()
        page.goto(url)
        expect(page.locator("#mm-examples p")).to_be_visible()
    ask(page)
    expect(page.locator(".toast-wrap")).to_contain_text("Kontakten med servern bröts.", timeout=30_000)
    assert "onnection" not in page.locator(".toast-wrap").inner_text()
    _leave(page, browser, url)


def test_a_page_loaded_anew_calls_its_question_off_and_asks_again(site: Site, browser: Browser) -> None:
    page = half_answered(site, browser)
    page.reload()
    assert site.engine.called_off.wait(20)
    browser.complaints.clear()  # the framework tells of the stream that was broken off
    site.engine.gate.set()
    page.wait_for_selector("#mm-examples button")
    expect(page.locator(field(page))).to_have_value("")
    site.engine.replies.clear()
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)


def test_minutes_removed_elsewhere_are_told_gone_and_leave_the_lists(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "snart-borta.txt"
    file.write_text("Minnesanteckningar\n2024-03-12\n\n1. Budget\nBeslut: Ja.\n\n2. Övrigt\nInget.\n")
    site.assistant.index([file])
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.get_by_role("button", name="snart-borta.txt").click()
    expect(page.locator("#mm-read-head")).to_be_focused()
    site.assistant.remove("snart-borta.txt")
    page.get_by_text("Ange organ").or_(page.get_by_text("Rätta datum och organ")).first.click()
    page.locator("#mm-meeting input[name=body]").evaluate("field => field.value = 'Nämnden'")
    page.locator("#mm-meeting form").evaluate("form => form.requestSubmit(form.querySelector('button'))")
    expect(page.locator("#mm-meeting")).to_contain_text("Protokollet finns inte längre.")
    expect(page.locator("#mm-documents")).not_to_contain_text("snart-borta.txt")


def test_at_400_percent_every_view_is_read_without_scrolling_sideways(site: Site, browser: Browser) -> None:
    page = browser.open(site.url, width=320)
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    page.keyboard.press("Alt+KeyK")
    expect(page.locator("#mm-quotes li:focus")).to_be_in_viewport()
    for name in VIEWS:
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
