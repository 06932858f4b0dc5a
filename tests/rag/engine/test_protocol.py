"""Evidence as the model sees it, and prompts over the wire."""

from __future__ import annotations

import io

import pytest

from rag.engine.protocol import EvidencePart, GenerationLimits, Prompt, RunStats
from rag.engine.wire import WireError, limits_in, prompt_in, prompt_out, receive, send, stats_in

TEXT = "§ 4 Budget\nNämnden diskuterade. Nämnden beslutar att höja. Mötet slutar."


def test_a_whole_part_is_shown_whole() -> None:
    assert EvidencePart("a", TEXT, label="[1] ").shown == f"[1] {TEXT}\n"


def test_a_part_shows_only_what_is_kept() -> None:
    decision = TEXT.index("Nämnden beslutar"), TEXT.index(" Mötet")
    part = EvidencePart("a", TEXT, ((0, 10), decision))
    assert part.shown == "§ 4 Budget\nNämnden beslutar att höja.\n"


def test_the_user_turn_is_its_parts_in_order() -> None:
    prompt = Prompt("Källor:\n", (EvidencePart("a", "Ett."), EvidencePart("b", "Två.")), "\nFråga: Vad?")
    assert prompt.user == "Källor:\nEtt.\nTvå.\n\nFråga: Vad?"


def test_prompts_limits_and_figures_survive_the_wire() -> None:
    prompt = Prompt(
        "Källor:\n", (EvidencePart("a", TEXT, ((0, 10),), "[1] "),), "Fråga", "System", (("u", "a"),), "Svar"
    )
    limits = GenerationLimits(5, 3.5, ("\n\n",), 'root ::= "a"')
    stats = RunStats(1, 2, 3, 0.5, 1.0, "length", {"cut": 1.0})
    pipe = io.BytesIO()
    send(pipe, {"prompt": prompt_out(prompt), "limits": _values(limits), "stats": _values(stats)})
    pipe.seek(0)
    message = receive(pipe)
    assert message is not None
    assert prompt_in(message["prompt"]) == prompt
    assert limits_in(message["limits"]) == limits
    assert stats_in(message["stats"]) == stats


def _values(value: GenerationLimits | RunStats) -> dict[str, object]:
    return {name: getattr(value, name) for name in type(value).__slots__}


def test_half_a_surrogate_crosses_the_wire() -> None:
    pipe = io.BytesIO()
    send(pipe, {"text": "å\ud83d"})
    pipe.seek(0)
    assert receive(pipe) == {"text": "å\ud83d"}


@pytest.mark.parametrize("cut", [0, 2, 4, 9])
def test_a_broken_pipe_is_the_end(cut: int) -> None:
    pipe = io.BytesIO()
    send(pipe, {"op": "run"})
    assert receive(io.BytesIO(pipe.getvalue()[:cut])) is None


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\0\0\0\3hej", b"\0\0\0\2[]"])
def test_garbage_is_no_message(data: bytes) -> None:
    with pytest.raises(WireError):
        receive(io.BytesIO(data))
