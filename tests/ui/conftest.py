"""One served page and one browser for all browser tests; each test opens pages of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.settings import load_settings
from tests.ui.site import Browser, GatedEngine, Site, SmallAssistant, browsing, serving

MINUTES = (
    "ekdalen-socialchefer-torsdag-17-mars.txt",
    "norrbygden-socialchefer-2022-03-17.txt",
    "storan-styrgrupp-yrkesresan-2025-05-20.md",
    "granvik-anhorigforum-2024-11-14.md",
    "norrbygden-mas-natverk.docx",
    "sjoviken-socialnamnd-2023-06-13.pdf",
)


@pytest.fixture(scope="session")
def artefacts(repository: Path) -> Path:
    """The folder for screenshots; not kept in the repository."""
    folder = repository / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[Site]:
    """The page over a few sample minutes, with models that need no time."""
    home = tmp_path_factory.mktemp("page") / "home"
    engine = GatedEngine()
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(home)}), engine) as assistant:
        report = assistant.index([repository / "eval/data/minutes" / name for name in MINUTES])
        assert len(report.added) == len(MINUTES)
        with serving(assistant) as url:
            yield Site(url, assistant, engine)


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with an empty profile."""
    with browsing(chromium, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every browser test: no foreign request, no complaint in the console."""
    yield
    if not {"browser", "site"} <= set(request.fixturenames):
        return
    browser: Browser = request.getfixturevalue("browser")
    site: Site = request.getfixturevalue("site")
    for page in browser.context.pages[1:]:
        page.close()
    complaints = list(browser.complaints)
    browser.complaints.clear()
    site.engine.gate.set()
    assert browser.foreign(site.url) == []
    assert complaints == []
