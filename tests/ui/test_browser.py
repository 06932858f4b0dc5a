"""The page in a real browser: each user's journey, the keyboard alone, hostile words, accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.ui.site import Browser, Site
from ui.choices import body_name

pytestmark = pytest.mark.browser
REPLY = "Nätverket ställer sig bakom avtalsförslaget om yrkesresan [1]."
QUESTION = "Vad beslutades om yrkesresan?"
VIEWS = ("Fråga", "Protokoll", "Beslut", "Sammanfatta", "Om")
HOSTILE = (
    'Avtalet antas <img src="https://foreign.example/a.png" onerror="alert(1)">'
    "<script>alert(1)</script> ![bild](https://foreign.example/b.png) "
    "[länk](javascript:alert(1)) ${alert(1)} {{constructor.constructor('alert(1)')()}} [1]."
)


def field(page: Page) -> str:
    return "#mm-question input, #mm-question textarea"


def ask(page: Page, question: str = QUESTION) -> None:
    page.locator(field(page)).fill(question)
    page.locator(field(page)).press("Enter")


def half_answered(site: Site, browser: Browser) -> Page:
    """A page whose answer has begun to stream and is held there until ``site.engine.gate`` is set."""
    page = browser.open(site.url)
    site.engine.gate.clear()
    site.engine.called_off.clear()
    site.engine.replies.append(REPLY)
    ask(page)
    expect(page.locator("#mm-answer")).to_contain_text("ännu inte kontrollerat")
    return page


def answered(page: Page) -> None:
    expect(page.locator("#mm-status")).to_contain_text("Svaret är klart")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_the_page_is_swedish_and_titled(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    assert page.evaluate("document.documentElement.lang") == "sv"
    assert page.title() == "Mötesminne"
    tab(page, "Protokoll")
    expect(page.get_by_role("button", name="Välj filer")).to_be_visible()


def test_staff_see_quotes_then_a_draft_then_the_checked_answer_and_its_source(
    site: Site, browser: Browser, artefacts: Path
) -> None:
    page = browser.open(site.url)
    site.engine.gate.clear()
    site.engine.replies.append(REPLY)
    ask(page)
    expect(page.locator("#mm-quotes blockquote").first).to_be_visible()
    expect(page.locator("#mm-answer")).to_contain_text("ännu inte kontrollerat")
    page.screenshot(path=artefacts / "fraga-utkast.png")
    page.locator("#mm-quotes summary").first.click()
    site.engine.gate.set()
    answered(page)
    expect(page.locator("#mm-answer")).to_contain_text("AI-genererat, ej granskat")
    expect(page.locator("#mm-quotes details[open]")).to_have_count(1)
    page.locator("#mm-answer a.mm-cite").first.click()
    source = page.locator("#mm-quotes li:focus")
    expect(source).to_have_count(1)
    expect(source.locator("mark").first).to_be_visible()
    page.screenshot(path=artefacts / "fraga-svar.png", full_page=True)


def test_the_answer_is_copied_with_its_sources(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    page.get_by_role("button", name="Kopiera med källor").click()
    expect(page.locator("#mm-live")).to_have_text("Svaret är kopierat med källor.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied
    assert "AI-genererat, ej granskat" in copied
    assert "ekdalen-socialchefer-torsdag-17-mars.txt, sida" in copied


def test_a_finished_answer_is_announced_once(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    page.evaluate(
        """() => { window.heard = []; const region = document.getElementById('mm-live');
        new MutationObserver(() => window.heard.push(region.textContent))
          .observe(region, { childList: true, characterData: true, subtree: true }); }"""
    )
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    page.wait_for_function("window.heard.some(text => text.includes('Svaret är klart'))")
    heard = [text for text in page.evaluate("window.heard") if text]
    assert len(heard) == 1


def test_cancelling_frees_the_model_and_says_so(site: Site, browser: Browser) -> None:
    page = half_answered(site, browser)
    page.get_by_role("button", name="Avbryt", exact=True).click()
    expect(page.locator("#mm-status")).to_contain_text("Avbrutet")
    assert site.engine.called_off.wait(10)
    expect(page.locator("#mm-answer section")).to_have_count(0)
    expect(page.locator("#mm-quotes blockquote").first).to_be_visible()


def test_closing_the_page_frees_the_model(site: Site, browser: Browser) -> None:
    page = half_answered(site, browser)
    page.close()
    assert site.engine.called_off.wait(20)


def test_the_second_asker_sees_the_quotes_and_a_place_in_the_queue(site: Site, browser: Browser) -> None:
    first, second = browser.open(site.url), browser.open(site.url)
    site.engine.gate.clear()
    site.engine.replies.extend((REPLY, "Styrgruppen höjer kursavgiften [1]."))
    ask(first)
    expect(first.locator("#mm-answer")).to_contain_text("ännu inte kontrollerat")
    ask(second, "Vad beslutades om kursavgiften?")
    expect(second.locator("#mm-quotes blockquote").first).to_be_visible()
    expect(second.locator("#mm-status")).to_contain_text("plats 2 i kön")
    site.engine.gate.set()
    answered(first)
    answered(second)
    expect(second.locator("#mm-answer")).to_contain_text("kursavgift")


def test_the_coordinator_limits_a_question_and_reads_a_meeting(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    (forum,) = [row for row in site.assistant.documents() if row.name.startswith("granvik")]
    page.get_by_label("Organ").first.click()
    page.get_by_role("option", name=body_name(forum)).click()
    site.engine.replies.append("Forumet tog upp frågan [1].")
    ask(page, "Vad beslutades?")
    expect(page.locator("#mm-status")).to_contain_text("Svaret är klart")
    for place in page.locator("#mm-quotes .mm-place").all_text_contents():
        assert "granvik-anhorigforum" in place
    tab(page, "Protokoll")
    page.get_by_label("Välj ett protokoll").click()
    page.get_by_role("option", name="ekdalen-socialchefer-torsdag-17-mars.txt").click()
    page.get_by_role("button", name="Läs protokollet").click()
    meeting = page.locator("#mm-meeting")
    expect(meeting).to_contain_text("Socialchefsnätverk")
    meeting.get_by_text("yrkesresan").first.click()
    expect(meeting.locator("details[open] .mm-source")).to_contain_text("Beslut")


def test_the_decision_log_is_filtered_and_fetched(site: Site, browser: Browser, artefacts: Path) -> None:
    page = browser.open(site.url)
    tab(page, "Beslut")
    expect(page.locator("#mm-decisions tbody tr").first).to_be_visible()
    everything = page.locator("#mm-decisions tbody tr").count()
    page.locator("#mm-log-words input, #mm-log-words textarea").fill("yrkesresan")
    page.get_by_role("button", name="Visa beslut").click()
    expect(page.locator("#mm-decisions tbody tr")).not_to_have_count(everything)
    shown = page.locator("#mm-decisions tbody tr").count()
    page.screenshot(path=artefacts / "beslut.png")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta som CSV").click()
    text = Path(fetched.value.path()).read_text(encoding="utf-8-sig")
    assert fetched.value.suggested_filename == "beslut.csv"
    assert text.startswith("Datum;Organ;")
    assert 0 < shown <= text.count("\n") - 1


def test_it_staff_add_and_remove_minutes_and_see_why_a_file_is_refused(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    good, empty = tmp_path / "nya-minnesanteckningar.txt", tmp_path / "tom.pdf"
    good.write_text(
        "Minnesanteckningar Provnätverket\n2024-03-12\n\n1. Budget\nBeslut: Budgeten godkänns.\n\n"
        "2. Övrigt\nInget fanns att ta upp.\n",
        encoding="utf-8",
    )
    empty.write_bytes(b"")
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.locator("#mm-pick").set_input_files([good, empty])
    expect(page.locator("#mm-chosen")).to_contain_text("tom.pdf")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-report")).to_contain_text("Indexering klar: 1 nya, 1 kunde inte läsas")
    expect(page.locator("#mm-report")).to_contain_text("tom.pdf")
    expect(page.locator("#mm-documents")).to_contain_text("nya-minnesanteckningar.txt")
    uploads = site.assistant.settings.home / "uploads"
    assert list(uploads.rglob("*")) == []
    page.get_by_label("Välj ett protokoll").click()
    page.get_by_role("option", name="nya-minnesanteckningar.txt").click()
    page.get_by_role("button", name="Ta bort protokollet").click()
    expect(page.locator("#mm-meeting")).to_contain_text("kan inte ångras")
    page.get_by_role("button", name="Ja, ta bort").click()
    expect(page.locator("#mm-meeting")).to_contain_text("är borttaget")
    expect(page.locator("#mm-documents")).not_to_contain_text("nya-minnesanteckningar.txt")
    tab(page, "Om")
    expect(page.locator("#mm-about")).to_contain_text("Sökmodell")


def test_a_folder_that_is_not_there_is_told_in_one_line(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-report")).to_contain_text("Välj filer eller skriv en mapp först.")
    page.get_by_label("Eller en mapp på datorn där Mötesminne körs").fill("/finns/inte")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-report")).to_contain_text("/finns/inte finns inte.")


def test_the_keyboard_alone_asks_opens_a_source_and_returns(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#mm-question') !== null"):
            break
    site.engine.replies.append(REPLY)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page)
    page.keyboard.press("Alt+KeyK")  # the second key press: the first source, marked
    expect(page.locator("#mm-quotes li:focus mark").first).to_be_visible()
    reached = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        seen = "getComputedStyle(document.activeElement).outlineStyle + document.activeElement.outerHTML"
        assert page.evaluate(seen).startswith("solid")
    assert {"Visa hela punkten med citatet markerat", "Till svaret"} <= reached
    page.locator("a.mm-step", has_text="Till svaret").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#mm-svar")).to_be_focused()
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator("#mm-quotes li:focus")).to_have_count(1)


def test_an_example_question_fills_the_field(site: Site, browser: Browser) -> None:
    page = browser.open(site.url)
    example = page.locator("#mm-examples button").first
    words = example.text_content()
    example.click()
    expect(page.locator(field(page))).to_have_value(words or "")
    expect(page.locator(field(page))).to_be_focused()
    site.engine.replies.append(REPLY)
    page.keyboard.press("Enter")
    answered(page)


def test_hostile_answers_questions_and_minutes_are_only_text(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    page = browser.open(site.url)
    page.on("dialog", lambda dialog: browser.complaints.append(dialog.message))
    site.engine.replies.append(HOSTILE)
    ask(page, f"Vad beslutades om {HOSTILE}")
    answered(page)
    site.engine.replies.clear()
    site.engine.replies.append(HOSTILE)
    site.engine.gate.clear()
    ask(page)
    expect(page.locator("#mm-answer")).to_contain_text("Avtalet")
    site.engine.gate.set()
    answered(page)
    page.locator("#mm-answer summary").first.click()
    minutes = tmp_path / "hotfull<img src=x>.txt"
    minutes.write_text(
        f"Minnesanteckningar Hotnätverket\n2024-05-06\n\n1. {HOSTILE}\nBeslut: {HOSTILE}\n", encoding="utf-8"
    )
    site.assistant.index([minutes])
    try:
        page.close()  # a page that is loaded anew tells of the stream it breaks off
        page = browser.open(site.url)
        page.on("dialog", lambda dialog: browser.complaints.append(dialog.message))
        tab(page, "Beslut")
        expect(page.locator("#mm-decisions")).to_contain_text("constructor.constructor")
        site.engine.replies.append(REPLY)
        tab(page, "Fråga")
        ask(page, "Vad beslutade Hotnätverket om avtalet som antas?")
        answered(page)
        expect(page.locator("#mm-quotes")).to_contain_text("constructor.constructor")
        active = ".mm-html img:not(.mm-page img), .mm-html script, .mm-html iframe, .mm-html a[href*=':']"
        assert page.locator(active).count() == 0
    finally:
        site.assistant.remove(minutes.name)


def test_narrow_pages_do_not_scroll_sideways(site: Site, browser: Browser, artefacts: Path) -> None:
    page = browser.open(site.url, width=320)
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    for name in VIEWS:
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.screenshot(path=artefacts / f"smal-{name}.png")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dark", [False, True])
def test_no_view_has_a_serious_accessibility_fault(
    site: Site, browser: Browser, artefacts: Path, dark: bool, width: int
) -> None:
    page = browser.open(site.url, dark, width)
    faults = _faults(page, "start")
    site.engine.replies.append(f"{REPLY} Kommunen köpte en rymdraket 1969 för 80 miljoner.")
    ask(page)
    answered(page)
    page.locator("#mm-quotes summary").first.click()
    page.locator("#mm-answer summary").first.click()
    for name in VIEWS:
        tab(page, name)
        if name == "Protokoll":
            page.get_by_role("button", name="Läs protokollet").click()
            expect(page.locator("#mm-meeting")).to_contain_text("Välj ett protokoll först.")
        faults += _faults(page, name)
        page.screenshot(path=artefacts / f"{name}-{'mork' if dark else 'ljus'}-{width}.png", full_page=True)
    assert faults == []


def _faults(page: Page, view: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{view}: {fault['id']}: {node['html'][:200]} {[check['message'] for check in node['any']]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
