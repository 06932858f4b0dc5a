"""Adding minutes in a real browser: a folder of 500 files, and files and a folder that are dropped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.site import Browser, Site
from tests.ui.test_browser import REPLY, _faults, answered, ask, tab

pytestmark = pytest.mark.browser
COUNT = 500
BAD = {
    "tom.pdf": b"",
    "radbyten.txt": b"\n" * 7,
    "blank.md": b" \n\n \n",
    "skadad.pdf": b"%PDF-1.4 nej",
    "avhuggen.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    "egentligen-text.pdf": b"Protokoll 2024-03-12",
    "skadad.docx": b"PK\x03\x04 nej",
    "egentligen-text.docx": b"Protokoll 2024-04-12",
    "egentligen-bild.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\xff\xfe",
    "nollor.txt": b"\x00" * 4000,
}
ENDED = re.compile("Indexering klar")


def _folder(folder: Path, count: int) -> Path:
    """So many invented minutes, ten of them bad, in two folders."""
    inner = folder / "äldre"
    inner.mkdir(parents=True)
    for number in range(count - len(BAD)):
        day = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        text = (
            f"Minnesanteckningar Nätverk {number % 7}\n{day}\n\n1. Ärende {number}\n"
            f"Gruppen talade om ärende {number}.\nBeslut: Bidraget {number} på {number + 100} kr godkänns.\n"
            "\n2. Övrigt\nInget fanns att ta upp.\n"
        )
        ((inner if number % 2 else folder) / f"mote-{number:03}.txt").write_text(text, encoding="utf-8")
    for name, content in BAD.items():
        (inner / name).write_bytes(content)
    return folder


def _choose(page: Page, folder: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Välj en hel mapp").click()
    chooser.value.set_files(folder)


def test_a_folder_of_500_files_is_read_while_a_question_is_answered(
    site: Site, browser: Browser, artefacts: Path, tmp_path: Path
) -> None:
    folder = _folder(tmp_path / "protokoll", COUNT)
    before = len(site.assistant.documents())
    page = browser.open(site.url)
    tab(page, "Protokoll")
    _choose(page, folder)
    expect(page.locator("#mm-chosen")).to_contain_text(f"{COUNT} filer att läsa in")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-chosen progress")).to_be_visible()
    page.screenshot(path=artefacts / "500-laddas-upp.png")
    report = page.locator("#mm-report")
    expect(report).to_contain_text(f"av {COUNT} filer klara", timeout=30_000)
    expect(report.locator("progress")).to_be_visible()
    page.screenshot(path=artefacts / "500-lases.png")
    tab(page, "Fråga")
    site.engine.replies.append(REPLY)
    ask(page)
    answered(page)
    tab(page, "Protokoll")
    assert not ENDED.search(report.inner_text())
    second = browser.open(site.url)  # another tab, opened meanwhile, sees how far it is
    tab(second, "Protokoll")
    expect(second.locator("#mm-report")).to_contain_text(f"av {COUNT} filer klara")
    for one in (page, second):
        told = one.locator("#mm-report")
        expect(told).to_contain_text(f"{COUNT - len(BAD)} nya, {len(BAD)} kunde inte läsas", timeout=90_000)
        for name in BAD:
            expect(told).to_contain_text(f"Inte läst: {name}.")
        expect(one.locator("#mm-documents caption").first).to_contain_text(
            f"av {before + COUNT - len(BAD)} protokoll"
        )
    reasons = page.locator("#mm-documents table").last.locator("tbody tr")
    expect(reasons).to_have_count(len(BAD))
    page.screenshot(path=artefacts / "500-klara.png", full_page=True)
    page.get_by_label("Sök bland protokollen").fill("mote-488.txt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="mote-488.txt")).to_be_visible()
    uploads = site.assistant.settings.home / "uploads"
    assert list(uploads.rglob("*")) == []


def _drop(page: Page, *paths: Path, at: str = "#mm-files") -> None:
    """Drag files or folders from outside the browser to a place on the page, and let go."""
    page.locator(at).scroll_into_view_if_needed()
    box = page.locator(at).bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def _minutes(folder: Path, name: str, words: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = f"Minnesanteckningar Släppnätverket\n2024-01-10\n\n1. {words}\nBeslut: {words} godkänns.\n"
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_files_and_a_folder_are_dropped_anywhere_on_the_tab(
    site: Site, browser: Browser, artefacts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mapp"
    for number in range(3):
        _minutes(folder, f"slapp-{number}.txt", f"Budget {number}")
    _minutes(folder / "inre", "slapp-3.md", "Bullar")
    (folder / "bild.png").write_bytes(b"\x89PNG")
    alone = _minutes(tmp_path / "ensam", "slapp-ensam.txt", "Fika")
    page = browser.open(site.url)
    _drop(page, alone, at="#mm-question")  # dropped on another tab
    expect(page.get_by_role("tab", name="Protokoll", selected=True)).to_be_visible()
    expect(page.locator("#mm-chosen")).to_contain_text("1 fil att läsa in")
    _drop(page, folder, alone, at="#mm-sought")
    expect(page.locator("#mm-chosen")).to_contain_text("5 filer att läsa in")
    expect(page.locator("#mm-chosen")).to_contain_text("1 fil av annat slag hoppades över.")
    page.screenshot(path=artefacts / "slappta.png")
    assert _faults(page, "Protokoll") == []
    page.get_by_role("button", name="Ta bort slapp-0.txt ur listan").click()
    expect(page.locator("#mm-chosen")).to_contain_text("4 filer att läsa in")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-report")).to_contain_text("Indexering klar: 4 nya")
    names = {row.name for row in site.assistant.documents()}
    assert {"slapp-1.txt", "slapp-2.txt", "slapp-3.md", "slapp-ensam.txt"} <= names
    assert "slapp-0.txt" not in names


def test_files_are_added_with_the_keyboard_alone(site: Site, browser: Browser, tmp_path: Path) -> None:
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.get_by_role("button", name="Välj filer").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(_minutes(tmp_path, "tangentbord.txt", "Tangentbord"))
    expect(page.locator("#mm-live")).to_contain_text("1 fil att läsa in")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "mm-add":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#mm-report")).to_contain_text("Indexering klar: 1 nya")


def test_a_file_that_is_too_large_is_told_and_the_others_are_read(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    large = tmp_path / "stor.pdf"
    with large.open("wb") as file:
        file.truncate(site.assistant.settings.max_file_mb * 1_000_000 + 1)
    page = browser.open(site.url)
    tab(page, "Protokoll")
    page.locator("#mm-pick").set_input_files([large, _minutes(tmp_path, "liten.txt", "Smått")])
    expect(page.locator("#mm-chosen .mm-failed")).to_contain_text("stor.pdf: Filen är för stor: högst 50 MB")
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-report")).to_contain_text("Indexering klar: 1 nya")


def test_sending_is_called_off(site: Site, browser: Browser, tmp_path: Path) -> None:
    page = browser.open(site.url)
    page.route("**/filer/**", lambda route: None)  # a server that never answers
    tab(page, "Protokoll")
    page.locator("#mm-pick").set_input_files(_minutes(tmp_path, "avbruten.txt", "Avbrott"))
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator("#mm-chosen progress")).to_be_visible()
    page.get_by_role("button", name="Avbryt inläsningen").click()
    expect(page.locator("#mm-chosen")).to_contain_text("1 fil att läsa in")
    expect(page.locator("#mm-chosen progress")).to_have_count(0)
    assert "avbruten.txt" not in {row.name for row in site.assistant.documents()}
