"""How long it takes from Enter until the first quote is on the screen, with the real models.

``python -m tests.ui.first_evidence HOME`` asks the example questions of the minutes in the data folder HOME
(or the first ones of a question file, ``--gold``), each in a fresh conversation, prints the times of each and
calls the answer off. HOME is opened as it is: give it a copy.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from eval.gold import load_questions
from rag.assistant import Assistant, open_assistant
from rag.settings import load_settings
from tests.ui.site import browsing, serving

QUESTIONS = 12
WAIT_MS = 120_000
TYPED_MS = 30  # a letter: what was called off has ended by then
ENDED = re.compile("Avbrutet|Ingen fråga är på gång|Svaret är klart")  # a refusal needs no model
_FIELD = "#mm-question input, #mm-question textarea"
# From the key press as the browser stamps it to the frame after which the first quote stands on the screen,
# and to the one in which the second key press has opened its source with the mark in view.
_WATCH = """() => { window.times = {}; let start = 0, second = 0;
  const seen = (name, begun, found) => { const look = () => {
    const one = found(); if (one) requestAnimationFrame(() => setTimeout(() => {
      window.times[name] = performance.now() - begun; })); else requestAnimationFrame(look); }; look(); };
  const view = (one) => { if (!one) return false; const box = one.getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight && box.bottom > 0; };
  document.onkeydown = (event) => {
    if (event.key === 'Enter' && !start) { start = event.timeStamp;
      seen('evidence', start, () => document.querySelector('#mm-quotes blockquote')); }
    if (event.altKey && event.code === 'KeyK' && !second) { second = event.timeStamp;
      seen('mark', second, () => view(document.querySelector('#mm-quotes li:focus mark'))); } } }"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: from Enter to the first quote, and from the second key press to its marked source."""

    question: str
    evidence: float
    mark: float


def measure(page: Page, question: str) -> Times:
    """Ask, open the first source, call the answer off."""
    page.get_by_role("button", name="Ny fråga").click()
    expect(page.locator("#mm-quotes blockquote")).to_have_count(0)
    page.evaluate(_WATCH)
    page.locator(_FIELD).press_sequentially(question, delay=TYPED_MS)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "window.times.evidence || document.querySelector('#mm-status .mm-error')", timeout=WAIT_MS
    )
    expect(page.locator("#mm-status .mm-error")).to_have_count(0)
    page.keyboard.press("Alt+KeyK")
    page.wait_for_function("window.times.mark", timeout=WAIT_MS)
    found = page.evaluate("window.times")
    page.get_by_role("button", name="Avbryt", exact=True).click()
    expect(page.locator("#mm-status")).to_contain_text(ENDED, timeout=WAIT_MS)
    return Times(question, found["evidence"], found["mark"])


def _search_ms(assistant: Assistant, question: str) -> float:
    """Milliseconds of the search alone, without browser and page."""
    began = time.perf_counter()
    assistant.search(question)
    return 1000 * (time.perf_counter() - began)


def _told(row: Times) -> Times:
    """The times, once they are printed."""
    sys.stdout.write(f"{row.evidence:7.0f} {row.mark:7.0f}  {row.question}\n")
    sys.stdout.flush()
    return row


def main() -> int:
    """Print the times."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("home", type=Path)
    told.add_argument("--questions", type=int, default=QUESTIONS)
    told.add_argument("--gold", type=Path)
    wanted = told.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("Chromium saknas: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings({"MOTESMINNE_HOME": str(wanted.home)})
        with open_assistant(settings) as assistant:
            assistant.warm_up()
            questions = (
                [one.text for one in load_questions(wanted.gold)][: wanted.questions + 1]
                if wanted.gold
                else assistant.example_questions(wanted.questions + 1)
            )
            with serving(assistant) as url, browsing(chromium, Path(scratch)) as browser:
                page = browser.open(url)
                first = measure(page, questions[0])
                rows = [_told(measure(page, question)) for question in questions[1:]]
                searched = [_search_ms(assistant, question) for question in questions[1:]]
    evidence = [row.evidence for row in rows]
    sys.stdout.write(
        f"\nEnter to the first quote, ms, {len(rows)} questions: median {statistics.median(evidence):.0f}, "
        f"longest {max(evidence):.0f}; before them, while models load: {first.evidence:.0f}\n"
        f"second key press to the marked source, ms: longest {max(row.mark for row in rows):.0f}\n"
        f"search alone, asked again, ms: median {statistics.median(searched):.0f}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
