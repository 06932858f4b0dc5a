"""Markdown and the print page: everything there, nothing that a reader's program would run."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from rag.export.markdown import escape, to_markdown
from rag.export.print_page import to_print_page
from rag.summary.types import SummaryLine, SummarySection
from tests.rag.export.made_summary import QUOTE, made_summary


def test_markdown_holds_headings_tables_sources_and_the_mark() -> None:
    text = to_markdown(made_summary())
    assert text.splitlines()[0] == "# Sammanfattning av Fritidsnämnden den 7 mars 2024"
    assert text.splitlines()[2] == "> **AI-genererat utkast, ej granskat**"
    assert re.findall(r"^##+ .*", text, re.MULTILINE) == [
        "## Beslut", "## Det som diskuterades", "### 4 Simhallen i Lillby", "## Tillägg",
        "## Noterade beslut", "## Källor", "## Underlag",
    ]  # fmt: skip
    assert f"- ”{QUOTE}” [1]" in text
    assert "| 7 Skolskjuts | Rådet noterar ökningen \\| kostnaden. | [2] |" in text
    assert "*(ändrat av personal)*" in text
    meeting = "lillby.txt: Fritidsnämnden, Lillby kommun, 7 mars 2024"
    assert f"| 2 | {meeting} | 7 Skolskjuts åt Österåns barn | 2 |" in text
    assert "punkt 8 Övrigt. Skäl: punkten saknar text." in text


def test_markdown_shows_hostile_text_as_it_is_written() -> None:
    assert escape("<script>x</script> *a* `b` [l](u) | # c") == (
        "\\<script\\>x\\</script\\> \\*a\\* \\`b\\` \\[l\\](u) \\| \\# c"
    )
    assert escape("1. Val\n- rad") == "1\\. Val - rad"
    assert escape("- rad") == "\\- rad"


class Page(HTMLParser):
    """The tags of a page and the targets of its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_print_page_stands_alone_and_runs_nothing() -> None:
    hostile = SummaryLine('<script>alert(1)</script><img src=x onerror="x">', "worded")
    summary = made_summary("</title><script>x</script>")
    page = Page(
        to_print_page(replace(summary, sections=(SummarySection("a", "<b>B</b>", lines=(hostile,)),)))
    )
    assert not {"script", "img", "link", "iframe", "b"} & set(page.tags)
    loads = [
        value for name, value in page.attributes if name in ("src", "href") and not str(value).startswith("#")
    ]
    assert loads == []
    assert not any(name.startswith("on") for name, _ in page.attributes)


def test_the_print_page_is_swedish_marked_and_its_numbers_lead_to_sources() -> None:
    text = to_print_page(made_summary())
    page = Page(text)
    assert ("lang", "sv") in page.attributes
    assert text.count("AI-genererat utkast, ej granskat") >= 3
    targets = {value for name, value in page.attributes if name == "id"}
    links = {str(value)[1:] for name, value in page.attributes if name == "href"}
    assert links == {"kalla-1", "kalla-2"}
    assert links <= targets
    assert text.count('<th scope="col">') == 3 + 5
    assert text.index("Noterade beslut") > text.index("Tillägg")
