"""Questions are kept only where the settings say so, as long as they say, and go with their documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.journal import Journal
from rag.settings import load_settings
from tests.rag.test_answer_markdown import made_answer
from tests.ui.site import GatedEngine, SmallAssistant

MINUTES = "Minnesanteckningar Provnätverket\n2024-03-12\n\n1. Budget\nBeslut: Budgeten godkänns.\n"


def _ask(home: Path, minutes: Path) -> None:
    engine = GatedEngine()
    engine.replies.append("Budgeten godkänns.")
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(home)}), engine) as assistant:
        assistant.index([minutes])
        assert list(assistant.ask("Vad beslutades om budgeten?"))


def test_nothing_is_kept_unless_the_settings_say_so(own_home: Path, tmp_path: Path) -> None:
    minutes = tmp_path / "prov.txt"
    minutes.write_text(MINUTES, encoding="utf-8")
    _ask(own_home, minutes)
    assert not (own_home / "questions.jsonl").exists()
    (own_home / "settings.toml").write_text("keep_questions = true\n", encoding="utf-8")
    _ask(own_home, minutes)
    kept = own_home / "questions.jsonl"
    assert "Vad beslutades om budgeten?" in kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), GatedEngine()) as assistant:
        assistant.remove("prov.txt")
    assert kept.read_text(encoding="utf-8") == ""


def test_what_was_kept_long_enough_goes(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 30)
    journal.purge()
    journal.add(made_answer())
    journal.purge(datetime.now(UTC) + timedelta(days=29))
    assert len(journal) == 1
    journal.purge(datetime.now(UTC) + timedelta(days=31))
    assert len(journal) == 0


def test_a_line_that_is_none_goes_too(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("trasig\n{}\n", encoding="utf-8")
    journal = Journal(tmp_path, 30)
    journal.add(made_answer())
    assert len(journal) == 1


def test_a_line_tells_all_that_shaped_the_answer(tmp_path: Path) -> None:
    answer = made_answer()
    Journal(tmp_path, 30).add(answer)
    line = json.loads((tmp_path / "questions.jsonl").read_text(encoding="utf-8"))
    made = answer.provenance
    assert (line["index_id"], line["model_sha256"], line["prompt_digest"], line["settings_digest"]) == (
        made.index_id,
        made.model_sha256,
        made.prompt_digest,
        made.settings_digest,
    )
    assert (line["embedder"], line["passages"]) == (made.embedder, list(made.passages))
    assert line["timings"]["total_s"] == answer.timings.total_s
