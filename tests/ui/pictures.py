"""The README's two pictures of the page, with the real models over sample minutes.

Make them anew with ``python -m tests.ui.pictures`` (or ``make pictures``); they land in docs/images.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from rag.assistant import Assistant, open_assistant
from rag.settings import load_settings
from tests.ui.site import Browser, browsing, serving

REPOSITORY = Path(__file__).resolve().parents[2]
QUESTION = "Vad beslutades om yrkesresan?"
MINUTES = (
    "ekdalen-socialchefer-torsdag-17-mars.txt",
    "ekdalen-socialchefer-2024-02-08.docx",
    "sjoviken-socialnamnd-2023-06-13.pdf",
)
WAIT_MS = 240_000


def take(browser: Browser, url: str, folder: Path) -> str:
    """Ask about yrkesresan and show the decision log; write fraga.png and beslut.png, return the answer."""
    page = browser.open(url)
    page.locator("#mm-question input, #mm-question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#mm-status")).to_contain_text("Svaret är klart", timeout=WAIT_MS)
    page.keyboard.press("Alt+KeyK")
    expect(page.locator("#mm-quotes li:focus mark").first).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=folder / "fraga.png")
    answer = page.locator("#mm-answer").inner_text()
    page.get_by_role("tab", name="Beslut").click()
    expect(page.locator("#mm-decisions tbody tr").first).to_be_visible()
    page.screenshot(path=folder / "beslut.png")
    page.close()
    return answer


def index_samples(assistant: Assistant) -> None:
    """Index a few of the sample minutes."""
    report = assistant.index([REPOSITORY / "eval/data/minutes" / name for name in MINUTES])
    assert not report.failed


def main() -> int:
    """Write the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("Chromium saknas: apt-get install chromium\n")
        return 1
    folder = REPOSITORY / "docs/images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings({"MOTESMINNE_HOME": f"{scratch}/home"})
        with open_assistant(settings) as assistant:
            index_samples(assistant)
            with serving(assistant) as url, browsing(chromium, Path(scratch) / "profile") as browser:
                sys.stdout.write(take(browser, url, folder) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
