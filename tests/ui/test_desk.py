"""The page's work without a browser: many askers, limits, faults told in Swedish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ModelCrashed
from rag.settings import load_settings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.choices import ALL_BODIES, ALL_YEARS, LogChoice
from ui.desk import CALLED_OFF, Desk
from ui.log import Log
from ui.render import Screen
from ui.shelf import Shelf
from ui.work import FAULT

ALL = (ALL_BODIES, ALL_YEARS, ALL_YEARS)
MINUTES = """Minnesanteckningar Provnätverket
2024-03-12

1. Budget
Beslut: Budgeten på 200 000 kr godkänns.

2. Fika
Beslut: Bullar köps till varje möte.
"""


@pytest.fixture
def engine() -> GatedEngine:
    return GatedEngine()


@pytest.fixture
def desk(own_home: Path, tmp_path: Path, engine: GatedEngine) -> Iterator[Desk]:
    minutes = tmp_path / "prov.txt"
    minutes.write_text(MINUTES, encoding="utf-8")
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), engine) as assistant:
        assistant.index([minutes])
        yield Desk(assistant)


def _ask(desk: Desk, page: str, question: str = "Vad beslutades om budgeten?") -> list[Screen]:
    return list(desk.ask(page, question, *ALL))


def test_ten_askers_each_get_their_own_answer(desk: Desk, engine: GatedEngine) -> None:
    engine.replies.extend(["Budgeten på 200 000 kr godkänns [1]."] * 10)
    questions = [f"Vad beslutades om budgeten på möte {number}?" for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        runs = list(pool.map(lambda pair: _ask(desk, str(pair[0]), pair[1]), enumerate(questions)))
    for question, screens in zip(questions, runs, strict=True):
        assert f"Fråga: {question}" in (screens[-1].answer or "")
        others = [other for other in questions if other != question]
        assert not any(other in (screen.answer or "") for screen in screens for other in others)


def test_a_question_called_off_says_so_and_frees_the_model(desk: Desk, engine: GatedEngine) -> None:
    engine.gate.clear()
    engine.replies.append("Budgeten på 200 000 kr godkänns [1].")
    screens = desk.ask("a", "Vad beslutades om budgeten?", *ALL)
    for screen in screens:
        if screen.answer and "ännu inte kontrollerat" in screen.answer:
            break
    assert desk.stop("a") is None
    rest = list(screens)
    assert CALLED_OFF in (rest[-1].status or "")
    assert engine.called_off.is_set()
    assert "Ingen fråga är på gång" in (desk.stop("a") or "")


def test_leaving_a_question_early_frees_the_model(desk: Desk, engine: GatedEngine) -> None:
    engine.gate.clear()
    engine.replies.append("Budgeten på 200 000 kr godkänns [1].")
    screens = desk.ask("a", "Vad beslutades om budgeten?", *ALL)
    assert any("ännu inte kontrollerat" in (screen.answer or "") for screen in screens if screen)
    screens.close()  # type: ignore[attr-defined]
    assert engine.called_off.is_set()


def test_a_crashed_model_leaves_the_quotes(desk: Desk, engine: GatedEngine) -> None:
    engine.replies.append(ModelCrashed("Språkmodellen stannade oväntat."))
    last = _ask(desk, "a")[-1]
    assert "200 000 kr" in (last.quotes or "")
    assert "Språkmodellen stannade oväntat." in (last.answer or "")


@pytest.mark.parametrize("question", ["", "   ", "x" * 2001])
def test_a_bad_question_is_told_in_one_line(desk: Desk, question: str) -> None:
    last = _ask(desk, "a", question)[-1]
    assert "mm-error" in (last.status or "")


def test_a_fault_nobody_foresaw_ends_in_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.assistant, "ask", lambda *_: 1 / 0)
    last = _ask(desk, "a")[-1]
    assert FAULT in (last.status or "")
    assert desk.stop("a") is not None


def test_a_choice_without_minutes_is_told(desk: Desk) -> None:
    *_, last = desk.ask("a", "Vad beslutades om budgeten?", ALL_BODIES, "2025", ALL_YEARS)
    assert "Inga inlästa protokoll passar urvalet." in (last.status or "")


def test_the_log_and_its_file_say_the_same(desk: Desk) -> None:
    log = Log(desk.assistant)
    timeline, table = log.shown()
    assert "2 beslut" in table
    assert "mars 2024: 2 beslut" in timeline
    assert "1 beslut" in log.shown(LogChoice(text="budgeten"))[1]
    assert "Bullar" in log.csv(LogChoice(text="fika"))
    assert "Bullar" not in log.csv(LogChoice(text="budget"))
    assert log.xlsx(LogChoice(text="fika")).startswith(b"PK")
    assert "0 beslut" in log.shown(LogChoice(first="2025"))[1]
    assert "är ingen tid" in log.shown(LogChoice(last="i våras"))[1]
    assert "finns inte" in log.shown(LogChoice(kind="allt"))[1]


def test_removing_takes_a_document_away(desk: Desk) -> None:
    shelf = Shelf(desk.assistant)
    ((_, document),) = shelf.names()
    words, sure = shelf.ask_to_remove(document)
    assert sure
    assert "kan inte ångras" in words
    assert "prov.txt är borttaget" in shelf.remove(document)
    assert shelf.names() == []
    assert "mm-error" in shelf.remove(document)
    assert "mm-error" in shelf.ask_to_remove(document)[0]
    assert "Protokollet finns inte längre." in shelf.read(document)
    assert shelf.ask_to_remove(None)[1] is False


def test_what_could_not_be_read_is_listed_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    shelf = Shelf(desk.assistant)
    upload = tmp_path / "uploads" / "1" / "tom.pdf"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"")
    *_, report = shelf.index([upload], "")
    assert "Inte läst: tom.pdf." in report
    assert "tom.pdf" in shelf.documents()
    assert not upload.parent.exists()


def test_a_follow_up_is_read_with_what_was_asked_before_and_says_so(desk: Desk, engine: GatedEngine) -> None:
    engine.replies.extend(["Budgeten på 200 000 kr godkänns [1]."] * 3)
    assert not any(screen.reading for screen in _ask(desk, "a"))
    screens = _ask(desk, "a", "Och när?")
    read = next(screen.reading for screen in screens if screen.reading)
    assert "Tolkad som:" in read
    assert "budgeten" in read
    assert "Vad beslutades om budgeten?" in (screens[0].before or "")
    desk.start_over("a")
    again = _ask(desk, "a", "Och när beslutades budgeten?")
    assert not any(screen.reading for screen in again)
    assert not any(screen.before for screen in again)


def test_an_earlier_answer_is_never_evidence(desk: Desk, engine: GatedEngine) -> None:
    engine.replies.extend(["Budgeten på 200 000 kr godkänns i Kiruna [1].", "Bullar köps [1]."])
    _ask(desk, "a")
    _ask(desk, "a", "Och vad beslutades om bullar?")
    asked = engine.history[-1][0]
    assert "Kiruna" not in asked.system + asked.user


def test_one_page_knows_nothing_of_another_and_nothing_once_it_is_closed(
    desk: Desk, engine: GatedEngine
) -> None:
    engine.replies.extend(["Budgeten på 200 000 kr godkänns [1]."] * 2)
    _ask(desk, "a")
    assert not any(screen.reading for screen in _ask(desk, "b", "Och när?"))
    token = desk.conversations.turns("a")[0].token
    assert "200 000 kr" in (desk.answer_file(token) or "")
    desk.left("a")
    assert desk.answer_file(token) is None
    assert desk.answer_file("å") is None


def test_an_answer_called_wrong_is_kept_on_this_computer_and_only_then(
    desk: Desk, engine: GatedEngine, own_home: Path
) -> None:
    engine.replies.append("Budgeten på 200 000 kr godkänns [1].")
    _ask(desk, "a")
    kept = own_home / "feedback.jsonl"
    assert not kept.exists()
    pressed = {"token": desk.conversations.turns("a")[0].token, "fault": "source", "comment": "Fel möte."}
    assert "Sparat i datamappen" in desk.wrong(json.dumps(pressed))
    assert "mm-error" in desk.wrong(json.dumps({**pressed, "fault": "annat"}))
    assert "mm-error" in desk.wrong(json.dumps({**pressed, "token": ""}))
    assert "mm-error" in desk.wrong("[1]")
    assert kept.stat().st_mode & 0o077 == 0
    (line,) = kept.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["fault"], told["comment"]) == ("source", "Fel möte.")
    assert told["question"] == "Vad beslutades om budgeten?"
    assert any("200 000 kr" in quote["text"] for quote in told["quotes"])
    desk.assistant.remove("prov.txt")
    assert kept.read_text(encoding="utf-8") == ""


def test_the_limits_in_use_are_said(desk: Desk) -> None:
    assert "mm-limited" not in desk.limits(*ALL)
    assert "Alla organ, från 2022" in desk.limits(ALL_BODIES, "2022", ALL_YEARS)


def test_staff_set_date_and_body_and_go_back_to_what_was_read(desk: Desk) -> None:
    shelf = Shelf(desk.assistant)
    ((_, document),) = shelf.names()
    form = {"document": document, "date": "2024-04-02", "body": "Fikanämnden", "organisation": "Ekdal"}
    *_, shown = shelf.set_facts(json.dumps({**form, "do": "set"}))
    assert "Uppgifterna är sparade" in shown
    assert "2024-04-02 (angivet)" in shown
    assert "Fikanämnden, Ekdal" in shelf.documents("fikanämnden 2024-04")
    *_, shown = shelf.set_facts(json.dumps({**form, "do": "set"}))
    assert "Ingenting var ändrat" in shown
    *_, shown = shelf.set_facts(json.dumps({**form, "date": "i våras", "do": "set"}))
    assert "är inget datum" in shown
    *_, shown = shelf.set_facts(json.dumps({"document": document, "do": "as_read"}))
    assert "2024-03-12" in shown
    assert "Fikanämnden" not in shown


def test_rebuilding_goes_on_file_by_file_and_ends_with_a_report(desk: Desk) -> None:
    shelf = Shelf(desk.assistant)
    *_, report = shelf.rebuild()
    assert "Indexering klar: 1 ersatta" in report
    assert "1, i" in shelf.state()


def test_files_of_one_name_that_come_together_are_all_kept(desk: Desk, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "protokoll.txt" for folder in ("mars", "april")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"Anteckningar {path.parent.name}\n1. Budget\nBeslut: Ja.\n", encoding="utf-8")
    kept = desk.assistant.keep_uploads(paths)
    assert [path.name for path in kept] == ["protokoll.txt", "protokoll (2).txt"]
    assert "april" in kept[1].read_text(encoding="utf-8")
