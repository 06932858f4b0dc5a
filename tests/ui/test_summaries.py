"""Drafts on the page: made step by step, edited, fetched, called off, forgotten when the page is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.settings import load_settings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.desk import Desk
from ui.summaries import CALLED_OFF, Asked, Summaries

MINUTES = """Minnesanteckningar Fikanämnden
2024-03-12

1. Budget
Ada Asp redovisar att kostnaden för kaffet har ökat med 4 procent sedan förra året, vilket beror på att
priset på bönor har stigit under hösten, på att fler deltar i mötena än tidigare och på att den billigare
sort som nämnden prövade under våren inte uppskattades av deltagarna från de mindre kommunerna i länet.
Beslut: Budgeten på 200 000 kr godkänns.

2. Fika
Beslut: Bullar köps till varje möte.
"""


@pytest.fixture
def engine() -> GatedEngine:
    engine = GatedEngine()
    engine.replies.extend(["Kostnaden för kaffet har ökat med 4 procent."] * 8)
    return engine


@pytest.fixture
def summaries(own_home: Path, tmp_path: Path, engine: GatedEngine) -> Iterator[Summaries]:
    minutes = tmp_path / "prov.txt"
    minutes.write_text(MINUTES, encoding="utf-8")
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), engine) as assistant:
        assistant.index([minutes])
        yield Summaries(assistant, Desk(assistant).turns)


def _made(summaries: Summaries, asked: Asked) -> tuple[str, str, str]:
    *_, (status, draft, sources) = summaries.make("a", "", asked)
    return status, draft or "", sources or ""


def test_a_meeting_is_summarised_with_decisions_verbatim_and_numbered_sources(summaries: Summaries) -> None:
    status, draft, sources = _made(summaries, Asked("Ett möte", "prov.txt"))
    assert "Utkastet är klart" in status
    assert "AI-genererat utkast, ej granskat" in draft
    assert "Budgeten på 200 000 kr godkänns." in draft
    assert 'href="#underlag-1"' in draft
    assert 'id="underlag-1"' in sources
    assert "prov.txt, sida 1" in sources


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked("Ett möte"), "Välj ett protokoll först."),
        (Asked("Nytt sedan förra mötet"), "Välj ett organ först."),
        (Asked("Ett ärende över tid"), "Skriv vilket ärende"),
        (Asked("Ett ärende över tid", matter="rymdraketer"), "Ingen punkt handlar om"),
        (Asked("Ett ärende över tid", matter="fika", first="i våras"), "är ingen tid"),
    ],
)
def test_what_is_missing_is_told(summaries: Summaries, asked: Asked, words: str) -> None:
    status, draft, _ = _made(summaries, asked)
    assert words in status
    assert not draft


def test_a_body_is_chosen_by_its_name_in_the_list(summaries: Summaries) -> None:
    (body,) = summaries.bodies()
    assert "Fikanämnden" in body
    status, draft, _ = _made(summaries, Asked("Ett organ, för den som är ny", body=body))
    assert "Utkastet är klart" in status
    assert "Introduktion till" in draft


def test_what_staff_change_is_marked_as_theirs_and_goes_into_the_files(summaries: Summaries) -> None:
    _, draft, _ = _made(summaries, Asked("Ett möte", "prov.txt"))
    token = draft.split('data-token="')[1].split('"')[0]
    section = draft.split('data-section="')[1].split('"')[0]
    form = {"token": token, "section": section, "text": "Personalen har skrivit detta."}
    status, changed, _ = summaries.change("a", json.dumps(form))
    assert "märkt som personalens" in status
    assert changed is not None
    assert "Ändrat av personal" in changed
    anew = changed.split('data-token="')[1].split('"')[0]
    assert "Personalen har skrivit detta." in str(summaries.file(anew, "md"))
    assert str(summaries.file(anew, "html")).startswith("<!")
    word = summaries.file(anew, "docx")
    assert isinstance(word, bytes)
    assert word.startswith(b"PK")
    assert summaries.file(anew, "exe") is None
    summaries.left("a")
    assert summaries.file(anew, "md") is None
    assert "mm-error" in summaries.change("a", json.dumps(form))[0]


def test_a_draft_is_called_off_and_frees_the_model(summaries: Summaries, engine: GatedEngine) -> None:
    engine.gate.clear()
    steps = summaries.make("a", "", Asked("Ett möte", "prov.txt"))
    next(steps)
    assert next(steps)
    assert engine.waiting.wait(10)
    assert "Avbryter" in (summaries.stop("a") or "")
    *_, (status, _, _) = steps
    assert CALLED_OFF in status
    engine.gate.set()
    assert "Ingen sammanfattning" in (summaries.stop("a") or "")
