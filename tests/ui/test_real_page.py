"""The page with the real models: a question answered and cited in the browser, nothing foreign asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.assistant import open_assistant
from rag.settings import load_settings
from tests.ui.pictures import index_samples, take
from tests.ui.site import Browser, serving

pytestmark = [pytest.mark.browser, pytest.mark.models]


def test_a_real_question_is_answered_with_its_source_marked(
    browser: Browser, own_home: Path, models_dir: Path, artefacts: Path
) -> None:
    settings = load_settings({"MOTESMINNE_HOME": str(own_home), "MOTESMINNE_MODELS": str(models_dir)})
    folder = artefacts / "riktiga-modeller"
    folder.mkdir(exist_ok=True)
    with open_assistant(settings) as assistant:
        index_samples(assistant)
        with serving(assistant) as url:
            answer = take(browser, url, folder)
            assert browser.foreign(url) == []
    assert browser.complaints == []
    assert "avtal" in answer.lower()
    assert "AI-genererat, ej granskat" in answer
    assert (folder / "fraga.png").stat().st_size < 200_000
    assert (folder / "beslut.png").stat().st_size < 200_000
