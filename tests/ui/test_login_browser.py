"""Logging in, in a real browser: by keyboard, seen by axe, and what each role is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rag.settings import ServerSettings, load_settings
from tests.ui.lan import PASSWORDS, USERS, Clock, lan_access
from tests.ui.site import Browser, GatedEngine, SmallAssistant, serving
from ui.roles import Role

pytestmark = pytest.mark.browser
MINUTES = "Minnesanteckningar Provnätverket\n2024-03-12\n\n1. Budget\nBeslut: Budgeten godkänns.\n"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("login")
    (folder / "prov.txt").write_text(MINUTES, encoding="utf-8")
    home = folder / "home"
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(home)}), GatedEngine()) as assistant:
        assistant.index([folder / "prov.txt"])
        with serving(assistant, lan_access(home, clock, ServerSettings())) as served:
            yield served


@pytest.fixture
def page(url: str, browser: Browser) -> Iterator[Page]:
    """A browser that nobody has logged in with; afterwards: no foreign request."""
    browser.context.clear_cookies()
    opened = browser.context.new_page()
    opened.goto(url)
    yield opened
    opened.close()
    assert browser.foreign(url) == []


def _log_in(page: Page, role: Role) -> None:
    page.get_by_label("Namn").fill(USERS[role])
    page.get_by_label("Lösenord").fill(PASSWORDS[role])
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_selector("#mm-examples button")


def _findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")
    ]


def test_the_way_in_by_keyboard_alone(page: Page) -> None:
    assert page.title() == "Logga in – Mötesminne"
    page.keyboard.press("Tab")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("fel fel fel fel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Fel namn eller lösenord.")
    expect(page.get_by_label("Namn")).to_have_value("ada")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS["admin"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#mm-examples button")
    expect(page.get_by_role("navigation", name="Inloggning")).to_contain_text("ada (får administrera)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_serious_on_our_own_pages(page: Page, url: str, dark: bool, width: int) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("Namn").fill(f"ingen{width}{dark}")  # or one name would be tried too often
    page.get_by_label("Lösenord").fill("fel fel fel fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert _findings(page) == []
    _log_in(page, "admin")
    expect(page.get_by_role("navigation", name="Inloggning")).to_be_visible()
    assert _findings(page) == []
    for path in ("konto", "konton"):
        page.goto(url + path)
        assert _findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_a_reader_is_shown_no_button_that_is_not_theirs(page: Page, artefacts: Path) -> None:
    _log_in(page, "read")
    page.get_by_role("tab", name="Protokoll").click()
    expect(page.locator("#mm-documents")).to_contain_text("prov.txt")
    for hidden in page.locator(".mm-edit, .mm-admin").all():
        expect(hidden).to_be_hidden()
    expect(page.locator("#mm-add")).to_be_hidden()
    expect(page.get_by_role("link", name="Konton")).to_have_count(0)
    page.screenshot(path=artefacts / "lan-lasare.png")


def test_an_editor_adds_minutes_but_sees_no_accounts(page: Page) -> None:
    _log_in(page, "edit")
    page.get_by_role("tab", name="Protokoll").click()
    expect(page.locator("#mm-add")).to_be_visible()
    for hidden in page.locator(".mm-admin").all():
        expect(hidden).to_be_hidden()
    expect(page.get_by_role("link", name="Konton")).to_have_count(0)


def test_an_ended_session_leads_to_the_login_and_so_does_logging_out(page: Page, clock: Clock) -> None:
    _log_in(page, "read")
    clock.passes(31 * 60)
    page.locator("#mm-question input, #mm-question textarea").fill("Vad beslutades om budgeten?")
    page.locator("#mm-question input, #mm-question textarea").press("Enter")
    page.wait_for_url("**/login?slut")
    expect(page.get_by_text("Din inloggning har gått ut. Logga in igen.")).to_be_visible()
    _log_in(page, "read")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/login")
    page.go_back()
    page.wait_for_url("**/login")


def test_an_administrator_adds_an_account_that_can_log_in(page: Page, url: str, artefacts: Path) -> None:
    _log_in(page, "admin")
    page.get_by_role("link", name="Konton").click()
    page.locator("#name").fill("nils")
    page.locator("#password").fill("ett nytt långt ord")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("status")).to_have_text("Kontot nils är tillagt.")
    page.screenshot(path=artefacts / "lan-konton.png")
    page.goto(url)
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Namn").fill("nils")
    page.get_by_label("Lösenord").fill("ett nytt långt ord")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("navigation", name="Inloggning")).to_contain_text("nils (får läsa)")
